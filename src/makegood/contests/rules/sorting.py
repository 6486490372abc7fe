"""Who of a contest counts, and what each of them did. Pure, and the same whatever the order in which entries came in.

A duplicate is the same person, by addresses that are linked or the same mailbox, never by a likeness of names. A bot is one by a written mark:
what stands in a field that people do not see, one answer from many addresses, many within a moment, addresses that only a number tells apart.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from makegood.contests.types import Aside, Entry, EntryId, Group, How

SAME_ANSWER, LONG_ANSWER = 5, 20  # entries with one answer of so many letters or more
MOMENT_S, IN_A_MOMENT = 2, 8  # so many entries within so many seconds
IN_A_ROW = 5  # addresses that only a number tells apart
_NUMBERED = re.compile(r"^(.*?)\d+(@.*)?$")
_ASKED = frozenset({"asked", "complained", "asked_in_public"})
_PRAISED = frozenset({"praised", "reviewed"})
BOUGHT = "order_placed"
KINDS = (*sorted(_ASKED | _PRAISED), BOUGHT)

Verdict = tuple[Aside, str, EntryId | None]


def sort(entries: Sequence[Entry], *, mailboxes: Mapping[UUID, str], persons: Mapping[UUID, UUID]) -> dict[EntryId, Verdict]:
    """Those that do not count, each with why. `persons` says whose each identity is, `mailboxes` at which mailbox each address is read (an
    address of its own where it is none). What a member brought back always counts."""
    judged = [one for one in sorted(entries, key=lambda one: (one.at, one.key)) if not one.kept_by_member]
    found: dict[EntryId, Verdict] = {id_: (Aside.BOT, why, None) for id_, why in _bots(judged, mailboxes).items()}
    first: dict[object, EntryId] = {}
    for one in sorted(entries, key=lambda one: (one.how is How.FOLLOWS, one.at, one.key)):
        if one.id in found:
            continue
        keys = (persons.get(one.identity_id, one.identity_id), ("mailbox", mailboxes.get(one.identity_id, str(one.identity_id))))
        before = next((first[key] for key in keys if key in first), None)
        if before is not None and not one.kept_by_member:
            found[one.id] = (Aside.DUPLICATE, "The same person is in it already.", before)
            continue
        for key in keys:
            first.setdefault(key, one.id)
    return found


def group_of(how: How, *, answer: str, kinds: Collection[str], customer: bool) -> Group:
    """What somebody did, by what was noted of them and what they wrote; the first that fits, in the order of `Group`."""
    if "?" in answer or _ASKED & set(kinds):
        return Group.ASKED
    if customer:
        return Group.BOUGHT
    if _PRAISED & set(kinds):
        return Group.PRAISED
    return Group.ENTERED if how is How.ENTERED else Group.FOLLOWED


def _bots(entries: Sequence[Entry], mailboxes: Mapping[UUID, str]) -> dict[EntryId, str]:
    entered = [one for one in entries if one.how is How.ENTERED]
    found: dict[EntryId, str] = {}
    answers = Counter(" ".join(one.answer.casefold().split()) for one in entered)
    rows: dict[str, list[EntryId]] = defaultdict(list)
    for one in entered:
        said = " ".join(one.answer.casefold().split())
        if one.trap.strip():
            found[one.id] = "A field that people do not see was filled in."
        elif len(said) >= LONG_ANSWER and answers[said] >= SAME_ANSWER:
            found[one.id] = f"{answers[said]} entries say the very same."
        if fits := _NUMBERED.match(mailboxes.get(one.identity_id, "")):
            rows[f"{fits[1]}{fits[2] or ''}"].append(one.id)
    for ids in rows.values():
        if len(ids) >= IN_A_ROW:
            found |= {one: f"{len(ids)} addresses that only a number tells apart." for one in ids if one not in found}
    for place, one in enumerate(entered):
        last = place + IN_A_MOMENT - 1
        if last < len(entered) and (entered[last].at - one.at).total_seconds() <= MOMENT_S:
            found |= {
                each.id: f"{IN_A_MOMENT} entries or more within {MOMENT_S} seconds."
                for each in entered[place : last + 1]
                if each.id not in found
            }
    return found

"""Keeps the read models equal to what they are read from. A row is always recomputed whole, never patched; nothing here decides anything.

Works inside an open brand transaction, best in the one that changed the case. The turn of a row is taken *before* its sources are read:
whoever comes second reads what the first one wrote, so that any number of workers end with the row that a recount gives. A row is written
once, and one that is right already not at all: each of its versions costs an entry in ten indexes.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases import rules as case_rules
from makegood.cases.types import CaseHead
from makegood.channels import queries as channels
from makegood.channels.messages import Conversing, LastWords
from makegood.incidents import queries as incidents
from makegood.makegoods import queries as makegoods
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import bulk, tenancy, turns
from makegood.views import models, rules

_BATCH = 500
_FOLD_ABOVE = 256  # rows of differences, before they are folded into one for each list
_COLUMNS = {
    "id": "uuid",
    "brand_id": "uuid",
    "number": "integer",
    "title": "text",
    "identity_id": "uuid",
    "person_id": "uuid",
    "person_name": "text",
    "last_words": "text",
    "last_at": "timestamptz",
    "channel": "text",
    "state": "text",
    "turn": "text",
    "clock_what": "text",
    "due_at": "timestamptz",
    "rank": "smallint",
    "due_sort": "timestamptz",
    "owner_id": "uuid",
    "owner_name": "text",
    "feeling": "text",
    "urgency": "text",
    "harm": "text",
    "proposal": "text",
    "message_count": "integer",
    "opened_at": "timestamptz",
    "resolved_at": "timestamptz",
    "haystack": "text",
    "side": "text",
    "leaving": "text",
    "incident": "integer",
}
_CHANGING = [name for name in _COLUMNS if name not in ("id", "brand_id")]
_KEEP = (
    f"ON CONFLICT (id) DO UPDATE SET ({', '.join(_CHANGING)}) = ROW({', '.join(f'excluded.{name}' for name in _CHANGING)}) "
    f"WHERE ROW({', '.join(f'r.{name}' for name in _CHANGING)}) IS DISTINCT FROM ROW({', '.join(f'excluded.{name}' for name in _CHANGING)})"
)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What rows are made of, fetched for all of them at once."""

    brand_id: UUID
    persons: dict[UUID, Person]
    said: dict[tuple[UUID, UUID], LastWords]  # by case and conversation
    proposals: dict[UUID, str]
    members: dict[UUID, str]
    incidents: dict[UUID, int]


def refresh_cases(*, case_ids: Iterable[UUID]) -> None:
    """Recomputes the rows of these cases and with them the tallies. A fixed number of queries per 500; repeatable; ids of cases that do
    not exist leave nothing behind. Turns are taken in one order for all, and held to the end of the transaction."""
    ids = sorted(set(case_ids))
    if ids:
        _hold_brand(alone=False)
    _refresh(ids)


def refresh_cases_unless_rebuilt(*, case_ids: Iterable[UUID]) -> bool:
    """The same, for who must not wait as long as a rebuild takes: False, and nothing done, while the brand's rows are being rebuilt."""
    ids = sorted(set(case_ids))
    if ids and not _may_hold_brand():
        return False
    _refresh(ids)
    return True


def refresh_people(*, identity_ids: Sequence[UUID]) -> None:
    """Recomputes the rows of all cases of these identities: after a link, an unlinking or a new name."""
    refresh_cases(case_ids=cases.case_ids_of(identity_ids=identity_ids))


def refresh_conversations(*, conversation_ids: Sequence[UUID]) -> None:
    """Recomputes the rows of the cases that hold these conversations: after something was said in them."""
    refresh_cases(case_ids=chain.from_iterable(cases.case_ids_of_conversations(conversation_ids=conversation_ids).values()))


def rebuild() -> int:
    """Brings every row and length of the open brand to what a recount gives, and returns how many rows there are. Writes only what was
    wrong, so that it may be repeated at any time; whoever refreshes meanwhile waits."""
    _hold_brand(alone=True)
    after, count = None, 0
    while found := cases.case_ids(after=after, limit=_BATCH):
        _keep(found)
        models.InboxRow.objects.filter(id__gt=after or UUID(int=0), id__lte=found[-1]).exclude(id__in=found).delete()
        after, count = found[-1], count + len(found)
    models.InboxRow.objects.filter(id__gt=after or UUID(int=0)).delete()
    _recount()
    return count


def fold_tallies() -> None:
    """Folds the differences into one row per list once there are many. Waits for nobody: rows that another transaction folds are left."""
    if models.Tally.objects.count() > _FOLD_ABOVE:
        _fold()


def _refresh(ids: Sequence[UUID]) -> None:
    """Of ids in their order, in a brand that is held."""
    if not ids:
        return
    turns.take(f"inbox rows of {tenancy.current_brand().hex}", [case_id.hex for case_id in ids])
    for start in range(0, len(ids), _BATCH):
        _keep(ids[start : start + _BATCH])
    fold_tallies()


def _keep(case_ids: Sequence[UUID]) -> None:
    """Writes the rows of held cases as their sources have them now."""
    found = cases.heads(case_ids=case_ids)
    missing = set(case_ids) - {case.id for case in found}
    if missing:
        models.InboxRow.objects.filter(id__in=missing).delete()
    sources = _fetch(found)
    bulk.insert("views_inboxrow AS r", _COLUMNS, [_row(case, sources) for case in found], conflict=_KEEP)


def _fetch(found: Sequence[CaseHead]) -> _Sources:
    persons = people.persons_of(identity_ids=sorted({case.identity_id for case in found}))
    case_ids = [case.id for case in found]
    return _Sources(
        brand_id=tenancy.current_brand(),
        persons=persons,
        said=channels.last_words_with(
            them=[
                Conversing(case.id, conversation_id, tuple(identity.id for identity in persons[case.identity_id].identities))
                for case in found
                for conversation_id in case.conversation_ids
            ]
        ),
        proposals=makegoods.states_for(kind="case", ids=case_ids),
        members={member.id: member.name for member in brands.members(former_too=True)}
        if any(case.owner_id for case in found)
        else {},
        incidents=incidents.numbers_by_case(case_ids=case_ids),
    )


def _row(case: CaseHead, sources: _Sources) -> tuple[Any, ...]:
    """The row's values in the order of `_COLUMNS`."""
    person = sources.persons[case.identity_id]
    said = [sources.said[case.id, each] for each in case.conversation_ids if (case.id, each) in sources.said]
    last = max(said, key=lambda each: (each.at, each.message_id), default=None)
    clock = case_rules.read_clock(case.segment, case.segment.opened_at)
    words = rules.one_line(last.words) if last else ""
    addresses = [word for identity in person.identities for word in (identity.shown, identity.value)]
    return (
        case.id,
        sources.brand_id,
        case.number,
        case.title,
        case.identity_id,
        person.id,
        person.name,
        words,
        max(last.at if last else case.opened_at, case.side_at or case.opened_at),
        last.channel_kind if last else "",
        case.state,
        case.turn,
        clock.what,
        clock.due_at,
        rules.urgency_rank(case.urgency),
        rules.sorted_as(clock.due_at, leaving=case.leaving) or models.NO_CLOCK,
        case.owner_id,
        sources.members.get(case.owner_id, "") if case.owner_id else "",
        case.feeling,
        case.urgency,
        case.harm,
        rules.proposal_shown(sources.proposals.get(case.id, "")),
        sum(each.messages for each in said),
        case.opened_at,
        case.resolved_at,
        rules.searchable(f"#{case.number}", case.title, person.name, case.order_number, words, *addresses),
        case.side,
        case.leaving,
        sources.incidents.get(case.id),
    )


def _recount() -> None:
    """The tallies anew, one row per list, from the rows themselves."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM views_tally")
        cursor.execute(
            "INSERT INTO views_tally (id, brand_id, list, owner_id, delta) "
            "SELECT gen_random_uuid(), r.brand_id, now.list, now.list_owner, count(*) "
            "FROM views_inboxrow AS r, views_lists(r.state, r.owner_id, r.proposal) AS now GROUP BY r.brand_id, now.list, now.list_owner"
        )


def _fold() -> None:
    _hold_brand(alone=False)  # a rebuild that empties the tallies would not see the row that an unfinished fold adds
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM views_tally WHERE id IN (SELECT id FROM views_tally FOR UPDATE SKIP LOCKED) "
            "RETURNING brand_id, list, owner_id, delta) "
            "INSERT INTO views_tally (id, brand_id, list, owner_id, delta) "
            "SELECT gen_random_uuid(), brand_id, list, owner_id, sum(delta) FROM gone "
            "GROUP BY brand_id, list, owner_id HAVING sum(delta) <> 0"
        )


def _hold_brand(*, alone: bool) -> None:
    """Refreshing goes on side by side; a rebuild waits until it is alone in its brand. Held to the end of the transaction."""
    with connection.cursor() as cursor:
        way = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        cursor.execute(f"SELECT {way}(%s)", [_brand_key()])


def _may_hold_brand() -> bool:
    """Whether nobody rebuilds now; then nobody does until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [_brand_key()])
        return bool(cursor.fetchone()[0])


def _brand_key() -> int:
    key = hashlib.blake2s(tenancy.current_brand().bytes, digest_size=8, person=b"views").digest()
    return int.from_bytes(key, signed=True)

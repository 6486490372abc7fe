"""Keeps the read models equal to what they are read from. A row is always recomputed whole, never patched; nothing here decides anything.

Works inside an open brand transaction, best in the one that changed the case. A row is locked *before* its sources are read: whoever
comes second reads what the first one wrote, so that any number of workers end with the row that a recount gives.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.cases import rules as case_rules
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels.types import Message
from makegood.makegoods import queries as makegoods
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.platform import tenancy
from makegood.views import models, rules

_BATCH = 500
_FOLD_ABOVE = 256  # rows of differences, before they are folded into one for each list
_KEPT = ("id", "brand_id")  # of a row, never rewritten
_WRITTEN = [field.name for field in models.InboxRow._meta.local_fields if field.name not in _KEPT]


@dataclass(frozen=True, slots=True)
class _Sources:
    """What rows are made of, fetched for all of them at once."""

    persons: dict[UUID, Person]
    last: dict[UUID, Message]
    counts: dict[UUID, int]
    proposals: dict[UUID, str]
    members: dict[UUID, str]


def refresh_cases(*, case_ids: Iterable[UUID]) -> None:
    """Recomputes the rows of these cases and with them the tallies. A fixed number of queries per 500; repeatable; ids of cases that do
    not exist leave nothing behind. Rows are locked in the order of their ids, to the end of the transaction."""
    ids = sorted(set(case_ids))
    if not ids:
        return
    _hold_brand(alone=False)
    for start in range(0, len(ids), _BATCH):
        _refresh(ids[start : start + _BATCH])
    fold_tallies()


def refresh_people(*, identity_ids: Sequence[UUID]) -> None:
    """Recomputes the rows of all cases of these identities: after a link, an unlinking or a new name."""
    refresh_cases(case_ids=cases.case_ids_of(identity_ids=identity_ids))


def refresh_conversations(*, conversation_ids: Sequence[UUID]) -> None:
    """Recomputes the rows of the cases that hold these conversations: after something was said in them."""
    refresh_cases(case_ids=cases.case_ids_of_conversations(conversation_ids=conversation_ids).values())


def rebuild() -> int:
    """Makes all rows of the open brand anew and returns how many there are. The same rows and lengths as before, if nothing was wrong."""
    _hold_brand(alone=True)
    models.InboxRow.objects.all().delete()
    models.Tally.objects.all().delete()
    after, count = None, 0
    while found := cases.case_ids(after=after, limit=_BATCH):
        _refresh(list(found))
        after, count = found[-1], count + len(found)
    _fold()
    return count


def fold_tallies() -> None:
    """Folds the differences into one row per list once there are many. Waits for nobody: rows that another transaction folds are left."""
    if models.Tally.objects.count() > _FOLD_ABOVE:
        _fold()


def _refresh(case_ids: Sequence[UUID]) -> None:
    _lock(case_ids)
    found = cases.cases(case_ids=case_ids)
    missing = set(case_ids) - {case.id for case in found}
    if missing:
        models.InboxRow.objects.filter(id__in=missing).delete()
    sources = _fetch(found)
    models.InboxRow.objects.bulk_create(
        [_row(case, sources) for case in found], update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
    )


def _lock(case_ids: Sequence[UUID]) -> None:
    """Takes the rows, making empty ones (which no list counts) where there are none yet, so that there is something to hold."""
    models.InboxRow.objects.bulk_create([models.InboxRow(id=case_id) for case_id in case_ids], ignore_conflicts=True)
    list(models.InboxRow.objects.select_for_update().filter(id__in=case_ids).order_by("id").values_list("id"))


def _fetch(found: Sequence[Case]) -> _Sources:
    conversation_ids = [conversation_id for case in found for conversation_id in case.conversation_ids]
    return _Sources(
        persons=people.persons_of(identity_ids=sorted({case.identity_id for case in found})),
        last=channels.last_messages(conversation_ids=conversation_ids),
        counts=channels.message_counts(conversation_ids=conversation_ids),
        proposals=makegoods.states_for(kind="case", ids=[case.id for case in found]),
        members={member.id: member.name for member in brands.members(former_too=True)},
    )


def _row(case: Case, sources: _Sources) -> models.InboxRow:
    person = sources.persons[case.identity_id]
    last = max((sources.last[c] for c in case.conversation_ids if c in sources.last), key=lambda m: (m.at, m.id), default=None)
    clock = case_rules.read_clock(case.segments[-1], case.segments[-1].opened_at)
    said = rules.one_line(last.visible or last.text) if last else ""
    addresses = [word for identity in person.identities for word in (identity.shown, identity.value)]
    return models.InboxRow(
        id=case.id,
        number=case.number,
        title=case.title,
        identity_id=case.identity_id,
        person_id=person.id,
        person_name=person.name,
        last_words=said,
        last_at=last.at if last else case.opened_at,
        channel=last.channel_kind if last else "",
        state=case.state,
        turn=case.turn,
        clock_what=clock.what,
        due_at=clock.due_at,
        rank=rules.urgency_rank(case.urgency),
        due_sort=clock.due_at or models.NO_CLOCK,
        owner_id=case.owner_id,
        owner_name=sources.members.get(case.owner_id, "") if case.owner_id else "",
        feeling=case.feeling,
        urgency=case.urgency,
        harm=case.harm,
        proposal=rules.proposal_shown(sources.proposals.get(case.id, "")),
        message_count=sum(sources.counts.get(c, 0) for c in case.conversation_ids),
        opened_at=case.opened_at,
        resolved_at=case.resolved_at,
        haystack=rules.searchable(f"#{case.number}", case.title, person.name, case.order_number, said, *addresses),
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
    key = hashlib.blake2s(tenancy.current_brand().bytes, digest_size=8, person=b"views").digest()
    with connection.cursor() as cursor:
        way = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        cursor.execute(f"SELECT {way}(%s)", [int.from_bytes(key, signed=True)])

"""Keeps what a brand does without being asked laid out: for a programme that was made or changed, for a person of whom something became known, for
another day; and takes up what has come due. What is then done is in `rhythm_due`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from makegood.kernel.events import Event
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId
from makegood.platform import work
from makegood.platform.work import Taken
from makegood.relationships import held, queries
from makegood.relationships.actions import occasions, planning

LAID = "rhythm_laid"
KNOWN = planning.KNOWN
DUE = planning.DUE
DAY = planning.DAY
MOST_SECONDS = 900.0  # of laying out a year for a million people
ROUNDS = 4  # of taking up what is due, before others have their turn


def lay(items: Sequence[Taken], at: datetime) -> None:
    """A programme was made, changed or resumed: everybody's year ahead."""
    for item in items:
        planning.plan(programme_id=UUID(item.key), at=at)
    planning.look_each_day(at=at)


def known(items: Sequence[Taken], at: datetime) -> None:
    """Something became known of these people: it is noted where only the journal had it, and their occasions are laid anew, once more
    after a programme that is being laid for everybody meanwhile."""
    noting.note_fact(facts=[fact for item in items for fact in _facts(item, at)])
    ids = {UUID(one) for item in items for one in _whom(item)}
    laid = planning.lay_anew(identity_ids=sorted(ids), at=at)
    if laid.written:
        planning.look_when_due()
    if laid.under_way:  # everybody's plan may have begun before this was known
        for item in items:
            work.postpone(item, due_at=at + planning.AGAIN_IN)


def told(*, happenings: Iterable[tuple[UUID, str]], at: datetime) -> None:
    """Another system told facts of these kinds about these people: where a rhythm goes by one of them, their occasions are laid anew, as work."""
    meant = sorted({one for one, kind in happenings if kind in held.ALL_KINDS})
    work.leave(KNOWN, [work.Item(f"told::{one}", at, {"identity_id": str(one)}) for one in meant])


def day(items: Sequence[Taken], at: datetime) -> None:
    """Every night: another day at the end of the year ahead, and whatever became known that nobody told us of."""
    if not queries.programmes(active=True):
        return
    planning.plan_day(at=at)
    for item in items:
        work.postpone(item, due_at=planning.next_plan(at))


def due(items: Sequence[Taken], at: datetime) -> None:
    """Takes up what has come due, after a last look whether it still follows from what is known; comes back when the next one is due."""
    for item in items:
        for _ in range(ROUNDS):
            waiting = occasions.waiting_for(at=at)
            if not waiting:
                break
            first = min(on for _, on in waiting)
            planning.lay_anew(identity_ids=[one for one, _ in waiting], at=at, start=first)
            occasions.take_due(at=at)
        following = queries.next_due()
        if following is not None:
            work.postpone(item, due_at=max(following, at))


def key(event: Event) -> str:
    """Each happening by itself, under the name by which `known` knows what it means."""
    return f"{type(event).__name__}:{getattr(event, 'number', '')}:{event.identity_id}"


def _facts(item: Taken, at: datetime) -> list[Fact]:
    """What is counted from and nobody else notes: a parcel that came, a case that was put right."""
    whom, kind = item.payload.get("identity_id"), _NOTED.get(item.key.partition(":")[0], "")
    if not whom or not kind:
        return []
    return [Fact(IdentityId(UUID(str(whom))), kind, str(item.payload.get("number", "")), at, {})]


_NOTED = {"ParcelDelivered": "order_delivered", "CaseResolved": "case_resolved"}


def _whom(item: Taken) -> list[str]:
    return [str(item.payload[name]) for name in ("identity_id", "other_identity_id") if item.payload.get(name)]

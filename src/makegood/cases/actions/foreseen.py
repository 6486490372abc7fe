"""Opens cases before anybody complains: somebody's promise is at risk or broken, and nobody has written yet; and ends those that did not come true.

Works inside an open brand transaction, for thousands at once with a fixed number of statements: a carrier's outage is one lot. May be repeated:
the same person and order have one case.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.cases import models, rules
from makegood.cases.actions import arriving, rows, segments
from makegood.cases.events import (
    CaseAverted,
    CaseAvertedAfterWord,
    CaseCameTrue,
    CaseFellAway,
    CaseGoesOn,
    CaseOpened,
    CaseReopened,
)
from makegood.cases.types import CaseId, CaseState, Foreseen, ForeseenCase, Foretold, Turn
from makegood.kernel.actors import SYSTEM
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.platform import bulk, journal, tenancy
from makegood.platform.arrays import array

HARM = "late"
QUIETLY = "It came in time after all; nobody had to be told."
GOES_ON = "They wrote about it themselves, and it goes on in that case."
FELL_AWAY = "What had been promised no longer stands."
_CASE = {**rows.NEW_CASE, "foreseen": "text"}
_Key = tuple[UUID, str]  # a person, by the least of their identities, and an order's number
_MARKED = """
UPDATE cases_case SET foreseen = now.foreseen, harm = now.harm, title = now.title
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS now (id, foreseen, harm, title) WHERE cases_case.id = now.id
"""


def take_turns(*, people: Collection[UUID]) -> None:
    """Waits for everybody who works on cases of these people (each by the least of their identities). Who does several things here takes all turns
    first, so that two never wait for each other. May be repeated."""
    rows.take_turns_of(people)


def open_or_join(*, foretold: Sequence[Foretold], at: datetime) -> list[CaseId]:
    """For each of these, in the order given, the person's case about that order: the one that is open, or a new one. A case that waits for them
    becomes our turn, because it is we who owe them a word; one that came true says so.

    A fixed number of statements whatever the number. Everybody who works on one of these people waits, before a row is held.
    """
    if not foretold:
        return []
    take_turns(people={_person(one) for one in foretold})
    live = _hold_live(foretold, at)
    fresh = {_key(one): one for one in sorted(foretold, key=lambda one: one.true) if _key(one) not in live}
    found = {key: CaseId(row.id) for key, row in live.items()} | _open(fresh, at)
    _our_turn([row for row in live.values() if row.state == CaseState.WAITING and row.turn == Turn.THEIRS], at)
    _come_true([(live[_key(one)], one) for one in foretold if _key(one) in live], at)
    return [found[_key(one)] for one in foretold]


def hold(*, case_ids: Collection[UUID]) -> tuple[ForeseenCase, ...]:
    """Those of these cases that are still what we foresaw, held to the end of the transaction in one order for everybody. Three statements."""
    found = models.Case.objects.select_for_update(no_key=True).filter(id__in=list(case_ids), foreseen__in=_STANDING)
    held = list(found.order_by("id"))
    ids = [row.id for row in held]
    wrote = set(models.CaseMessage.objects.filter(case_id__in=ids).values_list("case_id", flat=True)) if ids else set()
    said = set(models.CaseReply.objects.filter(case_id__in=ids).values_list("case_id", flat=True)) if ids else set()
    return tuple(ForeseenCase(CaseId(row.id), row.state == CaseState.RESOLVED, row.id in wrote, row.id in said) for row in held)


def avert(*, quiet: Collection[UUID], told: Collection[UUID], at: datetime) -> None:
    """It came in time after all. Nothing went wrong for them: the harm is taken off, so that it counts as no failure. `quiet` cases, in which nobody
    said anything, are put right by it; `told` ones become our turn, because they wait for a word. Only for cases that are held. May be repeated."""
    held = {row.id: row for row in models.Case.objects.filter(id__in=[*quiet, *told], foreseen__in=_STANDING).order_by("id")}
    facts: list[Event] = []
    for row in held.values():
        row.foreseen, row.harm, row.title = Foreseen.AVERTED, "", rules.retitled(row.title, Foreseen.AVERTED)
        fact = CaseAverted if row.id in quiet else CaseAvertedAfterWord
        facts.append(fact(identity_id=row.identity_id, case_id=row.id, number=row.number))
    _mark(list(held.values()))
    _resolve([row for row in held.values() if row.id in quiet and row.state != CaseState.RESOLVED], QUIETLY, at)
    _our_turn([row for row in held.values() if row.id not in quiet and row.state == CaseState.WAITING], at)
    journal.record(*facts, by=SYSTEM, at=at)


def let_fall(*, case_ids: Collection[UUID], at: datetime) -> None:
    """What was promised no longer stands (the order was cancelled): there is nothing to be late, and nothing to tell. Only for cases that are held.
    May be repeated."""
    held = list(models.Case.objects.filter(id__in=list(case_ids), foreseen__in=_STANDING).order_by("id"))
    for row in held:
        row.foreseen, row.harm = Foreseen.AVERTED, ""
    _mark(held)
    _resolve([row for row in held if row.state != CaseState.RESOLVED], FELL_AWAY, at)
    facts = [CaseFellAway(identity_id=row.identity_id, case_id=row.id, number=row.number) for row in held]
    journal.record(*facts, by=SYSTEM, at=at)


def go_on_in(*, cases: Mapping[UUID, int], at: datetime) -> None:
    """They wrote about it themselves, from an address that we did not know as theirs: each of these cases ends, and goes on in the case of this
    number. One loss counts once. Only for cases that are held. May be repeated."""
    held = list(models.Case.objects.filter(id__in=list(cases), foreseen__in=_STANDING).order_by("id"))
    for row in held:
        row.foreseen, row.harm = Foreseen.AVERTED, ""
    _mark(held)
    _resolve([row for row in held if row.state != CaseState.RESOLVED], GOES_ON, at)
    facts = [CaseGoesOn(identity_id=row.identity_id, case_id=row.id, number=row.number, other=cases[row.id]) for row in held]
    journal.record(*facts, by=SYSTEM, at=at)


def standing(*, identity_ids: Collection[UUID], order_number: str) -> tuple[CaseId, ...]:
    """The cases about this order that we foresaw for one of these identities, and that nobody complained in. One query."""
    found = models.Case.objects.filter(identity_id__in=list(identity_ids), order_number=order_number, foreseen__in=_STANDING)
    return tuple(CaseId(case_id) for case_id in found.order_by("id").values_list("id", flat=True))


# ---------------------------------------------------------------------------------------------------------------------

_STANDING = [Foreseen.EXPECTED, Foreseen.TRUE]


def _person(one: Foretold) -> UUID:
    return min(one.identity_id, *one.person_identity_ids)


def _key(one: Foretold) -> _Key:
    return _person(one), one.order_number


def _hold_live(foretold: Sequence[Foretold], at: datetime) -> dict[_Key, models.Case]:
    """The open case about each, the one with the latest word, held in the order of ids."""
    person = {identity: _person(one) for one in foretold for identity in (one.identity_id, *one.person_identity_ids)}
    found = models.Case.objects.select_for_update(no_key=True).filter(
        identity_id__in=list(person),
        order_number__in=list({one.order_number for one in foretold}),
        last_at__gte=at - rules.SAME_MATTER,
    )
    held = list(found.exclude(state=CaseState.RESOLVED).order_by("id"))
    return {(person[row.identity_id], row.order_number): row for row in sorted(held, key=lambda row: (row.last_at, row.id))}


def _open(fresh: "dict[_Key, Foretold]", at: datetime) -> dict[_Key, CaseId]:
    if not fresh:
        return {}
    brand_id, ids = tenancy.current_brand(), {key: CaseId(new_id()) for key in fresh}
    numbers = dict(zip(fresh, arriving.take_numbers(len(fresh)), strict=True))
    written = [
        (
            *(ids[key], brand_id, numbers[key], rules.foretold_title(one), CaseState.OPEN, Turn.OURS, one.identity_id),
            *(HARM, "normal", "unsure", one.order_number[:100], at, at, _outlook(one)),
        )
        for key, one in fresh.items()
    ]
    bulk.insert("cases_case", _CASE, written)
    segments.start([(case_id, at) for case_id in ids.values()], brands.current(), fresh=frozenset(ids.values()))
    facts = [
        CaseOpened(identity_id=one.identity_id, case_id=ids[key], number=numbers[key], harm=HARM) for key, one in fresh.items()
    ]
    journal.record(*facts, by=SYSTEM, at=at)
    return ids


def _outlook(one: Foretold) -> Foreseen:
    return Foreseen.TRUE if one.true else Foreseen.EXPECTED


def _come_true(pairs: Sequence[tuple[models.Case, Foretold]], at: datetime) -> None:
    """Cases that were foreseen say how things stand now. What came true stays so, whatever else of the same order is only at risk."""
    changed: dict[UUID, models.Case] = {}
    for row, one in pairs:
        now = _outlook(one)
        if row.foreseen not in ("", now) and not (row.foreseen == Foreseen.TRUE and now is Foreseen.EXPECTED):
            row.foreseen, row.harm, row.title = now, HARM, rules.retitled(row.title, now)
            changed[row.id] = row
    _mark(list(changed.values()))
    facts = [
        CaseCameTrue(identity_id=row.identity_id, case_id=row.id, number=row.number)
        for row in changed.values()
        if row.foreseen == Foreseen.TRUE
    ]
    journal.record(*facts, by=SYSTEM, at=at)


def _mark(changed: Sequence[models.Case]) -> None:
    if changed:
        columns = zip(*((row.id, str(row.foreseen), row.harm, row.title) for row in changed), strict=True)
        bulk.write(_MARKED, [array(column) for column in columns])


def _our_turn(waiting: Sequence[models.Case], at: datetime) -> None:
    if not waiting:
        return
    segments.resume({row.id: at for row in waiting}, brands.current())
    models.Case.objects.filter(id__in=[row.id for row in waiting]).update(state=CaseState.OPEN, turn=Turn.OURS)
    facts = [CaseReopened(identity_id=row.identity_id, case_id=row.id, number=row.number) for row in waiting]
    journal.record(*facts, by=SYSTEM, at=at)


def _resolve(cases: Sequence[models.Case], how: str, at: datetime) -> None:
    if not cases:
        return
    ids = [row.id for row in cases]
    segments.resume(dict.fromkeys(ids, at), brands.current())
    models.Segment.objects.filter(case_id__in=ids, resolved_at__isnull=True).update(resolved_at=at, how=how)
    models.Case.objects.filter(id__in=ids).update(state=CaseState.RESOLVED, turn=Turn.THEIRS, resolved_at=at)

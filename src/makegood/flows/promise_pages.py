"""What the desk shows of promises where several packages must be asked: looks only, each with a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.cases import queries as cases
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.platform import asking
from makegood.promises import queries as promises
from makegood.promises.rules import learning
from makegood.promises.types import OfTouchpoint, Promise, PromiseState, ToldFirst

WEEK, RATE_OVER = timedelta(days=7), timedelta(days=90)
SHOWN, OF_A_PERSON = 50, 8


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise with whose it is, and the case in which somebody takes care of it (None where there is none)."""

    promise: Promise
    name: str
    person_id: PersonId
    case_number: int | None


@dataclass(frozen=True, slots=True)
class PromisesPage:
    """At risk now, the soonest due first; broken within a week, the latest first; how each touchpoint did within 90 days, and whether people heard
    it from us first. `learned` parcels of the `needed` that a chance takes."""

    at_risk: tuple[PromiseLine, ...]
    broken: tuple[PromiseLine, ...]
    touchpoints: tuple[OfTouchpoint, ...]
    told: ToldFirst
    counts: dict[PromiseState, int]
    learned: int
    needed: int
    learned_at: datetime | None


def page(*, away: OutOfSight = EVERYBODY_SEEN, at: datetime) -> PromisesPage:
    """The page of promises, without those to people who are `away` for whoever looks; only the shares of the touchpoints are of all. Nine queries."""
    theirs = away.identities
    risky = promises.at_risk(limit=SHOWN, but=theirs)
    broke = promises.broken(since=at - WEEK, limit=SHOWN, but=theirs)
    found = lines((*risky, *broke))
    return PromisesPage(
        at_risk=found[: len(risky)],
        broken=found[len(risky) :],
        touchpoints=promises.of_touchpoints(since=at - RATE_OVER, until=at),
        told=promises.told_first(since=at - RATE_OVER, until=at, but=theirs),
        counts=promises.counts(since=at - RATE_OVER, until=at, but=theirs),
        learned=promises.parcels_learned(),
        needed=learning.LEAST_PARCELS,
        learned_at=promises.learned_at(),
    )


def ask_of_person(*, identity_ids: tuple[UUID, ...]) -> asking.Question[tuple[Promise, ...]]:
    """What was promised to somebody, the latest due first. One query."""
    return promises.ask_of_person(identity_ids=identity_ids, limit=OF_A_PERSON)


def lines(found: tuple[Promise, ...]) -> tuple[PromiseLine, ...]:
    """These promises with whose they are and the case of each, in their order. Two queries."""
    who = people.persons_of(identity_ids=[one.identity_id for one in found])
    numbers: dict[UUID, int] = {
        case.id: case.number for case in cases.cases(case_ids=[one.case_id for one in found if one.case_id])
    }
    return tuple(
        PromiseLine(
            promise=one,
            name=who[one.identity_id].name,
            person_id=who[one.identity_id].id,
            case_number=numbers.get(one.case_id) if one.case_id else None,
        )
        for one in found
    )

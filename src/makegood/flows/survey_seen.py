"""What is known of those whose hour has come, many at once: whether they may be asked, how they are reached, and how things stand with them. Looks only,
with a fixed number of queries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.cases import queries as cases
from makegood.channels import contacts
from makegood.flows import reaching
from makegood.flows.reaching import Reached
from makegood.guests import queries as guests
from makegood.outcomes import queries as outcomes
from makegood.people import queries as people
from makegood.people.types import Person, Purpose
from makegood.questions import queries as questions
from makegood.segments import queries as segments
from makegood.surveys import queries
from makegood.surveys.rules import asking
from makegood.surveys.types import Invitation, Seen, Survey, Verdict

HARM_DAYS = 84  # so long a case counts as what went wrong for somebody


@dataclass(frozen=True, slots=True)
class Known:
    """All of it, by person and by survey."""

    brand: Brand
    surveys: dict[UUID, Survey]
    persons: Mapping[UUID, Person]
    reached: Mapping[UUID, Reached]
    quiet_days: int
    seen: Mapping[UUID, Seen]  # by invitation
    harms: Mapping[UUID, str]  # by person
    standings: Mapping[UUID, str]  # by person

    def verdict(self, one: Invitation, *, at: datetime) -> Verdict:
        told = self.surveys[one.survey_id].told
        return asking.may_ask(told, self.seen[one.id], due_at=one.due_at, quiet_days=self.quiet_days, at=at)

    def may_remind(self, one: Invitation) -> bool:
        """Nothing that came since stands against it; that they were asked lately does not."""
        seen = self.seen[one.id]
        return seen.active and not (seen.guest or seen.spared or seen.held)

    def reached_by(self, one: Invitation) -> Reached:
        return self.reached[self.persons[one.identity_id].id]


def of(those: Sequence[Invitation], *, at: datetime) -> Known:
    """What is known of these people just now."""
    persons = people.persons_of(identity_ids=[one.identity_id for one in those])
    theirs = {person.id: [one.id for one in person.identities] for person in persons.values()}
    ids = sorted({one for each in theirs.values() for one in each})
    surveys = queries.by_id()
    quiet = queries.quiet_days()
    found = _Found(
        guests=frozenset(guests.kinds_of(identity_ids=ids)),
        spared=queries.spared(identity_ids=ids),
        held={
            one.identity_id: one.because
            for one in contacts.holds_of(identity_ids=ids, at=at)
            if one.purpose is Purpose.RELATIONSHIP
        },
        asked=_asked(ids, surveys, quiet, at),
        belongs=segments.belongs(person_ids=sorted(theirs)),
    )
    groups = sorted(theirs)
    steps = outcomes.latest_steps(groups=[theirs[one] for one in groups])
    return Known(
        brand=brands.current(),
        surveys=surveys,
        persons=persons,
        reached=reaching.of(persons=list(persons.values())),
        quiet_days=quiet,
        seen={one.id: found.seen(surveys[one.survey_id], persons[one.identity_id]) for one in those},
        harms=_harms(ids, persons, at),
        standings={person: step.standing.value for person, step in zip(groups, steps, strict=True)},
    )


@dataclass(frozen=True, slots=True)
class _Found:
    guests: frozenset[UUID]
    spared: frozenset[UUID]
    held: Mapping[UUID, str]
    asked: Sequence[tuple[UUID, UUID | None, datetime]]
    belongs: Mapping[UUID, frozenset[UUID]]

    def seen(self, survey: Survey, person: Person) -> Seen:
        ids = {each.id for each in person.identities}
        asked = [(which, when) for whom, which, when in self.asked if whom in ids]
        segment = survey.told.segment_id
        return Seen(
            active=survey.active,
            fits=segment is None or segment in self.belongs[person.id],
            guest=bool(ids & self.guests),
            spared=bool(ids & self.spared),
            held=next((self.held[each] for each in sorted(ids) if each in self.held), ""),
            this_asked_at=max((when for which, when in asked if which == survey.id), default=None),
            any_asked_at=max((when for _, when in asked), default=None),
        )


def _asked(
    ids: Sequence[UUID], surveys: Mapping[UUID, Survey], quiet: int, at: datetime
) -> list[tuple[UUID, UUID | None, datetime]]:
    """Who of these was asked when, by which survey; None: whether it was put right."""
    longest = max([quiet, *(one.told.again_days for one in surveys.values())])
    by_surveys = queries.asked_of(identity_ids=ids, since=at - timedelta(days=longest))
    by_question = questions.asked_of(identity_ids=ids, since=at - timedelta(days=quiet))
    return [*by_surveys, *((whom, None, when) for whom, when in by_question)]


def _harms(ids: Sequence[UUID], persons: Mapping[UUID, Person], at: datetime) -> dict[UUID, str]:
    """What last went wrong for each of these people, within twelve weeks."""
    heads = cases.heads(case_ids=cases.case_ids_of(identity_ids=ids))
    recent = [one for one in heads if one.harm and at - one.opened_at <= timedelta(days=HARM_DAYS)]
    whose: dict[UUID, UUID] = {each.id: person.id for person in persons.values() for each in person.identities}
    return {whose[one.identity_id]: one.harm for one in sorted(recent, key=lambda one: one.opened_at) if one.identity_id in whose}

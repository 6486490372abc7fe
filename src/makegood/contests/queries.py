"""Looks at contests: who came of one, who counts, what each did, and what goes to them next. Never writes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.contests import models
from makegood.contests.rules import sorting
from makegood.contests.types import Aside, Contest, ContestId, Entry, EntryId, Group, How, Placed, Step, StepId
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import IdentityId, Person


@dataclass(frozen=True, slots=True)
class StepState:
    """A step and how far it is."""

    step: Step
    done_at: datetime | None
    queued: int
    not_sent: int


def contests() -> tuple[Contest, ...]:
    """The brand's, the latest first."""
    return tuple(_contest(row) for row in models.Contest.objects.order_by("-made_at", "-id"))


def contest(*, contest_id: UUID) -> Contest:
    """One of them. Refuses ("no_such_contest")."""
    row = models.Contest.objects.filter(id=contest_id).first()
    if row is None:
        raise Refusal("no_such_contest", "There is no such contest here.", {"contest_id": "unknown"})
    return _contest(row)


def entries(*, contest_id: UUID) -> tuple[Entry, ...]:
    """All of one contest, in the order of their times."""
    return tuple(_entry(row) for row in models.Entry.objects.filter(contest_id=contest_id).order_by("at", "key"))


def aside(*, contest_id: UUID, limit: int = 100) -> tuple[Entry, ...]:
    """Those set apart, the latest first."""
    rows = models.Entry.objects.filter(contest_id=contest_id).exclude(aside="").order_by("-at", "-id")
    return tuple(_entry(row) for row in rows[:limit])


def aside_counts(*, contest_id: UUID) -> dict[Aside, int]:
    """How many are set apart, for each reason."""
    rows = models.Entry.objects.filter(contest_id=contest_id).exclude(aside="").values_list("aside", flat=True)
    return {Aside(one): count for one, count in Counter(rows).items()}


def placed(*, contest_id: UUID) -> tuple[Placed, ...]:
    """Those who count, each with what their person did. A customer is whoever a link, or the very address, ties to an order before they entered;
    a likeness never does. Three queries, whatever the number."""
    rows = models.Entry.objects.filter(contest_id=contest_id, aside="").order_by("at", "key")
    found = [_entry(row) for row in rows]
    persons = people.persons_of(identity_ids=[one.identity_id for one in found])
    whose = {one.id: person.id for person in persons.values() for one in person.identities}
    noted: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for fact in people.facts_of(identity_ids=list(whose), kinds=sorting.KINDS):
        noted[whose[fact.identity_id]].append((fact.kind, fact.at))
    return tuple(_placed(one, persons[one.identity_id], noted[persons[one.identity_id].id]) for one in found)


def steps(*, contest_id: UUID) -> tuple[StepState, ...]:
    """What members approved, the latest first."""
    return tuple(_state(row) for row in models.Step.objects.filter(contest_id=contest_id).order_by("-at", "-id"))


def step(*, step_id: UUID) -> StepState:
    """One of them. Refuses ("no_such_step")."""
    row = models.Step.objects.filter(id=step_id).first()
    if row is None:
        raise Refusal("no_such_step", "There is no such step here.", {"step_id": "unknown"})
    return _state(row)


def in_groups(found: Iterable[Placed]) -> dict[Group, tuple[Placed, ...]]:
    """These by their group, in the order of the groups; the ones without anybody are there, too."""
    by_group: dict[Group, list[Placed]] = {group: [] for group in Group}
    for one in found:
        by_group[one.group].append(one)
    return {group: tuple(those) for group, those in by_group.items()}


def _placed(one: Entry, person: Person, noted: list[tuple[str, datetime]]) -> Placed:
    customer = any(kind == sorting.BOUGHT and at < one.at for kind, at in noted)
    group = sorting.group_of(one.how, answer=one.answer, kinds={kind for kind, _ in noted}, customer=customer)
    return Placed(one, person.id, person.name, group, customer)


def _contest(row: models.Contest) -> Contest:
    return Contest(ContestId(row.id), row.name, row.text, row.text_version, row.made_at)


def _entry(row: models.Entry) -> Entry:
    return Entry(
        id=EntryId(row.id),
        contest_id=ContestId(row.contest_id),
        key=row.key,
        how=How(row.how),
        identity_id=IdentityId(row.identity_id),
        at=row.at,
        agreed=row.agreed,
        proof=row.proof,
        answer=row.answer,
        aside=Aside(row.aside) if row.aside else None,
        because=row.because,
        same_as=EntryId(row.same_as_id) if row.same_as_id else None,
        kept_by_member=row.kept_by_member,
        trap=row.trap,
    )


def _state(row: models.Step) -> StepState:
    step = Step(
        StepId(row.id),
        ContestId(row.contest_id),
        Group(row.group),
        row.channel_id,
        row.subject,
        row.text,
        row.by_member_id,
        row.at,
    )
    return StepState(step, row.done_at, row.queued, row.not_sent)

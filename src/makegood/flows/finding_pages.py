"""What the desk shows of findings: everybody's list, and one with those who raised it, how it went, and who was told. Looks only, each page with a
fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.flows import finding_checks, findings, findings_told
from makegood.flows.finding_checks import Outlook
from makegood.flows.findings_told import Plan
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints import raised
from makegood.touchpoints.rules import finding as rules
from makegood.touchpoints.rules import rates
from makegood.touchpoints.rules.rates import Difference, Share
from makegood.touchpoints.types import Check, Figure, Finding, FindingState, Step, Telling, Touchpoint

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding in a list. `is_late`: past its day, or past the day of its check."""

    finding: Finding
    place: str
    owner_name: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """What is not finished, what is due first in front; what came to an end, the latest first."""

    mine: tuple[Listed, ...]
    others: tuple[Listed, ...]
    finished: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """One of those who raised it, in their own words; '' where these lie in the trash or are gone."""

    person_id: PersonId
    name: str
    words: str
    said_at: datetime
    case_number: int
    public: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """The figure before the change and since; `more` None where either says too little. What it means, the planned check says."""

    before: Share
    after: Share
    since: datetime
    until: datetime
    more: Difference | None


@dataclass(frozen=True, slots=True)
class ToldLine:
    """Somebody who was told, or could not be."""

    telling: Telling
    name: str
    person_id: PersonId | None


@dataclass(frozen=True, slots=True)
class FindingPage:
    """All about one finding. `plan` where it ended in a change: who would be told."""

    finding: Finding
    place: Touchpoint
    owner_name: str
    by_name: str
    is_late: bool
    raised: tuple[Raised, ...]
    steps: tuple[tuple[Step, str], ...]
    next: tuple[FindingState, ...]
    compared: Compared | None
    plan: Plan | None
    told: tuple[ToldLine, ...]
    members: tuple[Member, ...]
    checks: tuple[Check, ...]
    outlook: Outlook | None  # of a check that could be planned now

    @property
    def may_plan(self) -> bool:
        """Whether another check can be planned: something changed, and none is to come."""
        return self.finding.state is FindingState.CHANGED and all(one.result is not None for one in self.checks)


def page(*, member: Member, at: datetime) -> FindingsPage:
    """The list as this member sees it. Seven queries."""
    names = {one.key: one.name for one in touchpoints.touchpoints(unused_too=True)}
    team: dict[UUID, str] = {one.id: one.name for one in brands.members(former_too=True)}
    today = brands.local_day(at)
    unfinished = [_listed(one, names, team, today) for one in raised.findings(unfinished=True, limit=SHOWN)]
    finished = [_listed(one, names, team, today) for one in raised.findings(unfinished=False, limit=SHOWN)]
    return FindingsPage(
        mine=tuple(one for one in unfinished if one.finding.owner_id == member.id),
        others=tuple(one for one in unfinished if one.finding.owner_id != member.id),
        finished=tuple(finished),
    )


def one(*, finding_id: UUID, at: datetime) -> FindingPage:
    """One finding. Refuses one that is not there."""
    found = raised.finding(finding_id=finding_id)
    place = next(
        (one for one in touchpoints.touchpoints(unused_too=True) if one.key == found.key), Touchpoint(found.key, found.key)
    )
    members = brands.members(former_too=True)
    team: dict[UUID, str] = {member.id: member.name for member in members}
    told = raised.tellings(finding_id=finding_id)
    return FindingPage(
        finding=found,
        place=place,
        owner_name=team.get(found.owner_id, "") if found.owner_id else "",
        by_name=team.get(found.by_member_id, "") if found.by_member_id else "",
        is_late=_is_late(found, brands.local_day(at)),
        raised=_raised(finding_id),
        steps=tuple(
            (step, team.get(step.by_member_id, "") if step.by_member_id else "") for step in raised.steps(finding_id=finding_id)
        ),
        next=rules.may_become(found.state),
        compared=_compared(found, at),
        plan=findings_told.plan(finding=found, at=at) if found.state in (FindingState.CHANGED, FindingState.CHECKED) else None,
        told=_told(told),
        members=tuple(one for one in members if one.active),
        checks=raised.checks(finding_id=finding_id),
        outlook=_outlook(found, at),
    )


# ---------------------------------------------------------------------------------------------------------------------


def _listed(one: Finding, names: Mapping[str, str], team: Mapping[UUID, str], today: date) -> Listed:
    return Listed(one, names.get(one.key, one.key), team.get(one.owner_id, "") if one.owner_id else "", _is_late(one, today))


def _is_late(one: Finding, today: date) -> bool:
    if one.state in (FindingState.OPEN, FindingState.ACCEPTED, FindingState.CHANGING):
        return one.due_on < today
    return one.state is FindingState.CHANGED and one.check_on is not None and one.check_on < today


def _raised(finding_id: UUID) -> tuple[Raised, ...]:
    voices = raised.voices(finding_id=finding_id)
    ids = [one.message_id for one in voices]
    said: dict[UUID, Message] = {message.id: message for message in channels.messages(message_ids=ids)}
    gone = findings.gone(ids)
    persons = people.persons_of(identity_ids=[one.identity_id for one in voices])
    numbers: dict[UUID, int] = {case.id: case.number for case in cases.cases(case_ids=[one.case_id for one in voices])}
    return tuple(
        Raised(
            person_id=persons[one.identity_id].id,
            name=persons[one.identity_id].name,
            words="" if one.message_id in gone else findings.quoted(said[one.message_id], start=one.start, length=one.length),
            said_at=one.said_at,
            case_number=numbers[one.case_id],
            public=said[one.message_id].public,
        )
        for one in voices
        if one.message_id in said and one.identity_id in persons and one.case_id in numbers
    )


def _outlook(found: Finding, at: datetime) -> Outlook | None:
    if not {FindingState.CHANGED, FindingState.CHECKED} & {found.state, *rules.may_become(found.state)}:
        return None
    on = None if found.state is FindingState.CHANGED else brands.local_day(at)
    return finding_checks.outlook(finding=found, on=on, watched=found.watched, at=at)


def _compared(found: Finding, at: datetime) -> Compared | None:
    """As it was kept at the check; until then as it is now."""
    after: Figure | None = found.after or finding_checks.since_change(found, at=at)
    if found.before is None or after is None:
        return None
    before, now = rates.share(found.before.hits, found.before.n), rates.share(after.hits, after.n)
    return Compared(before, now, after.since, after.until, rates.difference(now, before))


def _told(tellings: tuple[Telling, ...]) -> tuple[ToldLine, ...]:
    persons = people.persons_of(identity_ids=[one.identity_id for one in tellings]) if tellings else {}
    return tuple(
        ToldLine(one, persons[one.identity_id].name, persons[one.identity_id].id)
        if one.identity_id in persons
        else ToldLine(one, "", None)
        for one in tellings
    )

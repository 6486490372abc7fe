"""What the desk and the API show of touchpoints: how each does, week by week and against the time before, and what people said there. Looks only,
each page with at most a fixed number of queries.

One definition for all of them. *Broken*: of the promises that ended at the place within the window, those that broke. *Complaints*: of those who were
there (each case about it, each promise that ended without a word from them, and each who came in and said nothing), those who complained. Against the
time before they are counted from the first case on: who was there while nobody could be heard, in a past that was imported, was not silent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Brand, Member
from makegood.cases import queries as cases
from makegood.cases.types import CaseHead, CaseId
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.flows import goods_met, promise_pages
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.flows.promise_pages import PromiseLine
from makegood.health import queries as counted
from makegood.health.types import Signal
from makegood.orders.arrived import Spoken
from makegood.people import queries as people
from makegood.people.types import PersonId
from makegood.promises import at_touchpoints
from makegood.promises import queries as promises
from makegood.promises.types import WeekOfTouchpoint
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints import raised
from makegood.touchpoints.rules import beginning, rates
from makegood.touchpoints.rules.rates import Difference, Share
from makegood.touchpoints.types import Alike, Counted, Figure, Finding, Measure, Standard, Touchpoint, Watched

WINDOWS = (30, 90, 365)  # days
USUAL = 90
LEAST_ALIKE = 3
SAID_SHOWN, BROKEN_SHOWN, FINDINGS_SHOWN, ALIKE_SHOWN = 12, 12, 30, 4
REPLIES = 200  # the latest first replies that are looked at
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days: how many promises ended and broke, how many were there and complained. `ago` 0 are the last seven."""

    ago: int
    ended: int
    broken: int
    contacts: int
    complaints: int


@dataclass(frozen=True, slots=True)
class Line:
    """How a touchpoint does within a window, and against the same time before it (`more`, None where either says too little; complaints since anybody
    could be heard)."""

    touchpoint: Touchpoint
    owner_name: str
    broken: Share
    broken_before: Share
    broken_more: Difference | None
    complaints: Share
    complaints_before: Share
    complaints_more: Difference | None
    at_risk: int
    findings: int
    weeks: tuple[Week, ...]
    contacts: int  # cases about it, of all who were there
    came_in: int = 0  # likewise, who came in and had nothing to say

    @property
    def is_worse(self) -> bool:
        return any(one is not None and one.is_worse for one in (self.broken_more, self.complaints_more))

    @property
    def is_better(self) -> bool:
        return not self.is_worse and any(one is not None and one.is_better for one in (self.broken_more, self.complaints_more))


@dataclass(frozen=True, slots=True)
class Stranger:
    """A place at which promises are made and that is not on the list."""

    name: str
    ended: int
    broken: int


@dataclass(frozen=True, slots=True)
class TouchpointsPage:
    """All of them, what got worse first."""

    days: int
    lines: tuple[Line, ...]
    strangers: tuple[Stranger, ...]
    unused: tuple[Touchpoint, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A standard with how far it is kept, where a figure can say it."""

    standard: Standard
    kept: Share | None


@dataclass(frozen=True, slots=True)
class SaidThere:
    """What somebody complained of at a touchpoint."""

    case_number: int
    case_title: str
    person_id: PersonId
    name: str
    words: str
    at: datetime
    harm: str


@dataclass(frozen=True, slots=True)
class AlikeThere:
    """So many complained of the same harm here within thirty days; the numbers of some of their cases, the latest first."""

    harm: str
    how_many: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TouchpointPage:
    """One touchpoint: what is promised there, how it does, what people said, and what was found wrong with it."""

    days: int
    line: Line
    held: tuple[Held, ...]
    versions: tuple[Standard, ...]
    findings: tuple[Finding, ...]
    said: tuple[SaidThere, ...]
    broken: tuple[PromiseLine, ...]
    alike: tuple[AlikeThere, ...]
    members: tuple[Member, ...]
    names: Mapping[UUID, str] = field(default_factory=dict)


def page(*, days: int, brand: Brand | None = None, at: datetime) -> TouchpointsPage:
    """Every touchpoint, what got worse first, then what breaks most. A fixed number of queries."""
    brand = brand or brands.current()
    known = touchpoints.touchpoints(brand=brand, unused_too=True)
    members = brands.members()
    told = _Told(days=days, at=at)
    used = [one for one in known if one.in_use]
    lines = [_line(one, told, members) for one in used]
    listed = {one.key for one in known}
    return TouchpointsPage(
        days=days,
        lines=tuple(sorted(lines, key=_worst_first)),
        strangers=_strangers(told.weeks, listed),
        unused=tuple(one for one in known if not one.in_use),
        members=members,
    )


def one(*, key: str, days: int, brand: Brand | None = None, away: OutOfSight = EVERYBODY_SEEN, at: datetime) -> TouchpointPage:
    """One touchpoint; whoever is `away` for the one who looks is counted and neither named nor quoted. Refuses one that is not there. A fixed number of queries."""
    brand = brand or brands.current()
    place = touchpoints.touchpoint(key=key, brand=brand)
    members = brands.members(former_too=True)
    told = _Told(days=days, at=at)
    line = _line(place, told, members)
    since = at - timedelta(days=days)
    return TouchpointPage(
        days=days,
        line=line,
        held=tuple(Held(one, _kept(one, line, brand, since)) for one in place.standards),
        versions=touchpoints.versions(key=key),
        findings=(
            *raised.findings(key=key, unfinished=True, limit=FINDINGS_SHOWN),
            *raised.findings(key=key, unfinished=False, limit=FINDINGS_SHOWN),
        ),
        said=_said(key, away),
        broken=_broken(told.weeks, key, since, away),
        alike=_alike(key, away, at),
        members=tuple(one for one in members if one.active),
        names={member.id: member.name for member in members},
    )


def figure(*, key: str, watched: Watched, since: datetime, until: datetime) -> Figure:
    """What a change at a touchpoint is measured by, within any stretch: as the pages count it; what is only counted by the day, in whole days. Two
    queries at most."""
    ended = [one for one in at_touchpoints.weeks(since=since, until=until) if beginning.key_of(one.touchpoint) == key]
    if watched is Watched.BROKEN:
        return Figure(sum(one.broken for one in ended), sum(one.kept + one.broken for one in ended), since, until)
    if watched in _BY_DAY:
        return _by_day(key, _BY_DAY[watched], since, until)
    said = raised.figure(key=key, since=since, until=until)
    met = sum(goods_met.by_week(since=since, until=until).values()) if key == goods_met.KEY else 0
    return Figure(said.hits, said.n + met + sum(one.quiet for one in ended), since, until)


# ---------------------------------------------------------------------------------------------------------------------


_BY_DAY = {Watched.ANGRY: Signal.FEELING, Watched.LOW: Signal.SURVEY, Watched.SLOW: Signal.SPEED}


def _by_day(key: str, signal: Signal, since: datetime, until: datetime) -> Figure:
    zone = ZoneInfo(brands.current().zone)
    days = counted.days(since=since.astimezone(zone).date(), until=until.astimezone(zone).date(), key=key)
    there = [one for one in days if one.signal is signal]
    return Figure(sum(one.hits for one in there), sum(one.n for one in there), since, until)


class _Told:
    """What was asked once for all touchpoints: two windows of weeks, the later one first."""

    def __init__(self, *, days: int, at: datetime) -> None:
        self.days, self.at = days, at
        now, before = at - timedelta(days=days), at - timedelta(days=2 * days)
        self.weeks = at_touchpoints.weeks(since=now, until=at)
        self.weeks_before = at_touchpoints.weeks(since=before, until=now)
        spoken = goods_met.spoken_of(before)
        self.counted = _counted(since=now, until=at, spoken=spoken)
        self.heard_before, self.counted_before = _heard(self.weeks_before, since=before, until=now, spoken=spoken)
        self.at_risk = _by_key(at_touchpoints.at_risk())
        self.findings = raised.unfinished_counts()
        self.weeks_in_window = -(-days // _WEEK)


def _heard(
    ended: tuple[WeekOfTouchpoint, ...], *, since: datetime, until: datetime, spoken: Spoken
) -> tuple[tuple[WeekOfTouchpoint, ...], tuple[Counted, ...]]:
    """Of the time before what ended and who was there since anybody could be heard: from the first case on; all of it where that is older, which is
    `ended`. Four queries at most."""
    first = touchpoints.first_contact_at()
    if first is None or first > until:
        return (), ()
    heard = max(since, first - timedelta(microseconds=1))  # what is counted is later than its beginning
    weeks = ended if heard == since else at_touchpoints.weeks(since=heard, until=until)
    return weeks, _counted(since=heard, until=until, spoken=spoken)


def _counted(*, since: datetime, until: datetime, spoken: Spoken) -> tuple[Counted, ...]:
    """Who spoke of a touchpoint, who came in, and whom the goods came to. Two queries."""
    met = goods_met.by_week(since=since, until=until, spoken=spoken)
    came = [Counted(goods_met.KEY, weeks_ago, 0, 0, many) for weeks_ago, many in sorted(met.items())]
    return (*touchpoints.counted(since=since, until=until), *came)


def _line(place: Touchpoint, told: _Told, members: Iterable[Member]) -> Line:
    ended, counted = _of(place.key, told.weeks), [one for one in told.counted if one.key == place.key]
    before, counted_before = _of(place.key, told.weeks_before), [one for one in told.counted_before if one.key == place.key]
    broken, broken_before = _broken_share(ended), _broken_share(before)
    heard_before = _of(place.key, told.heard_before)
    complaints, complaints_before = _complaints(ended, counted), _complaints(heard_before, counted_before)
    return Line(
        touchpoint=place,
        owner_name=next((one.name for one in members if one.id == place.owner_id), ""),
        broken=broken,
        broken_before=broken_before,
        broken_more=rates.difference(broken, broken_before),
        complaints=complaints,
        complaints_before=complaints_before,
        complaints_more=rates.difference(complaints, complaints_before),
        at_risk=told.at_risk.get(place.key, 0),
        findings=told.findings.get(place.key, 0),
        weeks=tuple(_week(ago, ended, counted) for ago in reversed(range(told.weeks_in_window))),
        contacts=sum(one.contacts for one in counted),
        came_in=sum(one.came_in for one in counted),
    )


def _of(key: str, weeks: Iterable[WeekOfTouchpoint]) -> list[WeekOfTouchpoint]:
    return [one for one in weeks if beginning.key_of(one.touchpoint) == key]


def _broken_share(ended: Iterable[WeekOfTouchpoint]) -> Share:
    ended = list(ended)
    return rates.share(sum(one.broken for one in ended), sum(one.kept + one.broken for one in ended))


def _complaints(ended: Iterable[WeekOfTouchpoint], counted: Sequence[Counted]) -> Share:
    there = sum(one.contacts + one.came_in for one in counted) + sum(one.quiet for one in ended)
    return rates.share(sum(one.complaints for one in counted), there)


def _week(ago: int, ended: Iterable[WeekOfTouchpoint], counted: Iterable[Counted]) -> Week:
    then, there = [one for one in ended if one.weeks_ago == ago], [one for one in counted if one.weeks_ago == ago]
    return Week(
        ago=ago,
        ended=sum(one.kept + one.broken for one in then),
        broken=sum(one.broken for one in then),
        contacts=sum(one.contacts + one.came_in for one in there) + sum(one.quiet for one in then),
        complaints=sum(one.complaints for one in there),
    )


def _worst_first(line: Line) -> tuple[float, float]:
    """What surely got worse by how much, then what breaks or is complained of most; what says too little last. Within them the journey's order."""
    sure = [one.low for one in (line.broken_more, line.complaints_more) if one is not None and one.is_worse]
    now = [one.rate for one in (line.broken, line.complaints) if one.is_enough]
    return (-max(sure, default=0.0), -max(now, default=-1.0))


def _strangers(weeks: Sequence[WeekOfTouchpoint], listed: set[str]) -> tuple[Stranger, ...]:
    ended, broke = Counter[str](), Counter[str]()
    for one in weeks:
        if beginning.key_of(one.touchpoint) not in listed:
            ended[one.touchpoint] += one.kept + one.broken
            broke[one.touchpoint] += one.broken
    return tuple(Stranger(name, many, broke[name]) for name, many in sorted(ended.items()))


def _by_key(at_risk: Mapping[str, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for place, many in at_risk.items():
        found[beginning.key_of(place)] += many
    return dict(found)


def _kept(standard: Standard, line: Line, brand: Brand, since: datetime) -> Share | None:
    """How far a standard is kept within the window; None where no figure can say it."""
    if standard.measure is Measure.KEPT:
        return rates.share(line.broken.n - line.broken.hits, line.broken.n)
    if standard.measure is Measure.FIRST_REPLY and standard.target:
        return _first_replies(line.touchpoint.key, standard.target, brand, since)
    return None


def _first_replies(key: str, minutes: int, brand: Brand, since: datetime) -> Share:
    """Of the latest two hundred who turned to us (about anything, where the place is *answering*), how many heard from a person within so many
    working minutes. Who still waits within them is not counted."""
    where = "" if key == beginning.ELSEWHERE else key
    ids = [one.case_id for one in touchpoints.contacts_at(key=where, complaints_only=False, limit=REPLIES) if one.at > since]
    first = [case.segments[0] for case in cases.cases(case_ids=ids)]
    took = [
        business.business_seconds_between(start=one.opened_at, end=one.first_replied_at, hours=brand.hours)
        for one in first
        if one.first_replied_at is not None
    ]
    return rates.share(sum(seconds <= minutes * 60 for seconds in took), len(took))


def _said(key: str, away: OutOfSight) -> tuple[SaidThere, ...]:
    """The latest complaints there, each in the person's own words."""
    found = touchpoints.contacts_at(key=key, complaints_only=True, limit=SAID_SHOWN)
    shown = away.without(cases.heads(case_ids=[one.case_id for one in found]), lambda head: head.identity_id)
    heads: dict[UUID, CaseHead] = {head.id: head for head in shown}
    firsts = {case_id: ids[0] for case_id, ids in cases.messages_of_cases(case_ids=list(heads)).items() if ids}
    hidden = kept_out.hidden(message_ids=list(firsts.values())) if firsts else set()
    words: dict[UUID, str] = {one.id: " ".join(one.said.split()) for one in channels.messages(message_ids=list(firsts.values()))}
    persons = people.persons_of(identity_ids=[head.identity_id for head in heads.values()])
    return tuple(
        SaidThere(
            case_number=heads[one.case_id].number,
            case_title=heads[one.case_id].title,
            person_id=persons[heads[one.case_id].identity_id].id,
            name=persons[heads[one.case_id].identity_id].name,
            words=words.get(firsts[one.case_id], "") if one.case_id in firsts and firsts[one.case_id] not in hidden else "",
            at=one.at,
            harm=one.harm,
        )
        for one in found
        if one.case_id in heads
    )


def _alike(key: str, away: OutOfSight, at: datetime) -> tuple[AlikeThere, ...]:
    found = touchpoints.alike(key=key, since=at - timedelta(days=30), least=LEAST_ALIKE, limit=ALIKE_SHOWN)
    ids = [case_id for one in found for case_id in one.case_ids]
    heads = away.without(cases.heads(case_ids=ids), lambda head: head.identity_id) if ids else []
    numbers = {head.id: head.number for head in heads}
    return tuple(AlikeThere(one.harm, one.how_many, _numbers(one, numbers)) for one in found)


def _numbers(one: Alike, numbers: Mapping[CaseId, int]) -> tuple[int, ...]:
    return tuple(numbers[CaseId(case_id)] for case_id in one.case_ids if case_id in numbers)


def _broken(weeks: Iterable[WeekOfTouchpoint], key: str, since: datetime, away: OutOfSight) -> tuple[PromiseLine, ...]:
    """The latest promises that broke there."""
    places = sorted({one.touchpoint for one in weeks if one.broken and beginning.key_of(one.touchpoint) == key})
    if not places:
        return ()
    return promise_pages.lines(promises.broken(since=since, limit=BROKEN_SHOWN, touchpoints=places, but=away.identities))

"""Shapes of touchpoints and findings."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.values import Told, full_line, lines
from makegood.flows.health_pages import HealthPage, SignalYear, WeekOf
from makegood.flows.touchpoint_pages import Line
from makegood.health.rules.charts import Point
from makegood.health.types import Alarm, Driver, Signal
from makegood.kernel.refusals import Refusal
from makegood.touchpoints.rules.rates import Share
from makegood.touchpoints.types import Check, CheckResult, Figure, Finding, FindingState, Measure, Watched

KEY = r"^[a-z0-9-]*$"


class StandardOut(Schema):
    words: str
    measure: Measure = Field(description="How it can be told: by looking, by the first answers, by the promises kept here.")
    target: int | None = Field(description="Percent kept, or working minutes to the first answer.")
    since: datetime | None = Field(description="null: from the beginning.")


class ShareOut(Schema):
    hits: int
    of: int
    low: float = Field(description="From 0 to 1: the lower end of the 95 % interval (Wilson).")
    high: float


class TouchpointOut(Schema):
    key: str
    name: str
    owner_id: UUID | None = Field(description="The member who sees to it.")
    standards: list[StandardOut]
    broken: ShareOut = Field(description="Of the promises that ended here within the window, those that broke.")
    complaints: ShareOut = Field(description="Of those who were there within the window, those who complained.")
    at_risk: int = Field(description="Promises made here that are at risk now.")
    unfinished_findings: int
    turn: Literal["worse", "better", "same", "too_little"] = Field(description="Against the same time before.")


class TouchpointsOut(Schema):
    days: int
    data: list[TouchpointOut]


class QuoteIn(Told):
    message_id: UUID
    words: Annotated[str, lines(600)] = Field(description="What they wrote, letter for letter.")


class FindingIn(Told):
    """What should be otherwise, and who said so. Whoever is quoted is told when it ends in a change."""

    touchpoint: str = Field(min_length=1, max_length=60, pattern=KEY, description="The key of a touchpoint that is in use.")
    sentence: Annotated[str, full_line(300)] = Field(description="What should be otherwise.")
    quotes: list[QuoteIn] = Field(default_factory=list, max_length=40)
    owner_id: UUID | None = None
    due_on: str | None = Field(
        default=None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="A day, as 2026-03-31; null: in two weeks."
    )
    watched: Watched = Field(default=Watched.BROKEN, description="What will show whether a change helped.")

    def day(self) -> date | None:
        """The day by which it shall be seen to. Refuses one that no calendar has."""
        try:
            return date.fromisoformat(self.due_on) if self.due_on else None
        except ValueError:
            raise Refusal("bad_day", "due_on: no calendar has this day.", {"due_on": "is no day"}) from None


class FigureOut(Schema):
    hits: int
    of: int
    since: datetime
    until: datetime


class FindingOut(Schema):
    id: UUID
    touchpoint: str
    sentence: str
    state: FindingState
    state_at: datetime
    filed_at: datetime
    due_on: date
    owner_id: UUID | None
    voices: int = Field(description="How many messages of people stand in it.")
    change: str = Field(description="What is different now; empty until it changed.")
    changed_at: datetime | None
    check_on: date | None
    watched: Watched
    before: FigureOut | None
    after: FigureOut | None
    worked: bool | None


class FindingCheckOut(Schema):
    id: UUID
    number: int
    watched: Watched
    before: FigureOut
    since: datetime
    check_on: date
    least: int = Field(description="Of how many at least something is said.")
    aim: float = Field(description="The share that is hoped for, from 0 to 1.")
    power: float = Field(description="How likely it finds that it worked, if the share is what is hoped for.")
    result: CheckResult | None = Field(description="null until its day.")
    result_at: datetime | None
    after: FigureOut | None
    low: float | None = Field(description="The lower end of the 95 % interval of the difference to before (Newcombe).")
    high: float | None


class FindingChecksOut(Schema):
    data: list[FindingCheckOut]


class HealthWeekOut(Schema):
    ends_on: date
    hits: int
    of: int
    value: float | None = Field(description="The point of the chart; null where nobody was there.")
    low: float | None = Field(description="Its lower limit.")
    high: float | None
    outside: bool


class HealthDriverOut(Schema):
    facet: str
    value: str
    hits: int
    of: int
    hits_before: int
    of_before: int
    times: float = Field(description="So many times more it rose than elsewhere (odds).")
    low: float
    high: float


class HealthAlarmOut(Schema):
    id: UUID
    signal: Signal
    since: date
    raised_on: date
    over_on: date | None
    hits: int
    of: int
    usual: float = Field(description="The rate that it was held against.")
    drivers: list[HealthDriverOut] = Field(description="Empty where nothing stands out.")
    compared: int = Field(description="So many values were looked at for what drives it.")
    finding_id: UUID | None


class HealthSignalOut(Schema):
    signal: Signal
    usual: float | None
    wider: float = Field(
        description="By how much limits were widened, because weeks vary more than chance (Laney); 1: not at all."
    )
    weeks: list[HealthWeekOut]


class TouchpointHealthOut(Schema):
    key: str
    until: date
    signals: list[HealthSignalOut]
    alarms: list[HealthAlarmOut]


def health(page: HealthPage) -> TouchpointHealthOut:
    return TouchpointHealthOut(
        key=page.place.key,
        until=page.until,
        signals=[_signal(one) for one in page.signals],
        alarms=[_alarm(one) for one in page.alarms],
    )


def check(one: Check) -> FindingCheckOut:
    return FindingCheckOut(
        id=one.id,
        number=one.number,
        watched=one.watched,
        before=_told(one.before),
        since=one.since,
        check_on=one.check_on,
        least=one.least,
        aim=one.aim,
        power=one.power,
        result=one.result,
        result_at=one.result_at,
        after=_figure(one.after),
        low=one.low,
        high=one.high,
    )


def touchpoint(line: Line) -> TouchpointOut:
    place = line.touchpoint
    return TouchpointOut(
        key=place.key,
        name=place.name,
        owner_id=place.owner_id,
        standards=[
            StandardOut(words=one.words, measure=one.measure, target=one.target, since=one.since) for one in place.standards
        ],
        broken=_share(line.broken),
        complaints=_share(line.complaints),
        at_risk=line.at_risk,
        unfinished_findings=line.findings,
        turn=_turn(line),
    )


def finding(one: Finding) -> FindingOut:
    return FindingOut(
        id=one.id,
        touchpoint=one.key,
        sentence=one.sentence,
        state=one.state,
        state_at=one.state_at,
        filed_at=one.filed_at,
        due_on=one.due_on,
        owner_id=one.owner_id,
        voices=one.voices,
        change=one.change,
        changed_at=one.changed_at,
        check_on=one.check_on,
        watched=one.watched,
        before=_figure(one.before),
        after=_figure(one.after),
        worked=one.worked,
    )


def _share(share: Share) -> ShareOut:
    return ShareOut(hits=share.hits, of=share.n, low=share.low, high=share.high)


def _signal(one: SignalYear) -> HealthSignalOut:
    points = one.control.points if one.control else [None] * len(one.weeks)
    return HealthSignalOut(
        signal=one.signal,
        usual=one.control.centre if one.control else None,
        wider=one.control.sigma_z if one.control else 1.0,
        weeks=[_week(week, point) for week, point in zip(one.weeks, points, strict=True)],
    )


def _week(week: WeekOf, point: Point | None) -> HealthWeekOut:
    return HealthWeekOut(
        ends_on=week.ends_on,
        hits=week.hits,
        of=week.n,
        value=point.value if point else None,
        low=point.low if point else None,
        high=point.high if point else None,
        outside=bool(point and point.is_outside),
    )


def _alarm(one: Alarm) -> HealthAlarmOut:
    return HealthAlarmOut(
        id=one.id,
        signal=one.signal,
        since=one.since,
        raised_on=one.raised_on,
        over_on=one.over_on,
        hits=one.hits,
        of=one.n,
        usual=one.usual,
        drivers=[_driver(each) for each in one.drivers],
        compared=one.compared,
        finding_id=one.finding_id,
    )


def _driver(one: Driver) -> HealthDriverOut:
    return HealthDriverOut(
        facet=one.facet,
        value=one.value,
        hits=one.hits,
        of=one.n,
        hits_before=one.hits_before,
        of_before=one.n_before,
        times=one.times,
        low=one.low,
        high=one.high,
    )


def _told(figure: Figure) -> FigureOut:
    return FigureOut(hits=figure.hits, of=figure.n, since=figure.since, until=figure.until)


def _figure(figure: Figure | None) -> FigureOut | None:
    return _told(figure) if figure else None


def _turn(line: Line) -> Literal["worse", "better", "same", "too_little"]:
    if line.is_worse or line.is_better:
        return "worse" if line.is_worse else "better"
    return "too_little" if line.broken_more is None and line.complaints_more is None else "same"

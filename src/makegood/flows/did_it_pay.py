"""Did it pay: what may be said of an extra, from those who were held out of it by lot. For one page of the desk and its file. Looks only.

Each person counts once, as they were drawn first, also where two turned out to be one. Everybody counts as they were drawn, whatever they were given in
the end. Where something else than the lot chose, nothing is read from the groups.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt

from makegood.brands import queries as brands
from makegood.experiments import actions as experiments
from makegood.experiments import queries as trials
from makegood.experiments.rules import gains, paying, verdicts, ways
from makegood.experiments.rules.gains import Verdict
from makegood.experiments.rules.paying import PaidBack
from makegood.experiments.rules.sequences import LEAST, Plan
from makegood.experiments.rules.verdicts import Finding, Sample, Won
from makegood.experiments.rules.ways import Way
from makegood.experiments.types import HORIZONS, SURPRISE, Counted, Entry, Metric, Thing, Trial
from makegood.flows import fairness, which_fits
from makegood.gestures import queries as gestures
from makegood.gestures.types import Budget, Policy
from makegood.kernel import clock, plain
from makegood.kernel.refusals import Refusal
from makegood.outcomes.types import Standing
from makegood.people import queries as people
from makegood.platform import work
from makegood.platform.work import Taken
from makegood.touchpoints import queries as touchpoints


@dataclass(frozen=True, slots=True)
class Horizon:
    """What followed within so many days. `waiting` people were drawn less long ago. `cost_minor` is what the extra cost for all who could have it,
    `back` what came back for each unit of that, None where it cannot be said."""

    days: int
    people: int
    waiting: int
    findings: tuple[Finding, ...]
    cost_minor: int
    advocates: Won
    returning: Won
    back: PaidBack | None


@dataclass(frozen=True, slots=True)
class Part:
    """The people of one kind (one thing, one harm, one touchpoint): did they become advocates, or come back, at the longest horizon of which anything is
    known; and what one of those won cost."""

    by: str  # "gesture", "harm", "touchpoint"
    name: str
    days: int
    finding: Finding
    won: Won
    returned: Finding
    came_back: Won


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom it does more good than others, at the longest horizon, from `people`; None where there are fewer than `gains_from`."""

    people: int
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside: what is left in the purse, and how many differences of what was given for the same harm ask to be looked into."""

    budget: Budget | None
    uneven: int
    compared: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the small things that fit is given: whether the lot chooses now, the shares of the latest day, and what other ways of choosing would have
    brought. `names` of the things by code."""

    by_lot: bool
    things: tuple[Thing, ...]
    ways: tuple[Way, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """What is worked out from everybody in a trial, and kept where they are many."""

    people_with: int
    people_without: int
    as_drawn: bool
    horizons: tuple[Horizon, ...]
    parts: tuple[Part, ...]
    pairs: int
    whom: Whom
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class PayPage:
    """`share` is what the policy holds out of everything now (basis points); `trial` what is shown, None where nobody was ever held out; `others` the
    latest trial of each other extra. `pairs`: as many people in each of two equal groups would tell as much; `each` of the trial are planned."""

    share: int
    currency: str
    trial: Trial | None
    earlier: tuple[Trial, ...]
    people_with: int
    people_without: int
    as_drawn: bool
    horizons: tuple[Horizon, ...]
    parts: tuple[Part, ...]
    others: tuple[Trial, ...]
    pairs: int
    whom: Whom
    beside: Beside
    choice: Choice | None = None  # None of a trial that has nothing to choose among
    as_of: datetime | None = None  # when its figures were worked out; None: now


KEEP = "trial_figures"
MANY = 5_000  # people in a trial from which on its figures are kept: of fewer they are worked out within a second
LEARNED_FROM = 10_000  # people counted before it is asked whom an extra does more good (house's notes on measuring, section 4)
_FAIR = timedelta(days=180)


def page(*, at: datetime, trial_id: UUID | None = None) -> PayPage:
    """The trial of surprises that runs, the latest where none does (of any extra where there is none of surprises), or the one that is asked for
    (refuses `no_such_trial`). As many queries, whatever the number of people; of many the figures that work has kept within the last hour in which
    anything was counted."""
    policy, currency = gestures.policy(), brands.current().currency
    latest = trials.latest()
    trial = trials.trial(trial_id=trial_id) if trial_id else _first(latest)
    if trial is None and trial_id is not None:
        raise Refusal("no_such_trial", "There is no such trial here. It may belong to another brand.", {"trial_id": "not found"})
    beside = _beside(at)
    if trial is None:
        return PayPage(policy.without_share, currency, None, (), 0, 0, True, (), (), (), 0, Whom(0, None), beside)
    known = trials.trials(key=trial.key)
    figures, as_of = _kept(trial, policy) or (_figures(trial, policy), None)
    return PayPage(
        share=policy.without_share,
        currency=currency,
        trial=trial,
        earlier=tuple(one for one in known if one.id != trial.id),
        others=tuple(one for one in latest if one.key != trial.key),
        beside=beside,
        as_of=as_of,
        **{field.name: getattr(figures, field.name) for field in fields(figures)},
    )


def keep(items: Sequence[Taken], at: datetime) -> None:
    """Work: the figures of these trials are worked out and kept for whoever looks. May be repeated."""
    policy = gestures.policy()
    for trial_id in dict.fromkeys(UUID(str(item.payload["trial_id"])) for item in items):
        trial = trials.trial(trial_id=trial_id)
        if trial is not None:
            experiments.keep_figures(
                trial_id=trial_id, text=plain.write(_figures(trial, policy)), policy_version=policy.version, at=at
            )


def leave_keeping(entries: Sequence[Entry], *, at: datetime) -> None:
    """Where many people are in a trial of which something was counted, its figures are worked out anew as work, once an hour. One query."""
    hour = clock.full_hour(at) + timedelta(hours=1)
    large = trials.with_more_than(MANY, trial_ids={entry.trial_id for entry in entries})
    work.leave(KEEP, [work.Item(f"{trial_id} {hour:%Y-%m-%dT%H}", hour, {"trial_id": str(trial_id)}) for trial_id in large])


def _kept(trial: Trial, policy: Policy) -> tuple[Figures, datetime] | None:
    """What was kept of this trial under this very policy; None where the figures are worked out while somebody looks."""
    found = trials.kept_figures(trial_id=trial.id, policy_version=policy.version)
    if found is None:
        return None
    try:
        return plain.read(Figures, found[0]), found[1]
    except (KeyError, TypeError, ValueError):  # an earlier release knew other figures
        return None


def _figures(trial: Trial, policy: Policy) -> Figures:
    drawn = _once(trials.drawn(trial_id=trial.id))
    without = sum(entry.held_out for entry in drawn.values())
    as_drawn = verdicts.is_as_drawn(people_with=len(drawn) - without, people_without=without, without_share=trial.without_share)
    counted = [one for one in trials.counted(trial_id=trial.id) if one.entry.id in drawn]
    plan = Plan(each=trial.each)
    return Figures(
        people_with=len(drawn) - without,
        people_without=without,
        as_drawn=as_drawn,
        horizons=_horizons(counted, len(drawn), plan, policy, as_drawn=as_drawn),
        parts=_parts(counted, plan, policy, as_drawn=as_drawn),
        pairs=round(2 / (1 / without + 1 / (len(drawn) - without))) if 0 < without < len(drawn) else 0,
        whom=_whom(counted, trial, as_drawn=as_drawn),
        choice=_choice(trial, counted, policy, as_drawn=as_drawn) if trial.key == SURPRISE else None,
    )


def _first(latest: Sequence[Trial]) -> Trial | None:
    return next((one for one in latest if one.key == SURPRISE), latest[0] if latest else None)


def _choice(trial: Trial, counted: Sequence[Counted], policy: Policy, *, as_drawn: bool) -> Choice:
    """Of people for whom the lot chose which; where something else than the lot chose who is held out, no way is replayed."""
    shelf = gestures.catalogue()
    found = ways.ways(
        which_fits.drew(counted) if as_drawn else (),
        without=trial.without_share / 10_000,
        costs={item.code: float(item.real_cost.minor) for item in shelf},
        plan=Plan(each=trial.each),
    )
    return Choice(policy.which_by_lot, trials.things(trial_id=trial.id), found, {item.code: item.name for item in shelf})


def _beside(at: datetime) -> Beside:
    fair = fairness.page(since=at - _FAIR)
    return Beside(gestures.budget(), fair.alarms, fair.n)


def _once(entries: Sequence[Entry]) -> Mapping[UUID, Entry]:
    """Each person's first entry, by its id. `entries` are in the order in which they were drawn."""
    persons = people.person_ids_of(identity_ids=[entry.identity_id for entry in entries])
    first: dict[UUID, Entry] = {}
    for entry in entries:
        first.setdefault(persons[entry.identity_id], entry)
    return {entry.id: entry for entry in first.values()}


def _horizons(counted: Sequence[Counted], drawn: int, plan: Plan, policy: Policy, *, as_drawn: bool) -> tuple[Horizon, ...]:
    by_days = {days: [one for one in counted if one.followed.days == days] for days in HORIZONS}
    samples = {days: _sample(some, policy) for days, some in by_days.items()}
    found = verdicts.judge(samples, plan=plan, as_drawn=as_drawn)
    shown = []
    for days, some in by_days.items():
        cost = sum(one.followed.cost_minor for one in some)
        named = {finding.metric: finding for finding in found[days]}
        won, returned = (verdicts.won(named[metric], cost_minor=cost) for metric in (Metric.ADVOCATE, Metric.CAME_BACK))
        back = _paid_back(some, plan, policy) if as_drawn else None
        shown.append(Horizon(days, len(some), drawn - len(some), found[days], cost, won, returned, back))
    return tuple(shown)


def _paid_back(some: Sequence[Counted], plan: Plan, policy: Policy) -> PaidBack | None:
    """None also where for some of them nobody kept what serving took, or the policy does not say what an hour costs."""
    if policy.hour_cost is None or any(_minutes(one, policy) is None for one in some):
        return None
    margin, hour = policy.margin_share / 10_000, policy.hour_cost.minor / 60
    sold = np.array([one.followed.spent_minor + (one.followed.referred_minor or 0) for one in some], dtype=np.float64)
    served = np.array([_minutes(one, policy) or 0 for one in some], dtype=np.float64)
    cost = np.array([one.followed.cost_minor for one in some], dtype=np.float64)
    return paying.paid_back(sold * margin - served * hour, cost, _held_out(some), plan)


_Measure = Callable[[Counted, Policy], float | None]
_MEASURED: Mapping[Metric, _Measure] = {
    Metric.CAME_BACK: lambda one, _: one.followed.orders > 0,
    Metric.SPENT: lambda one, _: one.followed.spent_minor,
    Metric.ADVOCATE: lambda one, _: one.followed.standing == Standing.ADVOCATE,
    Metric.PRAISED: lambda one, _: one.followed.praised,
    Metric.FAILED_AGAIN: lambda one, _: one.followed.failed_again,
    Metric.REFERRED: lambda one, _: None if one.followed.referrals is None else one.followed.referrals > 0,
    Metric.SERVED: lambda one, policy: _minutes(one, policy),
}


def _minutes(one: Counted, policy: Policy) -> int | None:
    """What serving them took: an estimate, for nobody is timed."""
    answers, calls = one.followed.answers, one.followed.calls
    return None if answers is None or calls is None else answers * policy.answer_minutes + calls * policy.call_minutes


def _held_out(some: Sequence[Counted]) -> npt.NDArray[np.bool_]:
    return np.array([one.entry.held_out for one in some], dtype=np.bool_)


def _sample(some: Sequence[Counted], policy: Policy, metrics: Sequence[Metric] = tuple(Metric)) -> Sample:
    """What was not yet kept when some of them were counted is not measured of any."""
    measured = {metric: [_MEASURED[metric](one, policy) for one in some] for metric in metrics}
    return Sample(
        held_out=_held_out(some),
        outcomes={metric: np.array(values, dtype=np.float64) for metric, values in measured.items() if None not in values},
        before=np.array([one.entry.before_minor for one in some], dtype=np.float64),
    )


def _parts(counted: Sequence[Counted], plan: Plan, policy: Policy, *, as_drawn: bool) -> tuple[Part, ...]:
    """By thing, harm and touchpoint, the largest first; all of them are judged together, so that many parts find no more by chance than one."""
    days = max((one.followed.days for one in counted), default=0)
    some = [one for one in counted if one.followed.days == days]
    places, names = touchpoints.places_of(case_ids=[one.entry.occasion_id for one in some]), touchpoints.names()
    things = {item.code: item.name for item in gestures.catalogue()}
    groups: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for one in some:
        groups["gesture", things.get(one.entry.drawn, one.entry.drawn)].append(one)
        if one.entry.harm:
            groups["harm", one.entry.harm].append(one)
        if place := places.get(one.entry.occasion_id):
            groups["touchpoint", names.get(place, place)].append(one)
    ranked = sorted(groups.items(), key=lambda each: (each[0][0], -len(each[1]), each[0][1]))
    samples = {n: _sample(theirs, policy, (Metric.ADVOCATE, Metric.CAME_BACK)) for n, (_, theirs) in enumerate(ranked)}
    found = verdicts.judge(samples, plan=plan, as_drawn=as_drawn)
    parts = []
    for n, ((by, name), theirs) in enumerate(ranked):
        cost = sum(one.followed.cost_minor for one in theirs)
        advocates, returned = found[n]
        won, back = (verdicts.won(finding, cost_minor=cost) for finding in (advocates, returned))
        parts.append(Part(by, name, days, advocates, won, returned, back))
    return tuple(parts)


def _whom(counted: Sequence[Counted], trial: Trial, *, as_drawn: bool) -> Whom:
    """Asked of one outcome alone, whether they came back, so that nothing is found by asking often. The latest of many are enough."""
    days = max((one.followed.days for one in counted), default=0)
    some = [one for one in counted if one.followed.days == days]
    held_out = _held_out(some)
    if len(some) < LEARNED_FROM or not as_drawn or min(held_out.sum(), (~held_out).sum()) < LEAST:
        return Whom(len(some), None)
    some, held_out = some[-2 * LEARNED_FROM :], held_out[-2 * LEARNED_FROM :]
    orders = np.array([one.entry.before_orders for one in some], dtype=np.float64)
    spent = np.array([one.entry.before_minor for one in some], dtype=np.float64)
    stood = [one.entry.standing for one in some]
    well = np.array([one in (Standing.PROMOTER, Standing.ADVOCATE) for one in stood], dtype=np.float64)
    known = np.column_stack([orders > 0, orders, np.log1p(spent.clip(0)), well])
    came = np.array([one.followed.orders > 0 for one in some], dtype=np.float64)
    chance = 1 - trial.without_share / 10_000
    return Whom(len(some), gains.verdict(gains.doubly_robust, came, ~held_out, known, chance, plain=0))

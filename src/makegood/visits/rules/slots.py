"""Which times are free: a resource's weekly hours, less the brand's holidays, less what is booked, as far as they fit what was asked. Pure; local
hours become instants as business hours do, so that daylight saving neither loses nor doubles one.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.brands import rules as brands
from makegood.brands.types import BusinessHours
from makegood.kernel.refusals import Refusal
from makegood.visits.rules import wanting
from makegood.visits.types import STEP_MINUTES, Resource, ResourceIn, ResourceKind, Slot, VisitIn, Wanted, Where

MOST_MINUTES = 12 * 60
AHEAD = timedelta(days=366)
LATEST = timedelta(hours=1)  # nobody books within the hour
LONGEST_ABOUT = 200


def free(
    resource: Resource,
    taken: Iterable[tuple[datetime, datetime]],
    *,
    zone: str,
    holidays: frozenset[date],
    wanted: Wanted,
    since: datetime,
    until: datetime,
) -> list[Slot]:
    """The slots of a resource within a stretch that are free and fit, in order. They begin where an opening begins and follow one another with the
    way in between. `taken` are the stretches that are booked."""
    told = resource.told
    if wanted.where is Where.THEIRS and told.kind is ResourceKind.PLACE:
        return []
    local, held = ZoneInfo(zone), sorted(taken)
    lasts, way = timedelta(minutes=told.minutes), timedelta(minutes=told.between)
    found: list[Slot] = []
    day_before = brands.first_instant(day=since.astimezone(local).date() - timedelta(days=1), clock=time(), zone=zone)
    free_from = day_before
    for opens, closes in brands.openings_within(
        hours=BusinessHours(zone, told.openings, holidays), since=day_before, until=until + timedelta(days=1)
    ):
        begins = max(opens, free_from)
        while begins + lasts <= closes:
            ends = begins + lasts
            near = _meets(held, begins - way, ends + way)
            if near is not None:
                begins = _on_the_step(max(near + way, begins + timedelta(minutes=STEP_MINUTES)))
                continue
            here, there = begins.astimezone(local), ends.astimezone(local)
            if since <= begins < until and wanting.fits(wanted, begins=here.time(), ends=there.time(), weekday=here.weekday()):
                found.append(Slot(resource.id, begins, ends))
            begins = free_from = ends + way
    return found


def check_resource(told: ResourceIn) -> None:
    """Refuses ("resource_malformed") one without a name, without hours, or whose visits take no time or longer than twelve hours."""
    bad_minutes = not STEP_MINUTES <= told.minutes <= MOST_MINUTES or told.minutes % STEP_MINUTES
    wrong = {
        "name": "" if 0 < len(told.name.strip()) <= 80 else "give it a name of at most 80 letters",
        "openings": brands.openings_trouble(told.openings),
        "minutes": f"give 5 to {MOST_MINUTES} minutes, in steps of five" if bad_minutes else "",
        "between": ""
        if 0 <= told.between <= MOST_MINUTES and told.between % STEP_MINUTES == 0
        else "give minutes in steps of five",
        "place": "" if len(told.place) <= 300 else "at most 300 letters",
    }
    found = {field: why for field, why in wrong.items() if why}
    if found:
        raise Refusal("resource_malformed", " ".join(f"{field}: {why}." for field, why in found.items()), found)


def check_time(from_at: datetime, until_at: datetime, *, at: datetime) -> None:
    """Refuses ("bad_time") a visit that is past, more than a year ahead, too short or too long, or not on a step of five minutes."""
    step = from_at.second or from_at.microsecond or from_at.minute % STEP_MINUTES
    minutes = (until_at - from_at) // timedelta(minutes=1)
    if from_at <= at:
        why = "this time is past"
    elif from_at - at > AHEAD:
        why = "this is more than a year ahead"
    elif step or minutes % STEP_MINUTES:
        why = "visits begin and end on a step of five minutes"
    elif not STEP_MINUTES <= minutes <= MOST_MINUTES:
        why = f"a visit takes 5 to {MOST_MINUTES} minutes"
    else:
        return
    raise Refusal("bad_time", f"from_at: {why}.", {"from_at": why})


def check_visit(told: VisitIn, resource: Resource) -> None:
    """Refuses ("visit_malformed") one without what it is about, at her home without where that is, or at a place that does not drive."""
    wrong = {}
    if not 0 < len(told.about.strip()) <= LONGEST_ABOUT:
        wrong["about"] = f"say what it is about, in at most {LONGEST_ABOUT} letters"
    if told.where is Where.THEIRS and not told.address.strip():
        wrong["address"] = "say where"
    if len(told.address) > 300:
        wrong["address"] = "at most 300 letters"
    if told.where is Where.THEIRS and resource.told.kind is ResourceKind.PLACE:
        wrong["where"] = "a place does not come to them"
    if not told.key or len(told.key) > 200:
        wrong["key"] = "1 to 200 letters"
    if wrong:
        raise Refusal("visit_malformed", " ".join(f"{field}: {why}." for field, why in wrong.items()), wrong)


def _meets(held: Sequence[tuple[datetime, datetime]], begins: datetime, ends: datetime) -> datetime | None:
    """The end of the last of these that overlaps the stretch; None where it is free."""
    met = [until for since, until in held if since < ends and until > begins]
    return max(met, default=None)


def _on_the_step(at: datetime) -> datetime:
    over = at.minute % STEP_MINUTES
    return (at + timedelta(minutes=STEP_MINUTES - over if over else 0)).replace(second=0, microsecond=0)

"""What the desk shows of who is on call and of the night: looks only, each with a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Brand, Member
from makegood.channels import queries as channels
from makegood.config import environment
from makegood.flows import after_hours
from makegood.flows.after_hours import Woken
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.kernel import calendar
from makegood.kernel.refusals import Refusal
from makegood.platform import sealed, tenancy
from makegood.rota import queries as rota
from makegood.rota.rules import turns, words
from makegood.rota.types import AlarmState, Change, Contact, Layer, Settings, Span

LABEL = b"makegood duty feed"
FEED_AHEAD, FEED_BACK = timedelta(days=180), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of one day with who is on call, in the order in which they are woken; nobody where `names` is empty."""

    begins: str
    ends: str
    names: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    on: date
    today: bool
    holiday: bool
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A stretch of the member's own, for “cover me”: as fields of the form take it, and in words."""

    layer_id: UUID
    since: str
    until: str
    said: str


@dataclass(frozen=True, slots=True)
class RotaPage:
    """A week of the rota, and what the member who looks may do about it."""

    now: tuple[str, ...]
    days: tuple[Day, ...]
    gaps: tuple[str, ...]
    monday: date
    layers: tuple[Layer, ...]
    changes: tuple[tuple[Change, str, str], ...]  # with the layer's name and who takes it ('' for nobody)
    mine: tuple[OwnDuty, ...]
    contact: Contact | None
    feed: str
    secret: str
    team: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class NightPage:
    """The night: what woke somebody since the team left last, what is ringing now, and what is said by itself."""

    since: datetime
    open_now: bool
    back: str
    ringing: tuple[Woken, ...]
    night: tuple[str, ...]
    settings: Settings
    acknowledges: bool
    on_call: tuple[str, ...]


def week(*, of: date | None, member: Member, at: datetime) -> RotaPage:
    """The week in which `of` lies (None: this one). A fixed number of queries."""
    brand, team = brands.current(), brands.members()
    names: dict[UUID, str] = {one.id: one.name for one in brands.members(former_too=True)}
    zone, here = ZoneInfo(brand.zone), rota.calendar(brand)
    day = of or at.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())
    since, until = here.instant(monday, time()), here.instant(monday + timedelta(days=7), time())
    found, layers = rota.spans(since=since, until=until, brand=brand), rota.layers()
    opened = business.openings_within(hours=brand.hours, since=since, until=until)
    called: dict[UUID, str] = {one.id: one.told.name for one in layers}
    changes = [one for one in rota.changes(since=max(at, since), until=until) if one.layer_id in called]
    contact = rota.contacts().get(member.id)
    ahead = rota.spans(since=at, until=at + timedelta(days=28), brand=brand) if layers else ()
    return RotaPage(
        now=tuple(names.get(one.member_id, "") for one in rota.on_call(at=at, brand=brand)),
        days=tuple(_day(monday + timedelta(days=n), found, names, brand, at) for n in range(7)) if layers else (),
        gaps=tuple(words.gap(a, b, zone=brand.zone, language="en") for a, b in turns.gaps(found, opened)) if layers else (),
        monday=monday,
        layers=layers,
        changes=tuple((one, called[one.layer_id], names.get(one.member_id, "") if one.member_id else "") for one in changes),
        mine=_own(ahead, member.id, zone)[:6],
        contact=contact,
        feed=feed_address(member_id=member.id, number=contact.feed if contact else 1, brand=brand),
        secret=after_hours.webhook_secret(member.id),
        team=team,
    )


def night(*, away: OutOfSight = EVERYBODY_SEEN, at: datetime) -> NightPage:
    """The night before the day that is, or the one that is going on; without people who are `away` for whoever looks."""
    brand = brands.current()
    names: dict[UUID, str] = {one.id: one.name for one in brands.members(former_too=True)}
    since = _since(brand, at)
    found = away.without(after_hours.night(since=since, until=at + timedelta(seconds=1)), lambda one: one.alarm.identity_id)
    try:
        back_at = business.next_opening(hours=brand.hours, at=at)
    except Refusal:
        back_at = at
    willing = channels.acknowledgements()
    return NightPage(
        since=since,
        open_now=back_at == at,
        back=_in_words(back_at, brand),
        ringing=tuple(one for one in found if one.alarm.state is not AlarmState.TAKEN),
        night=tuple(after_hours.said(one, names=names, zone=brand.zone) for one in found),
        settings=rota.settings(),
        acknowledges=willing is not None and willing.on,
        on_call=tuple(names.get(one.member_id, "") for one in rota.on_call(at=at, brand=brand)),
    )


def feed_address(*, member_id: UUID, number: int, brand: Brand) -> str:
    """Where a member's calendar subscribes to their duties; a new number ends the old address."""
    key = environment.settings().secret_key.encode()
    return f"{environment.settings().base_url}/duty/{brand.slug}/{sealed.seal(key, LABEL, member_id, f'{brand.id}:{number}')}.ics"


def feed(*, token: str, at: datetime) -> bytes | None:
    """The calendar behind such an address, of the open brand; None where it is none of ours, or ended."""
    key, member_id, brand = environment.settings().secret_key.encode(), sealed.names(token), brands.current()
    member = next((one for one in brands.members() if one.id == member_id), None)
    if member is None:
        return None
    contact = rota.contacts().get(member.id)
    if not sealed.is_sealed(key, LABEL, token, f"{tenancy.current_brand()}:{contact.feed if contact else 1}"):
        return None
    found = words.mine(rota.spans(since=at - FEED_BACK, until=at + FEED_AHEAD, brand=brand), member.id)
    return words.feed(found, brand=brand.name, key=member.id.hex, language=brand.language, at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _since(brand: Brand, at: datetime) -> datetime:
    """When the last night began: while the team is there, the one before this day."""
    there = business.openings_within(hours=brand.hours, since=at - timedelta(days=7), until=at)
    closings = [closes for _, closes in there if closes < at]
    return closings[-1] if closings else at - timedelta(days=7)


def _day(on: date, found: tuple[Span, ...], names: dict[UUID, str], brand: Brand, at: datetime) -> Day:
    zone, here = ZoneInfo(brand.zone), rota.calendar(brand)
    begins, ends = here.instant(on, time()), here.instant(on + timedelta(days=1), time())
    of_day = [one for one in found if one.from_at < ends and one.until_at > begins]
    shown = tuple(
        Turn(
            begins=f"{max(one.from_at, begins).astimezone(zone):%H:%M}",
            ends="24:00" if one.until_at >= ends else f"{one.until_at.astimezone(zone):%H:%M}",
            names=tuple(names.get(duty.member_id, "") for duty in one.duties),
            changed=any(duty.changed for duty in one.duties),
        )
        for one in of_day
    )
    today = at.astimezone(zone).date() == on
    return Day(calendar.WEEKDAYS["en"][on.weekday()], on, today, on in brand.hours.holidays, shown)


def _own(found: tuple[Span, ...], member_id: UUID, zone: ZoneInfo) -> tuple[OwnDuty, ...]:
    mine: list[OwnDuty] = []
    for layer_id in dict.fromkeys(duty.layer_id for span in found for duty in span.duties if duty.member_id == member_id):
        of_layer = [Span(s.from_at, s.until_at, tuple(d for d in s.duties if d.layer_id == layer_id)) for s in found]
        for since, until in words.mine(of_layer, member_id):
            first, last = since.astimezone(zone).replace(tzinfo=None), until.astimezone(zone).replace(tzinfo=None)
            said = f"{first:%a %d %b %H:%M} – {last:%a %d %b %H:%M}"
            mine.append(OwnDuty(layer_id, f"{first:%Y-%m-%dT%H:%M}", f"{last:%Y-%m-%dT%H:%M}", said))
    return tuple(sorted(mine, key=lambda one: one.since))


def _in_words(at: datetime, brand: Brand) -> str:
    local = at.astimezone(ZoneInfo(brand.zone))
    return f"{calendar.WEEKDAYS['en'][local.weekday()]}, {local:%H:%M}"

"""Who may do what, when the team answers, and what a brand must say of itself. Pure: nothing here knows storage or reads a clock.

Business time is real time that passes while the team is there, so it is right across daylight saving: a local hour that is skipped
is not counted, one that comes twice counts twice. A local day that is a holiday has no openings.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from email_validator import EmailNotValidError, validate_email

from makegood.brands.types import BusinessHours, Opening, Permission, Role
from makegood.kernel.clock import as_utc
from makegood.kernel.refusals import Refusal

_AGENT = frozenset({Permission.LOOK, Permission.ANSWER, Permission.GRANT, Permission.CONFIRM_IDENTITY})
_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.LEAD: _AGENT | {Permission.APPROVE, Permission.SET_POLICY, Permission.CONNECT},
    Role.AGENT: _AGENT,
    Role.VIEWER: frozenset({Permission.LOOK}),
}
_NEEDED = {
    Permission.LOOK: "to look here",
    Permission.ANSWER: "to answer people",
    Permission.GRANT: "to give something",
    Permission.APPROVE: "to approve this",
    Permission.CONFIRM_IDENTITY: "to say who somebody is",
    Permission.SET_POLICY: "to change the policy",
    Permission.CONNECT: "to connect channels and webhooks",
    Permission.MANAGE: "to manage the brand and its team",
}
MIDNIGHT = time(0)
LONGEST_WAIT = timedelta(days=3660)  # a team that has no opening for ten years never answers
HOLIDAY_YEARS = range(2000, 2051)  # computed; beyond them only the brand's own days off count
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_TAKEN_SLUGS = (
    "accounts admin api assets brand brands desk docs duty health live login logout new on-call portal static v1 webhooks www"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_CURRENCIES = (  # ISO 4217, those that are paid with
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP "
    "CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD "
    "IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
    "MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP "
    "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF "
    "YER ZAR ZMW ZWG "
)

# Permissions ---------------------------------------------------------------------------------------------------------


def may(role: Role, permission: Permission) -> bool:
    """Does this role carry this permission?"""
    return permission in _PERMISSIONS[role]


def require(role: Role, permission: Permission) -> None:
    """Refuses ("not_allowed") where the role does not carry the permission, saying which role would."""
    if may(role, permission):
        return
    able = next(one for one in reversed(Role) if may(one, permission))
    raise Refusal("not_allowed", f"It takes {_with_article(able)} {_NEEDED[permission]}; you are {_with_article(role)} here.")


# Business hours ------------------------------------------------------------------------------------------------------


def is_open(*, hours: BusinessHours, at: datetime) -> bool:
    """Is the team there at this instant? Openings are half-open."""
    return next_opening(hours=hours, at=at) == at


def next_opening(*, hours: BusinessHours, at: datetime) -> datetime:
    """The first instant from `at` on (in UTC) when the team is there: `at` itself while it is. Refuses hours that never open."""
    return next(_stretches(hours, as_utc(at)))[0]


def add_business_time(*, start: datetime, minutes: int, hours: BusinessHours) -> datetime:
    """The instant (UTC) at which `minutes` of business time have passed since `start`; `start` itself for none.

    Where they are used up exactly at closing time it is that closing time, not the next opening. Refuses hours that never open.
    """
    if minutes < 0:
        raise ValueError(f"Business time only runs forward, not {minutes} minutes")
    left = timedelta(minutes=minutes)
    if not left:
        return as_utc(start)
    for opens, closes in _stretches(hours, as_utc(start)):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise _never_open()


def business_seconds_between(*, start: datetime, end: datetime, hours: BusinessHours) -> int:
    """Whole seconds of business time from `start` to `end`; negative when `end` comes first. Refuses hours that never open."""
    if end < start:
        return -business_seconds_between(start=end, end=start, hours=hours)
    total = timedelta()
    for opens, closes in _stretches(hours, as_utc(start)):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total // timedelta(seconds=1)


def openings_within(*, hours: BusinessHours, since: datetime, until: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches (UTC, half-open) from `since` to `until` in which the team is there, in order, cut at both ends."""
    found = []
    try:
        for opens, closes in _stretches(hours, as_utc(since)):
            if opens >= until:
                break
            found.append((opens, min(closes, as_utc(until))))
    except Refusal:  # hours that never open again
        pass
    return tuple(found)


def first_instant(*, day: date, clock: time, zone: str) -> datetime:
    """The first instant (UTC) at which the local clock of that day shows at least this; where the clock skips it, the instant of the skip."""
    return _instant(day, clock, ZoneInfo(zone))


def _stretches(hours: BusinessHours, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The openings in UTC from `since` on, in order and not overlapping; the first one is cut where `since` lies in it.
    Refuses after LONGEST_WAIT without one."""
    zone = ZoneInfo(hours.zone)
    week = _by_weekday(hours.openings)
    covered = since
    day = since.astimezone(zone).date()
    while day - covered.date() < LONGEST_WAIT:
        for opening in () if day in hours.holidays else week[day.weekday()]:
            closing_day = day + timedelta(days=1) if opening.closes == MIDNIGHT else day
            opens, closes = max(_instant(day, opening.opens, zone), covered), _instant(closing_day, opening.closes, zone)
            if opens < closes:
                yield opens, closes
                covered = closes
        day += timedelta(days=1)
    raise _never_open()


def _by_weekday(openings: tuple[Opening, ...]) -> list[list[Opening]]:
    week: list[list[Opening]] = [[] for _ in range(7)]
    for opening in sorted(openings, key=lambda o: (o.weekday, o.opens)):
        week[opening.weekday].append(opening)
    return week


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the local clock first shows at least this, in UTC. A time that the clock skips is the instant of the skip."""
    local = datetime.combine(day, clock, zone)
    first = local.astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return first
    before, after = local.replace(fold=1).astimezone(UTC), first  # the skip lies between them
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after.replace(microsecond=0)


def _never_open() -> Refusal:
    return Refusal(
        "never_open", "openings: there is no time at which the team answers. Give at least one.", {"openings": "never open"}
    )


# What a brand says of itself -----------------------------------------------------------------------------------------


def check_brand(
    *,
    slug: str,
    name: str,
    zone: str,
    currency: str,
    language: str,
    openings: tuple[Opening, ...],
    holidays_country: str,
    first_reply_minutes: int,
    resolution_minutes: int,
) -> None:
    """Refuses ("brand_malformed") naming every field that is wrong."""
    checks = {
        "slug": _good_slug(slug) or "use 1 to 40 small letters, digits and hyphens, and no reserved word",
        "name": 0 < len(name.strip()) <= 120 or "give it a name of at most 120 letters",
        "zone": zone in _zones() or "use a zone like Europe/London",
        "currency": currency in _CURRENCIES.split() or "use an ISO 4217 code like GBP",
        "language": bool(_LANGUAGE.fullmatch(language)) or "use a code like en or de",
        "openings": openings_trouble(openings) or True,
        "holidays_country": knows_holidays(holidays_country) or "use a country like GB or a part of one like GB-ENG, or nothing",
        "first_reply_minutes": first_reply_minutes > 0 or "must be at least one minute",
        "resolution_minutes": resolution_minutes >= max(first_reply_minutes, 1) or "must not be shorter than the first reply",
    }
    refuse_wrong("brand_malformed", {field: why for field, why in checks.items() if isinstance(why, str)})


def check_hours(*, openings: tuple[Opening, ...], holidays_country: str) -> None:
    """Refuses ("hours_malformed") an empty week, openings that end before they begin or overlap, and unknown countries."""
    wrong = {}
    if trouble := openings_trouble(openings):
        wrong["openings"] = trouble
    if not knows_holidays(holidays_country):
        wrong["holidays_country"] = "use a country like GB or a part of one like GB-ENG, or nothing"
    refuse_wrong("hours_malformed", wrong)


def check_signature(text: str) -> str:
    """The signature, cleaned. Refuses ("signature_malformed") one of more than 10 lines or 1,000 letters."""
    clean = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\x00", "").strip().split("\n"))
    if len(clean) > 1_000 or clean.count("\n") >= 10:
        raise Refusal("signature_malformed", "signature: at most 10 lines and 1,000 letters.", {"signature": "too long"})
    return clean


def check_member(*, name: str, email: str) -> None:
    """Refuses ("member_malformed") an empty name and what is no mail address."""
    wrong = {}
    if not 0 < len(name.strip()) <= 120:
        wrong["name"] = "give a name of at most 120 letters"
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as trouble:
        wrong["email"] = str(trouble)
    refuse_wrong("member_malformed", wrong)


def openings_trouble(openings: tuple[Opening, ...]) -> str:
    """What is wrong with a week of openings, or ''."""
    if not openings:
        return "give at least one opening in the week"
    for one in openings:
        if one.weekday not in range(7):
            return f"there is no weekday {one.weekday}: Monday is 0 and Sunday is 6"
        if one.opens.tzinfo or one.closes.tzinfo:
            return "times are the brand's own local time and carry no zone"
        if one.opens >= one.closes != MIDNIGHT:
            return f"{one.opens:%H:%M} to {one.closes:%H:%M} ends before it begins: a night is written as two stretches"
    for day in _by_weekday(openings):
        for earlier, later in pairwise(day):
            if earlier.closes == MIDNIGHT or later.opens < earlier.closes:
                return f"two stretches of weekday {later.weekday} overlap at {later.opens:%H:%M}"
    return ""


def knows_holidays(country: str) -> bool:
    """Is '' (none), a country (GB) or a part of one (GB-ENG) whose public holidays can be computed?"""
    try:
        public_holidays(country)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=64)
def public_holidays(country: str) -> frozenset[date]:
    """The public holidays of HOLIDAY_YEARS. Source: python-holidays. NotImplementedError for what it does not know."""
    if not country:
        return frozenset()
    code, _, part = country.partition("-")
    import holidays as calendars  # a tenth of a second to load, and few ask

    return frozenset(calendars.country_holidays(code, subdiv=part or None, years=HOLIDAY_YEARS))


@lru_cache(maxsize=64)
def country_of(*, zone: str, holidays_country: str) -> str:
    """The brand's country (two capital letters), by which local telephone numbers are read: the holidays' country, else the zone's
    (source: zone.tab of the tz database), else ''."""
    if holidays_country:
        return holidays_country.partition("-")[0]
    rows = (line.split("\t") for line in resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text().splitlines())
    return next((row[0] for row in rows if len(row) > 2 and row[2] == zone), "")


def refuse_wrong(code: str, wrong: Mapping[str, str]) -> None:
    """Raises a Refusal that names each wrong field; does nothing when none is."""
    if wrong:
        raise Refusal(code, " ".join(f"{field}: {why}." for field, why in wrong.items()), wrong)


def _good_slug(slug: str) -> bool:
    return bool(_SLUG.fullmatch(slug)) and slug not in _TAKEN_SLUGS.split()


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _with_article(role: Role) -> str:
    return f"{'an' if role in (Role.OWNER, Role.AGENT) else 'a'} {role}"

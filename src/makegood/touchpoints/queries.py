"""Looks at touchpoints, their standards and who was there: frozen values, a fixed number of queries. Never writes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.kernel.refusals import Refusal
from makegood.platform import asking
from makegood.touchpoints import models
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.types import Alike, Contact, Counted, Measure, Presence, Standard, Touchpoint, Where


def names() -> dict[str, str]:
    """Key → name of every touchpoint in use, in the order of the journey."""
    return {one.key: one.name for one in touchpoints()}


def standards() -> dict[str, tuple[Standard, ...]]:
    """Key → what we promise there now, of every touchpoint in use that promises something."""
    return {one.key: one.standards for one in touchpoints() if one.standards}


def touchpoints(*, brand: Brand | None = None, unused_too: bool = False) -> tuple[Touchpoint, ...]:
    """The brand's touchpoints with the standards that hold, in the order of the journey, the brand's own ones last. `brand` is the open one, for
    whoever has it at hand. Two queries at most."""
    question = ask_touchpoints(brand=brand or brands.current(), unused_too=unused_too)
    return question.answer


def ask_touchpoints(*, brand: Brand, unused_too: bool = False) -> asking.Question[tuple[Touchpoint, ...]]:
    """`touchpoints`, to be asked together with others."""
    begun = beginning.touchpoints(language=brand.language, first_reply_minutes=brand.first_reply_minutes)
    rows = models.Touchpoint.objects.order_by("id")
    latest = models.Standard.objects.order_by("key", "number", "-version").distinct("key", "number")
    return asking.Question(lambda places, held: _over(begun, places, held, unused_too=unused_too), rows, latest)


def touchpoint(*, key: str, brand: Brand | None = None) -> Touchpoint:
    """One of them, in use or not. Refuses `no_such_touchpoint`."""
    found = next((one for one in touchpoints(brand=brand, unused_too=True) if one.key == key), None)
    if found is None:
        raise no_such_touchpoint()
    return found


def versions(*, key: str) -> tuple[Standard, ...]:
    """Every version of every standard of a touchpoint that was ever changed, the latest first; one without words says that it ended."""
    rows = models.Standard.objects.filter(key=key).order_by("number", "-version")
    return tuple(map(_standard, rows))


def ask_contact(*, case_id: UUID) -> asking.Question[Contact | None]:
    """At which touchpoint a case happened, to be asked together with others."""
    rows = models.Contact.objects.filter(case_id=case_id)
    return asking.Question(lambda found: _contact(found[0]) if found else None, rows)


def contact(*, case_id: UUID) -> Contact | None:
    """At which touchpoint a case happened, or None where nobody has looked yet."""
    return ask_contact(case_id=case_id).answer


def ask_name_at(*, case_id: UUID, brand: Brand) -> asking.Question[str]:
    """The name of the touchpoint at which a case happened, '' where nobody has looked yet; to be asked together with others."""

    def name(found: Sequence[tuple[str, str | None]]) -> str:
        if not found:
            return ""
        ((key, kept),) = found
        begun = () if kept else beginning.touchpoints(language=brand.language, first_reply_minutes=brand.first_reply_minutes)
        return kept or next((one.name for one in begun if one.key == key), key)

    return asking.Question(name, (_NAME_AT, [case_id]))


def contacts_at(*, key: str, complaints_only: bool, limit: int) -> tuple[Contact, ...]:
    """Who turned to us about a touchpoint ('' for any), the latest first."""
    rows = models.Contact.objects.filter(key=key) if key else models.Contact.objects.all()
    if complaints_only:
        rows = rows.filter(complaint=True)
    return tuple(map(_contact, rows.order_by("-at", "-id")[:limit]))


def spoken_at(*, key: str, since: datetime) -> dict[UUID, datetime]:
    """Case → when, of the cases put to a touchpoint from then on. One query."""
    return dict(models.Contact.objects.filter(key=key, at__gte=since).values_list("case_id", "at"))


def contacts_between(*, since: datetime, until: datetime) -> tuple[Contact, ...]:
    """Everybody who turned to us about a touchpoint within a half-open stretch, the first first. One query."""
    return tuple(map(_contact, models.Contact.objects.filter(at__gte=since, at__lt=until).order_by("at", "id")))


def first_contact_at() -> datetime | None:
    """When the first case happened of which is known where; None before it. One query."""
    return models.Contact.objects.order_by("at").values_list("at", flat=True).first()


def came_in_between(*, since: datetime, until: datetime) -> tuple[Presence, ...]:
    """Who was there within a half-open stretch and had nothing to say, the first first. One query."""
    rows = models.Presence.objects.filter(case_id=None, at__gte=since, at__lt=until).order_by("at", "id")
    return tuple(Presence(row.source, row.key, row.identity_id, row.at) for row in rows)


def contacts_by_day(*, since: datetime, zone: str) -> dict[date, tuple[int, int]]:
    """Local day → who was there (cases about it, and who came in) and complaints, from then on. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, {"zone": zone, "since": since})
        return {on: (contacts, complaints) for on, contacts, complaints in cursor.fetchall()}


def placed(*, case_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these cases that were put to a touchpoint."""
    return frozenset(models.Contact.objects.filter(case_id__in=case_ids).values_list("case_id", flat=True))


def places_of(*, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The key of the touchpoint at which each of these cases happened; those that were put to none are left out. One query."""
    return dict(models.Contact.objects.filter(case_id__in=list(case_ids)).values_list("case_id", "key"))


def counted(*, since: datetime, until: datetime) -> tuple[Counted, ...]:
    """Contacts, complaints and who came in at each touchpoint, week by week back from `until`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"since": since, "until": until})
        return tuple(Counted(*row) for row in cursor.fetchall())


def alike(*, key: str, since: datetime, least: int, limit: int = 20) -> tuple[Alike, ...]:
    """Harms of which at least so many complained at a touchpoint since then, the most often named first, with the latest cases."""
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [limit, key, since, least])
        return tuple(Alike(key, harm, many, tuple(ids)) for harm, many, ids in cursor.fetchall())


def no_such_touchpoint(field: str = "touchpoint") -> Refusal:
    return Refusal("no_such_touchpoint", f"{field}: there is no such touchpoint. Choose one from the list.", {field: "unknown"})


_NAME_AT = """
SELECT c.key, t.name FROM touchpoints_contact c LEFT JOIN touchpoints_touchpoint t ON t.brand_id = c.brand_id AND t.key = c.key WHERE c.case_id = %s
"""
_COUNTED = """
SELECT key, floor(extract(epoch FROM (%(until)s - at)) / 604800)::int AS weeks, sum(spoke)::int, sum(complained)::int, sum(came)::int FROM (
    SELECT key, at, 1 AS spoke, complaint::int AS complained, 0 AS came FROM touchpoints_contact WHERE at > %(since)s AND at <= %(until)s
    UNION ALL SELECT key, at, 0, 0, 1 FROM touchpoints_presence WHERE case_id IS NULL AND at > %(since)s AND at <= %(until)s
) AS there GROUP BY key, weeks
"""
_BY_DAY = """
SELECT (at AT TIME ZONE %(zone)s)::date AS local_day, count(*)::int, sum(complained)::int FROM (
    SELECT at, complaint::int AS complained FROM touchpoints_contact WHERE at >= %(since)s
    UNION ALL SELECT at, 0 FROM touchpoints_presence WHERE case_id IS NULL AND at >= %(since)s
) AS there GROUP BY local_day
"""
_ALIKE = """
SELECT harm, count(*)::int AS many, (array_agg(case_id ORDER BY at DESC))[1:%s] FROM touchpoints_contact
WHERE key = %s AND at > %s AND complaint AND harm <> '' GROUP BY harm HAVING count(*) >= %s ORDER BY many DESC, harm
"""


def _over(
    begun: Sequence[Touchpoint], rows: Sequence[models.Touchpoint], held: Sequence[models.Standard], *, unused_too: bool
) -> tuple[Touchpoint, ...]:
    """What a brand begins with, and over it what it said itself."""
    own = {row.key: row for row in rows}
    said: dict[str, list[models.Standard]] = {}
    for one in held:
        said.setdefault(one.key, []).append(one)
    first = {one.key: one for one in begun}
    keys = [*first, *(key for key in own if key not in first)]
    found = [_place(first.get(key), own.get(key), key, said.get(key)) for key in keys]
    return tuple(one for one in found if one.in_use or unused_too)


def _place(
    begun: Touchpoint | None, row: models.Touchpoint | None, key: str, said: Sequence[models.Standard] | None
) -> Touchpoint:
    holds = tuple(_standard(one) for one in said if one.words) if said else begun.standards if begun else ()
    if row is not None:
        return Touchpoint(key, row.name, holds, row.owner_id, row.in_use)
    return Touchpoint(key, begun.name if begun else key, holds)


def _standard(row: models.Standard) -> Standard:
    return Standard(row.number, row.version, row.words, Measure(row.measure), row.target, row.since, row.by_member_id)


def _contact(row: models.Contact) -> Contact:
    return Contact(
        case_id=row.case_id,
        where=Where(row.key, row.code, row.told),
        at=row.at,
        complaint=row.complaint,
        harm=row.harm,
        first_key=row.first_key,
        by_member_id=row.by_member_id,
    )

"""Looks at the brand and its team; returns values with a fixed number of queries. Never writes.

The open brand is asked for, except where a function says that no brand need be open.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from makegood.brands import rules
from makegood.brands.models import Address, Holiday
from makegood.brands.models import Brand as BrandTable
from makegood.brands.models import Machine as MachineTable
from makegood.brands.models import Member as MemberTable
from makegood.brands.types import Brand, BrandId, BusinessHours, Machine, Member, MemberId, Membership, Opening, Role
from makegood.kernel.refusals import Refusal
from makegood.platform import asking, bulk, tenancy
from makegood.platform.arrays import array

_OF_BRAND = ("id", "slug", "name", "zone", "currency", "language", "openings", "holidays_country", "first_reply_minutes",
             "resolution_minutes", "signature", "demo")  # fmt: skip
_OPEN_BRAND = """
    SELECT id, slug, name, zone, currency, language, openings::text, holidays_country, first_reply_minutes, resolution_minutes, signature, demo
    FROM brands_brand
"""  # its border is its id: one row, the open brand's
_CURRENT = """
    SELECT id, slug, name, zone, currency, language, openings::text, holidays_country, first_reply_minutes, resolution_minutes, signature, demo,
        ARRAY(SELECT "on" FROM brands_holiday ORDER BY 1)
    FROM brands_brand WHERE id = %s::uuid
"""  # one statement, whose plan the database keeps: asked several times in each batch of work


def current() -> Brand:
    """The open brand with its hours. One query."""
    ((told,),) = bulk.look((_CURRENT, [tenancy.current_brand()]))
    return _read_open_brand([told[:-1]], [(day,) for day in told[-1]])


def local_day(at: datetime) -> date:
    """The day that it is where the open brand is. One query, as `current`."""
    return at.astimezone(ZoneInfo(current().zone)).date()


def _brand(row: BrandTable, days: Sequence[date]) -> Brand:
    return Brand(
        id=BrandId(row.id),
        slug=row.slug,
        name=row.name,
        zone=row.zone,
        currency=row.currency,
        language=row.language,
        hours=BusinessHours(
            zone=row.zone,
            openings=read_openings(row.openings),
            holidays=rules.public_holidays(row.holidays_country) | frozenset(days),
        ),
        first_reply_minutes=row.first_reply_minutes,
        resolution_minutes=row.resolution_minutes,
        demo=row.demo,
        country=rules.country_of(zone=row.zone, holidays_country=row.holidays_country),
        holidays_country=row.holidays_country,
        signature=row.signature,
    )


def at_slug(*, slug: str) -> bulk.Statement:
    """Which brand is at this address, for `asking.behind`."""
    return "SELECT brand_id FROM brands_address WHERE slug = %s::text", [slug]


def ask_open_brand() -> asking.Question[Brand]:
    """`current`, whichever brand is opened by the same message."""
    return asking.Question(_read_open_brand, (_OPEN_BRAND, []), ('SELECT "on" FROM brands_holiday ORDER BY 1', []))


def _read_open_brand(rows: Sequence[tuple[Any, ...]], days: Sequence[tuple[date]]) -> Brand:
    told = dict(zip(_OF_BRAND, rows[0], strict=True))
    return _brand(BrandTable(**told | {"openings": json.loads(told["openings"])}), [day for (day,) in days])


def days_off() -> tuple[date, ...]:
    """The brand's own days off, in order; the country's holidays are not among them."""
    return tuple(_days_off())


def _days_off() -> "QuerySet[Holiday, date]":
    return Holiday.objects.order_by("on").values_list("on", flat=True)


def members(*, former_too: bool = False) -> tuple[Member, ...]:
    """The team by name; those who have left only where asked for."""
    return ask_members(former_too=former_too).answer


def ask_members(*, former_too: bool = False) -> asking.Question[tuple[Member, ...]]:
    """`members`, to be asked together with others."""
    rows = MemberTable.objects.order_by("name", "id")
    return asking.Question(lambda found: tuple(as_member(row) for row in found), rows if former_too else rows.filter(active=True))


def member(*, member_id: UUID) -> Member:
    """One member, also one who has left. Refuses ("no_member") an unknown one."""
    row = MemberTable.objects.filter(id=member_id).first()
    if row is None:
        raise Refusal("no_member", "member_id: nobody of this team has this id.", {"member_id": "unknown"})
    return as_member(row)


def machines(*, former_too: bool = False) -> tuple[Machine, ...]:
    """The programs that work for the brand, by name; retired ones only where asked for."""
    return ask_machines(former_too=former_too).answer


def ask_machines(*, former_too: bool = False) -> asking.Question[tuple[Machine, ...]]:
    """`machines`, to be asked together with others."""
    rows = MachineTable.objects.order_by("name", "id")
    return asking.Question(lambda found: tuple(map(as_machine, found)), rows if former_too else rows.filter(retired_at=None))


def member_of_user(*, user_id: int) -> Member | None:
    """The active member that this account is in the open brand, or None."""
    row = MemberTable.objects.filter(user_id=user_id, active=True).first()
    return as_member(row) if row else None


def ask_member_of_user(*, user_id: int) -> asking.Question[Member | None]:
    """`member_of_user`, whichever brand is opened by the same message."""
    names = ("id", "brand_id", "user_id", "name", "email", "role", "active", "by_mail", "signature")
    text = f"SELECT {', '.join(names)} FROM brands_member WHERE user_id = %s::bigint AND active ORDER BY id LIMIT 1"
    return asking.Question(
        lambda rows: as_member(MemberTable(**dict(zip(names, rows[0], strict=True)))) if rows else None, (text, [user_id])
    )


def brand_id_for_slug(*, slug: str) -> BrandId | None:
    """The brand at this address, or None. No brand need be open."""
    found = Address.objects.filter(slug=slug).values_list("brand_id", flat=True).first()
    return BrandId(found) if found else None


def all_brand_ids() -> tuple[BrandId, ...]:
    """Every brand's id, oldest first, from the address map alone. No brand need be open."""
    return tuple(BrandId(one) for one in Address.objects.order_by("brand_id").values_list("brand_id", flat=True))


def memberships_of(*, user_id: int) -> tuple[Membership, ...]:
    """The brands that this account may enter, by name. No brand need be open: a function of the database answers for this account alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT brand_id, slug, brand_name, member_id, role FROM brands_memberships_of(%s)", [user_id])
        return tuple(Membership(BrandId(b), slug, name, MemberId(m), Role(role)) for b, slug, name, m, role in cursor.fetchall())


def names_of(*, member_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these members are called, those who have left too. One query."""
    (rows,) = bulk.look(("SELECT id, name FROM brands_member WHERE id = ANY(%s::uuid[])", [array(member_ids)]))
    return dict(rows)


def as_member(row: MemberTable) -> Member:
    """The row as others may see it."""
    return Member(
        id=MemberId(row.id),
        user_id=row.user_id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        active=row.active,
        by_mail=row.by_mail,
        signature=row.signature,
    )


def as_machine(row: MachineTable) -> Machine:
    """The row as others may see it."""
    return Machine(id=row.id, name=row.name, added_at=row.added_at, retired_at=row.retired_at, last_seen_on=row.last_seen_on)


def read_openings(stored: list[Any]) -> tuple[Opening, ...]:
    """Openings as they lie in the brand's row."""
    return tuple(
        Opening(weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)) for day, opens, closes in stored
    )

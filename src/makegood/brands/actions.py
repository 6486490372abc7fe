"""Founds a brand and changes its team and hours. One transaction each, journalled.

A brand never loses its last owner: changes to the team wait for one another on the brand's row, and a trigger holds the rule against
whatever else writes. Repeating a change that is already made changes nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from makegood.brands import queries, rules
from makegood.brands.events import (
    BrandFounded,
    HoursChanged,
    MachineAdded,
    MachineRetired,
    MailToMemberSwitched,
    MemberAdded,
    MemberRemoved,
    RoleChanged,
    SignatureChanged,
)
from makegood.brands.models import Brand, Holiday
from makegood.brands.models import Machine as MachineTable
from makegood.brands.models import Member as MemberTable
from makegood.brands.types import BrandId, BusinessHours, Machine, Member, Opening, Permission, Role
from makegood.kernel.actors import SYSTEM, Actor, ActorKind
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, live, tenancy


def found(
    *,
    slug: str,
    name: str,
    zone: str,
    currency: str,
    language: str,
    openings: Sequence[Opening],
    holidays_country: str,
    first_reply_minutes: int,
    resolution_minutes: int,
    demo: bool = False,
    at: datetime,
) -> BrandId:
    """Founds a brand at the address `slug` and returns its id. Opens its own brand transaction; call it with no brand open.

    Refuses ("brand_malformed", "slug_taken") naming each field that is wrong. Not repeatable: the address is then taken.
    """
    rules.check_brand(
        slug=slug,
        name=name,
        zone=zone,
        currency=currency,
        language=language,
        openings=tuple(openings),
        holidays_country=holidays_country,
        first_reply_minutes=first_reply_minutes,
        resolution_minutes=resolution_minutes,
    )
    brand_id = new_id()
    with tenancy.brand(brand_id):
        _take_address(slug, brand_id)
        Brand.objects.create(
            id=brand_id,
            slug=slug,
            name=name.strip(),
            zone=zone,
            currency=currency,
            language=language,
            openings=_stored(openings),
            holidays_country=holidays_country,
            first_reply_minutes=first_reply_minutes,
            resolution_minutes=resolution_minutes,
            demo=demo,
            founded_at=at,
        )
        journal.record(BrandFounded(slug=slug), by=SYSTEM, at=at)
    return BrandId(brand_id)


def add_member(*, user_id: int, name: str, email: str, role: Role, by: Actor, at: datetime) -> Member:
    """Takes the account into the team; somebody who had left comes back as the same member.

    Refuses "not_allowed", "member_malformed", "already_member".
    """
    rules.check_member(name=name, email=email)
    _hold_team(by)
    row, is_new = MemberTable.objects.get_or_create(
        user_id=user_id, defaults={"name": name.strip(), "email": email, "role": role}
    )
    if not is_new:
        if row.active:
            raise Refusal("already_member", f"user_id: {row.name} is in this team already.", {"user_id": "already a member"})
        row.name, row.email, row.role, row.active = name.strip(), email, role, True
        row.save()
    journal.record(MemberAdded(member_id=row.id, role=str(role)), by=by, at=at)
    return queries.as_member(row)


def change_role(*, member_id: UUID, role: Role, by: Actor, at: datetime) -> Member:
    """Gives the member another role. Refuses "not_allowed", "no_member", "last_owner". The same role again changes nothing."""
    _hold_team(by)
    row = _active(member_id)
    was = Role(row.role)
    if was != role:
        _keep_an_owner(row)
        row.role = role
        row.save(update_fields=["role"])
        journal.record(RoleChanged(member_id=row.id, was=str(was), role=str(role)), by=by, at=at)
    return queries.as_member(row)


def remove_member(*, member_id: UUID, by: Actor, at: datetime) -> None:
    """Takes the member out of the team; what they did keeps their name. Refuses "not_allowed", "no_member", "last_owner"."""
    _hold_team(by)
    row = _active(member_id)
    _keep_an_owner(row)
    row.active = False
    row.save(update_fields=["active"])
    journal.record(MemberRemoved(member_id=row.id), by=by, at=at)
    live.announce_gone(row.id)


def set_own_mail(*, member_id: UUID, by_mail: bool, signature: str, by: Actor, at: datetime) -> None:
    """Whether a member gets what is written in their cases by mail, and what stands under their letters. Refuses "signature_malformed" and
    "no_member". The same again changes nothing."""
    signature = rules.check_signature(signature)
    row = _active(member_id)
    facts: list[Event] = []
    if row.by_mail != by_mail:
        facts.append(MailToMemberSwitched(member_id=row.id, how="on" if by_mail else "off"))
    if row.signature != signature:
        facts.append(SignatureChanged(member_id=row.id))
    MemberTable.objects.filter(id=row.id).update(by_mail=by_mail, signature=signature)
    journal.record(*facts, by=by, at=at)


def set_signature(*, signature: str, by: Actor, at: datetime) -> None:
    """What stands under letters of members who have no signature of their own; '' for nothing. Refuses "not_allowed" and
    "signature_malformed". The same again changes nothing."""
    signature = rules.check_signature(signature)
    _hold_team(by)
    if Brand.objects.filter(id=tenancy.current_brand()).exclude(signature=signature).update(signature=signature):
        journal.record(SignatureChanged(), by=by, at=at)


def add_machine(*, name: str, rights: str, by: Actor, at: datetime) -> Machine:
    """Lets a program work for the brand under a name of its own. `rights` is what it may do, for the audit log.

    Refuses "not_allowed", "machine_malformed" and "machine_exists" where another one works under this name.
    """
    clean = " ".join(name.split())
    if not 0 < len(clean) <= 80 or not clean.isprintable():
        raise Refusal("machine_malformed", "name: give it a name of at most 80 letters.", {"name": "1 to 80 letters"})
    _hold_team(by)
    if MachineTable.objects.filter(name=clean, retired_at=None).exists():
        raise Refusal("machine_exists", f"name: “{clean}” works here already. Choose another name.", {"name": "taken"})
    row = MachineTable.objects.create(name=clean, added_at=at)
    journal.record(MachineAdded(machine_id=row.id, rights=rights), by=by, at=at)
    return queries.as_machine(row)


def retire_machine(*, machine_id: UUID, by: Actor, at: datetime) -> None:
    """Lets a program work for the brand no longer; what it did keeps its name. Refuses "not_allowed", "no_machine". A repeat changes
    nothing."""
    _hold_team(by)
    row = MachineTable.objects.filter(id=machine_id).first()
    if row is None:
        raise Refusal("no_machine", "machine_id: no machine of this brand has this id.", {"machine_id": "unknown"})
    if row.retired_at is None:
        MachineTable.objects.filter(id=machine_id).update(retired_at=at)
        journal.record(MachineRetired(machine_id=machine_id), by=by, at=at)


def note_machine_seen(*, machine_id: UUID, on: date) -> None:
    """The machine came in on this day (UTC). One UPDATE, which changes nothing where that is known."""
    MachineTable.objects.filter(id=machine_id).exclude(last_seen_on__gte=on).update(last_seen_on=on)


def set_hours(
    *, openings: Sequence[Opening], holidays_country: str, days_off: Sequence[date] = (), by: Actor, at: datetime
) -> BusinessHours:
    """Replaces the week, the country whose holidays count, and the brand's own days off.

    Refuses "not_allowed" and "hours_malformed" naming the field. May be repeated.
    """
    rules.check_hours(openings=tuple(openings), holidays_country=holidays_country)
    _hold_team(by)
    Brand.objects.filter(id=tenancy.current_brand()).update(openings=_stored(openings), holidays_country=holidays_country)
    Holiday.objects.exclude(on__in=days_off).delete()
    Holiday.objects.bulk_create([Holiday(on=day) for day in sorted(set(days_off))], ignore_conflicts=True)
    journal.record(HoursChanged(openings=len(openings), days_off=len(set(days_off))), by=by, at=at)
    return queries.current().hours


def _take_address(slug: str, brand_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO brands_address (slug, brand_id) VALUES (%s, %s) ON CONFLICT (slug) DO NOTHING", [slug, brand_id]
        )
        if cursor.rowcount == 0:
            raise Refusal("slug_taken", f"slug: the address “{slug}” is taken. Choose another one.", {"slug": "taken"})


def _stored(openings: Sequence[Opening]) -> list[list[object]]:
    return [[one.weekday, one.opens.isoformat(), one.closes.isoformat()] for one in openings]


def _hold_team(by: Actor) -> None:
    """Locks the brand's row until the end of the transaction, then looks whether `by` may manage: in this order, so that nobody
    acts on a role that was just taken from them."""
    Brand.objects.select_for_update(no_key=True).get(id=tenancy.current_brand())
    if by.kind is ActorKind.SYSTEM:
        return
    who = queries.member(member_id=by.id) if by.kind is ActorKind.MEMBER and by.id else None
    if who is None or not who.active:
        raise Refusal("not_allowed", "Only a member of the team can change this.")
    rules.require(who.role, Permission.MANAGE)


def _active(member_id: UUID) -> MemberTable:
    row = MemberTable.objects.filter(id=member_id, active=True).first()
    if row is None:
        raise Refusal("no_member", "member_id: nobody of this team has this id.", {"member_id": "unknown"})
    return row


def _keep_an_owner(leaving: MemberTable) -> None:
    others = MemberTable.objects.filter(role=Role.OWNER, active=True).exclude(id=leaving.id)
    if leaving.role == Role.OWNER and not others.exists():
        raise Refusal(
            "last_owner", f"{leaving.name} is the last owner. Make somebody else an owner first.", {"member_id": "last owner"}
        )

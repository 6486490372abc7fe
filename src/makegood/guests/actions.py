"""Notes who is a guest, how long and for whom they are kept, and that they were forgotten. Works inside an open brand transaction; may be repeated."""

from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.guests import events, models
from makegood.guests.rules import seeing
from makegood.guests.types import GuestKind, KindRule
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal


def note(*, identity_id: UUID, kind: GuestKind, by: Actor, at: datetime) -> None:
    """Somebody is here as this, now. Again: they were here once more, and the time begins anew."""
    row, is_new = models.Guest.objects.get_or_create(
        identity_id=identity_id, kind=kind.value, defaults={"since_at": at, "touched_at": at}
    )
    if not is_new:
        models.Guest.objects.filter(id=row.id, touched_at__lt=at).update(touched_at=at, forgotten_at=None)
    if is_new or row.forgotten_at is not None:
        journal.record(events.GuestNoted(identity_id=identity_id, guest_kind=kind.value), by=by, at=at)


def touch(*, identity_id: UUID, at: datetime) -> None:
    """A guest was here again (wrote, came); nothing where they are none."""
    models.Guest.objects.filter(identity_id=identity_id, forgotten_at=None, touched_at__lt=at).update(touched_at=at)


def set_rule(*, rule: KindRule, by: Actor, at: datetime) -> None:
    """How guests of a kind are kept from now on; those who are here, too. The same again changes nothing. Refuses ("guest_rule_malformed",
    "no_member")."""
    seeing.check(rule)
    team = {one.id for one in brands.members()}
    if any(one not in team for one in rule.members):
        raise Refusal("no_member", "members: somebody in it is no member here.", {"members": "unknown"})
    members = [str(one) for one in rule.members]
    row, is_new = models.Rule.objects.get_or_create(
        kind=rule.kind.value, defaults={"keep_days": rule.keep_days, "members": members}
    )
    if not is_new and (row.keep_days, row.members) == (rule.keep_days, members):
        return
    models.Rule.objects.filter(id=row.id).update(keep_days=rule.keep_days, members=members)
    journal.record(events.GuestRuleSet(guest_kind=rule.kind.value, days=rule.keep_days, members=len(members)), by=by, at=at)


def note_forgotten(*, identity_id: UUID, kind: GuestKind, days: int, at: datetime) -> None:
    """What was kept of them is gone. Once."""
    if models.Guest.objects.filter(identity_id=identity_id, kind=kind.value, forgotten_at=None).update(forgotten_at=at):
        journal.record(events.GuestForgotten(guest_kind=kind.value, days=days), by=SYSTEM, at=at)

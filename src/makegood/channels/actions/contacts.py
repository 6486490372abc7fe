"""Contact discipline: the brand's own quiet hours and caps, what is held of somebody, what was not said and why, and contacts that no channel carries.

Says nothing itself. Everything here may be repeated.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.channels import events, models
from makegood.channels.contacts import HoldCause, HouseRules
from makegood.channels.messages import Speech
from makegood.kernel.actors import Actor, ActorKind
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.types import Purpose
from makegood.platform import bulk, journal, tenancy

UNASKED = (Purpose.RELATIONSHIP, Purpose.MARKETING)
MOST_PER_MONTH = 31
_KEPT = frozenset(
    {
        "consent_withdrawn",
        "no_consent",
        "automatic_to_automatic",
        "night",
        "met",
        "capped",
        "too_late",
        "too_many",
        "wrote_meanwhile",
    }
)
_HOLD = {"id": "uuid", "brand_id": "uuid", "identity_id": "uuid", "purpose": "text", "because": "text", "until": "timestamptz",
         "cause": "text", "subject": "text"}  # fmt: skip
_SUPPRESSED = {"id": "uuid", "brand_id": "uuid", "key": "text", "identity_id": "uuid", "medium": "text", "purpose": "text",
               "programme": "text", "occasion": "text", "subject": "text", "reason": "text", "because": "text", "at": "timestamptz"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotSaid:
    """A contact that the gate did not let through."""

    speech: Speech
    medium: str
    reason: str
    because: str


def set_rules(*, rules: HouseRules, by: Actor, at: datetime) -> None:
    """The brand's quiet hours and caps, from now on. Refuses whoever may not ("not_allowed"), hours of no length ("quiet_malformed") and caps
    that are none or contradict each other ("bad_cap"). The same again changes nothing."""
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can say how often people are written to.")
    brand_rules.require(brands.member(member_id=by.id).role, Permission.SET_POLICY)
    if rules.quiet_from == rules.quiet_until:
        raise Refusal("quiet_malformed", "quiet_until: quiet ends when it begins.", {"quiet_until": "no length"})
    if not 1 <= rules.per_week <= rules.per_month <= MOST_PER_MONTH:
        sentence = f"per_month: at least as many as in a week, at most {MOST_PER_MONTH}; and one a week at least."
        raise Refusal("bad_cap", sentence, {"per_month": "out of range"})
    values = {
        "quiet_from": rules.quiet_from,
        "quiet_until": rules.quiet_until,
        "per_week": rules.per_week,
        "per_month": rules.per_month,
    }
    row, is_new = models.Discipline.objects.get_or_create(defaults=values)
    if is_new or models.Discipline.objects.filter(id=row.id).exclude(**values).update(**values):
        told = events.ContactRulesSet(per_week=rules.per_week, per_month=rules.per_month)
        journal.record(told, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing unasked goes to somebody, until then, or until it is let go."""

    identity_id: UUID
    because: str
    cause: HoldCause
    subject: str
    until: datetime | None = None


def hold(*, identity_ids: Collection[UUID], because: str, cause: HoldCause, subject: str, until: datetime | None = None) -> None:
    """Nothing unasked goes to these from now on, until then, or until it is let go. The latest word on a cause and subject counts. One
    statement, whatever the number."""
    hold_all(holds=[Hold(one, because, cause, subject, until) for one in sorted(set(identity_ids))])


def hold_all(*, holds: Sequence[Hold]) -> None:
    """As `hold`, each with its own reason; none twice. One statement, whatever the number."""
    brand_id = tenancy.current_brand()
    rows = [
        (new_id(), brand_id, one.identity_id, purpose.value, one.because, one.until, one.cause.value, one.subject)
        for one in holds
        for purpose in UNASKED
    ]
    bulk.insert("channels_hold", _HOLD, rows, conflict=_LATEST)


def let_go(*, cause: HoldCause, subjects: Collection[str]) -> None:
    """What was held for this reason goes on: it is looked at again within a day. One statement, whatever the number."""
    models.Hold.objects.filter(cause=cause, subject__in=list(subjects)).delete()


def no_contact(*, identity_id: UUID, until: datetime | None, why: str, by: Actor, at: datetime) -> None:
    """A member says that nothing unasked goes to somebody until then; None takes it back. Answers, and what they are owed, still go. Refuses a
    time that is past ("bad_time") and whoever is no member ("not_allowed")."""
    if by.kind is not ActorKind.MEMBER or by.id is None:
        raise Refusal("not_allowed", "Only a member of the team can say that somebody is left in peace.")
    brand_rules.require(brands.member(member_id=by.id).role, Permission.CONFIRM_IDENTITY)
    subject = str(identity_id)
    if until is None:
        let_go(cause=HoldCause.NO_CONTACT, subjects=[subject])
    elif until <= at:
        raise Refusal("bad_time", "until: this day is past. Choose a later one.", {"until": "past"})
    else:
        because = why.strip()[:300] or "A member asked that they are left in peace."
        hold(identity_ids=[identity_id], because=because, cause=HoldCause.NO_CONTACT, subject=subject, until=until)
    fact = events.LeftInPeace if until is not None else events.PeaceOver
    journal.record(fact(identity_id=identity_id), by=by, at=at)


def is_kept(reason: str) -> bool:
    """Whether a refusal of this code is about the contact, and not about how the words are written."""
    return reason in _KEPT or reason.startswith("held")


def keep(*, not_said: Sequence[NotSaid], at: datetime) -> None:
    """Keeps what was not said, with its reason; the latest reason of a key counts. One INSERT, whatever the number."""
    brand_id = tenancy.current_brand()
    rows = {one.speech.key: _suppressed(brand_id, one, at) for one in not_said}
    bulk.insert("channels_suppressed", _SUPPRESSED, [rows[key] for key in sorted(rows)], conflict=_LATEST_REASON)


def said_after_all(*, keys: Collection[str]) -> None:
    """What was kept as not said and goes now after all."""
    models.Suppressed.objects.filter(key__in=list(keys)).delete()


def note_by_hand(*, speeches: Sequence[Speech], medium: str, times: Sequence[datetime]) -> None:
    """Contacts that no channel carries, each at its time, so that the caps count them. Said again, the latest time counts."""
    for speech, at in zip(speeches, times, strict=True):
        if speech.purpose in UNASKED:
            models.ByHand.objects.update_or_create(
                key=speech.key,
                defaults={
                    "identity_id": speech.to_identity_id,
                    "medium": medium,
                    "purpose": speech.purpose,
                    "programme": speech.programme,
                    "priority": speech.priority,
                    "at": at,
                },
            )


def forget_by_hand(*, keys: Collection[str]) -> None:
    """Contacts that do not take place after all."""
    models.ByHand.objects.filter(key__in=list(keys)).delete()


def _suppressed(brand_id: UUID, one: NotSaid, at: datetime) -> tuple[object, ...]:
    """In the order of _SUPPRESSED."""
    speech = one.speech
    return (
        *(new_id(), brand_id, speech.key, speech.to_identity_id, one.medium, speech.purpose.value, speech.programme),
        *(speech.occasion, speech.subject[:300], one.reason, one.because, at),
    )


_LATEST = """
ON CONFLICT (brand_id, identity_id, purpose, cause, subject) DO UPDATE SET because = EXCLUDED.because, until = EXCLUDED.until
"""
_LATEST_REASON = (
    "ON CONFLICT (brand_id, key) DO UPDATE SET reason = EXCLUDED.reason, because = EXCLUDED.because, at = EXCLUDED.at"
)

"""What is known about contacts that nobody asked for: the brand's quiet hours and caps, what is held and why, and what was not said and why. Looks
only; never decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q

from makegood.channels import models
from makegood.channels.rules import discipline
from makegood.people.types import IdentityId, Purpose
from makegood.platform import asking, places


class HoldCause(StrEnum):
    """Why nothing unasked goes to somebody for now."""

    COMPLAINT = "complaint"  # something of theirs is open
    INCIDENT = "incident"  # one cause that many feel reached them, and is not over
    SAFETY = "safety"  # it is about somebody's safety
    NO_CONTACT = "no_contact"  # a member said so, until a day: mourning, a wish for quiet


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The brand's quiet hours, by the clock of whoever is written to, and how many unasked contacts a person gets at most."""

    quiet_from: time
    quiet_until: time
    per_week: int
    per_month: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that nobody asked for and that may not leave yet: `because` says why, `leaves_at` when it is asked about again."""

    outgoing_id: UUID
    identity_id: IdentityId
    purpose: Purpose
    programme: str
    because: str
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A contact that was not made. `reason` is one of a few words for counting, `because` the sentence."""

    id: UUID
    key: str
    identity_id: IdentityId
    medium: str
    purpose: Purpose
    programme: str
    occasion: str
    subject: str
    reason: str
    because: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What is held of somebody: `until` None until it is let go."""

    identity_id: IdentityId
    purpose: Purpose
    cause: str
    subject: str
    because: str
    until: datetime | None


def house_rules() -> HouseRules:
    """The brand's, or the defaults where it never set any. One query."""
    row = models.Discipline.objects.first()
    if row is None:
        caps = discipline.DEFAULT_CAPS
        return HouseRules(*discipline.QUIET, caps.per_week, caps.per_month)
    return HouseRules(row.quiet_from, row.quiet_until, row.per_week, row.per_month)


def suppressed_for(*, occasion: str) -> tuple[Suppressed, ...]:
    """What was not said about this occasion, the latest first. One query."""
    return _read(models.Suppressed.objects.filter(occasion=occasion).order_by("-at", "-id"))


def suppressed_keys(*, keys: Collection[str]) -> dict[str, Suppressed]:
    """Of these natural keys those that were not said. One query."""
    return {one.key: one for one in _read(models.Suppressed.objects.filter(key__in=list(keys)))}


def suppressed_of(*, identity_ids: Sequence[UUID], limit: int = 20) -> tuple[Suppressed, ...]:
    """What was not said to somebody, the latest first. One query."""
    return ask_suppressed_of(identity_ids=identity_ids, limit=limit).answer


def ask_suppressed_of(*, identity_ids: Sequence[UUID], limit: int = 20) -> asking.Question[tuple[Suppressed, ...]]:
    """`suppressed_of`, to be asked together with others."""
    rows = models.Suppressed.objects.filter(identity_id__in=identity_ids).order_by("-at", "-id")[:limit]
    return asking.Question(_values, rows)


def suppressed(*, reason: str = "", programme: str = "", before: UUID | None = None, limit: int = 100) -> tuple[Suppressed, ...]:
    """What was not said, the latest first; of one reason or programme alone where it is given. Places are ids. One query."""
    rows = places.latest_first(models.Suppressed.objects.all(), before=before, since=None)
    rows = rows.filter(reason=reason) if reason else rows
    rows = rows.filter(programme=programme) if programme else rows
    return _read(rows[:limit])


def waiting(*, limit: int = 100) -> tuple[Waiting, ...]:
    """What nobody asked for and is not said yet, a survey's question among it (service that is part of a programme), by when it may leave. One query."""
    unasked = Q(purpose__in=[Purpose.RELATIONSHIP, Purpose.MARKETING]) | ~Q(programme="")
    rows = models.Outgoing.objects.filter(unasked, state="held")
    return tuple(
        Waiting(row.id, IdentityId(row.person_identity), Purpose(row.purpose), row.programme, row.held_because, row.send_after)
        for row in rows.order_by("send_after", "id")[:limit]
    )


def reasons(*, since: datetime, but: Collection[UUID] = ()) -> tuple[tuple[str, int], ...]:
    """How many contacts were not made from `since` on, for each reason, the most frequent first; without those to some identities. One query."""
    rows = models.Suppressed.objects.filter(at__gte=since).exclude(identity_id__in=but)
    return tuple(rows.values_list("reason").annotate(n=Count("id")).order_by("-n", "reason"))


def holds_of(*, identity_ids: Sequence[UUID], at: datetime) -> tuple[HeldBack, ...]:
    """What is held of somebody just now. One query."""
    rows = models.Hold.objects.filter(Q(until=None) | Q(until__gt=at), identity_id__in=identity_ids).order_by(
        "cause", "subject", "purpose"
    )
    return tuple(
        HeldBack(IdentityId(row.identity_id), Purpose(row.purpose), row.cause, row.subject, row.because, row.until)
        for row in rows
    )


def _read(rows: Iterable[models.Suppressed]) -> tuple[Suppressed, ...]:
    return _values(list(rows))


def _values(rows: Sequence[models.Suppressed]) -> tuple[Suppressed, ...]:
    return tuple(
        Suppressed(
            row.id,
            row.key,
            IdentityId(row.identity_id),
            row.medium,
            Purpose(row.purpose),
            row.programme,
            row.occasion,
            row.subject,
            row.reason,
            row.because,
            row.at,
        )
        for row in rows
    )

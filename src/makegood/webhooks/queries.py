"""Looks at webhooks and at what was sent to them. Never writes, and never shows a secret."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Q

from makegood.kernel.events import Event
from makegood.kernel.refusals import Refusal
from makegood.platform import asking
from makegood.webhooks import models
from makegood.webhooks.types import Attempt, Delivery, DeliveryId, DeliveryState, Webhook, WebhookId


def webhooks() -> tuple[Webhook, ...]:
    """All of the brand, by name, each with how much waits and how much failed. Two queries."""
    rows = list(models.Webhook.objects.order_by("name", "id"))
    counts = _counts([row.id for row in rows])
    return tuple(_webhook(row, counts.get(row.id, (0, 0))) for row in rows)


def webhook(*, webhook_id: UUID) -> Webhook:
    """One of them. Refuses (`no_webhook`) an id that the brand does not have."""
    row = models.Webhook.objects.filter(id=webhook_id).first()
    if row is None:
        raise Refusal("no_webhook", "There is no such webhook.", {"webhook_id": "unknown"})
    return _webhook(row, _counts([row.id]).get(row.id, (0, 0)))


def wanted() -> dict[UUID, tuple[tuple[str, ...], UUID]]:
    """Those that are told just now: the kinds, and the id of the fact after which each begins."""
    rows = models.Webhook.objects.filter(active=True).values_list("id", "kinds", "begins_after")
    return {webhook_id: (tuple(kinds), begins_after) for webhook_id, kinds, begins_after in rows}


def place() -> UUID | None:
    """How far the journal was read for webhooks; None where it never was."""
    return models.Reach.objects.values_list("place", flat=True).first()


def deliveries(
    *, webhook_id: UUID, state: DeliveryState | None = None, before: UUID | None = None, limit: int
) -> tuple[Delivery, ...]:
    """What was sent, or will be, the last made first, from a place (an id) on."""
    rows = models.Delivery.objects.filter(webhook_id=webhook_id).order_by("-id").defer("body")
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(_delivery(row) for row in rows[:limit])


def delivery(*, delivery_id: UUID) -> tuple[Delivery, str, tuple[Attempt, ...]]:
    """One delivery, the body as it was sent, and its tries, the latest first. Refuses (`no_delivery`) an unknown id."""
    row = models.Delivery.objects.filter(id=delivery_id).first()
    if row is None:
        raise Refusal("no_delivery", "There is no such delivery; the log keeps them for 30 days.", {"delivery_id": "unknown"})
    tries = models.Attempt.objects.filter(delivery_id=row.id).order_by("-at", "-id")[:50]
    return _delivery(row), row.body, tuple(Attempt(t.at, t.status, t.took_ms, t.trouble, t.answer) for t in tries)


def known_kinds() -> Mapping[str, str]:
    """Every kind of fact that a webhook can be told of, with its sentence, in order."""
    found = {event.kind(): event.sentence for event in _every_event(Event)}
    return dict(sorted(found.items()))


def ask_how_many_troubles() -> asking.Question[int]:
    """How many webhooks Makegood itself switched off because nobody answered; to be asked together with others."""
    text = "SELECT count(*) FROM webhooks_webhook WHERE NOT active AND off_because <> ''"
    return asking.Question(lambda found: int(found[0][0]), (text, []))


def troubled() -> tuple[Webhook, ...]:
    """Those that Makegood switched off, and those that fail just now."""
    return tuple(one for one in webhooks() if one.off_because or (one.active and one.failing_since))


def message_id(delivery_id: UUID) -> str:
    """The webhook-id of a delivery: the same on every try."""
    return f"mg_{delivery_id.hex}"


def _counts(ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    rows = models.Delivery.objects.filter(webhook_id__in=list(ids)).exclude(state="delivered").values("webhook_id")
    told = rows.annotate(waiting=Count("id", filter=Q(state="waiting")), failed=Count("id", filter=Q(state="failed")))
    return {row["webhook_id"]: (row["waiting"], row["failed"]) for row in told}


def _webhook(row: models.Webhook, counts: tuple[int, int]) -> Webhook:
    return Webhook(
        id=WebhookId(row.id),
        name=row.name,
        url=row.url,
        kinds=tuple(row.kinds),
        active=row.active,
        made_at=row.made_at,
        off_at=row.off_at,
        off_because=row.off_because,
        failing_since=row.failing_since,
        last_delivered_at=row.last_delivered_at,
        old_secret_until=row.old_secret_until,
        waiting=counts[0],
        failed=counts[1],
    )


def _delivery(row: models.Delivery) -> Delivery:
    return Delivery(
        id=DeliveryId(row.id),
        webhook_id=WebhookId(row.webhook_id),
        message_id=message_id(row.id),
        kind=row.kind,
        fact_at=row.fact_at,
        state=DeliveryState(row.state),
        tries=row.tries,
        made_at=row.made_at,
        next_try_at=row.next_try_at if row.state == DeliveryState.WAITING else None,
        settled_at=row.settled_at,
        last_status=row.last_status,
        last_trouble=row.last_trouble,
    )


def _every_event(base: type[Event]) -> list[type[Event]]:
    """Those that are told: what tests declare for themselves is none of ours."""
    found = [event for child in base.__subclasses__() for event in [child, *_every_event(child)]]
    return [event for event in found if event.__module__.startswith("makegood.")]

"""What is sent: a delivery for each fact and webhook, who has it in hand, and what became of each try. Never talks to the network.

A delivery is made once (webhook + fact), keeps its id and its bytes on every try, and belongs to one sender at a time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Now

from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import bulk, journal, tenancy, work
from makegood.platform.work import Item
from makegood.webhooks import events, models, queries, rules
from makegood.webhooks.actions import subscribing
from makegood.webhooks.types import DeliveryId, DeliveryState, Fact, Outcome, Parcel

AT_ONCE = 8  # deliveries that one lane takes in hand together; one alone where the receiver fails
MOST_FAILING = 2  # receivers of one brand that fail and are asked at the same time
_IN_HAND = timedelta(seconds=120)
_BUSY_S = 5
_COLUMNS = {"id": "uuid", "brand_id": "uuid", "webhook_id": "uuid", "fact": "uuid", "kind": "text", "fact_at": "timestamptz", "body": "text",
            "state": "text", "tries": "int", "next_try_at": "timestamptz", "made_at": "timestamptz", "last_trouble": "text"}  # fmt: skip


def read_on(*, facts: Mapping[UUID, Sequence[Fact]], place: UUID | None, brand: str, at: datetime) -> int:
    """A delivery for each webhook's facts, and how far the journal was read. May be repeated: a fact is sent to a webhook once."""
    brand_id = tenancy.current_brand()
    rows = [
        (
            new_id(),
            brand_id,
            webhook_id,
            fact.id,
            fact.kind,
            fact.at,
            rules.body(fact, brand=brand).decode(),
            "waiting",
            0,
            at,
            at,
            "",
        )
        for webhook_id, told in facts.items()
        for fact in told
    ]
    bulk.insert("webhooks_delivery", _COLUMNS, rows, conflict="ON CONFLICT DO NOTHING")
    if place is not None and not models.Reach.objects.update(place=place):
        models.Reach.objects.create(place=place)
    work.leave(subscribing.DELIVER, [Item(key=str(webhook_id), due_at=at) for webhook_id, told in facts.items() if told])
    return len(rows)


def take(*, webhook_id: UUID, at: datetime) -> tuple[Parcel, ...]:
    """What is due for this receiver, in the hands of whoever asked, for two minutes at most; nothing where nothing is due, where it rests, or
    where two others of the brand fail and are just being asked."""
    hook = models.Webhook.objects.select_for_update(no_key=True).filter(id=webhook_id, active=True).first()
    if hook is None or (hook.rest_until is not None and hook.rest_until > at):
        return ()
    if hook.failures and _failing_in_hand(webhook_id) >= MOST_FAILING:
        models.Webhook.objects.filter(id=hook.id).update(rest_until=at + timedelta(seconds=_BUSY_S))
        return ()
    free = Q(sending_until=None) | Q(sending_until__lt=Now())
    due = models.Delivery.objects.filter(free, webhook_id=webhook_id, state="waiting", next_try_at__lte=at).order_by(
        "next_try_at", "id"
    )
    rows = list(due[: 1 if hook.failures else AT_ONCE])
    models.Delivery.objects.filter(id__in=[row.id for row in rows]).update(sending_until=Now() + _IN_HAND)
    old = hook.old_secret if hook.old_secret_until and hook.old_secret_until > datetime.now(UTC) else ""
    secrets = tuple(secret for secret in (hook.secret, old) if secret)
    return tuple(Parcel(DeliveryId(row.id), queries.message_id(row.id), hook.url, row.body.encode(), secrets) for row in rows)


def note(*, webhook_id: UUID, outcomes: Sequence[Outcome], chance: float, at: datetime) -> None:
    """Writes down what became of tries: delivered, tried again later, failed; a receiver that says 410, or has failed for five days, is switched
    off. May be repeated for one that is settled already: it stays so."""
    hook = models.Webhook.objects.select_for_update(no_key=True).filter(id=webhook_id).first()
    if hook is None:
        return
    rows = {
        row.id: row for row in models.Delivery.objects.filter(id__in=[one.delivery_id for one in outcomes], webhook_id=webhook_id)
    }
    models.Attempt.objects.bulk_create(
        models.Attempt(
            delivery_id=one.delivery_id,
            at=at,
            status=one.status,
            took_ms=one.took_ms,
            trouble=one.trouble[:500],
            answer=one.answer,
        )
        for one in outcomes
        if one.delivery_id in rows
    )
    verdicts = [
        (rows[one.delivery_id], one, rules.verdict(one, tries=rows[one.delivery_id].tries + 1, chance=chance, at=at))
        for one in outcomes
        if one.delivery_id in rows
    ]
    for row, outcome, verdict in verdicts:
        _settle(row, outcome, verdict, at)
    if any(isinstance(verdict, rules.Gone) for _, _, verdict in verdicts):
        because = "Whoever lives there answered that it wants no more (410)."
        subscribing.switch_off(webhook_id=webhook_id, because=because, by=SYSTEM, at=at)
        return
    _note_health(hook, [outcome for _, outcome, _ in verdicts], [v for _, _, v in verdicts], chance, at)


def next_due(*, webhook_id: UUID) -> datetime | None:
    """When this receiver's lane is to be looked into again: None where nothing waits."""
    hook = models.Webhook.objects.filter(id=webhook_id, active=True).values_list("rest_until", flat=True)
    found = models.Delivery.objects.filter(webhook_id=webhook_id, state="waiting").aggregate(first=Min("next_try_at"))["first"]
    if not hook or found is None:
        return None
    first: datetime = found
    return max(first, hook[0]) if hook[0] else first


def resend(*, delivery_id: UUID, by: Actor, at: datetime) -> None:
    """Sends one delivery again, under the same id. Refuses one that is on its way, and where its webhook is switched off."""
    row = models.Delivery.objects.select_for_update().filter(id=delivery_id).first()
    if row is None:
        raise Refusal("no_delivery", "There is no such delivery; the log keeps them for 30 days.", {"delivery_id": "unknown"})
    if row.state == DeliveryState.WAITING:
        raise Refusal("on_its_way", "This is on its way already: it is tried again by itself.")
    _again(models.Delivery.objects.filter(id=row.id), row.webhook_id, by, at)


def resend_failed(*, webhook_id: UUID, by: Actor, at: datetime) -> int:
    """Sends all again that failed and are still in the log. Returns how many. Refuses where the webhook is switched off."""
    return _again(models.Delivery.objects.filter(webhook_id=webhook_id, state="failed"), webhook_id, by, at)


def send_test(*, webhook_id: UUID, brand: str, at: datetime) -> DeliveryId:
    """A delivery of kind `webhooks.Test` that says nothing but that it is one. Refuses where the webhook is switched off."""
    _require_on(webhook_id)
    fact = Fact(new_id(), rules.TEST_KIND, at, {}, {})
    read_on(facts={webhook_id: [fact]}, place=None, brand=brand, at=at)
    return DeliveryId(models.Delivery.objects.values_list("id", flat=True).get(webhook_id=webhook_id, fact=fact.id))


def give_up_on_the_silent(*, at: datetime) -> None:
    """Switches off what has failed for five days, also where nothing waits any more that could be tried."""
    long = models.Webhook.objects.filter(active=True, failing_since__lte=at - rules.GIVEN_UP_AFTER)
    for webhook_id in long.values_list("id", flat=True):
        last = models.Delivery.objects.filter(webhook_id=webhook_id).exclude(last_trouble="").order_by("-id")
        _give_up(webhook_id, last.values_list("last_trouble", flat=True).first() or "no answer", at)


def forget_old(*, at: datetime) -> int:
    """Takes settled deliveries out of the log that are older than 30 days, a thousand at a time. Returns how many."""
    old = models.Delivery.objects.filter(made_at__lt=at - rules.KEPT_FOR).exclude(state="waiting").order_by("made_at")
    ids = list(old.values_list("id", flat=True)[:1000])
    models.Attempt.objects.filter(delivery_id__in=ids).delete()
    models.Delivery.objects.filter(id__in=ids).delete()
    return len(ids)


def _failing_in_hand(webhook_id: UUID) -> int:
    held = (
        models.Delivery.objects.filter(state="waiting", sending_until__gte=Now())
        .exclude(webhook_id=webhook_id)
        .values("webhook_id")
    )
    return models.Webhook.objects.filter(id__in=held, failures__gt=0).count()


def _settle(row: models.Delivery, outcome: Outcome, verdict: rules.Verdict, at: datetime) -> None:
    told: dict[str, object] = {
        "tries": F("tries") + 1,
        "sending_until": None,
        "last_status": outcome.status,
        "last_trouble": outcome.trouble[:500],
    }
    if isinstance(verdict, rules.Delivered):
        told |= {"state": "delivered", "settled_at": at, "next_try_at": None}
    elif isinstance(verdict, rules.Again):
        told |= {"next_try_at": verdict.after}
    else:
        told |= {"state": "failed", "settled_at": at, "next_try_at": None}
    models.Delivery.objects.filter(id=row.id, state="waiting").update(**told)


def _note_health(
    hook: models.Webhook, outcomes: Sequence[Outcome], verdicts: Sequence[rules.Verdict], chance: float, at: datetime
) -> None:
    """A receiver is well as long as one of what it was given arrived: what it refuses of one kind is that delivery's matter."""
    here = models.Webhook.objects.filter(id=hook.id)
    if any(isinstance(verdict, rules.Delivered) for verdict in verdicts):
        here.update(failing_since=None, failures=0, rest_until=None, last_delivered_at=at)
        return
    if not outcomes:
        return
    since = hook.failing_since or at
    if rules.is_given_up(failing_since=since, at=at):
        _give_up(hook.id, outcomes[-1].trouble, at)
        return
    wished = max((one.retry_after_s or 0.0 for one in outcomes), default=0.0)
    pause = rules.rest(hook.failures + 1, wished_s=wished, chance=chance)
    here.update(failing_since=since, failures=hook.failures + 1, rest_until=at + pause)


def _give_up(webhook_id: UUID, trouble: str, at: datetime) -> None:
    because = f"Nobody took anything there for {rules.GIVEN_UP_AFTER.days} days. Last: {trouble}"
    subscribing.switch_off(webhook_id=webhook_id, because=because, by=SYSTEM, at=at)


def _again(rows: QuerySet[models.Delivery], webhook_id: UUID, by: Actor, at: datetime) -> int:
    _require_on(webhook_id)
    count = rows.update(
        state="waiting", tries=0, next_try_at=at, sending_until=None, settled_at=None, last_trouble="", last_status=None
    )
    if count:
        name = models.Webhook.objects.values_list("name", flat=True).get(id=webhook_id)
        journal.record(events.DeliveriesResent(webhook_id=webhook_id, name=name, count=count), by=by, at=at)
        models.Webhook.objects.filter(id=webhook_id).update(rest_until=None)
        work.leave(subscribing.DELIVER, [Item(key=str(webhook_id), due_at=at)])
    return count


def _require_on(webhook_id: UUID) -> None:
    if not queries.webhook(webhook_id=webhook_id).active:
        raise Refusal("switched_off", "This webhook is switched off: switch it on first.")

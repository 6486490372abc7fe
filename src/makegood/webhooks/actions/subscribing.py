"""Whom to tell: adds, changes, switches and removes webhooks, and gives their secrets out, once each. Never talks to the network."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from makegood.config import environment
from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import http, journal, signatures, work
from makegood.platform.work import Item
from makegood.webhooks import events, models, queries, rules
from makegood.webhooks.types import Webhook

FACTS = "webhook_facts"  # the kind of work that reads the journal for a brand's webhooks
DELIVER = "webhook"  # the kind of work that is one receiver's lane; its key is the webhook's id


def add(*, name: str, url: str, kinds: Sequence[str], by: Actor, at: datetime) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is given out here and never again. It is told of what happens from now on.

    Refuses a name that is none, an address that may not be asked (`url`), no or unknown kinds, and more than 20 webhooks."""
    cleaned = (rules.checked_name(name), _checked_url(url), list(rules.checked_kinds(kinds, known=queries.known_kinds())))
    if models.Webhook.objects.count() >= rules.MOST_WEBHOOKS:
        raise Refusal("too_many_webhooks", f"A brand has at most {rules.MOST_WEBHOOKS} webhooks. Remove one first.")
    secret = signatures.new_secret()
    row = models.Webhook.objects.create(
        id=new_id(),
        name=cleaned[0],
        url=cleaned[1],
        kinds=cleaned[2],
        secret=secret,
        made_at=at,
        begins_after=new_id(),
    )
    journal.record(events.WebhookAdded(webhook_id=row.id, name=row.name), by=by, at=at)
    work.leave(FACTS, [Item(key="facts", due_at=at)])
    return queries.webhook(webhook_id=row.id), secret


def change(*, webhook_id: UUID, name: str, url: str, kinds: Sequence[str], by: Actor, at: datetime) -> None:
    """Another name, address or choice of kinds. Refuses as `add` does. The same again changes nothing."""
    row = _held(webhook_id)
    told = (rules.checked_name(name), _checked_url(url), list(rules.checked_kinds(kinds, known=queries.known_kinds())))
    if told == (row.name, row.url, row.kinds):
        return
    moved = {"failing_since": None, "failures": 0, "rest_until": None} if told[1] != row.url else {}
    models.Webhook.objects.filter(id=row.id).update(name=told[0], url=told[1], kinds=told[2], **moved)
    journal.record(events.WebhookChanged(webhook_id=row.id, name=told[0]), by=by, at=at)
    if moved:
        work.leave(DELIVER, [Item(key=str(row.id), due_at=at)])


def rotate_secret(*, webhook_id: UUID, by: Actor, at: datetime) -> str:
    """A new secret, given out here and never again. For 24 hours (by the machine's clock) the one before signs as well, so that the receiver
    can change over without a gap."""
    row = _held(webhook_id)
    secret = signatures.new_secret()
    until = datetime.now(UTC) + rules.OLD_SECRET_GOOD_FOR
    models.Webhook.objects.filter(id=row.id).update(secret=secret, old_secret=row.secret, old_secret_until=until)
    journal.record(events.WebhookSecretRotated(webhook_id=row.id, name=row.name), by=by, at=at)
    return secret


def switch_on(*, webhook_id: UUID, by: Actor, at: datetime) -> None:
    """It is told again, from now on; what happened meanwhile is in the API's feed, what had failed can be sent again. May be repeated."""
    row = _held(webhook_id)
    if row.active:
        return
    models.Webhook.objects.filter(id=row.id).update(
        active=True, off_at=None, off_because="", begins_after=new_id(), failing_since=None, failures=0, rest_until=None
    )
    journal.record(events.WebhookSwitchedOn(webhook_id=row.id, name=row.name), by=by, at=at)
    work.leave(FACTS, [Item(key="facts", due_at=at)])


def switch_off(*, webhook_id: UUID, because: str = "", by: Actor, at: datetime) -> None:
    """It is told nothing more; what still waited counts as failed and can be sent again later. `because` where no member did it. May be
    repeated."""
    row = _held(webhook_id)
    if not row.active:
        return
    models.Webhook.objects.filter(id=row.id).update(active=False, off_at=at, off_because=because, rest_until=None)
    waiting = models.Delivery.objects.filter(webhook_id=row.id, state="waiting")
    waiting.update(state="failed", settled_at=at, next_try_at=None, sending_until=None, last_trouble="It was switched off.")
    work.forget(kind=DELIVER, keys=[str(row.id)])
    journal.record(events.WebhookSwitchedOff(webhook_id=row.id, name=row.name, because=because), by=by, at=at)


def remove(*, webhook_id: UUID, by: Actor, at: datetime) -> None:
    """Takes it away with its log. Refuses an id that the brand does not have."""
    row = _held(webhook_id)
    there = models.Delivery.objects.filter(webhook_id=row.id)
    models.Attempt.objects.filter(delivery_id__in=there.values("id")).delete()
    there.delete()
    models.Webhook.objects.filter(id=row.id).delete()
    work.forget(kind=DELIVER, keys=[str(row.id)])
    journal.record(events.WebhookRemoved(webhook_id=row.id, name=row.name), by=by, at=at)


def _held(webhook_id: UUID) -> models.Webhook:
    row = models.Webhook.objects.select_for_update(no_key=True).filter(id=webhook_id).first()
    if row is None:
        raise Refusal("no_webhook", "There is no such webhook.", {"webhook_id": "unknown"})
    return row


def _checked_url(url: str) -> str:
    """The address. https, or one that the operator listed in MAKEGOOD_HTTP_ALLOW: the body is signed, not hidden."""
    url = url.strip()
    if len(url) > 2_000:
        raise Refusal("bad_url", "url: this address is too long.", {"url": "too long"})
    parts = http.check_url(url, field="url")
    place = f"{parts.hostname}:{parts.port or {'http': 80, 'https': 443}[parts.scheme]}"
    if parts.scheme != "https" and place not in environment.settings().http_allow:
        raise Refusal("bad_url", "url: use an https address, so that nobody reads along on the way.", {"url": "not https"})
    return url

"""What others may know of a webhook and of what was sent to it: values, never rows, and never a secret but in `Parcel`."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

WebhookId = NewType("WebhookId", UUID)
DeliveryId = NewType("DeliveryId", UUID)


class DeliveryState(StrEnum):
    WAITING = "waiting"  # for its first try, or for the next
    DELIVERED = "delivered"
    FAILED = "failed"  # tried for days, or its webhook was switched off meanwhile; it can be sent again


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where facts are sent, and which. `off_because` is '' where a member switched it off; `failing_since` is None while it answers."""

    id: WebhookId
    name: str
    url: str
    kinds: tuple[str, ...]
    active: bool
    made_at: datetime
    off_at: datetime | None
    off_because: str
    failing_since: datetime | None
    last_delivered_at: datetime | None
    old_secret_until: datetime | None
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One fact on its way to one webhook, or there. `message_id` is the webhook-id: the same on every try."""

    id: DeliveryId
    webhook_id: WebhookId
    message_id: str
    kind: str
    fact_at: datetime
    state: DeliveryState
    tries: int
    made_at: datetime
    next_try_at: datetime | None
    settled_at: datetime | None
    last_status: int | None
    last_trouble: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a delivery: what came back (`status` None where nothing did), after how long, and the beginning of the answer."""

    at: datetime
    status: int | None
    took_ms: int
    trouble: str
    answer: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery in the hands of whoever sends it. `secrets`: the current one first, and the one before while it is still good."""

    delivery_id: DeliveryId
    message_id: str
    url: str
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. `retry_after_s` is the receiver's own wish, in seconds."""

    delivery_id: DeliveryId
    status: int | None
    took_ms: int
    trouble: str = ""
    answer: str = ""
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the journal as far as webhooks tell it: ids and times. `links` are addresses of the API, by name."""

    id: UUID
    kind: str
    at: datetime
    ids: dict[str, object]
    links: dict[str, str]

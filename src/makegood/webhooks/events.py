"""Facts about webhooks. What is sent to one leaves no fact of its own: it would be told to the next."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookAdded(Event):
    sentence = "{by} had {name} told of what happens here."
    webhook_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class WebhookChanged(Event):
    sentence = "{by} changed what {name} is told, or where."
    webhook_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class WebhookSecretRotated(Event):
    sentence = "{by} made a new secret for {name}."
    webhook_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class WebhookSwitchedOn(Event):
    sentence = "{by} had {name} told again of what happens here."
    webhook_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class WebhookSwitchedOff(Event):
    sentence = "{by} switched {name} off: it is told nothing more. {because}"
    webhook_id: UUID
    name: str
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class WebhookRemoved(Event):
    sentence = "{by} took {name} away: it is told nothing more."
    webhook_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class DeliveriesResent(Event):
    sentence = "{by} had {count} deliveries to {name} sent again."
    webhook_id: UUID
    name: str
    count: int

"""Shapes of webhooks: whom the brand has told of what happens, and the log of what was sent."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from makegood.api.v1.shapes.values import Told, YesNo, full_line
from makegood.webhooks import rules
from makegood.webhooks.types import Attempt, Delivery, Webhook

_Name = Annotated[str, full_line(120)]
_Url = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[!-~]+$", json_schema_extra={"format": "webhook-address"})]
_Kinds = Annotated[
    list[Annotated[str, Field(max_length=80, json_schema_extra={"format": "webhook-kind"})]],
    Field(
        min_length=1,
        max_length=rules.MOST_KINDS,
        description="Kinds of facts, as the feed names them: `cases.CaseOpened`; `cases.*` for all about cases; `*` for every fact.",
    ),
]


class WebhookIn(Told):
    """An address that is told of facts, signed by the rules of Standard Webhooks."""

    name: _Name = Field(examples=["Data warehouse"])
    url: _Url = Field(examples=["https://warehouse.example/makegood"])
    kinds: _Kinds


class WebhookPatch(Told):
    """What is left out stays. `active` switches it off and on."""

    name: _Name | None = None
    url: _Url | None = None
    kinds: _Kinds | None = None
    active: YesNo | None = None


class NothingIn(Told):
    """An empty object: there is nothing to say."""


class WebhookOut(Schema):
    """A webhook. `off_because` says why Makegood itself switched it off; `failing_since` is null while it answers; `waiting` and `failed` are
    deliveries."""

    id: UUID
    name: str
    url: str
    kinds: list[str]
    active: bool
    made_at: datetime
    off_at: datetime | None
    off_because: str
    failing_since: datetime | None
    last_delivered_at: datetime | None
    old_secret_until: datetime | None
    waiting: int
    failed: int


class WebhookMade(WebhookOut):
    """A new webhook with its secret, which is not shown again."""

    secret: str


class WebhooksOut(Schema):
    data: list[WebhookOut]


class SecretOut(Schema):
    """A new secret, which is not shown again. Until `old_secret_until` the one before signs as well."""

    secret: str
    old_secret_until: datetime | None


class DeliveryOut(Schema):
    """One fact for one webhook. `message_id` is its webhook-id: the same on every try."""

    id: UUID
    message_id: str
    kind: str
    fact_at: datetime
    state: str
    tries: int
    made_at: datetime
    next_try_at: datetime | None
    settled_at: datetime | None
    last_status: int | None
    last_trouble: str


class AttemptOut(Schema):
    """One try: what came back (`status` is null where nothing did), and after how many milliseconds."""

    at: datetime
    status: int | None
    took_ms: int
    trouble: str
    answer: str


class DeliveryWhole(DeliveryOut):
    """A delivery with the body as it was sent, and its tries, the latest first."""

    body: str
    attempts: list[AttemptOut]


class ResentOut(Schema):
    """How many deliveries are on their way again."""

    resent: int


def webhook(one: Webhook) -> WebhookOut:
    return WebhookOut(**_fields(one))


def made(one: Webhook, secret: str) -> WebhookMade:
    return WebhookMade(**_fields(one), secret=secret)


def delivery(one: Delivery) -> DeliveryOut:
    return DeliveryOut(**{name: getattr(one, name) for name in DeliveryOut.model_fields})


def whole(one: Delivery, body: str, attempts: tuple[Attempt, ...]) -> DeliveryWhole:
    tries = [AttemptOut(at=a.at, status=a.status, took_ms=a.took_ms, trouble=a.trouble, answer=a.answer) for a in attempts]
    return DeliveryWhole(**{name: getattr(one, name) for name in DeliveryOut.model_fields}, body=body, attempts=tries)


def _fields(one: Webhook) -> dict[str, Any]:
    return {name: getattr(one, name) for name in WebhookOut.model_fields if name != "kinds"} | {"kinds": list(one.kinds)}

"""Webhooks: whom the brand has told of what happens, and the log of what was sent. The feed (GET /events) tells the same to whoever asks."""

from typing import Literal
from uuid import UUID

from ninja import Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import webhooks as shapes
from makegood.api.v1.shapes.values import Cursor, Limit, Page
from makegood.api.v1.shapes.webhooks import (
    DeliveryOut,
    DeliveryWhole,
    NothingIn,
    ResentOut,
    SecretOut,
    WebhookIn,
    WebhookMade,
    WebhookOut,
    WebhookPatch,
    WebhooksOut,
)
from makegood.brands import queries as brands
from makegood.webhooks import queries as webhooks
from makegood.webhooks.actions import sending, subscribing
from makegood.webhooks.types import DeliveryState

router = Router(tags=["Webhooks"])


@route(router, "GET", "/webhooks", scope="webhooks:read", answers={200: WebhooksOut}, summary="List webhooks")
def list_webhooks(request: ApiRequest) -> WebhooksOut:  # noqa: ARG001 - the shape of a route
    """All of the brand, by name; their secrets are not shown."""
    return WebhooksOut(data=[shapes.webhook(one) for one in webhooks.webhooks()])


@route(router, "POST", "/webhooks", scope="webhooks:write", answers={201: WebhookMade}, summary="Add a webhook")
def add_webhook(request: ApiRequest, body: WebhookIn) -> WebhookMade:
    """It is told of what happens from now on. The secret is in this answer and in no other."""
    one, secret = subscribing.add(name=body.name, url=body.url, kinds=body.kinds, by=request.by, at=request.at)
    return shapes.made(one, secret)


@route(router, "GET", "/webhooks/{webhook_id}", scope="webhooks:read", answers={200: WebhookOut}, summary="One webhook")
def get_webhook(request: ApiRequest, webhook_id: UUID) -> WebhookOut:  # noqa: ARG001 - the shape of a route
    """How it is."""
    return shapes.webhook(webhooks.webhook(webhook_id=webhook_id))


@route(router, "PATCH", "/webhooks/{webhook_id}", scope="webhooks:write", answers={200: WebhookOut}, summary="Change a webhook")
def change_webhook(request: ApiRequest, webhook_id: UUID, body: WebhookPatch) -> WebhookOut:
    """What is left out stays. Switched off, it is told nothing; switched on, it is told what happens from then on."""
    held = webhooks.webhook(webhook_id=webhook_id)
    subscribing.change(
        webhook_id=webhook_id,
        name=held.name if body.name is None else body.name,
        url=held.url if body.url is None else body.url,
        kinds=held.kinds if body.kinds is None else body.kinds,
        by=request.by,
        at=request.at,
    )
    if body.active is not None:
        switch = subscribing.switch_on if body.active else subscribing.switch_off
        switch(webhook_id=webhook_id, by=request.by, at=request.at)
    return shapes.webhook(webhooks.webhook(webhook_id=webhook_id))


@route(router, "DELETE", "/webhooks/{webhook_id}", scope="webhooks:write", answers={204: None}, summary="Remove a webhook")
def remove_webhook(request: ApiRequest, webhook_id: UUID) -> None:
    """With its log."""
    subscribing.remove(webhook_id=webhook_id, by=request.by, at=request.at)


@route(
    router, "POST", "/webhooks/{webhook_id}/secret", scope="webhooks:write", answers={200: SecretOut}, summary="Make a new secret"
)
def rotate_webhook_secret(request: ApiRequest, webhook_id: UUID, body: NothingIn) -> SecretOut:  # noqa: ARG001 - the shape of a route
    """It is in this answer and in no other. For 24 hours the one before signs as well."""
    secret = subscribing.rotate_secret(webhook_id=webhook_id, by=request.by, at=request.at)
    return SecretOut(secret=secret, old_secret_until=webhooks.webhook(webhook_id=webhook_id).old_secret_until)


@route(
    router,
    "POST",
    "/webhooks/{webhook_id}/test",
    scope="webhooks:write",
    answers={202: DeliveryOut},
    summary="Send a test delivery",
)
def send_test_delivery(request: ApiRequest, webhook_id: UUID, body: NothingIn) -> DeliveryOut:  # noqa: ARG001 - the shape of a route
    """A delivery of type `webhooks.Test` that says nothing but that it is one."""
    made = sending.send_test(webhook_id=webhook_id, brand=brands.current().slug, at=request.at)
    return shapes.delivery(webhooks.delivery(delivery_id=made)[0])


@route(
    router,
    "GET",
    "/webhooks/{webhook_id}/deliveries",
    scope="webhooks:read",
    answers={200: Page[DeliveryOut]},
    summary="The log of a webhook",
)
def list_deliveries(
    request: ApiRequest,  # noqa: ARG001 - the shape of a route
    webhook_id: UUID,
    state: Literal["waiting", "delivered", "failed"] | None = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[DeliveryOut]:
    """The one made last first; kept for 30 days."""
    found = webhooks.deliveries(
        webhook_id=webhooks.webhook(webhook_id=webhook_id).id,
        state=DeliveryState(state) if state else None,
        before=cursors.read("deliveries", cursor),
        limit=limit + 1,
    )
    return Page(data=[shapes.delivery(one) for one in found[:limit]], next_cursor=naming.next_cursor("deliveries", found, limit))


@route(
    router,
    "POST",
    "/webhooks/{webhook_id}/resending",
    scope="webhooks:write",
    answers={200: ResentOut},
    summary="Send all again that failed",
)
def resend_failed(request: ApiRequest, webhook_id: UUID, body: NothingIn) -> ResentOut:  # noqa: ARG001 - the shape of a route
    """Each under its own id, and as long as the log has it."""
    webhooks.webhook(webhook_id=webhook_id)
    return ResentOut(resent=sending.resend_failed(webhook_id=webhook_id, by=request.by, at=request.at))


@route(router, "GET", "/deliveries/{delivery_id}", scope="webhooks:read", answers={200: DeliveryWhole}, summary="One delivery")
def get_delivery(request: ApiRequest, delivery_id: UUID) -> DeliveryWhole:  # noqa: ARG001 - the shape of a route
    """With the body as it was sent, and its tries."""
    return shapes.whole(*webhooks.delivery(delivery_id=delivery_id))


@route(
    router,
    "POST",
    "/deliveries/{delivery_id}/resending",
    scope="webhooks:write",
    answers={202: DeliveryOut},
    summary="Send one delivery again",
)
def resend_delivery(request: ApiRequest, delivery_id: UUID, body: NothingIn) -> DeliveryOut:  # noqa: ARG001 - the shape of a route
    """Under its own id, so that a receiver which has it knows it."""
    sending.resend(delivery_id=delivery_id, by=request.by, at=request.at)
    return shapes.delivery(webhooks.delivery(delivery_id=delivery_id)[0])

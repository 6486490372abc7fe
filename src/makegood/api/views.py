"""The doors for machines: `/in/<token>/orders`, `/parcels`, `/checkout` and `/messages`. A signed request is taken whole or not at all.

2xx is said only after the commit. Nothing of a body, a token or a secret is ever logged.
"""

import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from makegood.api import checkout_json, doors, shop_json
from makegood.api.doors import FoundDoor
from makegood.api.once import answer_once
from makegood.api.problems import problem
from makegood.channels.actions import intake
from makegood.channels.adapters.webhook import adapter as webhook
from makegood.flows import checkout_heard, orders_told
from makegood.kernel.actors import SHOP
from makegood.kernel.refusals import Refusal
from makegood.orders.actions import parcels as parcel_actions
from makegood.people import queries as people
from makegood.people.types import IdentityKind
from makegood.platform import clock, signatures

LARGEST_BODY = 2_000_000  # bytes

Act = Callable[[FoundDoor, bytes], dict[str, object]]


@csrf_exempt
def orders(request: HttpRequest, token: str) -> HttpResponse:
    """A shop tells of 1 to 500 orders."""
    return _take(request, token, doors.SHOP, "orders", _take_orders)


@csrf_exempt
def parcels(request: HttpRequest, token: str) -> HttpResponse:
    """A shop or its carrier tells of 1 to 1,000 parcel events."""
    return _take(request, token, doors.SHOP, "parcels", _take_parcel_events)


@csrf_exempt
def checkout(request: HttpRequest, token: str) -> HttpResponse:
    """A shop tells of 1 to 1,000 things at its checkout."""
    return _take(request, token, doors.SHOP, "checkout", _take_checkout)


@csrf_exempt
def messages(request: HttpRequest, token: str) -> HttpResponse:
    """Anything that can sign hands in 1 to 1,000 messages."""
    return _take(request, token, doors.MESSAGES, "messages", _take_messages)


def _take(request: HttpRequest, token: str, kind: str, address: str, act: Act) -> HttpResponse:
    try:
        return HttpResponse(_answer(request, token, kind, address, act), status=202, content_type="application/json")
    except Refusal as no:
        return problem(no)
    except (OperationalError, InterfaceError):
        return problem(Refusal("not_now", "Nothing was taken. Send it again in a moment, with the same webhook-id."))


def _answer(request: HttpRequest, token: str, kind: str, address: str, act: Act) -> str:
    if request.method != "POST":
        raise Refusal("wrong_method", "Send it with POST.")
    body = request.read(LARGEST_BODY + 1)  # all of it, before a transaction waits for a slow sender
    headers = {name.lower(): value for name, value in request.headers.items()}
    with doors.opened(token=token, kind=kind, webhook_id=signatures.unchecked_id(headers)) as visit:
        if visit is None:
            raise Refusal("no_such_door", "There is no such door. Check the address.")
        _check(request, body)
        webhook_id = signatures.verify(secrets=visit.secrets, headers=headers, body=body, now_s=time.time())
        return answer_once(
            visit=visit,
            webhook_id=webhook_id,
            address=address,
            body=body,
            act=lambda: act(visit.door, body),
            at=clock.now(),
        )


def _check(request: HttpRequest, body: bytes) -> None:
    if request.content_type != "application/json":
        raise Refusal("wrong_type", "content-type: send application/json.", {"content-type": "must be application/json"})
    if len(body) > LARGEST_BODY:
        raise Refusal("too_large", f"body: at most {LARGEST_BODY:,} bytes at once; send it in parts.", {"body": "too large"})


def _take_orders(_door: FoundDoor, body: bytes) -> dict[str, object]:
    taken = orders_told.take(orders=shop_json.read_orders(body, region=_region(body)), by=SHOP, at=clock.now())
    return {"taken": len(taken)}


def _take_parcel_events(_door: FoundDoor, body: bytes) -> dict[str, object]:
    events = shop_json.read_parcel_events(body)
    return {"taken": len(events), "new": parcel_actions.take_parcel_events(events=events, at=clock.now())}


def _take_checkout(_door: FoundDoor, body: bytes) -> dict[str, object]:
    happened = checkout_json.read(body, region=_region(body))
    taken = checkout_heard.take(happened=happened, source="the checkout", by=SHOP, at=clock.now())
    return {"taken": taken.taken, "new": taken.new, "known": taken.known}


def _take_messages(door: FoundDoor, body: bytes) -> dict[str, object]:
    if door.channel_id is None:
        raise Refusal("no_such_door", "There is no such door. Check the address.")
    envelopes = webhook.read_messages(body, region=_region(body))
    taken = intake.store_messages(channel_id=door.channel_id, envelopes=envelopes, at=clock.now())
    return {"taken": len(taken), "messages": [str(one) for one in taken]}


def _region(body: bytes) -> str:
    """Asked for only where a telephone number may be in the body, its name written out or in escapes."""
    return people.region_for([IdentityKind.PHONE]) if b"phone" in body or b"\\u" in body else ""

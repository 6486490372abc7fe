"""Webhooks: whom the brand has told of what happens, and the log of what was sent. A secret is shown once, in the answer to what made it."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame, vocabulary
from makegood.desk.door import DeskRequest, SeeOther
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.webhooks import queries
from makegood.webhooks.actions import sending, subscribing
from makegood.webhooks.types import DeliveryState, Webhook

SHOWN = 50


def show_webhooks(request: DeskRequest) -> HttpResponse:
    """All of them, and a form for one more."""
    context = {"webhooks": queries.webhooks(), **_form(request, None)}
    return frame.show(request, "desk/webhooks.html", context, here="webhooks")


webhooks = require_safe(door.opens(Permission.CONNECT)(show_webhooks))


@require_POST
@door.opens(Permission.CONNECT, again=show_webhooks)
def adding(request: DeskRequest) -> HttpResponse:
    """One more; its secret is in this answer alone."""
    by = actors.member(request.member.id)
    one, secret = subscribing.add(
        name=request.POST.get("name", ""), url=request.POST.get("url", ""), kinds=_chosen(request), by=by, at=request.at
    )
    return _once(show_webhook(request, one.id, secret=secret))


def show_webhook(request: DeskRequest, webhook_id: UUID, secret: str = "", **_where: UUID) -> HttpResponse:
    """One, with its log."""
    one = queries.webhook(webhook_id=webhook_id)
    wanted = request.GET.get("state", "")
    state = DeliveryState(wanted) if wanted in set(DeliveryState) else None
    found = queries.deliveries(webhook_id=webhook_id, state=state, before=_place(request.GET.get("before", "")), limit=SHOWN + 1)
    context = {
        "webhook": one,
        "deliveries": found[:SHOWN],
        "earlier": found[SHOWN - 1].id if len(found) > SHOWN else None,
        "state": wanted if state else "",
        "secret": secret,
        **_form(request, one),
    }
    return frame.show(request, "desk/webhook.html", context, here="webhooks")


webhook = require_safe(door.opens(Permission.CONNECT)(show_webhook))


@require_POST
@door.opens(Permission.CONNECT, again=show_webhook)
def changing(request: DeskRequest, webhook_id: UUID) -> HttpResponse:
    """Another name, address or choice."""
    by = actors.member(request.member.id)
    subscribing.change(
        webhook_id=webhook_id,
        name=request.POST.get("name", ""),
        url=request.POST.get("url", ""),
        kinds=_chosen(request),
        by=by,
        at=request.at,
    )
    return _look_again(request, webhook_id, _("The changes are kept."))


@require_POST
@door.opens(Permission.CONNECT, again=show_webhook)
def switch(request: DeskRequest, webhook_id: UUID) -> HttpResponse:
    """On (`on=yes`) or off."""
    by = actors.member(request.member.id)
    if request.POST.get("on") == "yes":
        subscribing.switch_on(webhook_id=webhook_id, by=by, at=request.at)
        return _look_again(request, webhook_id, _("It is told again, from now on."))
    subscribing.switch_off(webhook_id=webhook_id, by=by, at=request.at)
    return _look_again(request, webhook_id, _("It is told nothing more."))


@require_POST
@door.opens(Permission.CONNECT, again=show_webhook)
def secret(request: DeskRequest, webhook_id: UUID) -> HttpResponse:
    """A new one, in this answer alone."""
    fresh = subscribing.rotate_secret(webhook_id=webhook_id, by=actors.member(request.member.id), at=request.at)
    return _once(show_webhook(request, webhook_id, secret=fresh))


@require_POST
@door.opens(Permission.CONNECT, again=show_webhook)
def test(request: DeskRequest, webhook_id: UUID) -> HttpResponse:
    """A delivery that says only that it is a test."""
    sending.send_test(webhook_id=webhook_id, brand=request.brand.slug, at=request.at)
    return _look_again(request, webhook_id, _("A test is on its way. Look again in a moment."))


@require_POST
@door.opens(Permission.CONNECT, again=show_webhook)
def resending(request: DeskRequest, webhook_id: UUID) -> HttpResponse:
    """All that failed, again."""
    count = sending.resend_failed(webhook_id=webhook_id, by=actors.member(request.member.id), at=request.at)
    said = ngettext("%(n)d delivery is on its way again.", "%(n)d deliveries are on their way again.", count) % {"n": count}
    return _look_again(request, webhook_id, said)


@require_POST
@door.opens(Permission.CONNECT, again=show_webhook)
def removal(request: DeskRequest, webhook_id: UUID) -> HttpResponse:
    """Takes it away, with its log."""
    subscribing.remove(webhook_id=webhook_id, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("It is gone, and its log with it."))
    return SeeOther(reverse("desk:webhooks", args=[request.brand.slug]))


def show_delivery(request: DeskRequest, delivery_id: UUID) -> HttpResponse:
    """One delivery: what was sent, and every try."""
    one, body, attempts = queries.delivery(delivery_id=delivery_id)
    context = {"delivery": one, "body": body, "attempts": attempts, "webhook": queries.webhook(webhook_id=one.webhook_id)}
    return frame.show(request, "desk/delivery.html", context, here="webhooks")


delivery = require_safe(door.opens(Permission.CONNECT)(show_delivery))


@require_POST
@door.opens(Permission.CONNECT, again=show_delivery)
def delivery_again(request: DeskRequest, delivery_id: UUID) -> HttpResponse:
    """Sends one again, under its own id."""
    sending.resend(delivery_id=delivery_id, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("It is on its way again."))
    return SeeOther(reverse("desk:delivery", args=[request.brand.slug, delivery_id]))


def _once(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _look_again(request: DeskRequest, webhook_id: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("desk:webhook", args=[request.brand.slug, webhook_id]))


def _chosen(request: DeskRequest) -> list[str]:
    return request.POST.getlist("kinds")


def _form(request: DeskRequest, held: Webhook | None) -> dict[str, Any]:
    """What the form shows: the kinds by their package, with what is chosen, and what was typed where it was refused."""
    chosen = set(_chosen(request) if request.refusal else held.kinds if held else ())
    kept = {"name": held.name, "url": held.url} if held else {}
    groups = [
        {
            "all": f"{package}.*",
            "name": vocabulary.label("area", package),
            "whole": "*" in chosen or f"{package}.*" in chosen,
            "open": any(kind in chosen for kind, _sentence in kinds),
            "kinds": [{"kind": kind, "sentence": sentence, "chosen": kind in chosen} for kind, sentence in kinds],
        }
        for package, kinds in (
            (p, list(k)) for p, k in groupby(queries.known_kinds().items(), lambda one: one[0].partition(".")[0])
        )
    ]
    return {
        "groups": groups,
        "everything": "*" in chosen,
        "typed": request.POST.dict() if request.refusal else kept,
        "wrong": dict(request.refusal.fields) if request.refusal else {},
    }


def _place(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refusal("bad_cursor", "before: this is no place in the log.", {"before": "no place"}) from None

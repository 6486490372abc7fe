"""Coupons at the desk: the pools, opening one, its end, and what its sponsor owes, as a page to print and as a file."""

import csv
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.coupons import queries
from makegood.coupons.actions import pools
from makegood.coupons.rules import zones
from makegood.coupons.types import AfterRefund, Occasion, Settlement, Sponsor, Terms
from makegood.desk import door, frame, spreadsheets
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.incident import choosing
from makegood.incidents import queries as incidents
from makegood.kernel import actors
from makegood.kernel.money import Money, parse
from makegood.kernel.refusals import Refusal

_USUAL_MINUTES = "15"


def show_list(request: DeskRequest) -> HttpResponse:
    """The pools, the one opened last first."""
    lines = [(one, queries.worth_in_words(one.pool.terms)) for one in queries.pools(at=request.at)]
    return frame.show(request, "desk/coupons.html", {"lines": lines}, here="coupons")


coupons = require_safe(door.opens()(show_list))


def show_new(request: DeskRequest) -> HttpResponse:
    """The form for a new pool; whatever was typed stays."""
    typed: dict[str, Any] = {
        "kind": "amount",
        "zone": request.brand.zone,
        "currency": request.brand.currency,
        "on_sale_prices": "yes",
        "one_per_person": "yes",
        "after_refund": AfterRefund.GIVEN_BACK.value,
        "hold_minutes": _USUAL_MINUTES,
        "share": "100",
        "incident": request.GET.get("incident", ""),
    }
    again = request.POST.dict() if request.refusal else typed
    return frame.show(
        request,
        "desk/coupon_form.html",
        {"typed": again, "incidents": choosing.offered(str(again.get("incident") or ""))},
        here="coupons",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asks for a new pool, and opens it."""
    return _open(request, slug=slug) if request.method == "POST" else _ask(request, slug=slug)


_ask = door.opens(Permission.SET_POLICY)(show_new)


@door.opens(Permission.SET_POLICY, again=show_new)
def _open(request: DeskRequest) -> HttpResponse:
    pool_id = pools.open_pool(
        name=request.POST.get("name", ""),
        terms=_terms(request),
        sponsor=_sponsor(request),
        occasion=_occasion(request),
        by=actors.member(request.member.id),
        at=request.at,
    )
    messages.success(request, _("Open. Its terms stand from now on; only its end may move, and only later."))
    return SeeOther(_address(request, pool_id))


def show(request: DeskRequest, pool_id: UUID) -> HttpResponse:
    """One pool, with its counts and what can be done with it."""
    told = queries.pool(pool_id=pool_id, at=request.at)
    terms = told.pool.terms
    zone = zones.of(terms.zone) or ZoneInfo("UTC")
    typed = {
        "until": terms.valid_until.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S"),
        "zone": terms.zone,
        "until_words": terms.until_words,
    }
    context = {
        "pool": told.pool,
        "terms": terms,
        "counts": told.counts,
        "worth": queries.worth_in_words(terms),
        "end": zones.end_in_words(terms),
        "over": request.at >= terms.valid_until,
        "typed": request.POST.dict() if request.refusal else typed,
        "page": reverse("portal:coupons", args=[request.brand.slug, told.pool.slug]),
    }
    return frame.show(request, "desk/coupon.html", context, here="coupons")


coupon = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def end(request: DeskRequest, pool_id: UUID) -> HttpResponse:
    """Moves its end to later."""
    pools.move_end(
        pool_id=pool_id,
        valid_until=_instant(request),
        zone=request.POST.get("zone", ""),
        until_words=request.POST.get("until_words", ""),
        by=actors.member(request.member.id),
        at=request.at,
    )
    messages.success(request, _("Moved. The claim page, the API and everybody’s own page say the new end."))
    return SeeOther(_address(request, pool_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def closing(request: DeskRequest, pool_id: UUID) -> HttpResponse:
    """Nothing is set aside any more."""
    pools.close(pool_id=pool_id, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Closed. What is at a till just now may still be used."))
    return SeeOther(_address(request, pool_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def settling(request: DeskRequest, pool_id: UUID) -> HttpResponse:
    """The bill is final."""
    pools.settle(pool_id=pool_id, by=actors.member(request.member.id), at=request.at)
    return SeeOther(reverse("desk:coupon_settlement", args=[request.brand.slug, pool_id]))


@require_safe
@door.opens()
def settlement(request: DeskRequest, pool_id: UUID) -> HttpResponse:
    """What was used and who pays, to be printed."""
    bill = queries.settlement(pool_id=pool_id)
    return frame.show(request, "desk/coupon_settlement.html", {"bill": bill, "pool": bill.pool}, here="coupons")


@require_safe
@door.opens()
def settlement_file(request: DeskRequest, pool_id: UUID) -> HttpResponse:  # noqa: ARG001 - the shape of a page
    """The same as a file for a spreadsheet: amounts with a point, instants in UTC, the sums in the last line."""
    bill = queries.settlement(pool_id=pool_id)
    return spreadsheets.answer(_as_csv(bill), f"{bill.pool.slug}-settlement.csv")


# ---------------------------------------------------------------------------------------------------------------------


def _as_csv(bill: Settlement) -> str:
    text = StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(["at", "what", "order", "coupon", "currency", "amount", "sponsor", "brand"])
    currency = bill.amount.currency
    for row in bill.rows:
        sums = (row.amount.decimal(), row.sponsor.decimal(), row.brand.decimal())
        rows.writerow([row.at.strftime("%Y-%m-%dT%H:%M:%SZ"), row.what, _plain(row.order_reference), row.number, currency, *sums])
    rows.writerow(["", "total", "", bill.used, currency, bill.amount.decimal(), bill.sponsor.decimal(), bill.brand.decimal()])
    return text.getvalue()


def _plain(words: str) -> str:
    """As text: no spreadsheet takes it for a formula (ASVS 1.2.10)."""
    return f"'{words}" if words[:1] in "=+-@\t\r\uff1d\uff0b\uff0d\uff20" else words


def _terms(request: DeskRequest) -> Terms:
    told = request.POST
    percent = told.get("kind") == "percent"
    return Terms(
        worth=None if percent else _money(request, "worth"),
        percent_bps=_basis_points(told.get("percent", ""), "percent") if percent else None,
        most=_money(request, "most") if percent else None,
        minimum_order=_money(request, "minimum_order"),
        on_sale_prices=told.get("on_sale_prices") == "yes",
        valid_until=_instant(request),
        zone=told.get("zone", ""),
        until_words=told.get("until_words", ""),
        one_per_person=told.get("one_per_person") == "yes",
        cap_uses=_whole(told.get("cap_uses", ""), "cap_uses"),
        cap_money=_money(request, "cap_money"),
        one_code=told.get("one_code", "").strip() or None,
        after_refund=AfterRefund(told.get("after_refund", ""))
        if told.get("after_refund") in list(AfterRefund)
        else AfterRefund.GIVEN_BACK,
        hold_minutes=_whole(told.get("hold_minutes", "") or _USUAL_MINUTES, "hold_minutes") or 0,
    )


def _sponsor(request: DeskRequest) -> Sponsor | None:
    name = request.POST.get("sponsor", "").strip()
    share = _basis_points(request.POST.get("share", "") or "100", "share")
    return Sponsor(name, share, request.POST.get("sponsor_address", "").strip()) if name else None


def _occasion(request: DeskRequest) -> Occasion | None:
    number = _whole(request.POST.get("incident", ""), "incident")
    return None if number is None else Occasion("incident", incidents.by_number(number=number).id)


def _money(request: DeskRequest, field: str) -> Money | None:
    text = request.POST.get(field, "").strip()
    return parse(text, request.brand.currency, field=field) if text else None


def _basis_points(text: str, field: str) -> int:
    try:
        found = Decimal(text.strip().rstrip("%").strip()) * 100
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found != found.to_integral_value() or not 0 < found <= 10_000:
        why = "a percentage above 0, up to 100, with two digits behind the point at most"
        raise Refusal("pool_malformed", f"{field}: {why}.", {field: why})
    return int(found)


def _whole(text: str, field: str) -> int | None:
    plain = text.strip().replace(",", "").replace(" ", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 10):
        raise Refusal("pool_malformed", f"{field}: a whole number.", {field: "not a whole number"})
    return int(plain)


def _instant(request: DeskRequest) -> datetime:
    """A local end in the zone that was named, as the instant that it is."""
    zone = zones.of(request.POST.get("zone", ""))
    if zone is None:
        why = "a zone such as Europe/London or UTC-6"
        raise Refusal("pool_malformed", f"zone: {why}.", {"zone": why})
    try:
        return datetime.fromisoformat(request.POST.get("until", "")).replace(tzinfo=zone)
    except ValueError:
        why = "a day and a time"
        raise Refusal("pool_malformed", f"until: {why}.", {"until": why}) from None


def _address(request: DeskRequest, pool_id: UUID) -> str:
    return reverse("desk:coupon", args=[request.brand.slug, pool_id])

"""The one way into a brand's pages: address → brand, membership proved, permission checked, one brand transaction open.

A stranger and an unknown address get the same 404. A Refusal rolls everything back and becomes a calm message at the form (422);
Trouble and bugs propagate. Never decides anything about the brand's matters.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from makegood.brands import queries as brands
from makegood.brands import rules as brands_rules
from makegood.brands.types import Brand, Member, Permission
from makegood.desk import signed_in
from makegood.flows.guest_pages import OutOfSight
from makegood.guests import queries as guests
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import asking, clock

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request that passed the door."""

    htmx: HtmxDetails
    brand: Brand
    member: Member
    at: datetime
    refusal: Refusal | None
    away: OutOfSight  # whom this member may not see


class SeeOther(HttpResponseRedirect):
    """Go and look there (303): after a change, whatever method made it."""

    status_code = 303


def opens(permission: Permission = Permission.LOOK, *, again: View | None = None) -> Callable[[View], View]:
    """Opens the brand named by `slug` for a member who carries `permission`, and sets `request.brand`, `.member`, `.at`.

    After a Refusal nothing is kept; the page `again` is shown in a fresh transaction with `request.refusal` set. Without `again`
    the refusal has a page of its own: 404 for what does not exist, 403 for what the role does not carry, 422 otherwise.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @signed_in.required
        def entered(request: DeskRequest, slug: str, **where: Any) -> HttpResponseBase:
            request.refusal = None
            try:
                return _inside(request, slug, permission, view, where)
            except Refusal as refusal:
                request.refusal = refusal
            if again is None:
                return _refused(request, request.refusal)
            try:
                page = _inside(request, slug, Permission.LOOK, again, where)
            except Refusal as nothing_to_show:
                return _refused(request, nothing_to_show)
            page.status_code = 422
            return page

        return entered

    return decorate


def outside(permission: Permission, *, again: View | None = None) -> Callable[[View], View]:
    """As `opens`, for what must talk to the outside: the door is passed in a transaction of its own, and the view is called with no brand open;
    it opens what it needs itself. Trouble out there becomes a calm message as a Refusal does."""

    def decorate(view: View) -> View:
        @wraps(view)
        @signed_in.required
        def entered(request: DeskRequest, slug: str, **where: Any) -> HttpResponseBase:
            request.refusal = None
            try:
                _inside(request, slug, permission, lambda *_nothing, **_more: HttpResponse(), where)
                with timezone.override(ZoneInfo(request.brand.zone)):
                    return view(request, **where)
            except Refusal as refusal:
                request.refusal = refusal
            except Trouble as trouble:
                request.refusal = Refusal("outside_failed", trouble.sentence)
            if again is None or request.refusal.code.startswith("no_") or request.refusal.code == "not_allowed":
                return _refused(request, request.refusal)
            page = _inside(request, slug, Permission.LOOK, again, where)
            page.status_code = 422
            return page

        return entered

    return decorate


def tries(show: View, do: View, permission: Permission) -> View:
    """`show` to look at it. A POST with the field `look` shows it once more, with what would be; any other is `do`, which has its own door."""
    look, would = opens()(show), opens(permission, again=show)(show)

    @require_http_methods(["GET", "HEAD", "POST"])
    def tried(request: HttpRequest, slug: str, **where: Any) -> HttpResponseBase:
        if request.method != "POST":
            return look(request, slug=slug, **where)
        return (would if request.POST.get("look") else do)(request, slug=slug, **where)

    return tried


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where a form wants to return to, if that is one of our own pages."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def _inside(request: DeskRequest, slug: str, permission: Permission, view: View, where: dict[str, Any]) -> HttpResponseBase:
    own, brand = brands.ask_member_of_user(user_id=int(request.user.pk or 0)), brands.ask_open_brand()
    kept = guests.ask_kinds_kept()
    with asking.behind(brands.at_slug(slug=slug), own, brand, kept) as leads_somewhere:
        if not leads_somewhere or (member := own.answer) is None:
            raise Http404
        request.brand, request.member, request.at = brand.answer, member, clock.now()
        brands_rules.require(member.role, permission)
        request.away = OutOfSight(kept.answer, member.id)
        request.away.refuse_any(where)
        if "/cases/" in request.path and isinstance(where.get("number"), int):
            request.away.refuse_case(where["number"])
        with timezone.override(ZoneInfo(request.brand.zone)):
            return view(request, **where)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if refusal.code.startswith("no_"):
        raise Http404(refusal.sentence)
    status = 403 if refusal.code == "not_allowed" else 422
    return render(request, "desk/refused.html", {"refusal": refusal}, status=status)

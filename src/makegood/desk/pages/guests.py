"""Candidates, visitors, callers: how long each is kept, who may see them, and who is here now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.brands import queries as brands
from makegood.brands.types import Permission
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import guest_pages, guesting
from makegood.guests.types import GuestKind, KindRule
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import PersonId


def show(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The rules, and those who are here."""
    page = guest_pages.page(member=request.member)
    rows = [(one, [str(member) for member in one.members]) for one in page.rules]
    return frame.show(request, "desk/guests.html", {"page": page, "rows": rows, "team": brands.members()}, here="guests")


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page; a POST sets the rule of a kind."""
    return _set(request, slug=slug) if request.method == "POST" else _look(request, slug=slug)


_look = door.opens(Permission.ANSWER)(show)


@door.opens(Permission.SET_POLICY, again=show)
def _set(request: DeskRequest) -> HttpResponse:
    days = request.POST.get("keep_days", "").strip()
    rule = KindRule(
        kind=_kind(request),
        keep_days=int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
        members=tuple(_member(one) for one in request.POST.getlist("members")),
    )
    guesting.set_rule(rule=rule, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Kept. It holds for those who are here, too."))
    return SeeOther(reverse("desk:guests", args=[request.brand.slug]))


@require_POST
@door.opens(Permission.ANSWER)
def of_person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Somebody is here as a candidate, a visitor or a caller."""
    person = people.person(person_id=PersonId(person_id))
    by = actors.member(request.member.id)
    guesting.note(identity_id=person.identities[0].id, kind=_kind(request), by=by, at=request.at)
    messages.success(request, _("Noted."))
    return SeeOther(reverse("desk:guests", args=[request.brand.slug]))


def _kind(request: DeskRequest) -> GuestKind:
    found = next((one for one in GuestKind if one.value == request.POST.get("kind")), None)
    if found is None:
        raise Refusal("bad_choice", "kind: choose one of the list.", {"kind": "not in the list"})
    return found


def _member(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Refusal("bad_choice", "members: choose of the list.", {"members": "not in the list"}) from wrong

"""Somebody's own page, for the team: give them a link, send it, end those that are there, and look at it as they see it.

A link is shown once, in the answer to the click that made it; nothing here keeps it.
"""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.desk import asked, door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import own_page_links
from makegood.kernel import actors
from makegood.own_pages import queries as own_pages
from makegood.own_pages import rules
from makegood.people import queries as people
from makegood.people.types import IdentityKind
from makegood.questions import queries as questions

LINKS_SHOWN = 20


def show_page(request: DeskRequest, person_id: UUID, **_where: UUID) -> HttpResponse:
    """Which links they have, and what they were asked."""
    return _page(request, person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@door.opens(Permission.ANSWER, again=show_page)
def page(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """The page; a POST makes a link and shows it, this once."""
    if request.method != "POST":
        return _page(request, person_id)
    person = people.person(person_id=person_id)
    made = own_page_links.show(person=person, by=actors.member(request.member.id), at=request.at)
    return _page(request, person_id, fresh=own_page_links.address(made.token))


@require_POST
@door.opens(Permission.ANSWER, again=show_page)
def letter(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Sends a link to their address."""
    person = people.person(person_id=person_id)
    key = request.POST.get("key", "")[:64] or secrets.token_hex(12)
    to = own_page_links.send(person=person, member=request.member, key=key, at=request.at)
    messages.success(request, _("A link goes to %(address)s.") % {"address": to.shown})
    return _back(request, person_id)


@require_POST
@door.opens(Permission.ANSWER, again=show_page)
def ending(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Ends every link to their page, at once."""
    person = people.person(person_id=person_id)
    ended = own_page_links.end(person=person, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Ended: no link that they had opens their page any more.") if ended else _("They had no link."))
    return _back(request, person_id)


def _page(request: DeskRequest, person_id: UUID, *, fresh: str = "") -> HttpResponse:
    brand_rules.require(request.member.role, Permission.ANSWER)
    person, here = people.person(person_id=person_id), own_page_links.channel()
    ids = [one.id for one in person.identities]
    names: dict[UUID, str] = {member.id: member.name for member in brands.members(former_too=True)}
    links = own_pages.links_of(identity_ids=ids, limit=LINKS_SHOWN)
    context = {
        "person": person,
        "connected": here is not None,
        "has_mail": any(one.kind is IdentityKind.EMAIL for one in person.identities),
        "preview": reverse("portal:mine-preview", args=[own_page_links.ticket(person=person)]) if here else "",
        "fresh": fresh,
        "links": [
            (one, rules.is_good(one, at=request.at), names.get(one.by_member_id, "") if one.by_member_id else "") for one in links
        ],
        "any_good": any(rules.is_good(one, at=request.at) for one in links),
        "asked": asked.shown(questions.of_person(identity_ids=ids)),
        "key": secrets.token_hex(12),
    }
    return frame.show(request, "desk/own_page.html", context, here="")


def _back(request: DeskRequest, person_id: UUID) -> HttpResponse:
    return SeeOther(reverse("desk:own_page", args=[request.brand.slug, person_id]))

"""A person, and who might be whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.channels import contacts
from makegood.channels import queries as channels
from makegood.desk import advocacy, door, frame, lifeline, needs, promised, readings
from makegood.desk.door import DeskRequest, SeeOther, way_back
from makegood.flows import advocacy_pages, desk_work, needing, promise_pages, rhythm_pages
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.people import linked
from makegood.people.actions import linking
from makegood.people.types import Link, LinkState
from makegood.views import queries as views
from makegood.views.types import LoyaltyWord, PersonPage

MARKS_SHOWN = 50  # in the table behind the picture: the latest


@dataclass(frozen=True, slots=True)
class Joint:
    """A live link between two addresses of one person."""

    link_id: UUID
    one: str
    other: str
    because: tuple[str, ...]


def show_person(request: DeskRequest, person_id: UUID, **_where: UUID) -> HttpResponse:
    """The lifeline and the timeline read aloud."""
    after, cases_after = request.GET.get("after", ""), request.GET.get("cases", "")
    page = views.person_page(person_id=person_id, cursor=after, cases_cursor=cases_after, at=request.at)
    days = [
        {"at": entries[0].at, "entries": entries}
        for entries in (list(group) for _day, group in groupby(page.timeline, key=lambda entry: timezone.localdate(entry.at)))
    ]
    line = lifeline.draw(page.marks, first=page.marked_since or page.first_seen_at, at=request.at)
    ids = page.identity_ids
    links, typed = linked.ask_links_touching(identity_ids=ids), channels.ask_only_typed(identity_ids=ids)
    deeds = advocacy_pages.ask_of_person(identity_ids=ids)
    kept, unsaid = promise_pages.ask_of_person(identity_ids=ids), contacts.ask_suppressed_of(identity_ids=ids, limit=1)
    told = needing.of_person(
        identity_ids=ids,
        member=request.member,
        beside=(links, typed, kept, unsaid, deeds.entries, deeds.referrals, deeds.links),
        at=request.at,
    )
    context = {"page": page, "days": days, "line": line, "joints": joints(page, links.answer)}
    context["addresses"] = [(shown, one in typed.answer) for one, (_kind, shown) in zip(ids, page.identities, strict=True)]
    context["loyalty"] = [(readings.said_of(one.kind, one.answer, one.percent / 100, _mark(one)), one.at) for one in page.loyalty]
    context["not_sent"] = unsaid.answer
    context["needs"] = needs.of_person(told, at=request.at)
    context["promised"] = promised.shown(kept.answer)
    context["coming"] = rhythm_pages.of_person(identity_ids=page.identity_ids, at=request.at)
    context["advocacy"] = advocacy.of_person(advocacy_pages.of_person(deeds))
    context["told_key"] = new_id()
    context |= {"after": after, "cases_after": cases_after, "marks": page.marks[-MARKS_SHOWN:]}
    return frame.show(request, "desk/person.html", context, here="")


person = require_safe(door.opens()(show_person))


@require_POST
@door.opens(Permission.CONFIRM_IDENTITY, again=show_person)
def undoing(request: DeskRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    """Takes a link away: everybody is who they would be had it never been made."""
    linking.unlink(link_id=link_id, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("They are apart again, as if never joined."))
    return SeeOther(reverse("desk:person", args=[request.brand.slug, person_id]))


def joints(page: PersonPage, links: Sequence[Link]) -> list[Joint]:
    """What holds this person's addresses together: both ends and the evidence."""
    shown = {one: words for one, (_kind, words) in zip(page.identity_ids, page.identities, strict=True)}
    return [
        Joint(link.id, shown[link.identity_id], shown[link.other_identity_id], tuple(piece.words for piece in link.evidence))
        for link in links
        if link.state is LinkState.LIVE
    ]


def show_who(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The questions that await a yes or a no."""
    known = request.away.without(linked.suggestions(), lambda one: one.known.id)
    asked = request.away.without(known, lambda one: one.unknown.id)
    return frame.show(request, "desk/who.html", {"suggestions": asked}, here="who")


who = require_safe(door.opens()(show_who))


@require_POST
@door.opens(Permission.CONFIRM_IDENTITY, again=show_who)
def confirmation(request: DeskRequest, link_id: UUID) -> HttpResponse:
    """Yes: both are the same person. It can be undone exactly."""
    desk_work.confirm_link(link_id=link_id, member=request.member, at=request.at)
    return _back(request, _("They are one person now."))


@require_POST
@door.opens(Permission.CONFIRM_IDENTITY, again=show_who)
def refusal(request: DeskRequest, link_id: UUID) -> HttpResponse:
    """No: never asked again."""
    desk_work.refuse_link(link_id=link_id, member=request.member, at=request.at)
    return _back(request, _("They stay two people. We will not ask again."))


def _mark(one: LoyaltyWord) -> str:
    return "state--kept" if one.answer == "recommends" else "state--risk"


def _back(request: DeskRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(way_back(request, reverse("desk:who", args=[request.brand.slug])))

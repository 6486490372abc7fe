"""Praise, policy and troubles: pages to read."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.advocacy import queries as advocacy
from makegood.brands.types import Permission
from makegood.desk import advocacy as shape_of_deeds
from makegood.desk import asked, door, frame
from makegood.desk import given as shape
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import desk_pages, desk_work, fairness

FAIR_SPAN = timedelta(days=180)


@require_safe
@door.opens()
def praise(request: DeskRequest) -> HttpResponse:
    """Kind words, and those that were passed on to the member who looks."""
    page = desk_pages.praise_page(member=request.member, at=request.at)
    page = replace(page, praise=tuple(request.away.without(page.praise, lambda one: one.person_id)))
    mine = advocacy.earned_by(member_id=request.member.id)
    unseen = any(thanks.seen_at is None for thanks in page.thanks) or any(one.seen_at is None for one in mine)
    return frame.show(
        request,
        "desk/praise.html",
        {"page": page, "earned": shape_of_deeds.earned(mine), "unseen_thanks": unseen, "put_right": asked.told(page.put_right)},
        here="praise",
    )


@require_POST
@door.opens()
def thanks_seen(request: DeskRequest) -> HttpResponse:
    """The member has read the thanks."""
    desk_work.see_thanks(member=request.member, at=request.at)
    return SeeOther(reverse("desk:praise", args=[request.brand.slug]))


@require_safe
@door.opens()
def policy(request: DeskRequest) -> HttpResponse:
    """Who may give what, what there is to give, and what is left."""
    return frame.show(request, "desk/policy.html", {"page": desk_pages.policy_page()}, here="policy")


@require_safe
@door.opens()
def given(request: DeskRequest) -> HttpResponse:
    """What was given for the same harm, by group and by reach: a question to the team, no judgement."""
    return frame.show(
        request, "desk/given.html", {"page": shape.shown(fairness.page(since=request.at - FAIR_SPAN))}, here="policy"
    )


def show_troubles(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """What waits for a person because a machine could not go on."""
    return frame.show(request, "desk/troubles.html", {"page": desk_pages.troubles_page(away=request.away)}, here="troubles")


troubles = require_safe(door.opens()(show_troubles))


@require_POST
@door.opens(Permission.ANSWER, again=show_troubles)
def raw_again(request: DeskRequest, raw_id: UUID) -> HttpResponse:
    """Tries once more to read what could not be read."""
    desk_work.read_again(raw_id=raw_id, member=request.member, at=request.at)
    messages.success(request, _("It is being read once more."))
    return SeeOther(reverse("desk:troubles", args=[request.brand.slug]))


@require_POST
@door.opens(Permission.ANSWER, again=show_troubles)
def work_again(request: DeskRequest, work_id: UUID) -> HttpResponse:
    """Takes up again what was given up."""
    desk_work.try_work_again(work_id=work_id, member=request.member)
    messages.success(request, _("It is tried again."))
    return SeeOther(reverse("desk:troubles", args=[request.brand.slug]))


@require_POST
@door.opens(Permission.ANSWER, again=show_troubles)
def not_spam(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Brings back what was set aside as spam."""
    desk_work.not_spam(message_id=message_id, member=request.member, at=request.at)
    messages.success(request, _("It is on its way to the inbox."))
    return SeeOther(reverse("desk:troubles", args=[request.brand.slug]))

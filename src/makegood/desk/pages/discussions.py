"""Live discussions from the inside: planning one, the queue of what a member should look at, and answering in public by name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.config import environment
from makegood.desk import door, frame, mood_chart, talk_form, vocabulary
from makegood.desk.door import DeskRequest, SeeOther
from makegood.discussions import queries
from makegood.discussions.rules import hours
from makegood.discussions.types import Phase, Question, QuestionState, Why
from makegood.flows import discussing, discussion_plans, mood
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal

MARKS = {Phase.PLANNED: "state--rest", Phase.OPEN: "state--kept", Phase.OVER: "state--next", Phase.CLOSED: "state--rest"}
_DECISIONS = {Why.SPAM, Why.RUDE, Why.PRIVATE, Why.ASIDE}


def show_all(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """All of them, and what waits for a member's eyes in any."""
    listed = queries.discussions(at=request.at)
    context = {"listed": listed, "marks": MARKS, "public": _public(request)}
    return frame.show(request, "desk/discussions.html", context, here="discussions")


discussions = require_safe(door.opens()(show_all))


def show_plan(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The form for a new one; whatever was typed stays."""
    brand_rules.require(request.member.role, Permission.APPROVE)
    members = brands.members()
    typed = (
        talk_form.typed(request.POST, members=members)
        if request.refusal
        else talk_form.fresh(
            members=members, zone=request.brand.zone, at=request.at, host=request.member, title=request.GET.get("title", "")[:160]
        )
    )
    return _form(request, typed, talk_form.occasion(_given(request)), discussion_id=None)


def show_changes(request: DeskRequest, discussion_id: UUID) -> HttpResponse:
    """The form with a plan as it stands."""
    brand_rules.require(request.member.role, Permission.APPROVE)
    found, members = queries.discussion(discussion_id=discussion_id), brands.members()
    typed = talk_form.typed(request.POST, members=members) if request.refusal else talk_form.of(found, members=members)
    return _form(request, typed, found.occasion, discussion_id=discussion_id)


@require_http_methods(["GET", "HEAD", "POST"])
def planning(request: HttpRequest, slug: str) -> HttpResponseBase:
    """GET shows the form, POST plans."""
    return (_plan if request.method == "POST" else _ask_plan)(request, slug=slug)


_ask_plan = door.opens(Permission.APPROVE)(show_plan)


@door.opens(Permission.APPROVE, again=show_plan)
def _plan(request: DeskRequest) -> HttpResponse:
    plan = talk_form.read(request.POST, members=brands.members())
    made = discussion_plans.plan(plan=plan, occasion=talk_form.occasion(request.POST), member=request.member, at=request.at)
    return _look_at(request, made.id, _("It is planned. Its address is public from now on."))


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: HttpRequest, slug: str, discussion_id: UUID) -> HttpResponseBase:
    """GET shows the form, POST changes."""
    return (_change if request.method == "POST" else _ask_changes)(request, slug=slug, discussion_id=discussion_id)


_ask_changes = door.opens(Permission.APPROVE)(show_changes)


@door.opens(Permission.APPROVE, again=show_changes)
def _change(request: DeskRequest, discussion_id: UUID) -> HttpResponse:
    plan = talk_form.read(request.POST, members=brands.members())
    discussion_plans.change(discussion_id=discussion_id, plan=plan, member=request.member, at=request.at)
    return _look_at(request, discussion_id, _("Changed, for everybody who watches as well."))


def show(request: DeskRequest, discussion_id: UUID) -> HttpResponse:
    """One of them: what waits, then everything by votes, each with a place to answer."""
    found = queries.discussion(discussion_id=discussion_id)
    questions = queries.for_members(discussion_id=discussion_id)
    of_mood = mood.of(occasion=found.occasion, at=request.at) if found.occasion else None
    context: dict[str, Any] = {
        "one": found,
        "phase": (phase := hours.phase(found, at=request.at)),
        "mark": MARKS[phase],
        "public": f"{_public(request)}{found.slug}/",
        "waiting": [one for one in questions if one.state is QuestionState.WAITING],
        "shown": [one for one in questions if one.state is QuestionState.SHOWN],
        "away": [one for one in questions if one.state in (QuestionState.HIDDEN, QuestionState.MERGED)],
        "into": [one for one in questions if one.state is QuestionState.SHOWN],
        "why": [(value, words) for value, words in vocabulary.options("why_hidden") if value in _DECISIONS],
        "answers": any(one.member_id == request.member.id for one in found.answerers),
        "key": new_id().hex,
        "typed": request.POST.dict() if request.refusal else {},
        "mood": mood_chart.shown(of_mood, zone=found.zone) if of_mood else None,
    }
    return frame.show(request, "desk/discussion.html", context, here="discussions")


discussion = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def closing(request: DeskRequest, discussion_id: UUID) -> HttpResponse:
    """What stands, stands."""
    discussion_plans.close(discussion_id=discussion_id, member=request.member, at=request.at)
    return _look_at(request, discussion_id, _("It is closed. The transcript stays."))


def _show_of(request: DeskRequest, question_id: UUID) -> HttpResponse:
    return show(request, queries.question(question_id=question_id).discussion_id)


@require_POST
@door.opens(Permission.ANSWER, again=_show_of)
def standing(request: DeskRequest, question_id: UUID) -> HttpResponse:
    """A member looked: it is shown, with its links or without."""
    links = request.POST.get("links", "yes") == "yes"
    kept = discussing.let_stand(question_id=question_id, seen=_seen(request), links=links, member=request.member, at=request.at)
    return _back(request, kept, _("It is shown."))


@require_POST
@door.opens(Permission.ANSWER, again=_show_of)
def hiding(request: DeskRequest, question_id: UUID) -> HttpResponse:
    """Out of sight, with the reason that its author reads."""
    wanted = request.POST.get("why", "")
    if wanted not in _DECISIONS:
        raise Refusal("bad_choice", _("why: choose a reason."), {"why": _("choose a reason")})
    kept = discussing.hide(
        question_id=question_id,
        why=Why(wanted),
        because=request.POST.get("because", ""),
        seen=_seen(request),
        member=request.member,
        at=request.at,
    )
    return _back(request, kept, _("It is out of sight."))


@require_POST
@door.opens(Permission.ANSWER, again=_show_of)
def merging(request: DeskRequest, question_id: UUID) -> HttpResponse:
    """Another one asks the same and stands for both."""
    text = request.POST.get("into", "")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Refusal("bad_merge", _("into: choose the question that stays."), {"into": _("choose one")})
    stays = discussing.merge(question_id=question_id, into=int(text), seen=_seen(request), member=request.member, at=request.at)
    return _back(request, stays, _("One question now, with the votes of both."))


@require_POST
@door.opens(Permission.ANSWER, again=_show_of)
def ban(request: DeskRequest, question_id: UUID) -> HttpResponse:
    """Whoever asked this asks no more; or again."""
    banned = request.POST.get("banned", "yes") == "yes"
    discussing.ban(question_id=question_id, banned=banned, member=request.member, at=request.at)
    said = _("They ask and vote no more.") if banned else _("They may ask and vote again.")
    return _back(request, queries.question(question_id=question_id), said)


@require_POST
@door.opens(Permission.ANSWER, again=_show_of)
def answers(request: DeskRequest, question_id: UUID) -> HttpResponse:
    """An answer, in public, by the name and role of whoever writes it."""
    text, key = request.POST.get("text", ""), request.POST.get("key", "")[:64] or new_id().hex
    kept = discussing.answer(question_id=question_id, text=text, key=key, member=request.member, at=request.at)
    return _back(request, kept, _("Answered: everybody who watches reads it now."))


def _form(request: DeskRequest, typed: talk_form.Typed, occasion: object, *, discussion_id: UUID | None) -> HttpResponse:
    context = {
        "typed": typed,
        "occasion": occasion,
        "discussion_id": discussion_id,
        "wrong": request.refusal.fields if request.refusal else {},
    }
    return frame.show(request, "desk/discussion_form.html", context, here="discussions")


def _given(request: DeskRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _seen(request: DeskRequest) -> QuestionState:
    seen = request.POST.get("seen", "")
    return QuestionState(seen) if seen in set(QuestionState) else QuestionState.WAITING


def _look_at(request: DeskRequest, discussion_id: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("desk:discussion", args=[request.brand.slug, discussion_id]))


def _back(request: DeskRequest, question: Question, said: str) -> HttpResponse:
    messages.success(request, said)
    home = reverse("desk:discussion", args=[request.brand.slug, question.discussion_id])
    return SeeOther(f"{home}#q-{question.number}")


def _public(request: DeskRequest) -> str:
    return environment.settings().base_url + reverse("portal:talks", args=[request.brand.slug])

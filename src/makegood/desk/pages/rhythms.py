"""Rhythms: what we do for people without being asked: programmes with a preview, what lies in this week, and each occasion's yes, no and another day."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, forms, frame
from makegood.desk.door import DeskRequest, SeeOther, way_back
from makegood.flows import rhythm_pages
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.relationships import queries
from makegood.relationships.actions import occasions, programmes
from makegood.relationships.rules import feasts, written
from makegood.relationships.types import Audience, ProgrammeIn, Rhythm, Rule, Since, Step, StepKind

LANGUAGES = ("en", "de")
_WORDED = (StepKind.MESSAGE, StepKind.CALL, StepKind.CARD)
_NEW = {
    "rhythm": "birthday",
    "hour": "9",
    "priority": "100",
    "good_for": "3",
    "holdout": "0",
    "since": "order",
    "every": "",
    "days": "",
    "ahead": "0",
}


def show_list(request: DeskRequest) -> HttpResponse:
    """The programmes, with the form for a new one; whatever was typed stays."""
    typed = _typed(request.POST) if request.method == "POST" else _NEW
    shown = _preview(request) if request.method == "POST" and not request.refusal else None
    context = {"lines": rhythm_pages.list_page(at=request.at), "shown": shown, **_form(typed)}
    return frame.show(request, "desk/rhythms.html", context, here="rhythms")


@door.opens(Permission.SET_POLICY, again=show_list)
def _make(request: DeskRequest) -> HttpResponse:
    made = programmes.make(told=_told(request), by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Made. It is being laid out for the year ahead."))
    return SeeOther(_address(request, made.id))


rhythms = door.tries(show_list, _make, Permission.SET_POLICY)  # a POST makes a programme, or shows who it would mean


@require_POST
@door.opens(Permission.SET_POLICY)
def preview(request: DeskRequest) -> HttpResponse:
    """Who would get what on which day, while it is being typed."""
    try:
        context: dict[str, Any] = {"shown": _preview(request)}
    except Refusal as no:
        context = {"wrong": no.sentence}
    return render(request, "desk/parts/rhythm_preview.html", context)


def show(request: DeskRequest, programme_id: UUID, **_where: UUID) -> HttpResponse:
    """One programme: its sentence, who gets what, what became of it, and how to change it."""
    programme = queries.programme(programme_id=programme_id)
    typing = request.method == "POST" and bool(request.POST.get("hour"))
    told = programme.told
    shown = rhythm_pages.preview(
        told=_told(request) if typing and not request.refusal else told, away=request.away, at=request.at
    )
    context = {
        "programme": programme,
        "shown": shown,
        "lines": rhythm_pages.of_programme(programme_id=programme_id, away=request.away, at=request.at),
        **_form(_typed(request.POST) if typing else _kept(told)),
    }
    return frame.show(request, "desk/rhythm.html", context, here="rhythms")


@door.opens(Permission.SET_POLICY, again=show)
def _change(request: DeskRequest, programme_id: UUID) -> HttpResponse:
    programmes.change(programme_id=programme_id, told=_told(request), by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Changed. What is planned follows; what was done stays as it was."))
    return SeeOther(_address(request, programme_id))


rhythm = door.tries(show, _change, Permission.SET_POLICY)  # a POST changes it, or shows who it would mean then


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def pause(request: DeskRequest, programme_id: UUID) -> HttpResponse:
    """Nothing of it is begun; or it goes on."""
    by = actors.member(request.member.id)
    if request.POST.get("on") == "yes":
        programmes.resume(programme_id=programme_id, by=by, at=request.at)
        messages.success(request, _("It goes on from today."))
    else:
        programmes.pause(programme_id=programme_id, by=by, at=request.at)
        messages.success(request, _("Paused. Nothing of it is begun until you let it go on."))
    return SeeOther(_address(request, programme_id))


# Occasions -------------------------------------------------------------------------------------------------------------


def show_week(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """What lies in these seven days, and what waits for a yes."""
    ahead = int(text) if (text := request.GET.get("ahead", "")).isdigit() and len(text) <= 2 else 0
    context = {
        "lines": rhythm_pages.week(away=request.away, at=request.at, ahead=ahead),
        "ahead": ahead,
        "later": ahead + 1,
        "sooner": ahead - 1,
    }
    return frame.show(request, "desk/rhythm_week.html", context, here="rhythms")


week = require_safe(door.opens()(show_week))


def show_occasion(request: DeskRequest, occasion_id: UUID, **_where: UUID) -> HttpResponse:
    """One occasion: the words that would go, and what a member may do."""
    found = queries.occasion(occasion_id=occasion_id)
    (line,) = rhythm_pages.lines((found,))
    subject, text = rhythm_pages.words_for(occasion_id=occasion_id)
    window = rhythm_pages.service_window(identity_ids=[found.identity_id], km=found.about.km) if found.about.km else None
    context = {"line": line, "subject": subject, "text": text, "window": window}
    return frame.show(request, "desk/rhythm_occasion.html", context, here="rhythms")


occasion = require_safe(door.opens()(show_occasion))


@require_POST
@door.opens(Permission.ANSWER, again=show_occasion)
def yes(request: DeskRequest, occasion_id: UUID) -> HttpResponse:
    """It is done now."""
    occasions.take_up(occasion_id=occasion_id, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("It goes out now, as far as the rules let it."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.ANSWER, again=show_occasion)
def skip(request: DeskRequest, occasion_id: UUID) -> HttpResponse:
    """It is left out this once."""
    occasions.skip(occasion_id=occasion_id, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Left out this time."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.ANSWER, again=show_occasion)
def day(request: DeskRequest, occasion_id: UUID) -> HttpResponse:
    """It is due on another day."""
    on = forms.day(request, "day")
    if on is None:
        raise Refusal("bad_day", "day: write the day as 2026-03-31.", {"day": "is no day"})
    occasions.move(occasion_id=occasion_id, on=on, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Moved."))
    return SeeOther(_back(request))


# What was typed --------------------------------------------------------------------------------------------------------


def _preview(request: DeskRequest) -> rhythm_pages.Shown:
    return rhythm_pages.preview(told=_told(request), away=request.away, at=request.at)


def _told(request: DeskRequest) -> ProgrammeIn:
    form = request.POST
    told = ProgrammeIn(
        name=form.get("name", ""),
        rule=_rule(request),
        steps=tuple(_steps(form)),
        audience=Audience(forms.member_id(request, "segment"), form.get("fact", "").strip()[:60]),
        hour=_whole(request, "hour", 9),
        channel=form.get("channel", "")[:40],
        priority=min(_whole(request, "priority", 100), 1_000),
        alone=form.get("alone") == "yes",
        budget_id=forms.member_id(request, "budget"),
        holdout=_whole(request, "holdout", 0) * 100,
        good_for=_whole(request, "good_for", 3),
    )
    return written.check(told)


def _rule(request: DeskRequest) -> Rule:
    form = request.POST
    try:
        rhythm, since = Rhythm(form.get("rhythm", "")), Since(form.get("since") or "order")
    except ValueError:
        raise Refusal("bad_choice", "rhythm: choose one of the list.", {"rhythm": "not in the list"}) from None
    rule = Rule(rhythm, ahead=_whole(request, "ahead", 0))
    match rhythm:
        case Rhythm.MONTHS:
            return replace(rule, every=_whole(request, "every", 0), since=since)
        case Rhythm.KILOMETRES:
            return replace(rule, every=_whole(request, "every", 0))
        case Rhythm.AFTER:
            return replace(rule, days=_whole(request, "days", 0), since=since)
        case Rhythm.FEAST:
            return replace(rule, feasts=tuple(one for one in feasts.BY_NAME if one in form.getlist("feasts")))
        case Rhythm.BIRTHDAY | Rhythm.CUSTOMER:
            return rule


def _steps(form: QueryDict) -> list[Step]:
    found = []
    for kind in _WORDED:
        text = {one: form.get(f"{kind}_{one}", "").strip() for one in LANGUAGES}
        if any(text.values()):
            subject = {one: form.get(f"{kind}_subject_{one}", "").strip() for one in LANGUAGES}
            found.append(Step(kind, subject, text, form.get(f"{kind}_code", "")[:60]))
    if code := form.get("gift_code", ""):
        found.append(Step(StepKind.GIFT, code=code[:60]))
    return found


def _whole(request: DeskRequest, field: str, otherwise: int) -> int:
    found = forms.whole(request, field)
    return otherwise if found is None else found


def _typed(form: QueryDict) -> dict[str, Any]:
    return {**form.dict(), "feasts": form.getlist("feasts")}


def _kept(told: ProgrammeIn) -> dict[str, Any]:
    """A programme as the form shows it."""
    rule = told.rule
    typed: dict[str, Any] = {
        "name": told.name,
        "rhythm": rule.rhythm.value,
        "every": rule.every or "",
        "days": rule.days,
        "since": (rule.since or Since.ORDER).value,
        "feasts": list(rule.feasts),
        "ahead": rule.ahead,
        "fact": told.audience.fact,
        "segment": str(told.audience.segment_id or ""),
        "hour": told.hour,
        "channel": told.channel,
        "priority": told.priority,
        "alone": "yes" if told.alone else "",
        "budget": str(told.budget_id or ""),
        "holdout": told.holdout // 100,
        "good_for": told.good_for,
    }
    for step in told.steps:
        typed[f"{step.kind}_code"] = step.code
        typed |= {f"{step.kind}_{language}": text for language, text in step.text.items()}
        typed |= {f"{step.kind}_subject_{language}": text for language, text in step.subject.items()}
    return typed


def _form(typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "typed": typed,
        "choices": rhythm_pages.choices(),
        "kinds": list(Rhythm),
        "sinces": list(Since),
        "feasts": feasts.ALL,
        "places": ", ".join(f"{{{place}}}" for place in written.PLACES),
    }


def _address(request: DeskRequest, programme_id: UUID) -> str:
    return reverse("desk:rhythm", args=[request.brand.slug, programme_id])


def _back(request: DeskRequest) -> str:
    return way_back(request, reverse("desk:rhythm_week", args=[request.brand.slug]))

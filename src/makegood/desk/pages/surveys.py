"""Surveys on the desk: all of them, a new one with what it would do said before it does it, one with its figures and words, and the same as a file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import asked, door, forms, frame, spreadsheets
from makegood.desk import surveys as shape
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import survey_pages
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.segments import queries as segments
from makegood.surveys.actions import making
from makegood.surveys.rules import asking, scales
from makegood.surveys.types import After, SurveyIn, SurveyKind

_NEW = {
    "kind": "csat",
    "after": "delivery",
    "wait_hours": "48",
    "again_days": "90",
    "share": "100",
    "remind_days": "5",
    "open_days": "14",
    "low": "2",
}


def show_list(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The surveys, with the form for a new one; whatever was typed stays."""
    page = survey_pages.list_page(at=request.at)
    looks = request.method == "POST" and bool(request.POST.get("look")) and not request.refusal
    context = {
        "lines": [
            (
                one,
                shape.in_a_line(one),
                *shape.rate(one.rate),
                *shape.of_score(one.survey.kind, one.score),
                one.score.n if one.score else 0,
            )
            for one in page.lines
        ],
        "put_right": asked.told(page.put_right),
        "quiet_days": page.quiet_days,
        "shown": survey_pages.preview(told=_told(request), at=request.at) if looks else None,
        **_form(_typed(request.POST) if request.method == "POST" else _NEW),
    }
    return frame.show(request, "desk/surveys.html", context, here="surveys")


@door.opens(Permission.SET_POLICY, again=show_list)
def _make(request: DeskRequest) -> HttpResponse:
    made = making.make(told=_told(request), by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Made. It asks about what happens from now on."))
    return SeeOther(_address(request, made.id))


surveys = door.tries(show_list, _make, Permission.SET_POLICY)  # a POST makes a survey, or says what it would do


@require_POST
@door.opens(Permission.SET_POLICY)
def preview(request: DeskRequest) -> HttpResponse:
    """What it would do, while it is being typed."""
    try:
        context: dict[str, Any] = {"shown": survey_pages.preview(told=_told(request), at=request.at)}
    except Refusal as no:
        context = {"wrong": no.sentence}
    return render(request, "desk/parts/survey_preview.html", context)


@require_POST
@door.opens(Permission.SET_POLICY, again=show_list)
def quiet(request: DeskRequest) -> HttpResponse:
    """The quiet period over all surveys."""
    days = forms.whole(request, "quiet_days")
    making.set_quiet(days=days or 0, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("Kept."))
    return SeeOther(reverse("desk:surveys", args=[request.brand.slug]))


def show_one(request: DeskRequest, survey_id: UUID, **_where: UUID) -> HttpResponse:
    """One survey: what became of it, who did not answer, what they wrote, and how to change it."""
    page = survey_pages.page(survey_id=survey_id, away=request.away, at=request.at)
    typing = request.method == "POST" and "name" in request.POST
    context = {
        "page": page,
        "survey": page.survey,
        "figures": shape.shown(page),
        "said": [(one, _scored(page.survey.kind, one.invitation.score)) for one in page.said],
        **_form(_typed(request.POST) if typing else _kept(page.survey.told)),
    }
    return frame.show(request, "desk/survey.html", context, here="surveys")


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, slug: str, survey_id: UUID) -> HttpResponseBase:
    """One; a POST changes its rules."""
    shows = _change if request.method == "POST" else _one
    return shows(request, slug=slug, survey_id=survey_id)


_one = door.opens()(show_one)


@door.opens(Permission.SET_POLICY, again=show_one)
def _change(request: DeskRequest, survey_id: UUID) -> HttpResponse:
    by = actors.member(request.member.id)
    making.change(survey_id=survey_id, told=_told(request), by=by, at=request.at)
    messages.success(request, _("Changed. Who was asked already stays asked."))
    return SeeOther(_address(request, survey_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_one)
def rest(request: DeskRequest, survey_id: UUID) -> HttpResponse:
    """It asks nobody; or goes on."""
    resting = request.POST.get("on") != "yes"
    making.rest(survey_id=survey_id, resting=resting, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("It rests. Who was asked may still answer.") if resting else _("It goes on."))
    return SeeOther(_address(request, survey_id))


@require_safe
@door.opens()
def file(request: DeskRequest, survey_id: UUID) -> HttpResponse:
    """The figures for a spreadsheet, to the digit."""
    page = survey_pages.page(survey_id=survey_id, at=request.at)
    return spreadsheets.answer(shape.as_csv(page), "survey.csv")


# ---------------------------------------------------------------------------------------------------------------------


def _told(request: DeskRequest) -> SurveyIn:
    form = request.POST
    try:
        kind, after = SurveyKind(form.get("kind", "")), After(form.get("after", ""))
    except ValueError:
        raise Refusal("bad_survey", "kind: choose what is asked, and after what.", {"kind": "unknown"}) from None
    low = forms.whole(request, "low")
    return SurveyIn(
        name=form.get("name", "")[:400],
        kind=kind,
        after=after,
        question={one: form.get(f"question_{one}", "")[:1_000] for one in asking.LANGUAGES},
        segment_id=forms.member_id(request, "segment"),
        wait_hours=forms.whole(request, "wait_hours") or 0,
        again_days=forms.whole(request, "again_days") or 0,
        share=100 * (forms.whole(request, "share") or 0),
        remind_days=forms.whole(request, "remind_days") or 0,
        open_days=forms.whole(request, "open_days") or 0,
        low=low if scales.of(kind) else None,
        only_agreed=form.get("only_agreed") == "yes",
    )


def _typed(form: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _kept(told: SurveyIn) -> dict[str, str]:
    return {
        "name": told.name,
        "kind": told.kind.value,
        "after": told.after.value,
        **{f"question_{one}": told.question.get(one, "") for one in asking.LANGUAGES},
        "segment": str(told.segment_id or ""),
        "wait_hours": str(told.wait_hours),
        "again_days": str(told.again_days),
        "share": f"{told.share / 100:g}",
        "remind_days": str(told.remind_days),
        "open_days": str(told.open_days),
        "low": "" if told.low is None else str(told.low),
        "only_agreed": "yes" if told.only_agreed else "",
    }


def _form(typed: dict[str, str]) -> dict[str, object]:
    return {
        "typed": typed,
        "kinds": [one.value for one in SurveyKind],
        "afters": [one.value for one in After],
        "segments": segments.segments(),
    }


def _scored(kind: SurveyKind, score: int | None) -> str:
    return "" if scales.of(kind) is None else scales.in_words(kind, score)


def _address(request: DeskRequest, survey_id: UUID) -> str:
    return reverse("desk:survey", args=[request.brand.slug, survey_id])

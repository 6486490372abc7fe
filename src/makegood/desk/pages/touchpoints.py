"""Touchpoints: every place of the journey with what we promise there, how it does, and what was said. Each change is a resource of its own."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, forms, frame, health, promised, strips, vocabulary
from makegood.desk.charts import Chart
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages.case import look_again
from makegood.desk.pages.findings import STATES
from makegood.flows import health_pages, touched, touchpoint_pages
from makegood.kernel import actors
from makegood.touchpoints.actions import places
from makegood.touchpoints.types import Measure


def show_all(request: DeskRequest) -> HttpResponse:
    """All of them, what got worse first; where a form was refused, with what was typed."""
    days = _days(request)
    page = touchpoint_pages.page(days=days, brand=request.brand, at=request.at)
    years = health_pages.years(brand=request.brand, at=request.at)
    context = {
        "page": page,
        "lines": [strips.shown(line, at=request.at, year=_year(line, years)) for line in page.lines],
        "windows": touchpoint_pages.WINDOWS,
        **_typed(request),
    }
    return frame.show(request, "desk/touchpoints.html", context, here="touchpoints")


_look_at_all = require_safe(door.opens()(show_all))


@require_http_methods(["GET", "HEAD", "POST"])
def touchpoints(request: DeskRequest, slug: str) -> HttpResponse:
    """GET looks, POST adds a place."""
    way = adding if request.method == "POST" else _look_at_all
    return way(request, slug=slug)  # type: ignore[return-value]


@door.opens(Permission.SET_POLICY, again=show_all)
def adding(request: DeskRequest) -> HttpResponse:
    """A place of the brand's own."""
    key = places.add(
        name=request.POST.get("name", ""),
        owner_id=forms.member_id(request, "owner"),
        words=request.POST.get("words", ""),
        by=actors.member(request.member.id),
        at=request.at,
    )
    return _look_at(request, key, _("It is on the list."))


def show(request: DeskRequest, key: str, **_where: int) -> HttpResponse:
    """One of them."""
    page = touchpoint_pages.one(key=key, days=_days(request), brand=request.brand, away=request.away, at=request.at)
    one = strips.shown(page.line, at=request.at)
    context = {
        "page": page,
        "one": one,
        "place": page.line.touchpoint,
        "held": [
            (each.standard, _figure(each), strips.of_standard(each.standard), strips.reached(each.standard, each.kept))
            for each in page.held
        ],
        "broken": [(line, promised.one(line.promise)) for line in page.broken],
        "weeks": list(zip(page.line.weeks, one.strip.bars, strict=True)),
        "marks": STATES,
        "alike": [_alike(each) for each in page.alike],
        "windows": touchpoint_pages.WINDOWS,
        "measures": [
            (Measure.WORDS.value, _("By looking: no figure can say it")),
            (Measure.KEPT.value, _("Percent of promises kept here")),
            (Measure.FIRST_REPLY.value, _("Working minutes to the first answer")),
        ],
        **_typed(request),
    }
    return frame.show(request, "desk/touchpoint.html", context, here="touchpoints")


touchpoint = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def changing(request: DeskRequest, key: str) -> HttpResponse:
    """Another name, another owner, in use or not."""
    places.change(
        key=key,
        name=request.POST.get("name", ""),
        owner_id=forms.member_id(request, "owner"),
        in_use=request.POST.get("in_use") == "yes",
        by=actors.member(request.member.id),
        at=request.at,
    )
    return _look_at(request, key, _("The changes are kept."))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def standards(request: DeskRequest, key: str) -> HttpResponse:
    """One more sentence that holds here."""
    _set(request, key, None)
    return _look_at(request, key, _("It holds from now on."))


@require_http_methods(["POST", "DELETE"])
@door.opens(Permission.SET_POLICY, again=show)
def standard(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """POST words it anew, DELETE (or a form's `_method`) ends it; what it said before stays readable."""
    if request.method == "DELETE" or request.POST.get("_method", "").upper() == "DELETE":
        places.end_standard(key=key, number=number, by=actors.member(request.member.id), at=request.at)
        return _look_at(request, key, _("It holds no longer; what it said stays readable."))
    _set(request, key, number)
    return _look_at(request, key, _("It holds so from now on; what it said before stays readable."))


@require_POST
@door.opens(Permission.ANSWER)
def place_of_case(request: DeskRequest, number: int) -> HttpResponse:
    """A member says where a case happened."""
    touched.set_right(number=number, key=request.POST.get("touchpoint", ""), member=request.member, at=request.at)
    back = request.POST.get("next", "")
    if back:
        messages.success(request, _("It is put there."))
        return SeeOther(door.way_back(request, reverse("desk:case", args=[request.brand.slug, number])))
    return look_again(request, number, _("It is put there."))


def _set(request: DeskRequest, key: str, number: int | None) -> None:
    wanted = request.POST.get("measure", "")
    places.set_standard(
        key=key,
        number=number,
        words=request.POST.get("words", ""),
        measure=Measure(wanted) if wanted in set(Measure) else Measure.WORDS,
        target=forms.whole(request, "target"),
        by=actors.member(request.member.id),
        at=request.at,
    )


def _year(line: touchpoint_pages.Line, years: Mapping[str, tuple[health_pages.YearCell, ...]]) -> Chart | None:
    cells = years.get(line.touchpoint.key)
    return health.year(cells, place=line.touchpoint.name) if cells else None


def _alike(found: touchpoint_pages.AlikeThere) -> dict[str, object]:
    """ "7 people complained of the same within 30 days (late). File it from one of these cases:"."""
    named = {"many": found.how_many, "harm": vocabulary.label("happened", found.harm)}
    said = _("%(many)d people complained of the same within 30 days (%(harm)s). File it from one of these cases:") % named
    return {"sentence": said, "numbers": found.numbers}


def _figure(held: touchpoint_pages.Held) -> str:
    return strips.kept(held.kept) if held.kept is not None else ""


def _days(request: DeskRequest) -> int:
    wanted = request.GET.get("days", "")
    return next((days for days in touchpoint_pages.WINDOWS if wanted == str(days)), touchpoint_pages.USUAL)


def _typed(request: DeskRequest) -> dict[str, Any]:
    refused = request.refusal
    return {"typed": request.POST.dict() if refused else {}, "wrong": refused.fields if refused else {}}


def _look_at(request: DeskRequest, key: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("desk:touchpoint", args=[request.brand.slug, key]))

"""Saved segments on the desk: a rule made line by line, counted while it is made; who fits it, and the same as a file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame, spreadsheets
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import segment_pages
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.segments import actions, queries
from makegood.segments.rules import reading
from makegood.segments.types import Line, Rule

ROWS, SHOWN = 6, 2  # lines of a rule, and those that are there before one asks for more


def show_list(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The list, and the form for a new one; whatever was typed stays."""
    context = {"segments": queries.segments(but=request.away.people), "form": _form(request.POST), "segment": None}
    return frame.show(request, "desk/segments.html", context, here="segments")


@require_http_methods(["GET", "HEAD", "POST"])
def segments(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The list; a POST saves a segment."""
    return _save(request, slug=slug) if request.method == "POST" else _list(request, slug=slug)


_list = door.opens()(show_list)


@door.opens(Permission.SET_POLICY, again=show_list)
def _save(request: DeskRequest) -> HttpResponse:
    by = actors.member(request.member.id)
    saved = actions.save(name=request.POST.get("name", ""), rule=_rule(request.POST), by=by, at=request.at)
    messages.success(request, _("Saved. From now on only those for whom something changes are looked at again."))
    return SeeOther(reverse("desk:segment", args=[request.brand.slug, saved]))


@require_safe
@door.opens()
def counting(request: DeskRequest) -> HttpResponse:
    """How many would fit what is being chosen just now, and some of them: a part beside the form."""
    try:
        context = {"live": segment_pages.live(rule=_rule(request.GET), away=request.away, at=request.at), "said": ""}
    except Refusal as no:
        context = {"live": None, "said": no.sentence if request.GET.get("kind_0") else ""}
    return render(request, "desk/parts/segment_count.html", context)


def show_one(request: DeskRequest, segment_id: UUID, **_where: UUID) -> HttpResponse:
    """One segment, who fits it, and the form to change it."""
    page = segment_pages.page(segment_id=segment_id, away=request.away, after=_place(request))
    typed = request.POST if request.refusal else _as_typed(page.segment.rule, page.segment.name)
    return frame.show(
        request, "desk/segment.html", {"page": page, "segment": page.segment, "form": _form(typed)}, here="segments"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: HttpRequest, slug: str, segment_id: UUID) -> HttpResponseBase:
    """One; a POST changes its rule."""
    shows = _change if request.method == "POST" else _one
    return shows(request, slug=slug, segment_id=segment_id)


_one = door.opens()(show_one)


@door.opens(Permission.SET_POLICY, again=show_one)
def _change(request: DeskRequest, segment_id: UUID) -> HttpResponse:
    by = actors.member(request.member.id)
    actions.save(name=request.POST.get("name", ""), rule=_rule(request.POST), segment_id=segment_id, by=by, at=request.at)
    messages.success(request, _("Changed, and counted anew."))
    return SeeOther(reverse("desk:segment", args=[request.brand.slug, segment_id]))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_one)
def ending(request: DeskRequest, segment_id: UUID) -> HttpResponse:
    """Takes it away."""
    actions.take_away(segment_id=segment_id, by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("It is gone. Nobody was told anything."))
    return SeeOther(reverse("desk:segments", args=[request.brand.slug]))


@require_safe
@door.opens(Permission.ANSWER)
def people_file(request: DeskRequest, segment_id: UUID) -> HttpResponse:
    """Who fits, as a file for a spreadsheet: one line for a person."""
    there = segment_pages.everybody(segment_id=segment_id, away=request.away)
    rows = ((line.name, line.kind, line.shown, line.since.strftime("%Y-%m-%dT%H:%M:%SZ")) for line in there)
    return spreadsheets.answer(spreadsheets.as_csv(("name", "kind", "address", "since"), rows), "segment.csv")


# ---------------------------------------------------------------------------------------------------------------------


def _rule(told: QueryDict) -> Rule:
    lines = []
    for row in range(ROWS):
        kind, days = told.get(f"kind_{row}", "").strip(), told.get(f"days_{row}", "").strip()
        if kind:
            within = int(days) if days.isascii() and days.isdigit() else None
            if days and within is None:
                raise Refusal("segment_malformed", "days: give a whole number, or nothing for ever.", {"days": "no number"})
            lines.append(Line(kind, told.get(f"has_{row}", "yes") == "yes", within))
    return reading.check(Rule(tuple(lines), told.get("every", "yes") == "yes"))


def _as_typed(rule: Rule, name: str) -> dict[str, str]:
    typed = {"name": name, "every": "yes" if rule.every else "no"}
    for row, line in enumerate(rule.lines):
        typed |= {f"kind_{row}": line.kind, f"has_{row}": "yes" if line.has else "no", f"days_{row}": str(line.within_days or "")}
    return typed


def _form(typed: QueryDict | dict[str, str]) -> dict[str, object]:
    kinds = segment_pages.kinds()
    rows = [
        {
            "n": row,
            "kind": typed.get(f"kind_{row}", ""),
            "has": typed.get(f"has_{row}", "yes"),
            "days": typed.get(f"days_{row}", ""),
        }
        for row in range(ROWS)
    ]
    more = rows[SHOWN:]
    told = any(row["kind"] for row in more)
    return {
        "rows": rows[:SHOWN],
        "more": more,
        "more_told": told,
        "kinds": kinds,
        "name": typed.get("name", ""),
        "every": typed.get("every", "yes"),
    }


def _place(request: DeskRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None

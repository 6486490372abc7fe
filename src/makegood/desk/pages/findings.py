"""Findings: what people found wrong, in their own words, carried to a change and its check; and those who raised it are told."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands import queries as brands
from makegood.brands.types import Permission
from makegood.cases import queries as cases
from makegood.desk import checks, door, forms, frame, strips
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import finding_checks, finding_pages, findings, findings_told
from makegood.flows.findings import Quote
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.touchpoints import queries as touchpoints
from makegood.touchpoints import raised
from makegood.touchpoints.rules import reasons
from makegood.touchpoints.types import FindingState, Watched

STATES = {
    FindingState.OPEN: "state--risk",
    FindingState.ACCEPTED: "state--next",
    FindingState.CHANGING: "state--next",
    FindingState.CHANGED: "state--kept",
    FindingState.CHECKED: "state--kept",
    FindingState.ASIDE: "state--rest",
}


def show_all(request: DeskRequest, **_where: int) -> HttpResponse:
    """The list: the member's own first."""
    context = {"page": finding_pages.page(member=request.member, at=request.at), "marks": STATES}
    return frame.show(request, "desk/findings.html", context, here="findings")


all_findings = require_safe(door.opens()(show_all))


def show_form(request: DeskRequest, number: int) -> HttpResponse:
    """A finding from a case, with their words preselected; and where the case happened."""
    draft = findings.draft(number=number, at=request.at)
    case = cases.by_number(number=number)
    contact = touchpoints.contact(case_id=case.id)
    typed = request.POST if request.refusal else None
    quotes = [
        (
            each.message,
            typed.get(f"words-{each.message.id}", "") if typed else each.words,
            str(each.message.id) in typed.getlist("quote") if typed else i == 0,
        )
        for i, each in enumerate(draft.quotes)
    ]
    context: dict[str, Any] = {
        "draft": draft,
        "quotes": quotes,
        "chosen": {
            "key": typed.get("touchpoint", "") if typed else draft.key,
            "sentence": typed.get("sentence", "") if typed else "",
            "owner": typed.get("owner", "") if typed else str(draft.owner_id or request.member.id),
            "due_on": typed.get("due_on", "") if typed else draft.due_on.isoformat(),
            "watched": typed.get("watched", "") if typed else Watched.BROKEN.value,
        },
        "places": touchpoints.names(),
        "because": reasons.sentence(contact.where) if contact else "",
        "contact": contact,
        "there": raised.ask_of_case(case_id=case.id).answer,
        "open_here": raised.findings(key=draft.key, unfinished=True, limit=10),
        "members": brands.members(),
        "wrong": request.refusal.fields if request.refusal else {},
        "address": reverse("desk:case", args=[request.brand.slug, number]),
    }
    return frame.show(request, "desk/finding_form.html", context, here="findings")


_look_at_form = require_safe(door.opens(Permission.ANSWER)(show_form))


@require_http_methods(["GET", "HEAD", "POST"])
def of_case(request: DeskRequest, slug: str, number: int) -> HttpResponse:
    """GET shows the form, POST files."""
    way = _filing if request.method == "POST" else _look_at_form
    return way(request, slug=slug, number=number)  # type: ignore[return-value]


@door.opens(Permission.ANSWER, again=show_form)
def _filing(request: DeskRequest, number: int) -> HttpResponse:
    cases.by_number(number=number)  # or there is no such page
    quotes = _quotes(request)
    if joined := request.POST.get("finding", ""):
        finding_id = _id(joined)
        findings.add(finding_id=finding_id, quotes=quotes, member=request.member, at=request.at)
        return look_at(request, finding_id, _("Their words stand there too."))
    finding_id = findings.file(
        key=request.POST.get("touchpoint", ""),
        sentence=request.POST.get("sentence", ""),
        quotes=quotes,
        owner_id=forms.member_id(request, "owner"),
        due_on=forms.day(request, "due_on"),
        watched=_watched(request),
        by=actors.member(request.member.id),
        at=request.at,
    )
    return look_at(request, finding_id, _("It is on the list."))


def show(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """One of them."""
    page = finding_pages.one(finding_id=finding_id, at=request.at)
    raised = request.away.without(page.raised, lambda one: one.person_id)
    told = request.away.without(page.told, lambda one: one.person_id)
    page = replace(page, raised=tuple(raised), told=tuple(told))
    typed = request.POST if request.refusal else None
    context = {
        "page": page,
        "one": page.finding,
        "mark": STATES[page.finding.state],
        "before": strips.compared(page.compared.before) if page.compared else "",
        "after": strips.compared(page.compared.after) if page.compared else "",
        "checks": [(each, checks.planned(each), checks.came_out(each), checks.mark(each)) for each in page.checks],
        "may_plan": page.may_plan,
        "outlook": checks.outlook(page.outlook) if page.outlook else "",
        "figures": checks.figures(),
        "figure": checks.of(page.finding.watched),
        "typed": typed.dict() if typed else {},
        "wrong": request.refusal.fields if request.refusal else {},
        "today": brands.local_day(request.at),
        "check_on": finding_checks.usual_check(request.at),
        "letters": _letters(page, typed.dict() if typed else {}),
        "next_states": {state.value for state in page.next},
    }
    return frame.show(request, "desk/finding.html", context, here="findings")


finding = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def steps(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """A step on: accepted, being changed, set aside with a reason, or open again."""
    wanted = request.POST.get("state", "")
    if wanted not in set(FindingState):
        raise Refusal("finding_step", _("Choose one of the steps on the page."), {"state": "unknown"})
    words = request.POST.get("because", "")
    findings.move(finding_id=finding_id, to=FindingState(wanted), words=words, member=request.member, at=request.at)
    return look_at(request, finding_id, _("It has moved on."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def owner(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """Who sees to it, and by when."""
    due_on = forms.day(request, "due_on") or raised.finding(finding_id=finding_id).due_on
    owner_id = forms.member_id(request, "owner")
    findings.give(finding_id=finding_id, owner_id=owner_id, due_on=due_on, member=request.member, at=request.at)
    return look_at(request, finding_id, _("It is written down."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def change(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """What is otherwise now, since when, and when it is checked."""
    finding_checks.changed(
        finding_id=finding_id,
        change=request.POST.get("change", ""),
        on=forms.day(request, "on") or brands.local_day(request.at),
        check_on=forms.day(request, "check_on"),
        watched=_watched(request),
        aim=_aim(request),
        least=forms.whole(request, "least"),
        member=request.member,
        at=request.at,
    )
    return look_at(request, finding_id, _("It is written down, and its check is planned. Now those who raised it can be told."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def check(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """Another check is planned, where the last one could not say. What it says, the rules say on its day."""
    check_on = forms.day(request, "check_on")
    if check_on is None:
        raise Refusal("bad_day", _("check_on: choose the day on which it is looked."), {"check_on": "missing"})
    finding_checks.plan_again(
        finding_id=finding_id,
        check_on=check_on,
        aim=_aim(request),
        least=forms.whole(request, "least"),
        member=request.member,
        at=request.at,
    )
    return look_at(request, finding_id, _("The check is planned."))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def telling(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """Yes: they are told."""
    wanted = {_id(one) for one in request.POST.getlist("tell")}
    shown = {_id(one) for one in request.POST.getlist("shown")}
    texts = {name.removeprefix("letter_"): str(text) for name, text in request.POST.items() if name.startswith("letter_")}
    many = findings_told.tell(
        finding_id=finding_id, texts=texts, left_out=frozenset(shown - wanted), member=request.member, at=request.at
    )
    said = ngettext("%(count)d person is told.", "%(count)d people are told.", many) % {"count": many}
    return look_at(request, finding_id, said if many else _("Nobody new is told."))


def look_at(request: DeskRequest, finding_id: UUID, said: str) -> HttpResponse:
    """Says what was done, and shows the finding as it is now."""
    messages.success(request, said)
    return SeeOther(reverse("desk:finding", args=[request.brand.slug, finding_id]))


def _quotes(request: DeskRequest) -> list[Quote]:
    return [Quote(_id(one), request.POST.get(f"words-{one}", "")) for one in request.POST.getlist("quote")]


def _watched(request: DeskRequest) -> Watched:
    wanted = request.POST.get("watched", "")
    return Watched(wanted) if wanted in set(Watched) else Watched.BROKEN


def _aim(request: DeskRequest) -> float | None:
    """The share that is hoped for, typed as whole percent; None where nothing was typed."""
    percent = forms.whole(request, "aim")
    return None if percent is None else percent / 100


def _letters(page: finding_pages.FindingPage, typed: dict[str, str]) -> list[tuple[str, str, str]]:
    """(language, its name, the letter), as drafted or as typed."""
    if page.plan is None:
        return []
    names = {"en": _("English"), "de": _("German")}
    return [(one, names.get(one, one), typed.get(f"letter_{one}", draft)) for one, draft in page.plan.letters.items()]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal("bad_choice", _("Choose one from the page."), {"id": "unknown"}) from None

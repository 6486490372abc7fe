"""Incidents: the list with its candidates, one incident with all that belongs to it. A change is a resource of its own; after it one
looks again."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.cases import queries as cases
from makegood.desk import addresses, door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.incident import chart, rule_form
from makegood.desk.incident.registry import SECTIONS
from makegood.desk.incident.seam import Around
from makegood.flows import answering_together, incident_pages, incident_work
from makegood.incidents import queries
from makegood.incidents.types import Fault, Gives, Incident, State
from makegood.kernel.refusals import Refusal

_SPARK = {"width": 240, "height": 40}
_AT_FIRST = 6  # members, and cases that are held back, before somebody asks for all of them


# The list ------------------------------------------------------------------------------------------------------------


def show_list(request: DeskRequest) -> HttpResponse:
    """Candidates first, then what goes on, then the past."""
    page = incident_pages.list_page(at=request.at)
    context = {
        "page": page,
        "candidates": [(line.incident, chart.draw(line.volume, **_SPARK)) for line in page.candidates],
        "typed": request.POST if request.refusal else {"began_at": rule_form.local(request.at)},
    }
    return frame.show(request, "desk/incidents.html", context, here="incidents")


@require_http_methods(["GET", "HEAD", "POST"])
def incidents(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The list; a POST writes an incident down that no machine noticed."""
    return _write_down(request, slug=slug) if request.method == "POST" else _list(request, slug=slug)


_list = door.opens()(show_list)


@door.opens(incident_work.JUDGES, again=show_list)
def _write_down(request: DeskRequest) -> HttpResponse:
    told = request.POST
    made = incident_work.write_down(
        title=told.get("title", ""),
        began_at=rule_form.instant(told.get("began_at", ""), "began_at"),
        ended_at=rule_form.instant(told["ended_at"], "ended_at") if told.get("ended_at") else None,
        member=request.member,
        at=request.at,
    )
    messages.success(request, _("Written down. Bring in the cases that belong to it."))
    return SeeOther(_address(request, made.number))


# One incident --------------------------------------------------------------------------------------------------------


def show(request: DeskRequest, number: int, **_where: UUID) -> HttpResponse:
    """All of one incident; whatever was typed stays where a form was refused."""
    page = incident_pages.page(number=number, after=_after(request.GET.get("after", "")), away=request.away, at=request.at)
    one, may_judge = page.incident, brand_rules.may(request.member.role, incident_work.JUDGES)
    asked = request.POST if request.refusal and "part_member" in request.POST else request.GET
    whole = "after" in request.GET or request.GET.get("members") == "all"
    lines = page.lines if whole else page.lines[:_AT_FIRST]
    context: dict[str, Any] = {
        "page": page,
        "incident": one,
        "lines": lines,
        "folded": max(page.members.messages, len(page.lines)) - len(lines) if len(lines) < len(page.lines) else 0,
        "address": _address(request, number),
        "chart": chart.draw(page.volume),
        "may_judge": may_judge,
        "typed": _typed(request, one),
        "form": rule_form.shown(asked, one, request.at),
        "rule_chosen": any(name.startswith("part_") for name in asked),
        "affected": _affected(request, one, asked),
        "letter": _letter(request, one),
        "letters": [(letter, letter.leaves_at > request.at) for letter in page.letters],
        "sections": _sections(request, one),
        "faults": [Fault.UNKNOWN, Fault.OURS, Fault.SUPPLIER, Fault.NOBODY],
        "key": secrets.token_hex(12),
    }
    return frame.show(request, "desk/incident.html", context, here="incidents")


incident = require_safe(door.opens()(show))


@require_POST
@door.opens(incident_work.JUDGES, again=show)
def confirmation(request: DeskRequest, number: int) -> HttpResponse:
    """It is one."""
    joined = incident_work.confirm(number=number, member=request.member, at=request.at)
    messages.success(
        request,
        ngettext(
            "Confirmed. %(count)d message belongs to it; what comes joins by itself.",
            "Confirmed. %(count)d messages belong to it; what comes joins by itself.",
            joined,
        )
        % {"count": joined},
    )
    return SeeOther(_address(request, number))


@require_POST
@door.opens(incident_work.JUDGES, again=show)
def dismissal(request: DeskRequest, number: int) -> HttpResponse:
    """It is none."""
    because = request.POST.get("because", "")
    incident_work.dismiss(number=number, because=because, member=request.member, at=request.at)
    messages.success(request, _("Put aside. The watch has learned from it."))
    return SeeOther(reverse("desk:incidents", args=[request.brand.slug]))


@require_http_methods(["POST", "DELETE"])
@door.opens(incident_work.JUDGES, again=show)
def ending(request: DeskRequest, number: int) -> HttpResponse:
    """POST says that it is over, DELETE (or a form's `_method`) that it goes on."""
    if request.method == "DELETE" or request.POST.get("_method", "").upper() == "DELETE":
        incident_work.reopen(number=number, member=request.member, at=request.at)
        messages.success(request, _("It goes on: what comes joins by itself."))
    else:
        incident_work.over(number=number, member=request.member, at=request.at)
        messages.success(request, _("It is over. What comes now opens a case of its own."))
    return SeeOther(_address(request, number))


@require_POST
@door.opens(incident_work.WORKS, again=show)
def description(request: DeskRequest, number: int) -> HttpResponse:
    """Title, cause, and whose fault it was."""
    told = request.POST
    incident_work.describe(
        number=number,
        title=told.get("title", ""),
        cause=told.get("cause", ""),
        fault=_fault(told.get("fault", "")),
        supplier=told.get("supplier", ""),
        member=request.member,
        at=request.at,
    )
    messages.success(request, _("Kept."))
    return SeeOther(_address(request, number))


@require_POST
@door.opens(incident_work.WORKS, again=show)
def span(request: DeskRequest, number: int) -> HttpResponse:
    """When it began and ended; a field that was left as it is keeps its seconds."""
    one, told = queries.by_number(number=number), request.POST
    incident_work.set_span(
        number=number,
        began_at=_instant(told.get("began_at", ""), "began_at", one.began_at) or one.began_at,
        ended_at=_instant(told.get("ended_at", ""), "ended_at", one.ended_at),
        member=request.member,
        at=request.at,
    )
    messages.success(request, _("Kept."))
    return SeeOther(_address(request, number))


# Who belongs ---------------------------------------------------------------------------------------------------------


@require_POST
@door.opens(incident_work.WORKS, again=show)
def bringing_in(request: DeskRequest, number: int) -> HttpResponse:
    """A case is part of it."""
    incident_work.bring_in(number=number, case_number=_number(request.POST.get("case", "")), member=request.member, at=request.at)
    messages.success(request, _("It belongs to it now."))
    return SeeOther(f"{_address(request, number)}#members")


@require_POST
@door.opens(incident_work.WORKS, again=show)
def removal(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """A message does not belong."""
    incident_work.take_out(
        number=number, message_id=message_id, because=request.POST.get("because", ""), member=request.member, at=request.at
    )
    messages.success(request, _("Taken out. It will not join again by itself."))
    return SeeOther(f"{_address(request, number)}#members")


@require_POST
@door.opens(incident_work.WORKS, again=show)
def apart(request: DeskRequest, number: int) -> HttpResponse:
    """A case is answered by itself, or with the others after all."""
    by_itself = request.POST.get("apart") == "yes"
    incident_work.set_apart(
        number=number, case_number=_number(request.POST.get("case", "")), apart=by_itself, member=request.member
    )
    messages.success(request, _("A member answers it.") if by_itself else _("It is answered with the others."))
    return SeeOther(f"{_address(request, number)}#together")


# Whom it affected ----------------------------------------------------------------------------------------------------


@require_safe
@door.opens()
def affected(request: DeskRequest, number: int) -> HttpResponse:
    """The counts alone, while somebody chooses; without scripts the page itself."""
    if not frame.is_fragment(request):
        return SeeOther(f"{_address(request, number)}?{request.GET.urlencode()}#affected")
    one = queries.by_number(number=number)
    context = {
        "affected": _affected(request, one, request.GET),
        "form": rule_form.shown(request.GET, one, request.at),
        "incident": one,
        "address": _address(request, number),
        "may": frame.may(request),
        "to": addresses.of_brand(request.brand.slug),
    }
    return render(request, "desk/parts/incident_counts.html", context)


@require_POST
@door.opens(incident_work.JUDGES, again=show)
def cohorts(request: DeskRequest, number: int) -> HttpResponse:
    """Settles whom it affected."""
    one = queries.by_number(number=number)
    rule = rule_form.read(request.POST.dict(), one, request.at)
    frozen = incident_work.freeze(
        number=number, rule=rule, gives=Gives(request.POST.get("gives", "")), member=request.member, at=request.at
    )
    people = queries.cohort_head(cohort_id=frozen).people
    messages.success(request, ngettext("Settled: %(n)d person.", "Settled: %(n)d people.", people) % {"n": people})
    return SeeOther(f"{_address(request, number)}#affected")


# Answered together ---------------------------------------------------------------------------------------------------


@require_POST
@door.opens(incident_work.JUDGES, again=show)
def letters(request: DeskRequest, number: int) -> HttpResponse:
    """The letter to all; with `look` only read as three people would read it."""
    told = request.POST
    if told.get("look"):
        return show(request, number)
    answering_together.send(
        number=number,
        key=told.get("key", "")[:40] or secrets.token_hex(12),
        subject=told.get("subject", ""),
        text=told.get("text", ""),
        resolves=told.get("resolves") == "yes",
        member=request.member,
        at=request.at,
    )
    messages.success(request, _("It leaves in ten seconds. Until then you can take it back."))
    return SeeOther(f"{_address(request, number)}#together")


@require_POST
@door.opens(incident_work.JUDGES, again=show)
def letter_withdrawal(request: DeskRequest, number: int, letter_id: UUID) -> HttpResponse:
    """Nobody gets it."""
    answering_together.take_back(letter_id=letter_id, member=request.member, at=request.at)
    messages.success(request, _("Taken back. Nobody got it."))
    return SeeOther(f"{_address(request, number)}#together")


# From a case -----------------------------------------------------------------------------------------------------


def show_choice(request: DeskRequest, number: int) -> HttpResponse:
    """The confirmed incidents that a case may be part of."""
    brand_rules.require(request.member.role, incident_work.WORKS)
    context = {"case": cases.by_number(number=number), "incidents": incident_pages.open_ones()}
    return frame.show(request, "desk/incident_of_case.html", context, here="inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def of_case(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Which incident a case is part of; a POST brings it in."""
    return _put(request, slug=slug, number=number) if request.method == "POST" else _choose(request, slug=slug, number=number)


_choose = door.opens(Permission.ANSWER)(show_choice)


@door.opens(incident_work.WORKS, again=show_choice)
def _put(request: DeskRequest, number: int) -> HttpResponse:
    wanted = _number(request.POST.get("incident", ""), "incident")
    incident_work.bring_in(number=wanted, case_number=number, member=request.member, at=request.at)
    messages.success(request, _("It belongs to it now."))
    return SeeOther(reverse("desk:case", args=[request.brand.slug, number]))


# ---------------------------------------------------------------------------------------------------------------------


def _address(request: DeskRequest, number: int) -> str:
    return reverse("desk:incident", args=[request.brand.slug, number])


def _around(request: DeskRequest, one: Incident) -> Around:
    return Around(one, request.brand, request.member, request.at)


def _sections(request: DeskRequest, one: Incident) -> list[tuple[Any, object]]:
    if not one.is_confirmed:
        return []
    around = _around(request, one)
    looked = [(section, section.look(around)) for section in SECTIONS]
    return [(section, shown) for section, shown in looked if shown is not None]


def _typed(request: DeskRequest, one: Incident) -> dict[str, str]:
    told = request.POST if request.refusal else {}
    return {
        "title": told.get("title", one.title),
        "cause": told.get("cause", one.cause_words),
        "fault": told.get("fault", one.by_whose_fault.value),
        "supplier": told.get("supplier", one.supplier),
        "began_at": told.get("began_at", rule_form.local(one.began_at)),
        "ended_at": told.get("ended_at", rule_form.local(one.ended_at)),
        "because": told.get("because", ""),
    }


def _affected(request: DeskRequest, one: Incident, told: Any) -> dict[str, Any]:
    """What the chosen rule means, or why it means nothing; not counted for what nobody has confirmed."""
    if not one.is_confirmed:
        return {}
    try:
        preview = queries.affected(incident_id=one.id, rule=rule_form.read(told.dict(), one, request.at), at=request.at)
    except Refusal as refusal:
        return {"refusal": refusal}
    return {"preview": preview, "lines": incident_pages.named(preview.first, away=request.away), "words": rule_form.PARTS}


def _letter(request: DeskRequest, one: Incident) -> dict[str, Any]:
    """The letter as it is typed, whom it would reach, and whom it would not."""
    if not one.is_confirmed:
        return {}
    told = request.POST if "text" in request.POST else {}
    try:
        plan = answering_together.plan(one, text=told.get("text", ""))
    except Refusal:
        plan = answering_together.plan(one)
    return {
        "plan": plan,
        "back": plan.back[:_AT_FIRST],
        "back_more": plan.back[_AT_FIRST:],
        "text": told.get("text", ""),
        "subject": told.get("subject", one.title),
        "resolves": told.get("resolves") == "yes",
        "may_resolve": one.state is State.OVER,
    }


def _after(told: str) -> tuple[datetime, UUID] | None:
    said_at, _tilde, message_id = told.partition("~")
    try:
        return (datetime.fromisoformat(said_at.replace(" ", "+")), UUID(message_id)) if told else None
    except ValueError:
        return None


def _instant(told: str, field: str, before: datetime | None) -> datetime | None:
    if not told:
        return None
    return before if told == rule_form.local(before) else rule_form.instant(told, field)


def _fault(told: str) -> Fault:
    try:
        return Fault(told)
    except ValueError:
        why = "choose whose fault it was"
        raise Refusal("incident_malformed", f"fault: {why}.", {"fault": why}) from None


def _number(told: str, field: str = "case") -> int:
    if told.isascii() and told.isdigit() and len(told) < 9:
        return int(told)
    why = "give its number"
    raise Refusal("incident_malformed", f"{field}: {why}.", {field: why})

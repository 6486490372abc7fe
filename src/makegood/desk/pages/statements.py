"""Statements: what the brand says to many people about one thing, who said yes to it, and who was told. A change is a resource of its own; after it
one looks again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, forms, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import drafting_statement, publishing, statement_pages, telling_statement
from makegood.incidents import queries as incidents
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.statements import queries
from makegood.statements.actions import writing
from makegood.statements.types import Parts, Phase, StatementState, Wording

STATES = {StatementState.DRAFT: "state--next", StatementState.APPROVED: "state--kept", StatementState.PUBLISHED: "state--kept"}
PHASES = {
    Phase.INVESTIGATING: "state--broken",
    Phase.IDENTIFIED: "state--risk",
    Phase.MONITORING: "state--risk",
    Phase.RESOLVED: "state--kept",
}
FIELDS = ("sorry", "what_happened", "what_we_do", "what_comes_next")
NEXT_WORD = timedelta(hours=2)  # a draft says that we say more within so long


def show_list(request: DeskRequest) -> HttpResponse:
    """All of them, the latest first."""
    context = {"statements": statement_pages.listed(), "marks": STATES, "phases": PHASES}
    return frame.show(request, "desk/statements.html", context, here="incidents")


statements = require_safe(door.opens()(show_list))


def show(request: DeskRequest, number: int, **_where: Any) -> HttpResponse:
    """One statement; whatever was typed stays where a form was refused."""
    page = statement_pages.page(number=number, member_id=request.member.id, away=request.away, at=request.at)
    typed = request.POST if request.refusal else None
    there = page.statement
    context: dict[str, Any] = {
        "page": page,
        "one": there,
        "mark": STATES[there.state],
        "phase_mark": PHASES[there.phase],
        "phases": list(Phase),
        "forms": [(one, _fields(one, typed)) for one in page.languages],
        "next_phase": (typed.get("phase") if typed else "") or statement_pages.usual_phase(there),
        "typed": typed.dict() if typed else {},
        "wrong": request.refusal.fields if request.refusal else {},
        "posts": [place for place in page.places if not place.because],
        "no_posts": [place for place in page.places if place.because],
        "told_now": page.rounds[0].standing if page.rounds else None,
    }
    return frame.show(request, "desk/statement.html", context, here="incidents")


statement = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.ANSWER)
def drafting(request: DeskRequest, number: int) -> HttpResponse:
    """A draft about an incident, from what is known of it."""
    incident = incidents.by_number(number=number)
    statement_id = drafting_statement.draft(
        incident=incident, next_word_at=request.at + NEXT_WORD, member=request.member, at=request.at
    )
    return _look_at(request, queries.statement(statement_id=statement_id).number, _("A first draft. Make it yours."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def words(request: DeskRequest, number: int) -> HttpResponse:
    """Other words, in each language; a language whose fields are all empty is not said."""
    there = queries.by_number(number=number)
    by, at = actors.member(request.member.id), request.at
    said = {language: _typed(request.POST, language) for language in request.POST.getlist("language")}
    kept = {one: wording for one, wording in said.items() if one == there.language or _says_something(wording)}
    writing.change(statement_id=there.id, wordings=kept, phase=_phase(request), by=by, at=at)
    for language in set(said) - set(kept):
        writing.drop_language(statement_id=there.id, language=language, by=by, at=at)
    return _look_at(request, number, _("Kept."))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def approval(request: DeskRequest, number: int) -> HttpResponse:
    """A member's yes to the version that they read."""
    there = queries.by_number(number=number)
    writing.count_people(
        statement_id=there.id, people=max(there.people, len(drafting_statement.concerned(statement=there).recipients))
    )
    enough = writing.approve(
        statement_id=there.id, version=forms.whole(request, "version") or 0, by=actors.member(request.member.id), at=request.at
    )
    return _look_at(request, number, _("Approved.") if enough else _("Noted. One more member must say yes."))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def publication(request: DeskRequest, number: int) -> HttpResponse:
    """From now on everybody may read it."""
    there = queries.by_number(number=number)
    publishing.publish(statement_id=there.id, channel_ids=_channels(request), member=request.member, at=request.at)
    return _look_at(request, number, _("Published. Now those whom it concerns can be told."))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def updates(request: DeskRequest, number: int) -> HttpResponse:
    """What is new."""
    there = queries.by_number(number=number)
    said = {language: request.POST.get(f"words_{language}", "") for language in there.wordings}
    phase = _phase(request) or there.phase
    nth = publishing.update(
        statement_id=there.id, phase=phase, words=said, channel_ids=_channels(request), member=request.member, at=request.at
    )
    if request.POST.get("tell") == "yes":
        telling_statement.tell_those_told(statement_id=there.id, nth=nth, member=request.member, at=request.at)
    return _look_at(request, number, _("It stands on the status page."))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def telling(request: DeskRequest, number: int) -> HttpResponse:
    """Yes: those whom it concerns, and who were not told yet, are told."""
    there = queries.by_number(number=number)
    concerned = drafting_statement.concerned(statement=there)
    fresh = drafting_statement.newly_concerned(statement=there, there=concerned)
    many = telling_statement.begin(statement_id=there.id, cohort=fresh, member=request.member, at=request.at)
    said = ngettext("%(count)d person is being told.", "%(count)d people are being told.", many) % {"count": many}
    return _look_at(request, number, said if many else _("Nobody new is to be told."))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def stop(request: DeskRequest, number: int, nth: int) -> HttpResponse:
    """Whatever has not left stays here."""
    there = queries.by_number(number=number)
    many = telling_statement.stop(statement_id=there.id, nth=nth, member=request.member, at=request.at)
    said = ngettext("Stopped: %(count)d person is not told.", "Stopped: %(count)d people are not told.", many) % {"count": many}
    return _look_at(request, number, said)


@require_POST
@door.opens(Permission.APPROVE, again=show)
def rest(request: DeskRequest, number: int, nth: int) -> HttpResponse:
    """Those who are left are tried once more."""
    there = queries.by_number(number=number)
    many = telling_statement.go_on(statement_id=there.id, nth=nth, member=request.member, at=request.at)
    said = ngettext("%(count)d person is being told.", "%(count)d people are being told.", many) % {"count": many}
    return _look_at(request, number, said if many else _("Nobody is left to be told."))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def post_again(request: DeskRequest, number: int, notice_id: UUID) -> HttpResponse:
    """A post that failed is tried once more."""
    publishing.post_again(notice_id=notice_id, at=request.at)
    return _look_at(request, number, _("It is tried again."))


# ---------------------------------------------------------------------------------------------------------------------


def _look_at(request: DeskRequest, number: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("desk:statement", args=[request.brand.slug, number]))


def _fields(one: statement_pages.InLanguage, typed: QueryDict | None) -> dict[str, str]:
    """What stands in the form of one language: as typed, else as kept."""
    if typed is not None and f"title_{one.language}" in typed:
        return {name: typed.get(f"{name}_{one.language}", "") for name in ("title", *FIELDS)}
    if one.wording is None:
        return dict.fromkeys(("title", *FIELDS), "")
    return {"title": one.wording.title, **{name: getattr(one.wording.parts, name) for name in FIELDS}}


def _typed(posted: Mapping[str, str], language: str) -> Wording:
    parts = Parts(*(str(posted.get(f"{name}_{language}", "")).replace("\r\n", "\n") for name in FIELDS))
    return Wording(str(posted.get(f"title_{language}", "")), parts)


def _says_something(wording: Wording) -> bool:
    return bool(wording.title.strip() or wording.parts.as_text())


def _phase(request: DeskRequest) -> Phase | None:
    wanted = request.POST.get("phase", "")
    if wanted and wanted not in set(Phase):
        raise Refusal("bad_phase", _("Choose one of the phases on the page."), {"phase": "unknown"})
    return Phase(wanted) if wanted else None


def _channels(request: DeskRequest) -> list[UUID]:
    try:
        return [UUID(one) for one in request.POST.getlist("post")]
    except ValueError:
        raise Refusal("bad_choice", _("Choose one from the page."), {"post": "unknown"}) from None

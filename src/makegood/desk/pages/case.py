"""One case: the conversation, the makegood card, the person. Each change is a resource of its own; after it one looks again."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import addresses, asked, beside, calls, card, door, enclosed, frame, going, needs, promised, readings, woken
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages import inbox
from makegood.flows import desk_pages, desk_work, letters, loss_said, own_words, private_words
from makegood.flows.types import CasePage
from makegood.kernel.refusals import Refusal
from makegood.makegoods import queries as makegoods


def show(request: DeskRequest, number: int, **_where: UUID) -> HttpResponse:
    """The page of a case; what somebody had typed stays where it was when a form was refused."""
    page = _page(request, number)
    address = f"{addresses.of_brand(request.brand.slug).cases}{number}/"
    posted, wrong = (request.POST.dict(), request.refusal.fields) if request.refusal else ({}, {})
    context: dict[str, Any] = {
        "page": page,
        "card": card.card(page, address=address, role=request.member.role, posted=posted, wrong=wrong),
        "draft": _draft(request),
        "which": inbox.which(request),
        "address": address,
        "open_number": number,
        "answer_key": secrets.token_hex(12),
        **beside.context(request, page),
        **going.context(request, page),
        **calls.context(page),
        **woken.context(page),
        **needs.context(request, page),
        **readings.context(page),
        "promised": promised.shown(page.promises),
        "asked": asked.shown(page.questions),
        "where": page.where,
        "away": page.away,
        "loading": letters.senders_that_load([line.message for line in page.said if line.message]),
        "pictures_of": request.GET.get("pictures", ""),
        "marked": _marked(request, number),
    }
    if frame.is_fragment(request):
        return frame.show(request, "desk/case.html", context, here="inbox")
    listed = inbox.look(request)
    context |= inbox.list_context(request, listed)
    return frame.show(request, "desk/case.html", context, here="inbox", counters=listed.counters)


case = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def answers(request: DeskRequest, number: int) -> HttpResponse:
    """Says something to the person; with `resolve` the case is closed as well."""
    closes = request.POST.get("resolve") == "yes"
    key = request.POST.get("key", "")[:40]  # a doubled click is one answer
    desk_work.answer(
        number=number,
        text=words(request),
        member=request.member,
        at=request.at,
        resolve=closes,
        key=key,
        cc=request.POST.get("cc", ""),
        leaving=enclosed.leaving(request),
        seen=request.POST.get("seen"),
    )
    if chosen := request.POST.getlist("promise"):
        own_words.keep(number=number, text=words(request), keys=chosen, answer_key=key, member=request.member, at=request.at)
    if request.POST.get("leave"):
        return look_again(request, number, _("It waits here until its time. You can still change it."))
    return look_again(request, number, _("Said, and put right.") if closes else _("Said."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def notes(request: DeskRequest, number: int) -> HttpResponse:
    """Keeps a note that only the team sees."""
    desk_work.note(number=number, text=words(request), member=request.member, at=request.at)
    return look_again(request, number, _("The note is kept."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def owner(request: DeskRequest, number: int) -> HttpResponse:
    """Gives the case to a member, or to nobody."""
    owner_id = _uuid(request.POST.get("member", ""), "member")
    desk_work.assign(number=number, member_id=owner_id, member=request.member, at=request.at)
    return look_again(request, number, _("The case has somebody.") if owner_id else _("The case waits for somebody."))


@require_http_methods(["POST", "DELETE"])
@door.opens(Permission.ANSWER, again=show)
def resolution(request: DeskRequest, number: int) -> HttpResponse:
    """POST closes the case as put right, DELETE (or a form's `_method`) opens it again."""
    if request.method == "DELETE" or request.POST.get("_method", "").upper() == "DELETE":
        return _reopen(request, number)
    desk_work.resolve(number=number, how=request.POST.get("how", ""), member=request.member, at=request.at)
    return look_again(request, number, _("Put right. It can be opened again."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def reopening(request: DeskRequest, number: int) -> HttpResponse:
    """Opens the case again."""
    return _reopen(request, number)


@require_POST
@door.opens(Permission.ANSWER, again=show)
def reading(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Puts right what we misread in a message: `correction` is "act:praise"; of what may hold together, `field` and each `label`."""
    if "field" in request.POST:
        field, now = request.POST["field"], ",".join(one.rpartition(":")[2] for one in request.POST.getlist("label"))
    else:
        field, _colon, now = request.POST.get("correction", "").partition(":")
    desk_work.correct_reading(message_id=message_id, field=field, now=now, member=request.member, at=request.at)
    return look_again(request, number, _("Thank you; it is read so from now on."))


@require_safe
@door.opens(Permission.ANSWER)
def reading_sheet(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Every question of a message's reading, each to be answered by a click or a key; a page of its own where no script runs."""
    page = desk_pages.case_page(number=number, before=request.GET.get("before", ""), brand=request.brand, at=request.at)
    questions = readings.sheet(page, message_id)
    if questions is None:
        raise Refusal("not_read", _("This message has not been read, or is not in this case."), {"message_id": "not read"})
    context = {
        "questions": questions,
        "message_id": message_id,
        "address": f"{addresses.of_brand(request.brand.slug).cases}{number}/",
        "title": page.case.title,
        "words": next(line.message.visible for line in page.said if line.message and line.message.id == message_id),
        "fragment": frame.is_fragment(request),
    }
    return frame.show(request, "desk/reading.html", context, here="inbox")


@require_POST
@door.opens(Permission.GRANT, again=show)
def approval(request: DeskRequest, number: int, makegood_id: UUID) -> HttpResponse:
    """Says yes: from here on things move."""
    seen = request.POST.get("seen")
    desk_work.approve(number=number, makegood_id=makegood_id, member=request.member, at=request.at, seen=seen)
    return look_again(request, number, _("It is being put right."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def choice(request: DeskRequest, number: int, makegood_id: UUID) -> HttpResponse:
    """Takes another of the proposed ways."""
    name = request.POST.get("name", "")
    desk_work.choose(number=number, makegood_id=makegood_id, name=name, member=request.member, at=request.at)
    return look_again(request, number, _("This way, then."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def changes(request: DeskRequest, number: int, makegood_id: UUID) -> HttpResponse:
    """Changes words of the proposal; the field's name is the step's key and its parameter: "say.text"."""
    changed = card.changed(makegoods.makegood(makegood_id=makegood_id), request.POST.dict())
    desk_work.adjust(number=number, makegood_id=makegood_id, changes=changed, member=request.member, at=request.at)
    return look_again(request, number, _("The changes are kept."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def loss(request: DeskRequest, number: int) -> HttpResponse:
    """Sets right what is known of the loss: whose fault, kept or not, what it cost them. It is proposed anew."""
    said = {name: request.POST.get(name, "") for name in ("fault", *loss_said.FLAGS, *loss_said.AMOUNTS)}
    loss_said.say(number=number, words=said, member=request.member, at=request.at)
    return look_again(request, number, _("Proposed anew, with what you know."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def refusal(request: DeskRequest, number: int, makegood_id: UUID) -> HttpResponse:
    """Declines the proposal, with the reason."""
    reason = request.POST.get("reason", "").strip()
    desk_work.decline(number=number, makegood_id=makegood_id, reason=reason, member=request.member, at=request.at)
    return look_again(request, number, _("Declined. Nothing moves."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def revocation(request: DeskRequest, number: int, makegood_id: UUID) -> HttpResponse:
    """Calls off what is not done yet."""
    desk_work.revoke(number=number, makegood_id=makegood_id, member=request.member, at=request.at)
    return look_again(request, number, _("Called off. What was done stays done."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def another_try(request: DeskRequest, number: int, step_id: UUID) -> HttpResponse:
    """Has a step that failed tried again."""
    desk_work.retry_step(number=number, step_id=step_id, member=request.member, at=request.at)
    return look_again(request, number, _("It is tried again."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def by_hand(request: DeskRequest, number: int, step_id: UUID) -> HttpResponse:
    """The member did a failed step themselves, and says how."""
    outcome = request.POST.get("outcome", "").strip()
    desk_work.step_done_by_hand(number=number, step_id=step_id, outcome=outcome, member=request.member, at=request.at)
    return look_again(request, number, _("Done by hand. The rest goes on."))


@require_POST
@door.opens(Permission.GRANT, again=show)
def omission(request: DeskRequest, number: int, step_id: UUID) -> HttpResponse:
    """Leaves a failed step out."""
    desk_work.leave_step_out(number=number, step_id=step_id, member=request.member, at=request.at)
    return look_again(request, number, _("Left out. The rest goes on."))


def _page(request: DeskRequest, number: int) -> CasePage:
    """The stretch of the case that is asked for: the latest, that `before` a place, or that with the `message` to which somebody was led."""
    page = desk_pages.case_page(number=number, before=request.GET.get("before", ""), brand=request.brand, at=request.at)
    wanted = request.GET.get("message", "")
    if not wanted or any(str(line.message.id) == wanted for line in page.said if line.message):
        return page
    before = desk_pages.stretch_with(page.case, message_id=_uuid(wanted, "message"))
    return desk_pages.case_page(number=number, before=before, brand=request.brand, at=request.at) if before else page


def _reopen(request: DeskRequest, number: int) -> HttpResponse:
    desk_work.reopen(number=number, member=request.member, at=request.at)
    return look_again(request, number, _("Open again."))


def look_again(request: DeskRequest, number: int, said: str) -> HttpResponse:
    """Says what was done, and shows the case as it is now."""
    messages.success(request, said)
    return SeeOther(reverse("desk:case", args=[request.brand.slug, number]))


def words(request: DeskRequest, name: str = "text") -> str:
    """What was written into a field, with the line ends that we keep."""
    return request.POST.get(name, "").replace("\r\n", "\n").strip()


def _uuid(text: str, field: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refusal("bad_choice", f"{field}: choose somebody from the list.", {field: "not in the list"}) from None


def _marked(request: DeskRequest, number: int) -> tuple[tuple[str, str], ...]:
    """Where words were refused because everybody could have read them: what in them is private."""
    if request.refusal is None or request.refusal.code != "private_in_public":
        return ()
    return private_words.marked(number=number, text=words(request))


def _draft(request: DeskRequest) -> dict[str, Any]:
    """What was typed into a form that was refused; never into the answer what was meant for somebody else."""
    if request.refusal is None or "/questions/" in request.path:
        return {}
    mode = "note" if request.path.endswith("/notes/") else "answer"
    return {"mode": mode, mode: request.POST.get("text", ""), "adjusting": request.path.endswith("/changes/")}

"""What members write down: somebody called, came in or wrote a letter; and calls that are promised, made and missed."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.brands.types import Permission
from makegood.cases.types import CallResult
from makegood.channels.adapters.counter.adapter import How
from makegood.channels.rules import files as file_rules
from makegood.channels.types import AttachmentIn
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages import case
from makegood.flows import by_hand, guest_pages
from makegood.kernel.refusals import Refusal

SOMEBODY_NEW = "new"


def show_note(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The two fields; whatever was typed stays."""
    told = request.POST if request.method == "POST" else request.GET
    who = told.get("who", "")
    context = {
        "who": who,
        "words": told.get("words", ""),
        "how": told.get("how", How.PHONE.value),
        "hows": [(one.value, words) for one, words in _hows().items()],
        "when": told.get("at", ""),
        "key": told.get("key") or uuid4().hex,
        "candidates": guest_pages.found(by_hand.candidates(who=who, at=request.at), away=request.away),
        "chosen": told.get("person", ""),
        "somebody_new": SOMEBODY_NEW,
    }
    return frame.show(request, "desk/note.html", context, here="")


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asks for the two fields, and keeps them."""
    return _keep(request, slug=slug) if request.method == "POST" else _ask(request, slug=slug)


_ask = door.opens(Permission.ANSWER)(show_note)


@door.opens(Permission.ANSWER, again=show_note)
def _keep(request: DeskRequest) -> HttpResponse:
    """Keeps what was said, or asks once more where several people may be meant."""
    person_id = _person(request)
    if person_id is None and request.POST.get("person") != SOMEBODY_NEW and by_hand.candidates(who=_who(request), at=request.at):
        return show_note(request)
    request.away.refuse(person_id)
    by_hand.note(
        who=_who(request),
        person_id=person_id,
        how=_how(request),
        words=case.words(request, "words"),
        happened_at=_instant(request, "at") or request.at,
        key=f"note:{request.POST.get('key', '')[:40] or uuid4().hex}",
        member=request.member,
        at=request.at,
        files=_files(request),
    )
    messages.success(request, _("Noted. It stands on their timeline, and in the inbox if it needs an answer."))
    there = (
        reverse("desk:person", args=[request.brand.slug, person_id])
        if person_id
        else reverse("desk:inbox", args=[request.brand.slug])
    )
    return SeeOther(there)


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def calls(request: DeskRequest, number: int) -> HttpResponse:
    """Promises a call."""
    due_at = _instant(request, "due_at")
    if due_at is None:
        raise Refusal("no_time", "due_at: say when they are to be called.", {"due_at": "missing"})
    by_hand.plan_call(
        number=number,
        phone=request.POST.get("phone", ""),
        due_at=due_at,
        about=request.POST.get("about", ""),
        mine=request.POST.get("mine") == "yes",
        key=f"call:{request.POST.get('key', '')[:40] or uuid4().hex}",
        member=request.member,
        at=request.at,
    )
    return case.look_again(request, number, _("It is on the list of calls."))


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def call_result(request: DeskRequest, number: int, call_id: UUID) -> HttpResponse:
    """How a call went: fine, not fine, nobody picked up, or nobody needs it any more."""
    result = request.POST.get("result", "")
    if result == "missed":
        again_at = _instant(request, "again_at") or request.at + timedelta(hours=2)
        by_hand.call_missed(number=number, call_id=call_id, again_at=again_at, member=request.member, at=request.at)
        return case.look_again(request, number, _("It stays on the list, for later."))
    if result not in set(CallResult):
        raise Refusal("bad_result", "result: say how the call went.", {"result": "none of those there are"})
    words = case.words(request, "words")
    by_hand.call_ended(
        number=number, call_id=call_id, result=CallResult(result), words=words, member=request.member, at=request.at
    )
    return case.look_again(request, number, _("Noted."))


def _hows() -> dict[How, str]:
    return {How.PHONE: _("on the phone"), How.COUNTER: _("at the counter"), How.LETTER: _("by letter")}


def _how(request: DeskRequest) -> How:
    told = request.POST.get("how", "")
    if told not in set(How):
        raise Refusal("bad_choice", "how: on the phone, at the counter, or by letter?", {"how": "none of those there are"})
    return How(told)


def _files(request: DeskRequest) -> list[AttachmentIn]:
    """The files, read only once all of them together are known to be small enough."""
    given = request.FILES.getlist("files")
    file_rules.check_sizes([file.size or 0 for file in given], room=file_rules.NOTED)
    return [AttachmentIn(file.name or "", file.content_type or "application/octet-stream", file.read()) for file in given]


def _who(request: DeskRequest) -> str:
    return request.POST.get("who", "").strip()


def _person(request: DeskRequest) -> UUID | None:
    told = request.POST.get("person", "")
    if told in ("", SOMEBODY_NEW):
        return None
    try:
        return UUID(told)
    except ValueError:
        raise Refusal("bad_choice", "person: choose one of those shown.", {"person": "none of those shown"}) from None


def _instant(request: DeskRequest, name: str) -> datetime | None:
    """What a field for day and hour holds, in the brand's zone; None where it is empty."""
    told = request.POST.get(name, "").strip()
    if not told:
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise Refusal("bad_time", f"{name}: give a day and an hour.", {name: "is no day and hour"}) from None
    return at if at.tzinfo else timezone.make_aware(at, ZoneInfo(request.brand.zone))

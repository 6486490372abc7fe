"""Cards and letters: what is to be printed today, the paper, what was posted and how that is proved."""

from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import by_hand, guest_pages, posting
from makegood.kernel.refusals import Refusal


def show_list(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The lists; whatever was typed stays."""
    told = request.POST if request.method == "POST" else request.GET
    who = told.get("who", "")
    context = {
        "post": posting.day(away=request.away, at=request.at),
        "who": who,
        "candidates": guest_pages.found(by_hand.candidates(who=who, at=request.at), away=request.away) if who else (),
        "typed": {name: told.get(name, "") for name in ("card", "line", "arrive_on", "person", "lines", "country")},
        "key": told.get("key") or uuid4().hex,
        "print_key": uuid4().hex,
        "asking": bool(who),
        "home": request.brand.country,
    }
    return frame.show(request, "desk/letters.html", context, here="letters")


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Shows what is to be done, and sets a card aside."""
    return _ask(request, slug=slug) if request.method == "POST" else _list(request, slug=slug)


_list = door.opens(Permission.ANSWER)(show_list)


@door.opens(Permission.GRANT, again=show_list)
def _ask(request: DeskRequest) -> HttpResponse:
    """Sets a card aside, or asks once more who is meant."""
    told = request.POST.get("person", "")
    if not told:
        return show_list(request)
    posting.ask(
        person_id=_id(told, "person"),
        card=request.POST.get("card", ""),
        line=request.POST.get("line", ""),
        arrive_on=_day(request),
        key=request.POST.get("key", "")[:40] or uuid4().hex,
        member=request.member,
        at=request.at,
    )
    return _back(request, _("The card is set aside."))


@require_POST
@door.opens(Permission.GRANT, again=show_list)
def printing(request: DeskRequest) -> HttpResponse:
    """Prints those that were ticked, as one file."""
    key = request.POST.get("key", "")[:40] or uuid4().hex
    batch_id = posting.print_now(letter_ids=_ids(request), key=key, member=request.member, at=request.at)
    return SeeOther(reverse("desk:letter_batch", args=[request.brand.slug, batch_id]))


@require_safe
@door.opens(Permission.ANSWER)
def batch(_request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """The file of a batch, again whenever it is needed."""
    return _pdf(posting.paper_of_batch(batch_id=batch_id), f"cards-{batch_id}.pdf")


@require_safe
@door.opens(Permission.ANSWER)
def paper(_request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """How one card looks."""
    return _pdf(posting.paper_of_letter(letter_id=letter_id), f"card-{letter_id}.pdf")


@require_POST
@door.opens(Permission.ANSWER, again=show_list)
def posted(request: DeskRequest) -> HttpResponse:
    """Those that were ticked lie in the postbox."""
    photo = request.FILES.get("photo")
    if photo is not None and (photo.size or 0) > posting.MOST_PHOTO:
        raise Refusal("bad_photo", "photo: a JPEG, PNG or WebP picture of at most 12 MB.", {"photo": "too large"})
    n = posting.post(
        letter_ids=_ids(request),
        tracking=request.POST.get("tracking", ""),
        photo=photo.read() if photo else b"",
        photo_type=(photo.content_type or "") if photo else "",
        member=request.member,
        at=request.at,
    )
    return _back(request, ngettext("%(n)d card was posted.", "%(n)d cards were posted.", n) % {"n": n})


@require_POST
@door.opens(Permission.ANSWER, again=show_list)
def line(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """The line that is theirs."""
    posting.reword(letter_id=letter_id, line=request.POST.get("line", ""), member=request.member)
    return _back(request, _("Kept."))


@require_POST
@door.opens(Permission.ANSWER, again=show_list)
def address(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """Where they get post."""
    posting.note_address(
        letter_id=letter_id,
        lines=request.POST.get("lines", "").splitlines(),
        country=request.POST.get("country", ""),
        member=request.member,
        at=request.at,
    )
    return _back(request, _("Kept. Later cards go there, too."))


@require_POST
@door.opens(Permission.ANSWER, again=show_list)
def cancellation(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """It is not sent."""
    posting.cancel(letter_id=letter_id, because=request.POST.get("because", ""), member=request.member, at=request.at)
    return _back(request, _("It is not sent."))


@require_POST
@door.opens(Permission.ANSWER, again=show_list)
def returned(request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """The post brought it back."""
    posting.came_back(letter_id=letter_id, because=request.POST.get("because", ""), member=request.member, at=request.at)
    return _back(request, _("Noted. Ask them for their address before the next one."))


@require_safe
@door.opens(Permission.ANSWER)
def photo(_request: DeskRequest, letter_id: UUID) -> HttpResponse:
    """The picture that proves that it was posted."""
    content, kind = posting.photo_of(letter_id=letter_id)
    return HttpResponse(content, content_type=kind if kind in posting.PHOTOS else "application/octet-stream")


# ---------------------------------------------------------------------------------------------------------------------


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _back(request: DeskRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("desk:letters", args=[request.brand.slug]))


def _ids(request: DeskRequest) -> list[UUID]:
    found = [_id(one, "letter") for one in request.POST.getlist("letter")]
    if not found:
        raise Refusal("nothing_chosen", "letter: tick at least one card.", {"letter": "none"})
    return found


def _id(told: str, field: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise Refusal("bad_choice", f"{field}: choose one of those shown.", {field: "none of those shown"}) from None


def _day(request: DeskRequest) -> date | None:
    told = request.POST.get("arrive_on", "").strip()
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise Refusal("bad_day", "arrive_on: give a day.", {"arrive_on": "is no day"}) from None

"""What was not sent and why, how often people hear from us unasked, and how one of them is written to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import contact_pages
from makegood.people.types import Purpose


def show_not_sent(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """Every contact that was not made, with its reason; and the brand's rules."""
    page = contact_pages.not_sent(reason=request.GET.get("reason", ""), before=_place(request), away=request.away, at=request.at)
    rules = page.rules
    typed = {
        "quiet_from": rules.quiet_from.isoformat("minutes"),
        "quiet_until": rules.quiet_until.isoformat("minutes"),
        "per_week": rules.per_week,
        "per_month": rules.per_month,
    }
    context = {"page": page, "typed": request.POST.dict() if request.refusal else typed}
    return frame.show(request, "desk/contacts.html", context, here="contacts")


not_sent = require_safe(door.opens()(show_not_sent))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_not_sent)
def rules(request: DeskRequest) -> HttpResponse:
    """Sets the brand's quiet hours and caps."""
    told = {name: request.POST.get(name, "") for name in ("quiet_from", "quiet_until", "per_week", "per_month")}
    contact_pages.set_rules(**told, member=request.member, at=request.at)
    messages.success(request, _("Kept. It counts for everything from now on, also for what waits already."))
    return SeeOther(reverse("desk:contacts", args=[request.brand.slug]))


def show_person(request: DeskRequest, person_id: UUID, **_where: UUID) -> HttpResponse:
    """How somebody is written to; whatever was typed stays."""
    page = contact_pages.of_person(person_id=person_id, brand=request.brand, at=request.at)
    quiet = page.clock.quiet
    typed = {
        "zone": page.clock.zone,
        "quiet_from": quiet[0].isoformat("minutes") if quiet else "",
        "quiet_until": quiet[1].isoformat("minutes") if quiet else "",
    }
    context = {
        "page": page,
        "typed": {**typed, **request.POST.dict()} if request.refusal else typed,
        "media": contact_pages.MEDIA,
        "purposes": list(Purpose),
    }
    return frame.show(request, "desk/contact_of.html", context, here="")


person = require_safe(door.opens(Permission.ANSWER)(show_person))


@require_POST
@door.opens(Permission.ANSWER, again=show_person)
def clock(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """By which clock they live, and their own quiet hours."""
    told = {name: request.POST.get(name, "") for name in ("zone", "quiet_from", "quiet_until")}
    contact_pages.set_clock(person_id=person_id, **told, member=request.member, at=request.at)
    return _back(request, person_id, _("Kept. Greetings and offers keep to it from now on."))


@require_POST
@door.opens(Permission.CONFIRM_IDENTITY, again=show_person)
def peace(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Leaves them in peace until a day, or no longer."""
    contact_pages.leave_in_peace(
        person_id=person_id,
        until=request.POST.get("until", ""),
        why=request.POST.get("why", ""),
        brand=request.brand,
        member=request.member,
        at=request.at,
    )
    said = _("They are left in peace. Answers still go.") if request.POST.get("until") else _("Taken back.")
    return _back(request, person_id, said)


@require_POST
@door.opens(Permission.CONFIRM_IDENTITY, again=show_person)
def spoken(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Keeps what they said to a member about being written to."""
    contact_pages.note_spoken(
        person_id=person_id,
        channel=request.POST.get("channel", ""),
        purpose=request.POST.get("purpose", ""),
        granted=request.POST.get("granted") == "yes",
        words=request.POST.get("words", ""),
        member=request.member,
        at=request.at,
    )
    return _back(request, person_id, _("Kept, with who heard it."))


def _place(request: DeskRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


def _back(request: DeskRequest, person_id: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("desk:contact_of", args=[request.brand.slug, person_id]))

"""Contests on the desk: the words that entrants agree to, a file of them, the followers of an account, who did what, and the next step for a group
with what the gate would make of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.contests import actions, queries
from makegood.contests.types import Group
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import contest_pages, contest_steps
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal

LARGEST = 8_000_000  # bytes of a file


def show_list(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The list, with the form for a new one; whatever was typed stays."""
    context = {"contests": queries.contests(), "typed": request.POST if request.refusal else {}}
    return frame.show(request, "desk/contests.html", context, here="contests")


@require_http_methods(["GET", "HEAD", "POST"])
def contests(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The list; a POST writes a contest down."""
    return _open(request, slug=slug) if request.method == "POST" else _list(request, slug=slug)


_list = door.opens()(show_list)


@door.opens(Permission.SET_POLICY, again=show_list)
def _open(request: DeskRequest) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("name", "text", "text_version")}
    made = actions.open_contest(**told, by=_by(request), at=request.at)
    messages.success(request, _("Kept. Now take in who entered."))
    return SeeOther(_address(request, made))


def show_one(request: DeskRequest, contest_id: UUID, **_where: UUID) -> HttpResponse:
    """One contest; whatever was typed stays. With `look` in the form: what the step would do, and nothing is done."""
    page = contest_pages.page(contest_id=contest_id, away=request.away)
    typed = request.POST.dict() if request.method == "POST" else {"group": request.GET.get("group", "")}
    context = {"page": page, "typed": typed, "preview": None}
    if request.method == "POST" and "look" in request.POST and request.refusal is None:
        context["preview"] = contest_steps.preview(
            contest_id=contest_id,
            group=_group(request),
            channel_id=_channel(request),
            subject=typed.get("subject", ""),
            text=typed.get("text", ""),
            at=request.at,
        )
    return frame.show(request, "desk/contest.html", context, here="contests")


contest = require_safe(door.opens()(show_one))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_one)
def entrants(request: DeskRequest, contest_id: UUID) -> HttpResponse:
    """Takes in a file of entrants."""
    file = request.FILES.get("file")
    if file is None or not 0 < (file.size or 0) <= LARGEST:
        raise Refusal("no_file", f"file: choose a CSV file of at most {LARGEST // 1_000_000} MB.", {"file": "none, or too large"})
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("no_text", "file: save it as CSV in UTF-8 and try again.", {"file": "not UTF-8"}) from None
    name = (file.name or "the file")[:80]
    new, read = contest_pages.take_file(
        contest_id=contest_id, text=text, name=name, brand=request.brand, by=_by(request), at=request.at
    )
    messages.success(request, ngettext("%(n)s was new.", "%(n)s were new.", new) % {"n": f"{new:,}"})
    for row, why in read.wrong[:5]:
        messages.warning(request, _("Row %(row)s was left out: %(why)s.") % {"row": row, "why": why})
    if len(read.wrong) > 5:
        messages.warning(request, _("And %(n)s more rows were left out.") % {"n": len(read.wrong) - 5})
    return SeeOther(_address(request, contest_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_one)
def followers(request: DeskRequest, contest_id: UUID) -> HttpResponse:
    """Has the followers of an account looked up."""
    actions.ask_followers(contest_id=contest_id, channel_id=_channel(request), by=_by(request), at=request.at)
    messages.success(
        request, _("They are being looked up, a page at a time. Following is no consent: nothing goes to them by itself.")
    )
    return SeeOther(_address(request, contest_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_one)
def back(request: DeskRequest, contest_id: UUID, entry_id: UUID) -> HttpResponse:
    """Somebody who was set apart counts after all."""
    actions.bring_back(contest_id=contest_id, entry_id=entry_id, by=_by(request), at=request.at)
    messages.success(request, _("They count now."))
    return SeeOther(_address(request, contest_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_one)
def step(request: DeskRequest, contest_id: UUID) -> HttpResponse:
    """Shows what a step would do, or approves it."""
    if "look" in request.POST:
        return show_one(request, contest_id)
    brand_rules.require(request.member.role, Permission.SET_POLICY)
    actions.approve_step(
        contest_id=contest_id,
        group=_group(request),
        channel_id=_channel(request),
        subject=request.POST.get("subject", ""),
        text=request.POST.get("text", ""),
        by=_by(request),
        at=request.at,
    )
    messages.success(
        request, _("Approved. It goes through the gate one by one; whom it does not reach is listed with the reason.")
    )
    return SeeOther(_address(request, contest_id))


def _by(request: DeskRequest) -> Actor:
    return actors.member(request.member.id)


def _group(request: DeskRequest) -> Group:
    try:
        return Group(request.POST.get("group", ""))
    except ValueError:
        raise Refusal("no_group", "group: choose for whom.", {"group": "missing"}) from None


def _channel(request: DeskRequest) -> UUID:
    try:
        return UUID(request.POST.get("channel_id", ""))
    except ValueError:
        raise Refusal("no_channel", "channel_id: choose by which channel.", {"channel_id": "missing"}) from None


def _address(request: DeskRequest, contest_id: UUID) -> str:
    return reverse("desk:contest", args=[request.brand.slug, contest_id])

"""The places where the brand listens and speaks: the list, connecting one, and how one is. What was typed as a secret is never shown again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.channels import queries as channel_queries
from makegood.channels import registry
from makegood.channels.types import Setting
from makegood.config import environment
from makegood.desk import charts, door, frame
from makegood.desk.charts import Chart, Point, Series
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import channel_pages, channel_work
from makegood.kernel import actors
from makegood.platform import tenancy
from makegood.watch.types import DayCount

_SETUP = {"webchat": "portal:chat-setup", "contact_form": "portal:form-setup"}  # channels that stand in the brand's own pages


@require_safe
@door.opens()
def channels(request: DeskRequest) -> HttpResponse:
    """All of them, and how they are."""
    context = {"lines": channel_pages.channel_list(), "kinds": channel_pages.kinds()}
    return frame.show(request, "desk/channels.html", context, here="channels")


def show_connect(request: DeskRequest, kind: str, tried: tuple[str, ...] = ()) -> HttpResponse:
    """The form of one kind; what was typed stays, but for secrets."""
    found = channel_pages.kind(kind)
    posted = request.POST if request.method == "POST" else {}
    context = {
        "kind": found,
        **_form(_fields(found.form, posted, {}, frozenset(), _wrong(request))),
        "name": posted.get("name", ""),
        "address": posted.get("address", ""),
        "wrong": _wrong(request),
        "tried": tried,
        "has_secrets": any(setting.secret for setting in found.form),
    }
    return frame.show(request, "desk/channel_connect.html", context, here="channels")


connect = require_safe(door.opens(Permission.CONNECT)(show_connect))


@require_POST
@door.outside(Permission.CONNECT, again=show_connect)
def connecting(request: DeskRequest, kind: str) -> HttpResponse:
    """Tries it (`do=try`), or connects it; what is connected was tried, unless it was asked not to."""
    planned = channel_work.planned(
        brand_id=request.brand.id,
        kind=kind,
        name=request.POST.get("name", ""),
        address=request.POST.get("address", ""),
        settings=_given(kind, request),
    )
    if request.POST.get("do") == "try":
        tried = channel_work.try_out(planned) or (_("Its settings are well formed; there is nothing outside to ask."),)
        with tenancy.brand(request.brand.id):
            return show_connect(request, kind, tried)
    if request.POST.get("untried") != "yes":
        channel_work.try_out(planned)
    with tenancy.brand(request.brand.id):
        channel_id = channel_work.connect(channel=planned, member=request.member, at=request.at)
    messages.success(request, _("It is connected, and is listened to from now on."))
    return _to(request, channel_id)


def show_channel(request: DeskRequest, channel_id: UUID, tried: tuple[str, ...] = (), **more: Any) -> HttpResponse:
    """How one is."""
    page = channel_pages.channel_page(channel_id=channel_id, brand=request.brand, at=request.at)
    posted = request.POST if request.refusal and request.path.endswith("/settings/") else {}
    context = {
        "page": page,
        "chart": _by_day(page.days),
        "heard": sum(day.heard for day in page.days),
        "said": sum(day.said for day in page.days),
        **_form(_fields(page.kind.form, posted, page.values, page.kept, _wrong(request))),
        "tried": tried,
        "open_settings": bool(posted or tried),
        "setup": _setup(page.state.kind, request.brand.slug, page.state.address),
        "addresses": import_string(settings.DOORS_OF_CHANNEL)(channel_id=channel_id) if page.door else 0,
        **more,
    }
    return frame.show(request, "desk/channel.html", context, here="channels")


channel = require_safe(door.opens()(show_channel))


@require_POST
@door.outside(Permission.CONNECT, again=show_channel)
def channel_settings(request: DeskRequest, channel_id: UUID) -> HttpResponse:
    """Other settings: tried (`do=try`), or kept. A secret that is left empty stays as it is."""
    with tenancy.brand(request.brand.id):
        held = channel_queries.channel(channel_id=channel_id)
    planned = channel_work.changed(held=held, given=_given(held.kind, request))
    if request.POST.get("do") == "try":
        tried = channel_work.try_out(planned) or (_("Its settings are well formed; there is nothing outside to ask."),)
        with tenancy.brand(request.brand.id):
            return show_channel(request, channel_id, tried)
    if request.POST.get("untried") != "yes":
        channel_work.try_out(planned)
    with tenancy.brand(request.brand.id):
        channel_work.change(channel_id=channel_id, settings=planned.settings, member=request.member, at=request.at)
    messages.success(request, _("The settings are kept."))
    return _to(request, channel_id)


@require_POST
@door.opens(Permission.CONNECT, again=show_channel)
def pausing(request: DeskRequest, channel_id: UUID) -> HttpResponse:
    """Lets it pause, or (`_method=DELETE`) go on."""
    if request.POST.get("_method", "").upper() == "DELETE":
        channel_work.resume(channel_id=channel_id, member=request.member, at=request.at)
        messages.success(request, _("It goes on, from where it was left."))
    else:
        channel_work.pause(channel_id=channel_id, member=request.member, at=request.at)
        messages.success(request, _("It pauses. What comes meanwhile is not lost, and what we say there waits."))
    return _to(request, channel_id)


@require_POST
@door.outside(Permission.CONNECT, again=show_channel)
def test(request: DeskRequest, channel_id: UUID) -> HttpResponse:
    """Sends the member a letter through it."""
    messages.success(request, channel_work.send_test(brand_id=request.brand.id, channel_id=channel_id, member=request.member))
    return _to(request, channel_id)


@require_POST
@door.opens(Permission.CONNECT, again=show_channel)
def address(request: DeskRequest, channel_id: UUID) -> HttpResponse:
    """Makes an address for the provider, shown in this answer alone; or (`_method=DELETE`) closes all but the newest."""
    by = actors.member(request.member.id)
    if request.POST.get("_method", "").upper() == "DELETE":
        import_string(settings.CLOSE_OLDER_DOORS)(channel_id=channel_id, by=by, at=request.at)
        messages.success(request, _("The older addresses are closed."))
        return _to(request, channel_id)
    config = channel_queries.channel(channel_id=channel_id)
    kind = channel_pages.door_kind(config.kind)
    opened = import_string(settings.OPEN_DOOR)(kind=kind, channel_id=channel_id, by=by, at=request.at)
    where = f"{environment.settings().base_url}{opened.url_path}"
    secret = opened.secret if kind == "messages" else registry.shared_secret(config)
    response = show_channel(request, channel_id, fresh_address=where, fresh_secret=secret)
    response["Cache-Control"] = "no-store"
    return response


def _setup(kind: str, slug: str, address: str) -> str:
    """Where it says how a channel is put into one's own pages; '' for channels that are not."""
    return environment.settings().base_url + reverse(_SETUP[kind], args=[slug, address]) if kind in _SETUP else ""


def _to(request: DeskRequest, channel_id: UUID) -> HttpResponse:
    return SeeOther(reverse("desk:channel", args=[request.brand.slug, channel_id]))


def _wrong(request: DeskRequest) -> dict[str, str]:
    return dict(request.refusal.fields) if request.refusal else {}


def _given(kind: str, request: DeskRequest) -> dict[str, str]:
    return {setting.name: request.POST.get(f"set-{setting.name}", "").strip() for setting in channel_pages.kind(kind).form}


def _form(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields, and whether some are kept out of sight: they are open where something in them is wrong."""
    hidden = [field for field in fields if field["setting"].rare]
    return {"fields": fields, "rare": {"some": bool(hidden), "open": any(field["wrong"] for field in hidden)}}


def _fields(
    form: tuple[Setting, ...], posted: Any, values: dict[str, str], kept: frozenset[str], wrong: dict[str, str]
) -> list[dict[str, Any]]:
    """Each setting as the form shows it. A secret has no value: `kept` says whether there is one."""
    return [
        {
            "setting": setting,
            "field": f"set-{setting.name}",
            "value": "" if setting.secret else posted.get(f"set-{setting.name}", values.get(setting.name, setting.default)),
            "kept": setting.name in kept,
            "wrong": wrong.get(setting.name, ""),
        }
        for setting in form
    ]


def _by_day(days: Sequence[DayCount]) -> Chart:
    """What came and what we said, day by day."""
    series = [
        Series(_("came in"), tuple(Point(day.heard) for day in days)),
        Series(_("we said"), tuple(Point(day.said) for day in days), "quiet"),
    ]
    says = _("How many messages came here and how many we said, by the day.")
    return charts.bars(
        [date_format(day.on, "j M") for day in days], series, title=_("Messages by the day"), says=says, first=_("Day")
    )

"""What went both ways between a person and the brand, as the desk reads it: the same lines as on their own page, each with its definition; and the rules
by which it is shown, which the team sets."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from makegood.both_ways.types import AGAINST_US, GAVE, Line, Ways
from makegood.brands import queries as brands
from makegood.brands.types import Permission
from makegood.desk import definitions, door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import both_ways as flow
from makegood.flows.both_ways import BothWays
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people


@require_safe
@door.opens()
def both_ways(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Two lists, and nothing added up over unlike things."""
    person = people.person(person_id=person_id)
    found = flow.look(identity_ids=[one.id for one in person.identities], at=request.at)
    rows = [(_key(line), _much(line)(found, request.brand.currency), line) for line in Line if found.shows(line)]
    context = {
        "person": person,
        "anything": found.is_anything,
        "days": found.ways.days,
        "gave": [(key, much) for key, much, line in rows if line in GAVE],
        "got": [(key, much) for key, much, line in rows if line not in GAVE],
    }
    return frame.show(request, "desk/both_ways.html", context, here="")


def show_rules(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The rules that count, a form, and what was set before; whatever was typed stays."""
    ways, versions = flow.rules()
    names: dict[UUID, str] = {member.id: member.name for member in brands.members(former_too=True)}
    hidden = request.POST.getlist("shown") if request.refusal else None
    lines = [
        (line, definitions.of(_key(line)), line.value in hidden if hidden is not None else ways.shows(line), line in AGAINST_US)
        for line in Line
    ]
    typed = {"days": ways.days or "", "message_minutes": ways.message_minutes or ""}
    context = {
        "lines": lines,
        "typed": {**typed, **request.POST.dict()} if request.refusal else typed,
        "versions": [(one, names.get(one.by_member_id, "") if one.by_member_id else "") for one in versions],
    }
    return frame.show(request, "desk/both_ways_rules.html", context, here="")


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponseBase:
    """How it is counted, and, posted, how it is counted from now on."""
    return _set_rules(request, slug=slug) if request.method == "POST" else _rules(request, slug=slug)


_rules = door.opens()(show_rules)


@door.opens(Permission.SET_POLICY, again=show_rules)
def _set_rules(request: DeskRequest) -> HttpResponse:
    changed = flow.set_rules(ways=_read(request.POST), member=request.member, at=request.at)
    messages.success(request, _("Kept. It counts here and on people’s own pages.") if changed else _("It is so already."))
    return SeeOther(reverse("desk:both_ways_rules", args=[request.brand.slug]))


def _read(typed: QueryDict) -> Ways:
    shown = {*typed.getlist("shown"), *AGAINST_US}
    numbers = {}
    for name in ("days", "message_minutes"):
        text = typed.get(name, "").strip() or "0"
        if not text.isascii() or not text.isdigit():
            raise Refusal("ways_malformed", _("%(name)s: a whole number.") % {"name": name}, {name: _("a whole number")})
        numbers[name] = int(text[:9])
    return Ways(hidden=tuple(line for line in Line if line.value not in shown), **numbers)


def _key(line: Line) -> str:
    return f"ways-{line.value}"


def _much(line: Line) -> Callable[[BothWays, str], str]:
    return {
        Line.ORDERS: lambda found, _c: f"{found.gave.orders:,}",
        Line.SPENT: lambda found, _c: str(found.gave.spent),
        Line.FAILED: lambda found, _c: f"{found.gave.effort.times:,}",
        Line.MESSAGES: _messages,
        Line.PROMISES: lambda found, _c: (
            _("%(kept)d of %(whole)d")
            % {"kept": found.got.promises.kept, "whole": found.got.promises.kept + found.got.promises.broken}
        ),
        Line.PUT_RIGHT: lambda found, _c: f"{found.got.put_right:,}",
        Line.MONEY: lambda found, _c: str(found.got.money),
        Line.GIFTS: lambda found, _c: f"{found.got.gifts:,}",
        Line.SPARED: lambda found, currency: str(found.got.money_spared(currency)),
        Line.TIME: _time,
        Line.MINDED: lambda found, _c: f"{found.got.minded:,}",
    }[line]


def _messages(found: BothWays, _currency: str) -> str:
    count, minutes = found.gave.effort.messages, found.gave.effort.messages * found.ways.message_minutes
    return _("%(n)d, about %(minutes)d minutes") % {"n": count, "minutes": minutes} if minutes else f"{count:,}"


def _time(found: BothWays, _currency: str) -> str:
    minutes = _("%(n)d minutes") % {"n": found.got.minutes_spared}
    return "; ".join([minutes, *(one.words for one in found.got.spared)])

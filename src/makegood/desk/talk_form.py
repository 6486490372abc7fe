"""The plan of a live discussion as it is typed into a form and read from it: hours in the discussion's own zone, who answers by which name and role.

Values in, values out; what cannot be read is refused, naming the field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import QueryDict
from django.utils.translation import gettext as _

from makegood.brands.types import Member
from makegood.discussions.types import AnswererIn, Discussion
from makegood.gestures.types import Occasion
from makegood.kernel.refusals import Refusal

_FORM = "%Y-%m-%dT%H:%M"
USUALLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Chair:
    """A member in the form: whether they answer, whether they host, and how everybody reads them."""

    member: Member
    answers: bool
    hosts: bool
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Everything as it stands in the form."""

    title: str
    intro: str
    starts: str
    ends: str
    zone: str
    look_first: bool
    chairs: tuple[Chair, ...]


def fresh(*, members: Sequence[Member], zone: str, at: datetime, host: Member, title: str = "") -> Typed:
    """An empty plan: an hour from the next full one, hosted by whoever plans it."""
    start = (at + timedelta(hours=1)).astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    chairs = tuple(Chair(one, one.id == host.id, one.id == host.id, one.name, "") for one in members)
    return Typed(title, "", start.strftime(_FORM), (start + USUALLY).strftime(_FORM), zone, look_first=False, chairs=chairs)


def of(discussion: Discussion, *, members: Sequence[Member]) -> Typed:
    """A plan as it stands."""
    zone, sit = ZoneInfo(discussion.zone), {one.member_id: one for one in discussion.answerers}
    chairs = tuple(
        Chair(one, True, sit[one.id].is_host, sit[one.id].name, sit[one.id].role)
        if one.id in sit
        else Chair(one, answers=False, hosts=False, name=one.name, role="")
        for one in members
    )
    start, end = (one.astimezone(zone).strftime(_FORM) for one in (discussion.starts_at, discussion.ends_at))
    return Typed(discussion.title, discussion.intro, start, end, discussion.zone, discussion.look_first, chairs)


def typed(posted: QueryDict, *, members: Sequence[Member]) -> Typed:
    """What was typed, to be shown once more."""
    answers, host = set(posted.getlist("answers")), posted.get("host", "")
    chairs = tuple(
        Chair(
            one,
            str(one.id) in answers or host == str(one.id),
            host == str(one.id),
            posted.get(f"name-{one.id}", "") or one.name,
            posted.get(f"role-{one.id}", ""),
        )
        for one in members
    )
    title, intro, starts, ends, zone = (posted.get(name, "") for name in ("title", "intro", "starts", "ends", "zone"))
    return Typed(title, intro, starts, ends, zone, look_first=posted.get("look_first") == "yes", chairs=chairs)


def read(posted: QueryDict, *, members: Sequence[Member]) -> dict[str, Any]:
    """The plan for `opening.open` and `change`. Refuses what is no time, no zone, or lacks a host."""
    form = typed(posted, members=members)
    sit = [AnswererIn(one.member.id, one.name, one.role) for one in form.chairs if one.answers]
    host = next((AnswererIn(one.member.id, one.name, one.role) for one in form.chairs if one.hosts), None)
    if host is None:
        raise Refusal("discussion_malformed", _("host: say who leads it."), {"host": _("say who leads it.")})
    return {
        "title": form.title,
        "intro": form.intro,
        "starts_at": _instant(form.starts, form.zone, "starts_at"),
        "ends_at": _instant(form.ends, form.zone, "ends_at"),
        "zone": form.zone,
        "look_first": form.look_first,
        "host": host,
        "answerers": tuple(one for one in sit if one.member_id != host.member_id),
    }


def occasion(posted: QueryDict) -> Occasion | None:
    """What it is about, where the form was opened from something."""
    kind, text = posted.get("about", ""), posted.get("about_id", "")
    try:
        return Occasion(kind[:20], UUID(text)) if kind and text else None
    except ValueError:
        return None


def _instant(text: str, zone: str, field: str) -> datetime:
    try:
        local = datetime.strptime(text[:16], _FORM).replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, OSError):
        raise Refusal(
            "discussion_malformed", _("zone: name a time zone such as Europe/London."), {"zone": _("unknown")}
        ) from None
    except ValueError:
        named = {field: _("write it as 2026-03-02T10:00.")}
        raise Refusal("discussion_malformed", f"{field}: {named[field]}", named) from None
    return local.astimezone(UTC)

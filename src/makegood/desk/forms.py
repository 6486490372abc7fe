"""What was typed into a form, as values: a member, a day, a whole number. What is none is refused, naming the field."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest

from makegood.kernel.refusals import Refusal


def member_id(request: HttpRequest, field: str) -> UUID | None:
    """Somebody of a list; None for nobody."""
    text = request.POST.get(field, "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refusal("bad_choice", f"{field}: choose somebody from the list.", {field: "not in the list"}) from None


def day(request: HttpRequest, field: str) -> date | None:
    """A day of the calendar; None where nothing was typed."""
    text = request.POST.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("bad_day", f"{field}: write the day as 2026-03-31.", {field: "is no day"}) from None


def near_day(text: str) -> date | None:
    """A day of this century as an address or a form names it; None where it is none, so that another one is shown instead."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def whole(request: HttpRequest, field: str) -> int | None:
    """A whole number; None where nothing was typed."""
    text = request.POST.get(field, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refusal("bad_number", f"{field}: write a whole number.", {field: "is no whole number"})
    return int(text)

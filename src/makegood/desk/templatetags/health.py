"""How channels are, in words: how long something was under way, and instants inside sentences. Presentation only."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import ngettext

from makegood.desk.templatetags import words

register = template.Library()


@register.filter
def lag(seconds: float) -> str:
    """How long messages were under way: “4 s”, else in minutes, hours or days."""
    whole = round(seconds)
    if whole < 100:
        return ngettext("%(n)d s", "%(n)d s", whole) % {"n": whole}
    return words.span(timedelta(seconds=whole))


@register.filter
def instant(moment: datetime, at: datetime) -> str:
    """An instant as people say it, inside a sentence."""
    return words.said(moment, at)

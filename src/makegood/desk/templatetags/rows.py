"""A row of a list as HTML, kept: a team looks at the same rows all day, and what stands in one was worked out before. Presentation only."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from makegood.desk.listing import RowShown

register = template.Library()

_KEPT = 2048  # rows, of about a kilobyte each


@register.simple_tag
def row_of_list(row: "RowShown", open_number: object = None) -> SafeString:
    """The row by its template; marked where it is the case that stands beside the list."""
    return _written(row, row.number == open_number)


@lru_cache(maxsize=_KEPT)
def _written(row: "RowShown", is_open: bool) -> SafeString:
    return mark_safe(get_template("desk/parts/row.html").render({"row": row, "is_open": is_open}))  # noqa: S308 - a template's

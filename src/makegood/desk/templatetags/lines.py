"""What stands under every line of a talk and differs by nothing but the message it is for: drawn once for a page. Presentation only."""

from types import SimpleNamespace
from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_WHICH = "the-message-it-is-for"  # stands for its id until the line is known


class _PuttingAway(Node):
    """`message_away.html` for the line's message."""

    def render(self, context: Context) -> SafeString:
        message = context["message"]
        for_this_page: Any = context.render_context
        drawn: dict[str, str] = for_this_page.setdefault(self, {})
        kind = message.author.kind
        if kind not in drawn:
            part: Any = get_template("desk/parts/message_away.html")
            with context.push(message=SimpleNamespace(id=_WHICH, author=message.author)):
                drawn[kind] = part.template.render(context)
        return mark_safe(drawn[kind].replace(_WHICH, str(message.id)))  # noqa: S308 - a template's, and an id


@register.tag
def putting_away(_parser: Parser, _token: Token) -> Node:
    """How this message is put out of sight."""
    return _PuttingAway()

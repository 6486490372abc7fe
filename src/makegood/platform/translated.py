"""Django's tags for translations, with one difference: a fixed sentence is looked for once in each language and not at every page.

A page has 150 of them, and a sentence that is nowhere translated, as all are where the page's language is the one they are written in, is looked
for in every catalogue that is installed. Stands for `i18n` in templates (settings: `libraries`).
"""

from typing import Any

from django.template import Library
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags, register.filters = dict(i18n.register.tags), dict(i18n.register.filters)


class _Once(i18n.TranslateNode):
    """A fixed sentence without filters, context or variable: it says the same whatever stands around it."""

    def __init__(self, found: i18n.TranslateNode) -> None:
        self.__dict__.update(found.__dict__)
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> Any:  # a safe string, as Django hands it over
        language = get_language()
        if (said := self._said.get(language)) is None:
            said = self._said[language] = super().render(context)
        return said


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """As Django's."""
    node: Any = i18n.do_translate(parser, token)
    words = node.filter_expression
    fixed = not (node.noop or node.asvar or node.message_context or words.filters) and isinstance(words.var.literal, str)
    return _Once(node) if fixed else node

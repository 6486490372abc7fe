"""A figure's name that opens its definition. Presentation only."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from makegood.desk import definitions

register = template.Library()


@register.simple_tag(takes_context=True)
def definition(context: dict[str, Any], key: str, words: str = "") -> SafeString:
    """The figure's title, or `words` in its place, as a link to what it means. A key that nobody defined is an error, never a dead link."""
    found, slug = definitions.of(key), context["request"].brand.slug
    address = f"{reverse('desk:definitions', args=[slug])}#{found.key}"
    return format_html('<a href="{}" title="{}">{}</a>', address, found.counted, words or found.title)

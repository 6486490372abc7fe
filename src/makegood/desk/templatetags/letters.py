"""Words about the pictures of a letter, for templates. Presentation only: nothing is loaded and nothing is decided."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.desk import pictures
from makegood.desk.pictures import Elsewhere

register = template.Library()


@register.filter
def elsewhere(html: str) -> Elsewhere:
    """What a letter would load from elsewhere."""
    return pictures.elsewhere(html) if "data-remote-src" in html else Elsewhere()


@register.filter
def told(found: Elsewhere) -> str:
    """What is in a letter and from where, in words: “3 pictures wait at news.example.net. A tracking pixel of …”."""
    said = []
    if found.pictures:
        waiting = ngettext("%(n)d picture waits at %(hosts)s.", "%(n)d pictures wait at %(hosts)s.", found.pictures)
        said.append(waiting % {"n": found.pictures, "hosts": ", ".join(found.hosts)})
    if found.trackers:
        pixels = ngettext(
            "A tracking pixel of %(hosts)s, which would tell that the letter was read, is never loaded.",
            "Tracking pixels of %(hosts)s, which would tell that the letter was read, are never loaded.",
            len(found.trackers),
        )
        said.append(pixels % {"hosts": ", ".join(found.trackers)})
    if found.refused:
        said.append(_("%(n)d more have an address that is not loaded from here.") % {"n": found.refused})
    return " ".join(said)

"""Facts about links to people's own pages. A line in a letter is no fact of its own: the letter is."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PageLinkGiven(Event):
    sentence = "{by} gave {person} a link to their own page."
    link_id: UUID
    how: str  # types.Given


@dataclass(frozen=True, kw_only=True)
class PageLinksEnded(Event):
    sentence = "{by} ended the links to {person}'s own page."
    links: int

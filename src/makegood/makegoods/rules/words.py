"""The shape of one language's letters: whole texts with named places. Holds no words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

PLACES = frozenset({"greeting", "what_failed", "own", "way", "item", "order", "amount", "gift", "signature"})


@dataclass(frozen=True, slots=True)
class Words:
    """Every place that a text names is one of PLACES; what fills a place is a whole line or sentence, or a bare value.

    `failed` names what went wrong, by harm; `failed_somewhere` does so where we do not know the order line.
    """

    greeting: str  # {name}
    greeting_nameless: str
    own_ours: str
    own_not_ours: str
    way_service: str  # {service}
    way_plain: str
    several: str  # {quantity} {item}
    subject_order: str  # {order}
    subject: str
    failed: Mapping[str, str]  # {item} {order}
    failed_somewhere: Mapping[str, str]
    failed_too: Mapping[str, str]  # what went wrong besides: whole sentences that follow
    letters: Mapping[str, str]
    paragraphs: Mapping[str, str]  # what a letter may say besides, before its signature; and how money is called in one
    lower_titles: bool  # whether a product's title is written small inside a sentence
    first_names: bool  # whether a greeting uses the first name

"""What was offered before for a request like this, and how it went. Pure: past offers in, suggestions out, best first. Never decides: a member
takes one over, or does not.

Requests are alike as far as they share words (Jaccard over word stems) at the same touchpoint; what went well most often, for its number, goes
first: (well + 1) / (offered + 3), so that one that went well once does not beat one that went well four times of seven.
"""

import re
from collections.abc import Iterable, Sequence

from makegood.choices.types import Past, Suggestion, Went

NEAR = 0.15  # of the words of both requests together; chosen by hand on short requests of a few words
_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON_WORDS = (
    "the and for with you your our can could would please that this have has had are was not but from she her his him they them their "
    "der die das und für mit ich wir sie ihr uns bitte kann könnten würde dass eine einen einer nicht aber von haben hat ist war"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def suggest(past: Iterable[Past], *, request: str, most: int = 3) -> tuple[Suggestion, ...]:
    """At most so many ways, each told once, in the words in which it was offered last."""
    by_origin: dict[object, list[Past]] = {}
    for one in past:
        by_origin.setdefault(one.alternative.origin_id, []).append(one)
    found = [_told(each, request) for each in by_origin.values()]
    alike = [one for one in found if one.near >= NEAR]
    return tuple(sorted(alike, key=lambda one: (-(one.well + 1) / (one.offered + 3), -one.near, one.title))[:most])


def near(one: str, other: str) -> float:
    """How much two requests have in common, 0 to 1."""
    mine, theirs = _stems(one), _stems(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _told(each: Sequence[Past], request: str) -> Suggestion:
    latest = max(each, key=lambda one: one.offered_at).alternative
    return Suggestion(
        origin_id=latest.origin_id,
        title=latest.title,
        keeps_wish=latest.keeps_wish,
        keeps_standard=latest.keeps_standard,
        cost=latest.cost,
        offered=len(each),
        chosen=sum(one.chosen for one in each),
        well=sum(one.chosen and one.went is Went.WELL for one in each),
        near=max(near(request, one.request) for one in each),
    )


def _stems(text: str) -> set[str]:
    return {word[: max(3, len(word) - 3)] for word in _WORD.findall(text.casefold()) if word not in _COMMON}

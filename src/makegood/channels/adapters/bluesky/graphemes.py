"""How long the network says that a text is: letters as people see them, so that a flag or a family is one. Pure."""

import math

import regex

_ONE = regex.compile(r"\X")


def length(text: str) -> int:
    """Graphemes (Unicode Annex 29), or the share of the limit of 3,000 bytes where that is more: both end at 300 (lexicon app.bsky.feed.post)."""
    return max(len(_ONE.findall(text)), math.ceil(len(text.encode()) / 10))

"""What a link to somebody's own page looks like, and until when it is good. Pure."""

import re
from datetime import datetime

from makegood.own_pages.types import PageLink

LETTERS = (
    "23456789abcdefghijkmnpqrstuvwxyz"  # 32: none is taken for another (no 0, 1, l, o), and mail addresses and voices keep them
)
LENGTH = 26  # 5 bits a letter: 130 random bits
TOKEN = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")


def is_good(link: PageLink, *, at: datetime) -> bool:
    """Whether the link opens its page at this instant: not at `expires_at` any more, nor once it was ended."""
    return link.ended_at is None and link.expires_at is not None and link.made_at <= at < link.expires_at

"""The rules of visitors: how much they may write, what of ours they have not seen, and what is never shown again in full. Pure."""

import re
from collections.abc import Sequence
from uuid import UUID

from makegood.visitors.types import Rate, Visitor

# Figures of our own: a person who types fast sends about ten messages a minute; an office or a school shares one address; and one
# brand's flood must not become another's wait. Files and new talks cost more, so there are fewer of them.
OF_A_VISITOR = Rate(most=20, seconds=60)
OF_AN_ADDRESS = Rate(most=60, seconds=60)
OF_A_BRAND = Rate(most=600, seconds=60)
TALKS_OF_AN_ADDRESS = Rate(most=15, seconds=600)
LOOKS_OF_A_VISITOR = Rate(most=120, seconds=60)
FORMS_OF_AN_ADDRESS = Rate(most=6, seconds=600)
FORMS_OF_A_BRAND = Rate(most=120, seconds=600)
TRANSCRIPTS_OF_A_VISITOR = Rate(most=2, seconds=3600)
PAGE_DEEDS = Rate(most=30, seconds=600)  # of one link to somebody's own page
PAGE_DEEDS_OF_AN_ADDRESS = Rate(most=60, seconds=600)
PAGE_LINKS_OF_AN_ADDRESS = Rate(most=6, seconds=600)  # asked for from one network address
PAGE_LINKS_OF_A_BRAND = Rate(most=120, seconds=600)
PAGE_LINKS_TO_SOMEBODY = Rate(most=3, seconds=24 * 3600)

HERE_S = 60  # a window that is seen says so every 25 s (portal/widget/chat.js): two of them may be lost
REMEMBERED = 400  # of our messages that were seen or mailed: more than a window ever shows
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes in base64url: 256 bits


def unseen(visitor: Visitor, said: Sequence[UUID]) -> list[UUID]:
    """Which of our messages neither were shown to them nor went by e-mail, in order."""
    known = {*visitor.seen, *visitor.mailed}
    return [one for one in said if one not in known]


def remembered(before: Sequence[UUID], now: Sequence[UUID]) -> list[UUID]:
    """Both without repeats, the latest REMEMBERED."""
    return list(dict.fromkeys([*before, *now]))[-REMEMBERED:]


def masked(email: str) -> str:
    """An address as it may be shown in a window that somebody else may be looking into: “a…@example.org”."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}" if local else ""

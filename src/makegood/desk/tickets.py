"""Tickets for the live stream: a page makes one after membership was proved; the stream reads it without asking the database.

A ticket names a brand and a member and nothing else, is signed, and opens a stream for five minutes; a page whose ticket is spent asks for a
fresh one, and is asked who it is. Its clock is the machine's own.
"""

from uuid import UUID

from django.core import signing

LIFE_S = 300
_SALT = "makegood.desk.live"


def make_ticket(*, brand_id: UUID, member_id: UUID) -> str:
    """A ticket of this member for this brand's topics."""
    return signing.TimestampSigner(salt=_SALT).sign(f"{brand_id.hex}.{member_id.hex}")


def read_ticket(ticket: str) -> tuple[UUID, UUID] | None:
    """Brand and member of a good ticket, or None for one that is forged, malformed or too old."""
    try:
        brand, _, member = signing.TimestampSigner(salt=_SALT).unsign(ticket, max_age=LIFE_S).partition(".")
        return UUID(brand), UUID(member)
    except (signing.BadSignature, ValueError):
        return None

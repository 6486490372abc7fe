"""Tickets for the live stream: a page makes one after membership was proved; the stream reads it without asking the database.

A ticket names a brand and nothing else, is signed, and lasts an hour. Its clock is the machine's own.
"""

from uuid import UUID

from django.core import signing

LIFE_S = 3600
_SALT = "makegood.desk.live"


def make_ticket(*, brand_id: UUID) -> str:
    """A ticket for this brand's topics."""
    return signing.TimestampSigner(salt=_SALT).sign(brand_id.hex)


def read_ticket(ticket: str) -> UUID | None:
    """The brand of a good ticket, or None for one that is forged, malformed or too old."""
    try:
        return UUID(signing.TimestampSigner(salt=_SALT).unsign(ticket, max_age=LIFE_S))
    except (signing.BadSignature, ValueError):
        return None

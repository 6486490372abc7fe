"""Places in lists as opaque, signed text: a cursor is what we said, for this list of this brand, or it is refused.

A place is an id: what comes in later never moves what a page shows.
"""

import base64
import binascii
from uuid import UUID

from django.core.signing import BadSignature, Signer

from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy

MOST, USUAL = 200, 50  # of one page


def write(name: str, place: UUID) -> str:
    """The cursor of a place in the list of this name."""
    return base64.urlsafe_b64encode(_signer(name).sign(place.hex).encode()).decode().rstrip("=")


def read(name: str, cursor: str | None) -> UUID | None:
    """The place behind a cursor; None without one. Refuses ("bad_cursor") what we did not say for this list."""
    if not cursor:
        return None
    try:
        signed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return UUID(_signer(name).unsign(signed))
    except (BadSignature, ValueError, binascii.Error):
        sentence = "cursor: this is no place in this list. Use next_cursor of its last page, or leave it out."
        raise Refusal("bad_cursor", sentence, {"cursor": "not a place in this list"}) from None


def _signer(name: str) -> Signer:
    return Signer(salt=f"makegood.api.v1.cursor.{name}.{tenancy.current_brand()}")

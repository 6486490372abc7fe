"""Where things stand that everybody may read of a brand: its status page, one statement on it, and the way out of its letters. Looks at nothing."""

from contextlib import suppress
from uuid import UUID

from django.core import signing

from makegood.config import environment

CONFIRM, STOP = "makegood.status.confirm", "makegood.status.stop"
CONFIRM_S = 7 * 24 * 3600  # how long a letter that asks can be answered


def page(slug: str) -> str:
    """A brand's status page."""
    return f"{environment.settings().base_url}/status/{slug}/"


def statement(slug: str, number: int) -> str:
    """One statement, for as long as the brand keeps its page."""
    return f"{page(slug)}{number}/"


def confirmation(slug: str, brand_id: UUID, subscriber_id: UUID) -> str:
    """Where whoever reads the mailbox says that it was them; good for a week."""
    token = signing.TimestampSigner(salt=CONFIRM).sign_object([brand_id.hex, subscriber_id.hex])
    return f"{page(slug)}subscribers/{token}"


def ending(slug: str, brand_id: UUID, subscriber_id: UUID) -> str:
    """Where one request ends a subscription (RFC 8058); the same each time, and good for ever."""
    token = signing.Signer(salt=STOP).sign_object([brand_id.hex, subscriber_id.hex])
    return f"{page(slug)}stop/{token}"


def read_confirmation(token: str) -> tuple[UUID, UUID] | None:
    """(brand, subscriber) of a token of ours that is not too old; else None."""
    with suppress(signing.BadSignature, ValueError, TypeError, UnicodeError):
        return _ids(signing.TimestampSigner(salt=CONFIRM).unsign_object(token[:1000], max_age=CONFIRM_S))
    return None


def read_ending(token: str) -> tuple[UUID, UUID] | None:
    """(brand, subscriber) of a token of ours; else None."""
    with suppress(signing.BadSignature, ValueError, TypeError, UnicodeError):
        return _ids(signing.Signer(salt=STOP).unsign_object(token[:1000]))
    return None


def _ids(told: list[str]) -> tuple[UUID, UUID]:
    brand, subscriber = told
    return UUID(brand), UUID(subscriber)

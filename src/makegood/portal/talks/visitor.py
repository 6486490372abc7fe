"""The one cookie of a discussion's page: a signed number that lets each browser vote once. It holds nothing else, is told to nobody else, and leads to
no person unless they came by the link to their own page.

It is set by a look and not by the first vote: of two windows that had none, each would otherwise be somebody. Never decides what may be asked.
"""

from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse

from makegood.config import environment

NAME = "makegood_talk"
LIFE_S = 180 * 24 * 3600
TICKET_S = 24 * 3600
_SALT, _TICKET = "makegood.portal.talks.visitor", "makegood.portal.talks.known"


def of(request: HttpRequest, brand_id: UUID) -> UUID | None:
    """Who this browser was when it came before; None for one that kept nothing, for another brand's, and for a forged one."""
    try:
        held = signing.TimestampSigner(salt=_SALT).unsign(request.COOKIES.get(NAME, ""), max_age=LIFE_S)
        brand, _, participant = held.partition(".")
        return UUID(participant) if UUID(brand) == brand_id else None
    except (signing.BadSignature, ValueError):
        return None


def fresh() -> UUID:
    """Nobody yet. Random throughout, unlike ids of rows."""
    return uuid4()


def remember(answer: HttpResponse, brand_id: UUID, participant_id: UUID, *, path: str) -> None:
    """Lets the browser keep who it is, for the pages below `path` alone."""
    answer.set_cookie(
        NAME,
        signing.TimestampSigner(salt=_SALT).sign(f"{brand_id.hex}.{participant_id.hex}"),
        max_age=LIFE_S,
        path=path,
        secure=environment.settings().https,
        httponly=True,
        samesite="Lax",
    )


def ticket(*, brand_id: UUID, identity_id: UUID) -> str:
    """For a form on somebody's own page: whoever presses it is them. Good for a day."""
    return signing.TimestampSigner(salt=_TICKET).sign(f"{brand_id.hex}.{identity_id.hex}")


def read_ticket(text: str, brand_id: UUID) -> UUID | None:
    """Whose ticket it is; None for one that is spent, forged or another brand's."""
    try:
        brand, _, identity = signing.TimestampSigner(salt=_TICKET).unsign(text, max_age=TICKET_S).partition(".")
        return UUID(identity) if UUID(brand) == brand_id else None
    except (signing.BadSignature, ValueError):
        return None

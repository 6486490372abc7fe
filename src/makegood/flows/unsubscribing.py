"""The way out of letters that nobody has to get: greetings and offers carry a link by which one request ends them (RFC 8058).

Service is never among them: what somebody wrote or bought is answered whatever they said here. The link is bound to one address, one
channel and one purpose, and nobody can guess it. Looking at it changes nothing, because scanners of mail follow links.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core import signing

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.channels import queries as channels
from makegood.channels.types import OutgoingLetter
from makegood.config import environment
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Consent, Identity, Purpose
from makegood.platform import tenancy

SALT = "makegood.stop"
TEXT_VERSION = "stop-1"
_FOOT = {
    "en": "\n\n--\nNo more letters like this: {link}",
    "de": "\n\n--\nKeine solchen Briefe mehr: {link}",
}


@dataclass(frozen=True, slots=True)
class Way:
    """Where a link leads: whose letters of which purpose end, and whether they have ended."""

    brand: Brand
    identity: Identity
    channel: str
    purpose: Purpose
    ended: bool


def with_way_out(departure: channels.Departure) -> OutgoingLetter:
    """The letter as it leaves: one that is no service says how to get no more of them, in its headers and at its foot."""
    if departure.purpose is Purpose.SERVICE or departure.letter.public or departure.letter.unsubscribe:
        return departure.letter
    channel = departure.channel
    link = address(channel.brand_id, departure.identity_id, channel.kind, departure.purpose)
    with tenancy.brand(channel.brand_id):
        language = brands.current().language
    foot = _FOOT.get(language, _FOOT["en"]).format(link=link)
    return replace(departure.letter, text=departure.letter.text.rstrip() + foot, unsubscribe=link)


def address(brand_id: UUID, identity_id: UUID, channel: str, purpose: Purpose) -> str:
    """The link for one address, channel and purpose: the same each time, signed with the installation's secret (HMAC-SHA-256)."""
    token = signing.Signer(salt=SALT).sign_object([brand_id.hex, identity_id.hex, channel, purpose.value])
    return f"{environment.settings().base_url}/stop/{token}"


def look(token: str) -> Way | None:
    """Where a link leads; None for one that we never gave. Changes nothing."""
    with _opened(token) as way:
        return way


def stop(token: str, *, at: datetime) -> Way | None:
    """Ends the letters to which the link belongs, for whoever is behind the address, at once. May be repeated. None for a link that we never
    gave: then nothing happens."""
    with _opened(token) as way:
        if way is None or way.ended:
            return way
        consent = Consent(way.identity.id, way.channel, way.purpose, False, "the link in a letter", TEXT_VERSION, at)
        noting.note_consent(consent=consent, by=actors.person(way.identity.id))
        return replace(way, ended=True)


@contextmanager
def _opened(token: str) -> Iterator[Way | None]:
    read = _read(token)
    if read is None:
        yield None
        return
    brand_id, identity_id, channel, purpose = read
    with tenancy.brand(brand_id):
        yield _way(identity_id, channel, purpose)


def _read(token: str) -> tuple[UUID, UUID, str, Purpose] | None:
    with suppress(signing.BadSignature, ValueError, TypeError, UnicodeError):
        brand, identity, channel, purpose = signing.Signer(salt=SALT).unsign_object(token[:1000])
        return UUID(brand), UUID(identity), str(channel), Purpose(purpose)
    return None


def _way(identity_id: UUID, channel: str, purpose: Purpose) -> Way | None:
    try:
        identity = people.identity(identity_id=identity_id)
        brand = brands.current()
    except (Refusal, IndexError):  # erased since
        return None
    said = people.consent(identity_id=identity_id, channel=channel, purpose=purpose)
    return Way(brand, identity, channel, purpose, ended=said is not None and not said.granted)

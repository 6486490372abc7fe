"""Whoever wants to hear what the status page says: asks there, confirms from their mailbox, and ends it by one request (RFC 8058).

Whoever types somebody else's address makes us write one letter with nothing of theirs in it, and no more. Whether an address is known is told to
nobody. Looking at a link changes nothing, because scanners of mail follow links.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.flows import speaking, status_links
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import Address, Identity, IdentityKind, Purpose, Sighting
from makegood.platform import tenancy, work
from makegood.platform.work import Item, Taken
from makegood.statements import queries
from makegood.statements.actions import subscribing
from makegood.statements.rules import letters, when
from makegood.statements.types import Subscriber

ASKED = "status_asked"


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is behind a link: the brand, the subscriber and their address, as it is now."""

    brand: Brand
    subscriber: Subscriber
    identity: Identity


def ask(*, email: str, language: str, key: str, at: datetime) -> None:
    """Somebody typed this address. What follows is done later, by a worker: the answer takes as long whether we know it or not."""
    work.leave(ASKED, [Item(key=key, due_at=at, payload={"email": email, "language": when.known(language)})])


def asked(items: Sequence[Taken], at: datetime) -> None:
    """Sends the one letter that asks whether it was them; nothing to whoever confirmed before. May be repeated."""
    mailbox, brand = speaking.mail_channel(), brands.current()
    if mailbox is None:
        return
    for item in items:
        address = Address(IdentityKind.EMAIL, str(item.payload["email"]))
        (known,) = recognising.recognise(sightings=[Sighting((address,), source="the status page")], at=at)
        language = str(item.payload["language"])
        one = subscribing.ask(identity_id=known.identity_id, language=language, at=at)
        if one.confirmed_at is not None:
            continue
        link = status_links.confirmation(brand.slug, brand.id, one.id)
        subject, text = letters.confirmation(language, brand=brand.name, link=link)
        speech = Speech(
            key=f"status-asked:{item.key}"[:200],
            channel_id=mailbox,
            to_identity_id=known.identity_id,
            purpose=Purpose.SERVICE,
            subject=subject,
            text=text,
            automatic=True,
            acknowledges=True,
        )
        with suppress(Refusal):  # they do not want to hear from us, or heard enough today
            outbox.queue(speech=speech, by=SYSTEM, at=at)


def look_confirmation(token: str) -> Behind | None:
    """Who would confirm by this link; None for one that we never gave, or too old. Changes nothing."""
    with _opened(status_links.read_confirmation(token)) as behind:
        return behind


def confirm(token: str, *, at: datetime) -> Behind | None:
    """They want to hear. May be repeated. None for a link that leads nowhere, or was ended since."""
    with _opened(status_links.read_confirmation(token)) as behind:
        if behind is None or subscribing.confirm(subscriber_id=behind.subscriber.id, at=at) is None:
            return None
        return behind


def look_ending(token: str) -> Behind | None:
    """Whose letters would end by this link. Changes nothing."""
    with _opened(status_links.read_ending(token)) as behind:
        return behind


def end(token: str, *, at: datetime) -> Behind | None:
    """They hear no more, at once. May be repeated."""
    with _opened(status_links.read_ending(token)) as behind:
        if behind is not None:
            subscribing.end(subscriber_id=behind.subscriber.id, at=at)
        return behind


@contextmanager
def _opened(told: tuple[UUID, UUID] | None) -> Iterator[Behind | None]:
    if told is None:
        yield None
        return
    brand_id, subscriber_id = told
    with tenancy.brand(brand_id):
        one = queries.subscriber(subscriber_id=subscriber_id)
        yield Behind(brands.current(), one, people.identity(identity_id=one.identity_id)) if one else None

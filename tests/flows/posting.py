"""Brands with real mailboxes, joined in memory: what one composes is parsed by the other. No network."""

import email
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.channels.adapters.email import imap, smtp
from makegood.channels.adapters.email.compose import Mail
from makegood.channels.types import Fetched
from makegood.kernel.actors import SYSTEM
from makegood.platform import jobs, tenancy
from tests import cast
from tests.channels.email.conftest import SETTINGS

SERVER = "mx.brightside.example"


@dataclass
class PostOffice:
    """Every mailbox of the test. `left` holds what was handed to the outgoing server."""

    left: list[Mail] = field(default_factory=list)

    def take(self, mail: Mail, *_: object) -> str:
        self.left.append(mail)
        return "taken"


@dataclass
class Mailbox:
    """One brand's mailbox, as its worker works it."""

    brand_id: UUID
    channel_id: UUID
    address: str
    office: PostOffice
    now: datetime = cast.AT

    def gets(self, *mails: bytes, at: datetime | None = None) -> list[Mail]:
        """These mails arrive and everything that is due is done; what left because of it."""
        from makegood.channels.actions import intake

        self.now = at or self.now
        before = len(self.office.left)
        with tenancy.brand(self.brand_id):
            items = [(f"{len(raw)}-{hash(raw)}", raw) for raw in mails]
            intake.store_raw(channel_id=self.channel_id, items=items, cursor=None, at=self.now)
        self.work()
        return self.office.left[before:]

    def work(self) -> None:
        for _ in range(4):
            jobs.do_all_due(self.brand_id, at=self.now)


def mailbox(brand_id: UUID, address: str, office: PostOffice, **settings: str) -> Mailbox:
    from makegood.channels.actions import connecting

    told = {**SETTINGS, "authserv_id": SERVER, **settings}
    with tenancy.brand(brand_id):
        channel_id = connecting.add_channel(
            kind="email", name="Mail", address=address, settings=told, by=SYSTEM, at=cast.AT - timedelta(days=9)
        )
    return Mailbox(brand_id, channel_id, address, office)


def office(monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    opened = PostOffice()
    monkeypatch.setattr(smtp, "hand_over", opened.take)
    monkeypatch.setattr(imap, "look", lambda *_, cursor, **__: Fetched((), cursor, more=False))
    return opened


def letter(
    author: str = "Tom Arden <tom.arden@example.org>",
    words: str = "Do you open on Sunday?",
    *,
    subject: str = "A question",
    to: str = cast.HELP_EMAIL,
    dmarc: str = "pass",
    key: str = "one",
    more: str = "",
) -> bytes:
    """A mail as our own server hands it over, with its word on the sender."""
    domain = email.utils.parseaddr(author)[1].rpartition("@")[2]
    said = f"Authentication-Results: {SERVER}; dmarc={dmarc} header.from={domain}\n" if dmarc else ""
    return (
        f"{said}{more}From: {author}\nTo: {to}\nSubject: {subject}\nDate: Mon, 2 Mar 2026 09:55:00 +0000\n"
        f"Message-ID: <{key}@mail.example>\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
    ).encode()


def carry(mail: Mail, *, changed: Callable[[email.message.Message], None] | None = None) -> bytes:
    """What left one house as it comes to the other: vouched for, and changed on its way by whoever changes it."""
    message = email.message_from_bytes(mail.raw)
    if changed is not None:
        changed(message)
    domain = email.utils.parseaddr(str(message["From"]))[1].rpartition("@")[2]
    return f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}\n".encode() + message.as_bytes()

"""A mailbox's channel for the tests of mail, and one real mail server for those that need it."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from makegood.channels.adapters.email.adapter import EmailAdapter
from makegood.channels.types import ChannelConfig, ChannelId
from tests import cast
from tests.peers.mailserver import MailServer, why_not

SETTINGS = {
    "imap_host": "127.0.0.1",
    "imap_tls": "none",
    "imap_user": "help",
    "imap_password": "secret",
    "smtp_host": "127.0.0.1",
    "smtp_tls": "none",
    "reply_secret": "for tests only, and long enough to be one",
}


def channel_with(**settings: str) -> ChannelConfig:
    """Brightside's mailbox with these settings over the usual ones."""
    cleaned = EmailAdapter().check_settings({**SETTINGS, **settings})
    return ChannelConfig(ChannelId(UUID(int=1)), UUID(int=2), "email", "Brightside Lights", cast.HELP_EMAIL, cleaned)


@pytest.fixture
def channel() -> ChannelConfig:
    return channel_with()


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    if why_not():
        pytest.skip(why_not())
    with MailServer("brightside.example") as server:
        yield server

"""What this channel needs of whoever reads and writes mails: it only carries them. Filled in by the registry.

Values and protocols only; nothing here reads, writes or sends.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from makegood.channels.types import ChannelConfig, Envelope, OutgoingLetter, Setting


class Composed(Protocol):
    """A mail ready to leave."""

    @property
    def message_id(self) -> str: ...

    @property
    def raw(self) -> bytes: ...


class Mails(Protocol):
    """Reads and composes mails."""

    form: tuple[Setting, ...]

    def check(self, settings: Mapping[str, str]) -> dict[str, str]:
        """The settings of the mails themselves, cleaned. Refuses, naming each."""
        ...

    def read(self, raw: bytes, *, channel: ChannelConfig) -> Envelope:
        """The envelope of one mail. ValueError for what is no mail."""
        ...

    def is_for(self, token: str, whom: str, *, channel: ChannelConfig) -> bool:
        """Whether the token is that of a reply address in a letter of ours to `whom`."""
        ...

    def compose(self, letter: OutgoingLetter, *, channel: ChannelConfig, at: datetime) -> Composed:
        """The mail for a letter. Refuses what can never be sent."""
        ...

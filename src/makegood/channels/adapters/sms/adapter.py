"""The SMS channel: one telephone number at a provider that speaks Twilio's API. README.md beside this file is what it does, and its limits.

Never stores, never writes on after STOP, and never says what a message costs.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from makegood.channels.adapters.sms import calls, messages, segments, speaking
from makegood.channels.adapters.sms import settings as number_settings
from makegood.channels.providers import signing
from makegood.channels.types import (
    Abilities,
    Call,
    CallAnswer,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
)

_NOTHING_TO_SAY = b"<?xml version='1.0' encoding='UTF-8'?><Response/>"


class SmsAdapter:
    """One number."""

    kind: ClassVar[str] = "sms"
    name: ClassVar[str] = "SMS"
    abilities: ClassVar[Abilities] = Abilities(
        threads=False, attachments=False, public=False, private=True, max_length=6 * segments.JOINED, reply_window_hours=None
    )
    form: ClassVar[tuple[Setting, ...]] = number_settings.FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        return number_settings.check(settings)

    def abilities_of(self, *, channel: ChannelConfig) -> Abilities:
        """With as many plain letters as the short messages hold that the settings allow."""
        return replace(self.abilities, max_length=number_settings.read(channel.settings).max_length)

    def length(self, text: str) -> int:
        """In plain letters; in a text with others (an emoji, a letter of another script) each weighs 153/67."""
        return segments.weight(text)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """A message with its wish, or a failure of ours. ValueError for anything else."""
        return messages.read(raw)

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """What the provider signed, once, with the instant of its call, which it does not tell itself. It is told to answer nothing."""
        calls.require_signature(call, number_settings.read(channel.settings))
        raw = calls.with_instant(call.body, datetime.now(UTC))
        worth_it = signing.says_something(lambda: messages.read(raw))
        items = ((hashlib.sha256(call.body).hexdigest(), raw),) if worth_it else ()
        return CallAnswer(items=items, body=_NOTHING_TO_SAY, media_type="text/xml; charset=utf-8")

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: the provider calls us."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Writes to their number; a repeat is found among our last messages there. Raises Refusal and Trouble."""
        return speaking.say(letter, number_settings.read(channel.settings))

    def greet(self, *, channel: ChannelConfig) -> str:
        """Says as which account the provider lets us in. Raises Trouble."""
        return speaking.greet(number_settings.read(channel.settings))

"""The X channel: mentions, posts with our words and direct messages of one account. README.md beside this file is what it does, and its limits.

Never stores, never follows, likes or deletes, and never says in public what was not marked so.
"""

import base64
import json
import re
from collections.abc import Sequence
from typing import ClassVar

from makegood.channels.adapters.x import listening, posts, speaking, weighing
from makegood.channels.adapters.x import settings as account_settings
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
from makegood.kernel.refusals import Refusal

_HEADER = "x-twitter-webhooks-signature"
_TOKEN = re.compile(r"[A-Za-z0-9_=-]{1,200}")  # so that nobody has the body of a call signed by asking for a challenge


class XAdapter:
    """One account."""

    kind: ClassVar[str] = "x"
    name: ClassVar[str] = "X"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True,
        attachments=False,
        public=True,
        private=True,
        max_length=account_settings.LONGEST,
        reply_window_hours=None,
        begins=True,
    )
    form: ClassVar[tuple[Setting, ...]] = account_settings.FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings with defaults filled in. Refuses, naming each that is missing or malformed."""
        return account_settings.check(settings)

    def length(self, text: str) -> int:
        """As X weighs letters."""
        return weighing.weight(text)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:
        """The envelopes of a kept post, direct message or call. ValueError for anything else."""
        return posts.read(raw, me=account_settings.read(channel.settings).me)

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:
        """Mentions, words and direct messages since the cursor. Changes nothing there. Raises Trouble."""
        return listening.look(account_settings.read(channel.settings), cursor=cursor, limit=limit)

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """What X tells by webhook (account activity), signed with the API key secret; its challenges are answered with it."""
        secret = channel.settings.get("consumer_secret", "")
        if call.method == "GET":
            return _challenge(call.query.get("crc_token", ""), secret)
        signing.require(call.headers.get(_HEADER, ""), [_signed(secret, call.body)] if secret else [], header=_HEADER)
        return signing.kept(call.body, worth_it=signing.says_something(lambda: self.parse(call.body, channel=channel)))

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:
        """Replies in public or writes to them directly. Raises Refusal and Trouble."""
        if letter.attachments:
            raise Refusal("no_attachments", f"{channel.name} cannot carry attachments.", {"attachments": "not possible here"})
        return speaking.say(letter, account_settings.read(channel.settings))

    def greet(self, *, channel: ChannelConfig) -> str:
        """Says as whom X lets us in. Raises Trouble."""
        return speaking.greet(account_settings.read(channel.settings))


def _challenge(token: str, secret: str) -> CallAnswer:
    if not secret or not _TOKEN.fullmatch(token):
        raise signing.unsigned("crc_token")
    body = json.dumps({"response_token": _signed(secret, token.encode())}).encode()
    return CallAnswer(body=body, media_type="application/json")


def _signed(secret: str, content: bytes) -> str:
    return f"sha256={base64.b64encode(signing.digest(secret, content)).decode()}"

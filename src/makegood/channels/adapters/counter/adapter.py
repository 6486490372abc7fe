"""What people say on the phone, at the counter and by letter, as a member wrote it down. README.md beside this file says more.

Only listens: whoever called is called back, and whoever wrote a letter gets one.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from makegood.channels.providers import reading
from makegood.channels.types import (
    Abilities,
    AttachmentIn,
    Authenticity,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
)
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind


class How(StrEnum):
    """Where it was said."""

    PHONE = "phone"
    COUNTER = "counter"
    LETTER = "letter"


SUBJECTS = {How.PHONE: "On the phone", How.COUNTER: "At the counter", How.LETTER: "By letter"}


class CounterAdapter:
    """One place for all that reaches the brand through its people."""

    kind: ClassVar[str] = "counter"
    name: ClassVar[str] = "Phone, counter and letter"
    abilities: ClassVar[Abilities] = Abilities(
        threads=False,
        attachments=True,
        public=False,
        private=True,
        max_length=None,
        reply_window_hours=None,
        unanswered="They spoke to one of us, and no mail address of theirs is known: call them back, or ask them for one.",
    )
    form: ClassVar[tuple[Setting, ...]] = ()

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """It has none. Refuses any, by name."""
        if settings:
            wrong = dict.fromkeys(settings, "is not a setting of this channel")
            raise Refusal("bad_settings", f"{next(iter(settings))}: this channel has no settings.", wrong)
        return {}

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """One note: {"key", "how", "at", "words", "who": {"kind", "value", "name"}}. ValueError for anything else."""
        value = reading.load(raw)
        who = reading.one(value, "who")
        author = Address(IdentityKind(reading.needed(who, "kind")), reading.needed(who, "value"), reading.name(who, "name"))
        how, at = How(reading.needed(value, "how")), reading.instant(reading.needed(value, "at"))
        return (envelope(key=reading.needed(value, "key"), how=how, author=author, words=reading.needed(value, "words"), at=at),)

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: members write it down."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:  # noqa: ARG002 - the shape of the seam
        """Always refuses: nothing leaves a counter by itself."""
        raise Refusal("no_answers_here", self.abilities.unanswered)


def envelope(*, key: str, how: How, author: Address, words: str, at: datetime, files: tuple[AttachmentIn, ...] = ()) -> Envelope:
    """What somebody said at `at`, as it was written down. A member saw or heard them, so it is vouched for."""
    return Envelope(
        external_id=key,
        author=author,
        text=words,
        visible=words,
        sent_at=at,
        subject=SUBJECTS[how],
        attachments=files,
        authentic=Authenticity.VOUCHED,
    )


def example(*, key: str, how: How, author: Address, words: str, at: datetime) -> bytes:
    """A note as bytes, the form in which other programs hand it in."""
    who = {"kind": author.kind.value, "value": author.value, "name": author.name}
    return json.dumps({"key": key, "how": how.value, "at": at.isoformat(), "words": words, "who": who}).encode()

"""The chat window in the brand's own pages. Reads what the window's door wrote down; an answer is fetched by the window itself.

Never speaks to the network and never stores: the public door does, and the live process says that there is news.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from makegood.channels.adapters.webchat import message
from makegood.channels.adapters.webchat.settings import FORM, checked
from makegood.channels.types import Abilities, ChannelConfig, Envelope, Fetched, OutgoingLetter, SendReceipt, Setting
from makegood.platform import embedding

KIND = "webchat"
_SELDOM_S = 24 * 3600.0  # it is told; nothing is ever fetched


class WebchatAdapter:
    """The chat window, private."""

    kind: ClassVar[str] = KIND
    name: ClassVar[str] = "Web chat"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=True, public=False, private=True, max_length=message.LONGEST, reply_window_hours=None
    )
    form: ClassVar[tuple[Setting, ...]] = FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings, cleaned, with their defaults. Refuses by name what is unknown, missing or malformed."""
        return checked(settings)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """The one message that the door wrote down. ValueError where it is none."""
        return [message.read(raw)]

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: this channel is told."""
        return Fetched((), cursor, more=False, again_after_s=_SELDOM_S)

    def greet(self, *, channel: ChannelConfig) -> str:
        """Refuses an address of ours that cannot stand in a web address; needs no network."""
        embedding.check_address(channel.address)
        return "Its page shows the line to copy into your own."

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:  # noqa: ARG002 - the shape of the seam
        """Lets it appear: the window looks into the talk by itself. The same `message_key` is the same message."""
        return SendReceipt(letter.message_key, datetime.now(UTC), "shown in the chat window")

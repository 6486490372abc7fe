"""People's own pages, as a place to write to us. Reads what the page's door wrote down; it is answered by e-mail, and the page shows the answer.

Never stores, never sends by itself, and never makes a link.
"""

from collections.abc import Sequence
from typing import ClassVar

from makegood.channels.adapters.own_page import message
from makegood.channels.adapters.own_page.settings import FORM, checked
from makegood.channels.types import Abilities, ChannelConfig, Envelope, Fetched, OutgoingLetter, SendReceipt, Setting
from makegood.kernel.refusals import Refusal

KIND = "own_page"
_SELDOM_S = 24 * 3600.0  # it is told; nothing is ever fetched


class OwnPageAdapter:
    """Somebody's own page, private."""

    kind: ClassVar[str] = KIND
    name: ClassVar[str] = "Own page"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True, attachments=True, public=False, private=True, max_length=None, reply_window_hours=None
    )
    form: ClassVar[tuple[Setting, ...]] = FORM
    answered_by_mail: ClassVar[bool] = True

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings, cleaned, with their defaults. Refuses by name what is unknown or malformed."""
        return checked(settings)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """The one message that the door wrote down. ValueError where it is none."""
        return [message.read(raw)]

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: this channel is told."""
        return Fetched((), cursor, more=False, again_after_s=_SELDOM_S)

    def greet(self, *, channel: ChannelConfig) -> str:  # noqa: ARG002 - the shape of the seam
        """Says that nothing else is needed; needs no network."""
        return "People get a link to their page with our letters, and from the person page."

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:  # noqa: ARG002 - the shape of the seam
        """Always refuses: answers go by e-mail (`AnsweredByMail`), and the page shows them as well."""
        sentence = "What is written on somebody's own page is answered by e-mail. Connect a mailbox first."
        raise Refusal("no_answers_here", sentence, {"channel": "answers nobody"})

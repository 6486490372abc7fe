"""The brand's contact form. Reads what the form's door wrote down; it is answered by e-mail, to the address that was typed.

Nobody vouches for a typed address. Never stores, and never sends by itself.
"""

import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.channels.adapters.contact_form.settings import FORM, checked
from makegood.channels.providers import handed_files
from makegood.channels.rules import form_fields
from makegood.channels.rules.files import Room
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
from makegood.platform import embedding

KIND = form_fields.FORM
LONGEST = 20_000  # characters
FILES = Room(5, 15_000_000)
_SELDOM_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in. `key` is the form's own: sent twice, it is one message. `doubtful` where it looks filled in by a program."""

    key: str
    email: str
    name: str
    subject: str
    text: str
    at: datetime
    order_number: str = ""
    reference: str = ""
    files: tuple[AttachmentIn, ...] = ()
    doubtful: bool = False


class ContactFormAdapter:
    """The contact form, private."""

    kind: ClassVar[str] = KIND
    name: ClassVar[str] = "Contact form"
    abilities: ClassVar[Abilities] = Abilities(
        threads=False, attachments=True, public=False, private=True, max_length=None, reply_window_hours=None
    )
    form: ClassVar[tuple[Setting, ...]] = FORM
    answered_by_mail: ClassVar[bool] = True

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings, cleaned, with their defaults. Refuses by name what is unknown or malformed."""
        return checked(settings)

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """The one message that the door wrote down. ValueError where it is none."""
        try:
            return [_envelope(json.loads(raw))]
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError, binascii.Error, RecursionError) as wrong:
            raise ValueError("not a filled-in form") from wrong

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: this channel is told."""
        return Fetched((), cursor, more=False, again_after_s=_SELDOM_S)

    def greet(self, *, channel: ChannelConfig) -> str:
        """Refuses an address of ours that cannot stand in a web address; needs no network."""
        embedding.check_address(channel.address)
        return "Its page shows the lines to copy into your own."

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:  # noqa: ARG002 - the shape of the seam
        """Always refuses: a form shows no answers. Answers go by e-mail (`AnsweredByMail`)."""
        sentence = "A contact form shows no answers. Connect a mailbox: answers to forms go by e-mail."
        raise Refusal("no_answers_here", sentence, {"channel": "answers nobody"})


def written(filled: Filled) -> bytes:
    """As it is handed to `parse`."""
    files = handed_files.told(filled.files)
    told = {"key": filled.key, "email": filled.email, "name": filled.name, "subject": filled.subject, "text": filled.text}
    more = {
        "order_number": filled.order_number,
        "reference": filled.reference,
        "at": filled.at.isoformat(),
        "doubtful": filled.doubtful,
        "files": files,
    }
    return json.dumps({**told, **more}).encode()


def _envelope(told: dict[str, object]) -> Envelope:
    email, sent_at = told["email"], datetime.fromisoformat(str(told["at"]))
    if not isinstance(email, str) or not isinstance(told["text"], str) or not told["key"] or not email or sent_at.tzinfo is None:
        raise ValueError("not a filled-in form: it lacks its key, its address or its time's zone")
    number, reference = _clean(told.get("order_number")), _clean(told.get("reference"))
    text = form_fields.below(_clean(told["text"]), order_number=number, reference=reference)
    return Envelope(
        external_id=f"form:{told['key']}"[:400],
        author=Address(IdentityKind.EMAIL, _clean(email), _clean(told.get("name"))),
        text=text,
        visible=text,
        sent_at=sent_at,
        subject=" ".join(_clean(told.get("subject")).split()),
        attachments=tuple(handed_files.files(told.get("files") or ())),
        spam_likely=told.get("doubtful") is True,
        authentic=Authenticity.CLAIMED,
    )


def _clean(value: object) -> str:
    return str(value or "").replace("\x00", "").strip()

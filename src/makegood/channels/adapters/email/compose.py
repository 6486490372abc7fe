"""One outgoing letter as the bytes of a mail (RFC 5322), with no header that anybody but us wrote.

Pure but for the date that is handed in. Line breaks and control characters in names, subjects and addresses never become headers.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from makegood.channels.adapters.email import bodies, keys, reply_tokens
from makegood.channels.adapters.email.settings import MailSettings
from makegood.channels.types import AttachmentIn, ChannelConfig, OutgoingLetter
from makegood.kernel.refusals import Refusal
from makegood.people.types import IdentityKind

MOST_REFERENCES = 30
_CALENDAR = re.compile(r"text/calendar; method=([A-Z]{3,10})")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to leave. An empty `sender` is the null envelope sender, to which nothing is ever answered."""

    sender: str
    recipient: str
    message_id: str
    raw: bytes
    copies: tuple[str, ...] = ()


def compose(letter: OutgoingLetter, *, channel: ChannelConfig, settings: MailSettings, at: datetime) -> Mail:
    """The mail for a letter. Refuses what can never be sent: an address that is none, no words, an attachment too large."""
    recipient = checked_address(letter.to.value, field="to")
    ours = checked_address(channel.address, field="address")
    if letter.to.kind is not IdentityKind.EMAIL:
        raise Refusal("no_mail_address", "to: a letter by mail needs a mail address.", {"to": "not a mail address"})
    if not letter.text.strip() and not letter.attachments:
        raise Refusal("nothing_said", "text: there is nothing in this letter yet.", {"text": "empty"})
    message = EmailMessage(policy=SMTP)
    message_id = keys.own_message_id(str(channel.id), letter.message_key, settings.domain(ours))
    message["Message-ID"] = f"<{message_id}>"
    message["Date"] = format_datetime(at)
    message["From"] = _mailbox(settings.from_name or channel.name, ours)
    message["To"] = _mailbox("" if letter.automatic else letter.to.name, recipient)  # a name is what the sender wrote
    copies = _in_copy(message, letter)
    message["Subject"] = one_line(letter.subject)[:300] or "(no subject)"
    _thread(message, letter)
    _answers(message, letter, ours, settings)
    message.set_content(_storable(letter.text), charset="utf-8", cte="quoted-printable" if not letter.text.isascii() else None)
    for file in filter(_is_invitation, letter.attachments):
        method = file.media_type.rpartition("=")[2]
        message.add_alternative(
            file.content.decode(),
            subtype="calendar",
            charset="utf-8",
            cte="base64",
            params={"method": method, "name": "invite.ics"},
        )
    for number, file in enumerate(filter(lambda one: not _is_invitation(one), letter.attachments), start=1):
        main, _, sub = (
            file.media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.media_type) else "application/octet-stream"
        ).partition("/")
        if main in ("message", "multipart"):
            main, sub = "application", "octet-stream"
        message.add_attachment(
            file.content, maintype=main, subtype=sub, filename=bodies.safe_name(file.name, file.media_type, number)
        )
    raw = _way_out(letter) + message.as_bytes()
    if len(raw) > settings.largest_bytes:
        raise Refusal("too_large", "attachments: this letter is larger than the mailbox takes.", {"attachments": "too large"})
    return Mail("" if letter.automatic else ours, recipient, message_id, raw, copies)


def _is_invitation(file: AttachmentIn) -> bool:
    """Whether a calendar is to read it beside the words (RFC 6047), and not as a file."""
    return _CALENDAR.fullmatch(file.media_type) is not None


def checked_address(value: str, *, field: str) -> str:
    """The address with its domain in ASCII. Refuses, naming `field`, what is none or hides a second one."""
    local, _, domain = value.strip().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or len(local) > 64 or not _DOMAIN.fullmatch(domain):
        raise Refusal(
            "no_mail_address", f"{field}: “{one_line(value)[:100]}” is not a mail address.", {field: "not a mail address"}
        )
    return f"{local}@{domain}"


def one_line(text: str) -> str:
    """The text without line breaks, control characters and whatever else could end a header.

    What looks like an encoded word is broken too: Python's header folding would decode it, and with it a line break inside.
    """
    safe = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in _storable(text))
    return " ".join(safe.split()).replace("=?", "= ?")


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _mailbox(name: str, address: str) -> HeaderAddress:
    return HeaderAddress(display_name=one_line(name)[:100], addr_spec=address)


def _in_copy(message: EmailMessage, letter: OutgoingLetter) -> tuple[str, ...]:
    """Those in copy, shown to everybody who gets the letter."""
    copies = {checked_address(one.value, field="cc"): one.name for one in letter.cc}
    if copies:
        message["Cc"] = [_mailbox(name, address) for address, name in copies.items()]
    return tuple(copies)


def _way_out(letter: OutgoingLetter) -> bytes:
    """How to get no more letters like this one (RFC 2369, 8058), written out: Python would fold an address of this length into pieces that no
    mail program puts together."""
    if not re.fullmatch(r"https?://[!-;=?-~]{1,900}", letter.unsubscribe):
        return b""
    return f"List-Unsubscribe: <{letter.unsubscribe}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode("ascii")


def _thread(message: EmailMessage, letter: OutgoingLetter) -> None:
    answered = keys.named(letter.in_reply_to)
    chain = [named for named in (keys.named(reference) for reference in letter.references) if named]
    if answered:
        message["In-Reply-To"] = answered
        chain = [named for named in chain if named != answered] + [answered]
    if chain:
        message["References"] = " ".join(dict.fromkeys([chain[0], *chain[-MOST_REFERENCES:]]))


def _answers(message: EmailMessage, letter: OutgoingLetter, ours: str, settings: MailSettings) -> None:
    """Where an answer goes, and for words that no member wrote the marks that keep machines from answering (RFC 3834)."""
    conversation = reply_tokens.as_conversation(letter.reply_token)
    if letter.reply_to:
        message["Reply-To"] = _mailbox(settings.from_name, checked_address(letter.reply_to, field="reply_to"))
    elif conversation is not None and settings.reply_secret:
        token = reply_tokens.make_reply_token(settings.reply_secret, conversation, letter.to.value)
        address = reply_tokens.reply_address(settings.reply_address or ours, token)
        message["Reply-To"] = _mailbox(settings.from_name, address)
    if letter.automatic:
        message["Auto-Submitted"] = "auto-replied" if letter.in_reply_to else "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"

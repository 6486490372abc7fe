"""What somebody wrote on their own page as its door writes it down, and as it is read again: JSON, files in base64. Pure."""

import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from makegood.channels.providers import handed_files
from makegood.channels.rules.files import Room
from makegood.channels.types import AttachmentIn, Authenticity, Envelope
from makegood.people.types import Address, IdentityKind

LONGEST = 20_000  # characters
FILES = Room(5, 15_000_000)


@dataclass(frozen=True, slots=True)
class Said:
    """What was written. `key` names it once for ever; `thread` is what belongs together: all about one case, or one new matter. `email` is the
    address to which the page's link went: whoever reads that mailbox wrote this."""

    key: str
    thread: str
    email: str
    name: str
    text: str
    at: datetime
    files: tuple[AttachmentIn, ...] = ()


def written(said: Said) -> bytes:
    """As it is handed to `read`."""
    files = handed_files.told(said.files)
    told = {"key": said.key, "thread": said.thread, "email": said.email, "name": said.name, "text": said.text}
    return json.dumps({**told, "at": said.at.isoformat(), "files": files}).encode()


def read(raw: bytes) -> Envelope:
    """The message. ValueError where the bytes are none."""
    try:
        return _envelope(json.loads(raw))
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, binascii.Error, RecursionError) as wrong:
        raise ValueError("not a message of somebody's own page") from wrong


def _envelope(told: dict[str, object]) -> Envelope:
    key, thread, email, words = told["key"], told["thread"], told["email"], told["text"]
    sent_at = datetime.fromisoformat(str(told["at"]))
    for needed in (key, thread, email):
        if not isinstance(needed, str) or not needed:
            raise ValueError("not a message of somebody's own page: it lacks its key, its thread or its address")
    if not isinstance(words, str) or sent_at.tzinfo is None:
        raise ValueError("not a message of somebody's own page: it lacks its words or its time's zone")
    text = words.replace("\x00", "").strip()
    return Envelope(
        external_id=f"page:{key}"[:400],
        author=Address(IdentityKind.EMAIL, str(email), str(told.get("name") or "").replace("\x00", "")),
        text=text,
        visible=text,
        sent_at=sent_at,
        thread_key=str(thread)[:400],
        attachments=tuple(handed_files.files(told.get("files") or ())),
        authentic=Authenticity.VOUCHED,
    )

"""One message of a visitor as the window's door writes it down, and as it is read again: JSON, files in base64. Pure."""

import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from makegood.channels.providers import handed_files
from makegood.channels.rules.files import Room
from makegood.channels.types import AttachmentIn, Authenticity, Envelope
from makegood.people.types import Address, IdentityKind

LONGEST = 5_000  # characters of one message
FILES = Room(5, 10_000_000)  # of one message
NETWORK = "webchat"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said in the window. `key` is their browser's own for it: said twice, it is one message. `handle` is ours for them."""

    key: str
    handle: str
    text: str
    at: datetime
    name: str = ""
    vouched: bool = False
    files: tuple[AttachmentIn, ...] = ()


def written(said: Said) -> bytes:
    """As it is handed to `read`."""
    files = handed_files.told(said.files)
    told = {"key": said.key, "visitor": said.handle, "name": said.name, "text": said.text, "at": said.at.isoformat()}
    return json.dumps({**told, "vouched": said.vouched, "files": files}).encode()


def read(raw: bytes) -> Envelope:
    """The message. ValueError where the bytes are none."""
    try:
        told = json.loads(raw)
        return _envelope(told, told["text"].replace("\x00", "").strip())
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, binascii.Error, RecursionError) as wrong:
        raise ValueError("not a message of the chat window") from wrong


def address(handle: str, name: str = "") -> Address:
    """How a visitor of this handle is known to people."""
    return Address(IdentityKind.HANDLE, f"{NETWORK}:{handle}", name, f"{NETWORK}:Visitor {handle[-4:]}")


def thread(handle: str) -> str:
    """What all messages of one visitor belong to."""
    return f"talk {handle}"


def _envelope(told: dict[str, object], text: str) -> Envelope:
    key, handle = told["key"], told["visitor"]
    sent_at = datetime.fromisoformat(str(told["at"]))
    if not isinstance(key, str) or not isinstance(handle, str) or not key or not handle or sent_at.tzinfo is None:
        raise ValueError("not a message of the chat window: it lacks its key, its visitor or its time's zone")
    return Envelope(
        external_id=f"{handle}:{key}"[:400],
        author=address(handle, str(told.get("name") or "").replace("\x00", "")),
        text=text,
        visible=text,
        sent_at=sent_at,
        thread_key=thread(handle),
        attachments=tuple(handed_files.files(told.get("files") or ())),
        authentic=Authenticity.VOUCHED if told.get("vouched") is True else Authenticity.CLAIMED,
    )

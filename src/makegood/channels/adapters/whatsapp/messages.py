"""Reads what the WhatsApp Cloud API calls us with: messages, and what became of ours. Pure.

Files are numbers at WhatsApp, to be fetched with a token within thirty days; nothing is fetched here: the words name the file.
"""

from collections.abc import Iterator
from typing import Any

from makegood.channels.providers import meta, reading
from makegood.channels.types import Authenticity, Automatic, Bounce, Envelope, WasTaken
from makegood.people.types import Address, IdentityKind

_FILES = {"image": "picture", "video": "video", "audio": "sound", "document": "document", "sticker": "sticker"}
_TAKEN = ("accepted", "sent")  # of the others, which come later, nothing is kept


def read(raw: bytes, *, number_id: str) -> tuple[Envelope, ...]:
    """The messages of one call to our number, and the failures of ours. ValueError where it is no call for a business account."""
    ours = _to_us(raw, number_id)
    return tuple(found for value in ours for part in (_messages(value), _failures(value)) for found in part)


def taken(raw: bytes, *, number_id: str) -> tuple[WasTaken, ...]:
    """Which messages of ours one call says were taken or sent, by the mark that we gave each of them."""
    statuses = (status for value in _to_us(raw, number_id) for status in reading.many(value, "statuses"))
    told = (
        (reading.text(one, "biz_opaque_callback_data"), reading.text(one, "id"), reading.text(one, "status")) for one in statuses
    )
    return tuple(WasTaken(mark, wamid) for mark, wamid, status in told if mark and wamid and status in _TAKEN)


def _to_us(raw: bytes, number_id: str) -> list[dict[str, Any]]:
    told = reading.load(raw)
    if reading.text(told, "object") != "whatsapp_business_account":
        raise ValueError("this is no call for a business account")
    values = [reading.one(change, "value") for entry in reading.many(told, "entry") for change in reading.many(entry, "changes")]
    return [value for value in values if reading.text(value, "metadata", "phone_number_id") == number_id]


def _messages(value: dict[str, Any]) -> Iterator[Envelope]:
    contacts = list(reading.many(value, "contacts"))
    names = {reading.text(one, key): reading.name(one, "profile", "name") for one in contacts for key in ("wa_id", "user_id")}
    names[""] = ""
    for message in reading.many(value, "messages"):
        if (words := _words(message)) is not None:
            yield _message(message, words, names)


def _message(message: dict[str, Any], words: str, names: dict[str, str]) -> Envelope:
    wamid, author = reading.needed(message, "id"), _author(message, names)
    shown_only = reading.text(message, "type") in ("reaction", "system")
    above = reading.text(message, "reaction", "message_id") or reading.text(message, "context", "id")
    return Envelope(
        external_id=wamid,
        author=author,
        text=words,
        visible=words,
        sent_at=reading.epoch(message, "timestamp"),
        thread_key=wamid,
        thread_keys=tuple(key for key in (above, f"with {author.value}") if key),
        automatic=Automatic.REPORT if shown_only else None,
        authentic=Authenticity.VOUCHED,
    )


def _author(message: dict[str, Any], names: dict[str, str]) -> Address:
    """Their telephone number; where they hide it behind a user name, the number that WhatsApp gives them for us alone."""
    phone, user = reading.text(message, "from"), reading.text(message, "from_user_id")
    name = names.get(phone) or names.get(user) or ""
    if phone:
        return Address(IdentityKind.PHONE, f"+{phone.lstrip('+')}", name)
    return Address(IdentityKind.HANDLE, f"whatsapp:{reading.needed(message, 'from_user_id')}", name)


def _words(message: dict[str, Any]) -> str | None:
    """What a message says; None for what says nothing to us (a reaction that was taken back, a first “hello” of the program itself)."""
    kind = reading.text(message, "type")
    one = reading.one(message, kind)
    match kind:
        case "text":
            return reading.text(one, "body").strip()
        case "image" | "video" | "audio" | "document" | "sticker":
            return _file(kind, one)
        case "location":
            place = ", ".join(part for part in (reading.name(one, "name"), reading.name(one, "address")) if part)
            return f"[place{f': {place}' if place else ''}] {one.get('latitude')}, {one.get('longitude')}"
        case "contacts":
            return "\n".join(_contact(card) for card in reading.many(message, "contacts"))
        case "interactive":
            reply = reading.one(one, reading.text(one, "type"))
            described = reading.name(reply, "description") or reading.name(reply, "body")
            return f"[They chose “{reading.name(reply, 'title') or reading.name(reply, 'name')}”.]{f' {described}' if described else ''}"
        case "button":
            return f"[They pressed “{reading.name(one, 'text')}”.]"
        case "order":
            items = "\n".join(
                f"- {reading.text(item, 'quantity')} × {reading.text(item, 'product_retailer_id')}"
                for item in reading.many(one, "product_items")
            )
            return f"[An order from the catalogue]\n{items}\n{reading.text(one, 'text')}".strip()
        case "reaction":
            return f"[They reacted with {reading.text(one, 'emoji')}.]" if reading.text(one, "emoji") else None
        case "system":
            return f"[{reading.name(one, 'body')}]"
        case "request_welcome":
            return None
    return "[Something that WhatsApp does not hand on: look in its own program.]"


def _file(kind: str, one: dict[str, Any]) -> str:
    name, caption = reading.name(one, "filename"), reading.text(one, "caption").strip()
    what = "voice message" if one.get("voice") is True else _FILES[kind]
    return "\n".join(
        part
        for part in (f"[{what}{f': {name}' if name else ''}, kept at WhatsApp as {reading.text(one, 'id')}]", caption)
        if part
    )


def _contact(card: dict[str, Any]) -> str:
    phones = ", ".join(reading.name(phone, "phone") for phone in reading.many(card, "phones"))
    return f"[contact] {reading.name(card, 'name', 'formatted_name')} {phones}".strip()


def _failures(value: dict[str, Any]) -> Iterator[Envelope]:
    """A message of ours that failed is a bounce, and for good: WhatsApp does not try again. That others were sent is no message (`taken`); that they were brought and read is left out."""
    for status in reading.many(value, "statuses"):
        if reading.text(status, "status") == "failed":
            yield _failure(status)


def _failure(status: dict[str, Any]) -> Envelope:
    wamid, to = reading.needed(status, "id"), f"+{reading.needed(status, 'recipient_id').lstrip('+')}"
    error = next(reading.many(status, "errors"), {})
    code, title = reading.number(error, "code"), reading.name(error, "title")
    meaning = meta.wrong(code, None, title or f"code {code}", whom="WhatsApp")
    return Envelope(
        external_id=f"{wamid}:failed",
        author=Address(IdentityKind.PHONE, to),
        text=meaning.sentence,
        visible=meaning.sentence,
        sent_at=reading.epoch(status, "timestamp"),
        thread_keys=(wamid,),
        automatic=Automatic.BOUNCE,
        bounce=Bounce(to, True, str(code or ""), meaning.sentence, wamid),
        authentic=Authenticity.VOUCHED,
    )

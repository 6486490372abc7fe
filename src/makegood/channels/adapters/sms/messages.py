"""Reads what the provider tells of a short message: that one came, or what became of ours. Pure.

STOP and its like are a wish about being written to, and are handed on as one; the provider obeys them too, by itself. Words that may mean
something else as well (CANCEL, END, QUIT) are both: the wish, because the provider will let nothing through any more, and a message that a
person reads. Who sent a short message cannot be vouched for: numbers can be forged.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

from makegood.channels.adapters.sms import calls
from makegood.channels.providers import reading
from makegood.channels.types import Automatic, Bounce, Envelope
from makegood.people.types import Address, IdentityKind

OPT_OUT = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "REVOKE", "OPTOUT"})
OPT_OUT_OR_MORE = frozenset({"CANCEL", "END", "QUIT"})
OPT_IN = frozenset({"START", "UNSTOP"})  # YES only where the provider says that it took it so
WHY = {
    "21610": "They told the provider to stop our messages. Find another way to reach them.",
    "30003": "Their telephone is off or out of reach.",
    "30004": "Their network or they themselves block our messages.",
    "30005": "The number is unknown or not in service.",
    "30006": "The number is a landline, or its network cannot be reached.",
    "30007": "The network held it for spam.",
    "30034": "The network takes no messages from our number before it is registered.",
}
MOST_FILES = 10


def read(raw: bytes) -> tuple[Envelope, ...]:
    """A message with its wish, or a failure of ours; nothing for the other states. ValueError where it is neither."""
    at, body = calls.split(raw)
    told = _fields(body)
    sid = told.get("MessageSid") or told.get("SmsSid") or ""
    state = told.get("MessageStatus") or told.get("SmsStatus") or ""
    if not sid:
        raise ValueError("MessageSid is missing")
    if state in ("failed", "undelivered"):
        return (_failure(told, sid, state, at),)
    if state not in ("", "received", "receiving"):
        return ()
    return _message(told, sid, at)


def _fields(body: bytes) -> dict[str, str]:
    """The fields of a form or of a JSON object."""
    if body.lstrip()[:1] == b"{":
        return {name: reading.text(value) for name, value in reading.load(body).items()}
    return {name: reading.text(value) for name, value in parse_qsl(body.decode(), keep_blank_values=True)}


def _message(told: Mapping[str, str], sid: str, at: datetime) -> tuple[Envelope, ...]:
    author, words = _address(told, "From"), _words(told)
    message = Envelope(
        external_id=sid,
        author=author,
        text=words,
        visible=words,
        sent_at=at,
        to=(_address(told, "To"),) if told.get("To") else (),
        thread_key=sid,
        thread_keys=(f"with {author.value}",),
    )
    wish, also_words = _wish(told)
    if wish is None:
        return (message,)
    if not also_words:
        return (replace(message, automatic=wish),)
    return (message, replace(message, external_id=f"{sid}:wish", thread_key="", thread_keys=(sid,), automatic=wish))


def _wish(told: Mapping[str, str]) -> tuple[Automatic | None, bool]:
    """What they wish, and whether a person reads the words all the same."""
    said, heard = told.get("OptOutType", "").upper(), told.get("Body", "").strip().upper()
    if heard in OPT_OUT_OR_MORE:
        return Automatic.OPT_OUT, True
    if said == "STOP" or (not said and heard in OPT_OUT):
        return Automatic.OPT_OUT, False
    if said == "START" or (not said and heard in OPT_IN):
        return Automatic.OPT_IN, heard not in OPT_IN
    return None, True


def _words(told: Mapping[str, str]) -> str:
    count = told.get("NumMedia", "0")
    many = min(int(count), MOST_FILES) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    files = [f"[{told.get(f'MediaContentType{n}', 'file')}] {told.get(f'MediaUrl{n}', '')}".strip() for n in range(many)]
    return "\n".join(part for part in (told.get("Body", "").strip(), *files) if part)


def _failure(told: Mapping[str, str], sid: str, state: str, at: datetime) -> Envelope:
    to, code = _address(told, "To"), told.get("ErrorCode", "")
    why = WHY.get(code, f"The provider could not bring it to them ({code or state}).")
    return Envelope(
        external_id=f"{sid}:{state}",
        author=to,
        text=why,
        visible=why,
        sent_at=at,
        thread_keys=(sid,),
        automatic=Automatic.BOUNCE,
        bounce=Bounce(to.value, True, code or state, why, sid),
    )


def _address(told: Mapping[str, str], field: str) -> Address:
    number = told.get(field, "").strip()
    if not number or ":" in number:
        raise ValueError(f"{field} is no telephone number")
    return Address(IdentityKind.PHONE, number)

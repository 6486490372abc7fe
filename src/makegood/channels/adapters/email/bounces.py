"""Delivery reports: whose address failed, for good or for now, and which of our mails it was.

Pure. Standard reports (RFC 3464) are read field by field; what older and odder servers write instead (qmail, Exim, Exchange, some
large providers) is read for an address, a status code and a reason.
"""

import re

from makegood.channels.adapters.email import charsets, headers, keys, mime
from makegood.channels.adapters.email.mime import Part
from makegood.channels.types import Bounce

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?:[ -]|$)(?![\d.])")
_ADDRESS = re.compile(r"<?([\w.+=&'-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})>?", re.IGNORECASE)
_SENDERS = re.compile(r"mailer-?daemon|postmaster|mail delivery (?:sub)?system|^mdaemon|bounces?[+@-]", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"undeliver|delivery (?:status )?(?:notification|failure|has failed|report|problem|incomplete)|returned mail|mail delivery fail|failure notice"
    r"|message not delivered|delivery delayed|warning: (?:message|could not send)|could not send message|delayed mail|rejected mail|unzustellbar"
    r"|nicht zugestellt|zustellung|non remis|échec de la remise|no se puede entregar|no entregado|mancato recapito|onbestelbaar|não entregue",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver|permanent|fail|unknown|does(?:n't| not) exist|no such|rejected|not found|invalid|refused|unrouteable|could not be delivered|returned"
    r"|unable to deliver|user is|mailbox (?:is )?(?:full|unavailable|disabled)|over quota",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"delayed|will (?:be retried|keep trying|try again|continue)|not yet been delivered|temporar|warning message|still trying",
    re.IGNORECASE,
)
_HELD = re.compile(r"mailbox (?:is )?full|over ?quota|quota exceeded", re.IGNORECASE)
_ORIGINAL_ID = re.compile(r"^[\s>]*Message-I[dD]:\s*(<[^<>\s]{1,500}>)", re.MULTILINE)


def is_report(root: Part) -> str:
    """The kind of a multipart/report ("delivery-status", "disposition-notification"), or ''."""
    return root.params.get("report-type", "unstated").lower() if root.kind == "multipart/report" else ""


def read(root: Part, text: str) -> Bounce | None:
    """What a delivery report says; None for what is no report of a failure or delay."""
    parts = mime.walk(root)
    for part in parts:
        if part.kind in ("message/delivery-status", "message/global-delivery-status"):
            bounce = _by_fields(part, parts, text)
            if bounce is not None or "action" in _fields(part):
                return bounce
    if not looks_like_one(root):
        return None
    return _by_words(root, parts, text)


def looks_like_one(root: Part) -> bool:
    """Whether a mail server's daemon wrote it, by sender and subject or by its own header."""
    found = root.headers
    if "x-failed-recipients" in found or is_report(root) in ("delivery-status", "unstated"):
        return bool(
            _SENDERS.search(found.text("from")) or "x-failed-recipients" in found or _SUBJECTS.search(found.text("subject"))
        )
    return bool(_SENDERS.search(found.text("from"))) and bool(_SUBJECTS.search(found.text("subject")))


def _by_fields(part: Part, parts: list[Part], text: str) -> Bounce | None:
    fields = _fields(part)
    action = fields.get("action", "").split("(")[0].strip().lower()
    if action in ("delivered", "relayed", "expanded"):
        return None
    recipient = _typed(fields.get("original-recipient", "")) or _typed(fields.get("final-recipient", ""))
    if not recipient and not action:
        return None
    reason = _one_line(fields.get("diagnostic-code", "").partition(";")[2] or fields.get("diagnostic-code", "") or text)
    status = _status(fields.get("status", "")) or _status(reason) or ("4.0.0" if action == "delayed" else "5.0.0")
    return Bounce(recipient, action != "delayed" and not status.startswith("4"), status, reason, _original_id(parts, text))


def _by_words(root: Part, parts: list[Part], text: str) -> Bounce | None:
    about = re.split(r"\n-{2,} ?(?:This is a copy|Below this line)", text, maxsplit=1)[0][:5000]
    waiting = bool(_WAITING.search(root.headers.text("subject") + " " + about[:1500])) and not re.search(
        r"permanent", about, re.IGNORECASE
    )
    if not waiting and not _FAILED.search(root.headers.text("subject") + " " + about):
        return None
    ours = {a.lower() for _, a in headers.addresses(root.headers.raw("to")) + headers.addresses(root.headers.raw("from"))}
    named = headers.addresses(root.headers.raw("x-failed-recipients")) or [("", a) for a in _ADDRESS.findall(about)]
    recipient = next((a for _, a in named if a.lower() not in ours and not _SENDERS.search(a)), "")
    code = _CODE.search(about)
    status = _status(about) or (f"{code[1][0]}.0.0" if code else ("4.0.0" if waiting else "5.0.0"))
    lasting = not waiting and not status.startswith("4") and not _HELD.search(about)
    return Bounce(recipient, lasting, status, _reason(about, recipient), _original_id(parts, text))


def _fields(part: Part) -> dict[str, str]:
    """The fields of all groups of a delivery-status body; the first of each name counts."""
    fields: dict[str, str] = {}
    for group in re.split(r"\n[ \t]*\n", charsets.decode(part.content()[:50_000])):
        found, _ = headers.read(group.encode("utf-8", "replace") + b"\n", 0, len(group.encode("utf-8", "replace")) + 1)
        for name in found.values:
            fields.setdefault(name, found.text(name))
    return fields


def _typed(value: str) -> str:
    found = _ADDRESS.search(value.partition(";")[2] or value)
    return found[1] if found else ""


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[1] if found else ""


def _reason(about: str, recipient: str) -> str:
    lines = [line.strip() for line in about.split("\n") if line.strip()]
    telling = [line for line in lines if (_CODE.search(line) or _FAILED.search(line)) and len(line) < 400]
    after = next((lines[i + 1 : i + 3] for i, line in enumerate(lines) if recipient and recipient in line), [])
    return _one_line(" ".join(after or telling[:2] or lines[:1]))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _original_id(parts: list[Part], text: str) -> str:
    """The Message-ID of the mail that failed, out of the copy or the headers that came back."""
    for part in parts[1:]:
        if part.kind in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/partial"):
            content = part.content()
            found, _ = headers.read(content, 0, min(len(content), 200_000))
            own = keys.message_id(found)
            if own:
                return own
    match = _ORIGINAL_ID.search(text)
    return keys.short(match[1].strip("<>")) if match else ""

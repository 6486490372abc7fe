"""What a mail is called: its Message-ID, what it refers to, and the natural key under which it is kept once.

Pure. A Message-ID alone is no key: broken programs give two mails the same one, and an attacker may take another's. So the key is the
Message-ID and a digest of what the sender wrote (From, Date, Subject, texts, attachments), with all white space taken out and every
encoding undone. What servers add or change on the way (Received, Return-Path, Delivered-To, signatures of transport, transfer
encoding, line ends, a gateway's "[EXTERNAL]" before the subject) is not in it: the same mail by two paths is one.
"""

import hashlib
import re
from collections.abc import Iterable

from makegood.channels.adapters.email.headers import Headers

MOST_REFERENCES, LONGEST_ID = 60, 250
_BRACKETED = re.compile(r"<([^<>]{1,2000})>")
_GATEWAY_PREFIX = re.compile(
    r"^(?:\s*(?:\[[^\]]{0,30}\b(?:spam|external|extern|caution|suspected)\b[^\]]{0,30}\]|\*{2,}\s*spam\s*\*{2,}|spam:))+",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f]+")
OWN_PREFIX = "mg."
_OWN = re.compile(r"mg\.[a-z2-7]{32}")


def message_id(headers: Headers) -> str:
    """The mail's own Message-ID without brackets, or ''."""
    return next(iter(_ids(headers.raw("message-id"))), "")


def references(headers: Headers) -> tuple[str, ...]:
    """The Message-IDs that this mail answers or follows, nearest first; at most 60, the thread's first one among them."""
    nearest = _ids(headers.raw("in-reply-to"))
    chain = _ids(" ".join(headers.all_raw("references")))
    found = list(dict.fromkeys([*nearest, *reversed(chain)]))
    return tuple(found if len(found) <= MOST_REFERENCES else [*found[: MOST_REFERENCES - 1], found[-1]])


def external_id(thread_key: str, digest: str) -> str:
    """The natural key: the Message-ID (or `no-id`), a space, which no Message-ID holds, and the digest."""
    return f"{thread_key or 'no-id'} {digest}"


def thread_key(external: str) -> str:
    """What answers call this message: the Message-ID in a natural key, ours or theirs. '' for one that had none."""
    name = external.partition(" ")[0]
    return "" if name == "no-id" else name


def digest(*, headers: Headers, author: str, texts: Iterable[str], contents: Iterable[bytes]) -> str:
    """128 bits, in hex, over what the sender wrote. Without a date the first server's line, the same on every path, stands for it."""
    dated = headers.raw("date") or (headers.all_raw("received") or [""])[-1]
    subject = _GATEWAY_PREFIX.sub("", headers.text("subject"))
    summed = hashlib.sha256()
    for piece in (author.lower(), dated, subject, *texts):
        bare = "".join(piece.split()).encode("utf-8", "replace")
        summed.update(len(bare).to_bytes(8) + bare)
    for content in contents:
        summed.update(hashlib.sha256(content.replace(b"\r\n", b"\n").rstrip()).digest())
    return summed.hexdigest()[:32]


def own_message_id(channel_id: str, message_key: str, domain: str) -> str:
    """Our own Message-ID for a message key: the same at each repeat, and recognised when it comes back."""
    summed = hashlib.sha256(f"{channel_id}|{message_key}".encode()).digest()[:20]
    return f"{OWN_PREFIX}{_base32(summed)}@{domain}"


def is_own(message_id: str, domain: str) -> bool:
    local, _, host = message_id.partition("@")
    return host.lower() == domain.lower() and _OWN.fullmatch(local) is not None


def named(external: str) -> str:
    """The Message-ID in a natural key or thread key as a header writes it; '' for none, and for what could not be one."""
    key = thread_key(external.strip().strip("<>"))
    return f"<{key}>" if re.fullmatch(r"[!-;=?-~]{3,250}", key) and "@" in key and "=?" not in key else ""


def short(identifier: str) -> str:
    """The identifier in one word; one too long to be kept is replaced by its digest, the same wherever it is named."""
    bare = _UNPRINTABLE.sub("", identifier)
    return bare if len(bare) <= LONGEST_ID else f"long-{hashlib.sha256(bare.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _ids(value: str) -> list[str]:
    found = _BRACKETED.findall(value) or [word for word in re.split(r"[\s,]+", value) if "@" in word]
    return [key for key in map(short, found) if key]


def _base32(raw: bytes) -> str:
    number, letters = int.from_bytes(raw), []
    for _ in range(len(raw) * 8 // 5):
        number, rest = divmod(number, 32)
        letters.append("abcdefghijklmnopqrstuvwxyz234567"[rest])
    return "".join(letters)

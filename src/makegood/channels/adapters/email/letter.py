"""From the bytes of one mail to its envelope: the one place that knows the order of reading.

Pure and deterministic: the same bytes give the same envelope, today and after every restart. Raises ValueError only for what is no
mail at all. Never looks anything up and never loads anything.
"""

from dataclasses import replace
from datetime import UTC, datetime

from makegood.channels.adapters.email import (
    authentic,
    automatic,
    away,
    bodies,
    charsets,
    headers,
    keys,
    mime,
    reply_tokens,
    spam,
)
from makegood.channels.adapters.email.headers import Headers
from makegood.channels.adapters.email.settings import MailSettings
from makegood.channels.adapters.email.visible import reply
from makegood.channels.providers import html_clean
from makegood.channels.types import Automatic, Envelope
from makegood.people.types import Address, IdentityKind

LONGEST_SUBJECT = 500
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_DELIVERED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "apparently-to", "resent-to")
_NOBODY = "no-sender.invalid"


def read(raw: bytes, *, ours: str, settings: MailSettings) -> Envelope:
    """The envelope of one mail that came to our address `ours`.

    `cut` says that the mail was larger than `settings.largest_bytes`, or had more parts or text than is kept. Raises ValueError for
    bytes without a header and without a word.
    """
    cut = len(raw) > settings.largest_bytes
    root = mime.read(raw[: settings.largest_bytes], cut=cut)
    found = root.headers
    body = bodies.read(root)
    if not found.values and not body.text.strip():
        raise ValueError("This is no mail: it has neither a header nor a word.")
    author = _author(found, body)
    kind, bounce = automatic.read(root, body.text, own_addresses={ours.lower()}, domain=settings.domain(ours))
    visible = reply.visible_of_both(body.plain, body.read, author_name=author.name)
    key, token = keys.message_id(found), _token(found, ours, settings)
    return Envelope(
        external_id=keys.external_id(key, _digest(found, author, body)),
        author=author,
        text=charsets.clean(body.text),
        visible=body.text.strip() if kind in (Automatic.BOUNCE, Automatic.REPORT) else charsets.clean(visible),
        sent_at=_sent_at(found),
        subject=found.text("subject")[:LONGEST_SUBJECT],
        html=charsets.clean(html_clean.clean(body.html)) if body.html else "",
        to=_addresses(found, "to"),
        cc=_addresses(found, "cc"),
        thread_key=key,
        thread_keys=tuple(reference for reference in keys.references(found) if reference != key),
        reply_token=_opened(token, author, settings),
        addressed="" if _opened(token, author, settings) else token,
        attachments=tuple(body.attachments),
        automatic=kind,
        bounce=replace(bounce, recipient=charsets.clean(bounce.recipient), reason=charsets.clean(bounce.reason))
        if bounce
        else None,
        spam_likely=spam.likely(found, body.text, body.html),
        cut=body.cut or cut,
        away_until=away.back_on(body.text, today=_sent_at(found).date()) if kind is Automatic.AUTO_REPLY else None,
        authentic=authentic.verdict(found, author.value, authserv_id=settings.authserv_id, sealers=settings.trusted_sealers),
    )


def _digest(found: Headers, author: Address, body: bodies.Body) -> str:
    texts = (body.plain, body.read.whole if body.read else "")
    return keys.digest(headers=found, author=author.value, texts=texts, contents=(file.content for file in body.attachments))


def _author(found: Headers, body: bodies.Body) -> Address:
    """Who says to have written it: From, else Sender; a name of its own for each mail that names nobody."""
    for name in ("from", "sender", "resent-from"):
        for shown, address in headers.addresses(found.raw(name)):
            return Address(IdentityKind.EMAIL, address[:320], shown)
    daemon = found.raw("from").strip('<> \t"').lower()
    if daemon.replace("-", "").replace("_", "").isalnum() and daemon.isascii() and len(daemon) < 60:
        return Address(IdentityKind.EMAIL, f"{daemon}@{_NOBODY}")
    nobody = keys.digest(headers=found, author="", texts=(found.raw("message-id"), body.text), contents=())[:16]
    return Address(IdentityKind.EMAIL, f"{nobody}@{_NOBODY}", found.text("from")[:300])


def _addresses(found: Headers, name: str) -> tuple[Address, ...]:
    named = [pair for value in found.all_raw(name) for pair in headers.addresses(value)]
    return tuple(Address(IdentityKind.EMAIL, address[:320], shown) for shown, address in dict.fromkeys(named))


def _sent_at(found: Headers) -> datetime:
    """The sender's date; without one, when the first server that we know of took it; 1970 when nobody says."""
    received = [value.rpartition(";")[2] for value in found.all_raw("received")]
    for value in (found.raw("date"), *reversed(received)):
        moment = headers.instant(value)
        if moment is not None:
            return moment
    return UNDATED


def _token(found: Headers, ours: str, settings: MailSettings) -> str:
    """The token in the address of ours that it was written to, unproved; '' where there is none."""
    written = [address for name in _DELIVERED for value in found.all_raw(name) for _, address in headers.addresses(value)]
    return reply_tokens.token_in(written, settings.reply_address or ours)


def _opened(token: str, author: Address, settings: MailSettings) -> str:
    """The conversation that our signed reply address opens for this author, or ''. Another sender with the same address gets nothing."""
    if not settings.reply_secret or not token:
        return ""
    conversation_id = reply_tokens.read_reply_token(settings.reply_secret, token, author.value)
    return str(conversation_id) if conversation_id else ""

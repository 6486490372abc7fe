"""Webmentions (W3C Recommendation of 12 January 2017): somebody's page tells us that it links to one of ours. README.md says what is done.

A mention counts only after its page was asked and really links to us. Nobody can be answered here; never sends webmentions itself.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from makegood.channels.adapters.webmention import page
from makegood.channels.adapters.webmention import settings as site_settings
from makegood.channels.providers import pages, reading
from makegood.channels.seam import LookUpFirst
from makegood.channels.types import (
    Abilities,
    Automatic,
    Call,
    CallAnswer,
    ChannelConfig,
    Envelope,
    Fetched,
    OutgoingLetter,
    SendReceipt,
    Setting,
)
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import strict_json

LONGEST_CALL, LONGEST_URL = 10_000, 2_000
AGAIN_S = 300  # a mention that is repeated sooner is the same one
_MARK = b"webmention\n"
_HELP = b"This address takes webmentions: POST source and target (https://www.w3.org/TR/webmention/).\n"


class WebmentionAdapter:
    """The receiver for the brand's own sites."""

    kind: ClassVar[str] = "webmention"
    name: ClassVar[str] = "Mentions on other sites"
    abilities: ClassVar[Abilities] = Abilities(
        threads=True,
        attachments=False,
        public=True,
        private=False,
        max_length=None,
        reply_window_hours=None,
        unanswered="Nobody can be answered here. Write on their page, or find an address of theirs there.",
    )
    form: ClassVar[tuple[Setting, ...]] = site_settings.FORM

    def check_settings(self, settings: dict[str, str]) -> dict[str, str]:
        """The settings, trimmed. Refuses, naming each that is missing or malformed."""
        return site_settings.check(settings)

    def take(self, call: Call, *, channel: ChannelConfig) -> CallAnswer:
        """Keeps a mention of one of our pages to be looked up, and says 202; says 400 and why where it is no such mention."""
        if call.method in ("GET", "HEAD"):
            return CallAnswer(body=_HELP)
        try:
            source, target = _mention(call.body)
        except ValueError as wrong:
            return CallAnswer(status=400, body=f"{wrong}\n".encode())
        if not site_settings.is_ours(target, channel.settings):
            return CallAnswer(status=400, body=b"target: this is no page of ours\n")
        key = hashlib.sha256(f"{source}\n{target}".encode()).hexdigest()[:40]
        return CallAnswer(items=((f"{key} {int(time.time()) // AGAIN_S}", _MARK + call.body),), status=202, body=b"Thank you.\n")

    def parse(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[Envelope]:  # noqa: ARG002 - the shape of the seam
        """The envelope of a mention whose page was looked up. LookUpFirst for one that was not; ValueError for anything else."""
        if raw.startswith(_MARK):
            _mention(raw.removeprefix(_MARK))
            raise LookUpFirst
        return (_envelope(reading.one(reading.load(raw), "webmention")),)

    def look_up(self, raw: bytes, *, channel: ChannelConfig) -> Sequence[tuple[str, bytes]]:  # noqa: ARG002 - the shape of the seam
        """Asks the page that is said to mention us: what it says, or that it is gone. Nothing where it does not link to us: then it is
        no mention. Raises Trouble, and Refusal for an address that may not be asked."""
        source, target = _mention(raw.removeprefix(_MARK))
        there = pages.read(
            source,
            whom=f"The page on {urlsplit(source).hostname}",
            headers={"Accept": "text/html, application/json;q=.9, text/plain;q=.8"},
        )
        now = datetime.now(UTC)
        if there.gone:
            return [_kept(source, target, now, gone=True)]
        media_type = there.headers.get("content-type", "text/html").lower()
        if not page.links_to(there.content, media_type=media_type, url=there.url, target=target):
            return []
        return [_kept(source, target, now, gone=False, said=page.read(there.content, url=there.url))]

    def fetch(self, *, channel: ChannelConfig, cursor: str, limit: int) -> Fetched:  # noqa: ARG002 - the shape of the seam
        """Nothing: this channel is told."""
        return Fetched((), cursor, more=False)

    def send(self, letter: OutgoingLetter, *, channel: ChannelConfig) -> SendReceipt:  # noqa: ARG002 - the shape of the seam
        """Always refuses: a webmention takes no answer."""
        raise Refusal("no_answers_here", self.abilities.unanswered)


def _mention(body: bytes) -> tuple[str, str]:
    """Source and target of a form. ValueError, naming the field, where it is no webmention."""
    if len(body) > LONGEST_CALL:
        raise ValueError("body: too long for a webmention")
    try:
        told = parse_qs(body.decode("ascii"), max_num_fields=20)
    except ValueError as wrong:
        raise ValueError("body: send source and target as a form") from wrong
    source, target = (told.get(name, [""])[0].strip() for name in ("source", "target"))
    for name, url in (("source", source), ("target", target)):
        if len(url) > LONGEST_URL or not strict_json.is_web_address(url):
            raise ValueError(f"{name}: give a web address")
    if source.partition("#")[0] == target.partition("#")[0]:
        raise ValueError("source: a page cannot mention itself")
    return source, target


def _kept(source: str, target: str, now: datetime, *, gone: bool, said: page.Mention | None = None) -> tuple[str, bytes]:
    told = {} if said is None else {name: getattr(said, name) for name in ("title", "words", "author", "author_url")}
    at = (said.published if said else None) or now
    value = {"source": source, "target": target, "gone": gone, "at": at.isoformat(), **told}
    raw = json.dumps({"webmention": value}, ensure_ascii=False).encode()
    return f"looked up {_digest(value, gone=gone)}", raw


def _digest(value: dict[str, object], *, gone: bool) -> str:
    """Changes with what the page says."""
    said = (
        [str(value[name]) for name in ("source", "target")]
        + [str(gone)]
        + [str(value.get(name, "")) for name in ("title", "words", "author")]
    )
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:32]


def _envelope(kept: dict[str, object]) -> Envelope:
    source, target = reading.needed(kept, "source"), reading.needed(kept, "target")
    host = urlsplit(source).hostname or ""
    gone = kept.get("gone") is True
    name, theirs = reading.name(kept, "author"), reading.text(kept, "author_url")
    words = reading.text(kept, "words") or reading.text(kept, "title") or f"Links to {target}"
    said = "(This page was taken down.)" if gone else words
    return Envelope(
        external_id=f"{_digest(kept, gone=gone)} {host}",
        author=Address(IdentityKind.HANDLE, f"web:{_who(host, theirs)}", name or host),
        text=f"{said}\n\n[{target}]",
        visible=said,
        sent_at=reading.instant(reading.needed(kept, "at")),
        subject=reading.text(kept, "title"),
        thread_key=source[:400],
        public=True,
        link=source,
        automatic=Automatic.REPORT if gone else None,
    )


def _who(host: str, author_url: str) -> str:
    """The author's own address on the web, or else the site: who claims to be at another site than the page is believed only as that page."""
    parts = urlsplit(author_url)
    same = parts.hostname == host
    return f"{host}{parts.path.rstrip('/')}"[:250] if same else host

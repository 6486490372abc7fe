"""What a mail says and what it carries: its texts, its HTML, its attachments, out of the tree of parts.

Pure, and bounded: most parts, longest texts. Attachment names are only ever shown; what could fool an eye or a file system is taken out.
"""

import mimetypes
import re
import unicodedata
from dataclasses import dataclass, field

from makegood.channels.adapters.email import charsets, headers, mime
from makegood.channels.adapters.email.mime import Part
from makegood.channels.providers import html_clean, html_letter
from makegood.channels.providers.html_letter import Texts
from makegood.channels.types import AttachmentIn

LONGEST_TEXT, MOST_ATTACHMENTS = 500_000, 200
_SHOWN = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/rfc822-headers")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u2028\u2029]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """`plain` and `html` are what the writer's program made of one letter; one of them may be ''. `read` is the HTML as text."""

    plain: str = ""
    html: str = ""
    read: Texts | None = None
    attachments: list[AttachmentIn] = field(default_factory=list)
    cut: bool = False

    @property
    def text(self) -> str:
        return self.plain if self.plain.strip() or self.read is None else self.read.whole


@dataclass(frozen=True, slots=True)
class _Piece:
    plain: str = ""
    html: str = ""


def read(root: Part) -> Body:
    """The body of a mail. A part whose end was cut off gives its text but no attachment: half a file is none."""
    body = Body()
    pieces = _pieces(root, body)
    htmls = [piece.html for piece in pieces if piece.html]
    if htmls:
        body.html, pictures = html_clean.pictures_out("\n".join(piece.html or _as_html(piece.plain) for piece in pieces))
        body.attachments += pictures
        body.read = html_letter.read(body.html)
    if any(piece.plain.strip() for piece in pieces):
        body.plain = "\n\n".join(
            p.plain.strip("\n") if p.plain.strip() else html_letter.read(p.html).whole for p in pieces
        ).strip("\n")
    if len(body.plain) > LONGEST_TEXT:
        body.plain, body.cut = body.plain[:LONGEST_TEXT], True
    return body


def safe_name(name: str, kind: str, number: int) -> str:
    """A name that can be shown and saved: no path, no control or invisible letters, no reserved word, at most 150 letters."""
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cf", "Cc", "Cs", "Co"))
    name = _UNSAFE.sub("_", charsets.clean(name)).strip(". ")
    if not name or not re.search(r"\w", name):
        return f"attachment-{number}{mimetypes.guess_extension(kind) or '.bin'}"
    stem, dot, ending = name.rpartition(".")
    if len(name) > 150:
        name = f"{stem[: 149 - len(ending)]}.{ending}" if dot and len(ending) < 12 else name[:150]
    return f"_{name}" if _RESERVED.match(name) else name


def _pieces(root: Part, body: Body) -> list[_Piece]:
    """The readable pieces in their order. A post-order walk without recursion: children's pieces are joined when a parent is done."""
    done: dict[int, list[_Piece]] = {}
    for part in reversed(mime.walk(root)):
        if not part.parts:
            done[id(part)] = [_leaf(part)] if _is_shown(part) else []
        elif part.kind == "multipart/alternative":
            done[id(part)] = _alternative([done[id(child)] for child in part.parts])
        else:
            done[id(part)] = [piece for child in part.parts for piece in done[id(child)]]
    for part in mime.walk(root):
        if not part.parts and not _is_shown(part):
            _attach(part, body)
    return done[id(root)]


def _is_shown(part: Part) -> bool:
    if part.kind not in _SHOWN or part.disposition == "attachment":
        return False
    return not part.filename() or (part.kind == "text/html" and part.disposition != "inline" and not part.disposition)


def _leaf(part: Part) -> _Piece:
    text = part.text()
    if part.kind == "text/html" or (part.kind == "text/plain" and _is_html_after_all(text)):
        return _Piece(html=text)
    if part.kind in ("text/enriched", "text/richtext"):
        return _Piece(plain=re.sub(r"<<", "<", re.sub(r"<[^<>]{0,200}>", "", text)))
    if part.params.get("format", "").lower() == "flowed":
        text = _unflowed(text, part.params.get("delsp", "").lower() == "yes")
    return _Piece(plain=text)


def _is_html_after_all(text: str) -> bool:
    return bool(re.match(r"\s*<(?:!doctype html|html)[\s>]", text[:500], re.IGNORECASE))


def _alternative(choices: list[list[_Piece]]) -> list[_Piece]:
    """One letter in several forms: the first plain text and the last HTML are the same words."""
    plains = [
        "\n\n".join(p.plain for p in pieces if p.plain.strip()) for pieces in choices if any(p.plain.strip() for p in pieces)
    ]
    htmls = ["\n".join(p.html or _as_html(p.plain) for p in pieces) for pieces in choices if any(p.html.strip() for p in pieces)]
    if not plains and not htmls:
        return []
    return [_Piece(plains[0] if plains else "", htmls[-1] if htmls else "")]


def _as_html(plain: str) -> str:
    safe = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<div>{safe.replace(chr(10), '<br>')}</div>" if safe.strip() else ""


def _unflowed(text: str, delete_space: bool) -> str:
    """Lines put together that a program broke softly (RFC 3676)."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        words = line[marks:].removeprefix(" ")
        soft = words.endswith(" ") and words != "-- "
        words = words[:-1] if soft and delete_space else words
        if open_depth == marks:
            lines[-1] += words
        else:
            lines.append(f"{'>' * marks} {words}" if marks else words)
        open_depth = marks if soft else -1
    return "\n".join(lines)


def _attach(part: Part, body: Body) -> None:
    if len(body.attachments) >= MOST_ATTACHMENTS or not part.whole:
        body.cut = True
        return
    content = part.content()
    name = part.filename()
    if part.kind.startswith("multipart/"):  # deeper than we look: kept as it is
        part.kind = "application/octet-stream"
    if not content and not name:
        return
    if not name and part.kind.startswith("message/"):
        name = _enclosed_name(part, content)
    content_id = headers.decode_words(part.headers.raw("content-id")).strip("<> ")[:250]
    number = len(body.attachments) + 1
    body.attachments.append(AttachmentIn(safe_name(name, part.kind, number), part.kind[:150], content, content_id))


def _enclosed_name(part: Part, content: bytes) -> str:
    endings = {"message/rfc822": ".eml", "message/global": ".eml", "message/delivery-status": ".txt"}
    enclosed, _ = headers.read(content, 0, min(len(content), 100_000))
    subject = enclosed.text("subject")[:100] if part.kind in ("message/rfc822", "message/global") else part.kind.partition("/")[2]
    return f"{subject or 'message'}{endings.get(part.kind, '.txt')}"

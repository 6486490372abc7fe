"""The tree of parts in a mail (RFC 2045, 2046), as places in one buffer: nothing is copied before it is wanted.

Bounded in depth and number, iterative, and without a regular expression over a body: 500 nested parts or a million boundaries cost
no more than reading the bytes a few times. Python's own feed parser asks every open boundary at every line, which such mail abuses.
"""

import binascii
import re
from dataclasses import dataclass, field

from makegood.channels.adapters.email import charsets, headers
from makegood.channels.adapters.email.headers import Headers
from makegood.channels.providers import lenient_base64

DEEPEST, MOST_PARTS = 60, 1_000
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\t\r\n"
_LOOKS_LIKE_BOUNDARY = re.compile(rb"^--([^\s-][^\r\n]{3,70}?|-{2,}[^\s-][^\r\n]{3,70}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """One part: its headers and where its body lies. `whole` is False where its end was cut off."""

    headers: Headers
    kind: str  # "text/plain", in lower case
    params: dict[str, str]
    disposition: str
    disposition_params: dict[str, str]
    buffer: bytes
    start: int
    end: int
    depth: int = 0
    whole: bool = True
    parts: "list[Part]" = field(default_factory=list)

    def raw(self) -> bytes:
        return self.buffer[self.start : self.end]

    def content(self) -> bytes:
        """The body with its transfer encoding undone, as far as it can be."""
        encoding = self.headers.raw("content-transfer-encoding").strip().strip("\"'").lower()
        raw = self.raw()
        if encoding.startswith("base64") and not _is_plain_after_all(raw):
            return lenient_base64.read(raw.partition(b"\n--")[0])
        if encoding.startswith("quoted"):
            return binascii.a2b_qp(raw)
        return raw

    def text(self) -> str:
        """The body as text."""
        return charsets.decode(self.content(), self.params.get("charset", ""))

    def filename(self) -> str:
        return self.disposition_params.get("filename", "") or self.params.get("name", "")


def read(raw: bytes, *, cut: bool = False) -> Part:
    """The whole tree of a mail; `cut` says that its end was taken off. A last part without an end is whole all the same where
    nothing was taken off: some programs forget the closing line."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    root = _part(raw, _first_line(raw), len(raw), 0, "text/plain")
    open_parts, count = [root], 1
    while open_parts:
        part = open_parts.pop()
        if not part.kind.startswith("multipart/") or part.depth >= DEEPEST:
            continue
        default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        for start, end, whole in _sections(part, MOST_PARTS - count):
            child = _part(raw, start, end, part.depth + 1, default)
            child.whole = (whole and part.whole) or not cut
            part.parts.append(child)
            count += 1
        if part.parts:
            open_parts += reversed(part.parts)
        else:
            part.kind = "text/plain"  # called many, but one
    return root


def walk(root: Part) -> list[Part]:
    """Every part from the top, in the order in which they stand."""
    seen, waiting = [], [root]
    while waiting:
        part = waiting.pop()
        seen.append(part)
        waiting += reversed(part.parts)
    return seen


def _first_line(raw: bytes) -> int:
    """Where the headers begin: past empty lines that some program put before them."""
    start = len(raw) - len(raw.lstrip(b" \t\r\n"))
    line = raw.rfind(b"\n", 0, start) + 1
    return line if b":" in raw[start : start + 300] else 0


def _is_plain_after_all(raw: bytes) -> bool:
    """Called base64, but a tenth of it is no letter of base64."""
    return len(raw[:5000].translate(None, delete=_BASE64)) * 10 > len(raw[:5000])


def _part(buffer: bytes, start: int, end: int, depth: int, default: str) -> Part:
    found, body = headers.read(buffer, start, end)
    kind, params = headers.parameters(found.raw("content-type"))
    disposition, disposition_params = headers.parameters(found.raw("content-disposition"))
    if not re.fullmatch(r"[\w.+-]{1,70}/[\w.+-]{1,75}", kind):
        kind = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(kind, default)
    return Part(found, kind, params, disposition, disposition_params, buffer, min(body, end), end, depth)


def _sections(part: Part, most: int) -> list[tuple[int, int, bool]]:
    """(start, end, whole) of each section between the boundaries."""
    declared = part.params.get("boundary", "").rstrip()
    marker = b"--" + declared.encode("utf-8", "surrogateescape") if declared else b""
    found = _boundaries(part, marker, most) if marker else []
    if not found:
        guess = _LOOKS_LIKE_BOUNDARY.search(part.buffer, part.start, min(part.end, part.start + 20_000))
        found = _boundaries(part, b"--" + guess[1].removesuffix(b"--"), most) if guess else []
        found = found if len(found) > 1 else []
    sections = []
    for i, (_, after, last) in enumerate(found):
        if last:
            break
        closed = i + 1 < len(found)
        stop = found[i + 1][0] if closed else part.end
        sections.append((after, max(after, stop), closed))
    return sections


def _boundaries(part: Part, marker: bytes, most: int) -> list[tuple[int, int, bool]]:
    """(where the section before ends, where the next begins, whether it is the closing one)."""
    buffer, position = part.buffer, part.start
    found: list[tuple[int, int, bool]] = []
    while len(found) <= most:
        at = buffer.find(marker, position, part.end)
        if at < 0:
            break
        line_end = buffer.find(b"\n", at, part.end)
        after = part.end if line_end < 0 else line_end + 1
        rest = buffer[at + len(marker) : min(after, at + len(marker) + 200)].strip()
        if rest in (b"", b"--") and (at == part.start or buffer[at - 1 : at] == b"\n"):
            before = at - 1 if at > part.start else at
            before -= 1 if before > part.start and buffer[before - 1 : before] == b"\r" else 0
            found.append((max(before, part.start), after, rest == b"--"))
            if rest == b"--":
                break
            position = after
        else:
            position = at + len(marker)
    return found

"""The header lines of a mail: found, unfolded and decoded (RFC 5322, 2047, 2231), however broken.

Never raises on what a sender wrote. Everything is bounded: lines, lengths, addresses.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from makegood.channels.adapters.email import charsets
from makegood.channels.providers import lenient_base64

MOST_LINES, LONGEST_VALUE, MOST_ADDRESSES = 2_000, 64_000, 500
_LINE = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^\r\n]{0,2000}?)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t]+(=\?[^?\s]{1,60}\?[bBqQ]\?)")
_SPECIAL = re.compile(r"[\\\"(),;:]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_PARAMETER = re.compile(r";\s*([\w.!#$&^`|~+*-]+?)\s*(?:\*(\d{1,3}))?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.DOTALL)
_BRACKET_IN_COMMENT = re.compile(r"\([^()\"]*<[^()\"]*\)")
_ADDRESS = re.compile(r"[^\s<>\"(),:;@\[\]]{1,200}@[^\s<>\"(),:;@\[\]]{1,200}")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header values in the order in which they stand, unfolded bytes under lower-case names."""

    values: dict[str, list[bytes]] = field(default_factory=dict)

    def raw(self, name: str) -> str:
        """The first value of that name as text, its encoded words left alone; '' when it is not there."""
        found = self.values.get(name)
        return charsets.decode(found[0]) if found else ""

    def all_raw(self, name: str) -> list[str]:
        return [charsets.decode(value) for value in self.values.get(name, ())]

    def text(self, name: str) -> str:
        """The first value of that name, decoded for people, in one line."""
        return decode_words(self.raw(name))

    def __contains__(self, name: str) -> bool:
        return name in self.values


def read(buffer: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers that begin at `start`, and where the body begins.

    A line that is no header ends them, unless headers go on right after it: then it is the torn rest of the line above.
    """
    values: dict[str, list[bytes]] = {}
    latest: list[bytes] | None = None
    position = start
    for lines, (line, after) in enumerate(_lines(buffer, start, end), start=1):
        if not line.strip():
            return Headers(values), after
        if line[:1] in b" \t" and latest is not None:
            _append(latest, line)
        elif _LINE.match(line):
            name, _, value = line.partition(b":")
            latest = values.setdefault(name.strip().decode("ascii").lower(), []) if lines <= MOST_LINES else []
            latest.append(value.strip())
        elif not (line.startswith((b"From ", b">From ")) and lines == 1):
            if latest is None or not _LINE.match(buffer, after, end):
                return Headers(values), position
            _append(latest, line)
        position = after
    return Headers(values), end


def decode_words(value: str) -> str:
    """Text with its encoded words read (RFC 2047), in one line without control characters.

    A letter torn between two words of one charset is put together again, as many programs tear them.
    """
    if "=?" not in value:
        return _CONTROL.sub(" ", value).strip()
    value = _BETWEEN_WORDS.sub(r"\1\2", value[:LONGEST_VALUE])
    out, position, waiting, charset = [], 0, b"", ""
    for match in _WORD.finditer(value):
        if match.start() > position or match[1].lower() != charset:
            out += [charsets.decode(waiting, charset), value[position : match.start()]]
            waiting, charset = b"", match[1].lower().partition("*")[0]
        waiting += _word_bytes(match[2].lower(), match[3])
        position = match.end()
        charset = match[1].lower().partition("*")[0]
    out += [charsets.decode(waiting, charset), value[position:]]
    return charsets.clean(_CONTROL.sub(" ", "".join(out)).strip())


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured value's head in lower case and its parameters, continued and encoded ones put together (RFC 2231)."""
    head, _, _ = value.partition(";")
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(value[len(head) : LONGEST_VALUE]):
        number = int(match[2]) if match[2] else -1
        pieces.setdefault(match[1].lower(), {}).setdefault(number, (_unquoted(match[4]), bool(match[3])))
    return _CONTROL.sub("", head).strip().lower(), {name: _joined(parts) for name, parts in pieces.items()}


def addresses(value: str) -> list[tuple[str, str]]:
    """(name, address) of each mailbox in an address list; a group's members, not its name. Broken ones are read as far as they go."""
    found = []
    for piece in _mailboxes(value[:LONGEST_VALUE]):
        name, address = _mailbox(piece)
        if address:
            found.append((name[:300], address))
        if len(found) == MOST_ADDRESSES:
            break
    return found


def instant(value: str) -> datetime | None:
    """A date header as an aware UTC instant between 1970 and 2200; None where it is none."""
    try:
        moment = parsedate_to_datetime(_CONTROL.sub(" ", value)[:100])
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment if 1970 <= moment.year < 2200 else None


def _append(values: list[bytes], line: bytes) -> None:
    if len(values[-1]) < LONGEST_VALUE:
        values[-1] += b" " + line.strip()


def _lines(buffer: bytes, start: int, end: int) -> Iterator[tuple[bytes, int]]:
    while start < end:
        stop = buffer.find(b"\n", start, end)
        after = end if stop < 0 else stop + 1
        yield buffer[start : min(after, start + LONGEST_VALUE)].rstrip(b"\r\n"), after
        start = after


def _word_bytes(kind: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if kind == "q":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    return lenient_base64.read(raw)


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1] if value.endswith('"') and len(value) > 1 else value[1:])
    return value


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    if list(parts) == [-1] and not parts[-1][1]:
        return decode_words(parts[-1][0])
    ordered = [parts[number] for number in sorted(parts) if number >= 0] or [parts[-1]]
    first, encoded = ordered[0]
    charset = ""
    if encoded and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    texts = [(first, encoded), *ordered[1:]]
    raw = b"".join(unquote_to_bytes(text) if enc else text.encode("utf-8", "replace") for text, enc in texts)
    return decode_words(charsets.decode(raw, charset))


def _mailboxes(value: str) -> Iterator[str]:
    """Cuts a list at commas and semicolons outside quotes, comments and angle brackets; a group's name ends at its colon."""
    if not _SPECIAL.search(value):
        yield value
        return
    start = depth = 0
    quoted = angle = skip = False
    for i, letter in enumerate(value):
        if skip or letter == "\\":
            skip = letter == "\\" and not skip
        elif letter == '"' and not depth:
            quoted = not quoted
        elif not quoted and letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif not quoted and not depth and letter in "<>":
            angle = letter == "<"
        elif not (quoted or depth) and (letter in ",;" and (not angle or "@" in value[start:i])):
            yield value[start:i]
            start, angle = i + 1, False
        elif letter == ":" and not (quoted or depth or angle) and "@" not in value[start:i]:
            start = i + 1
    yield value[start:]


def _mailbox(piece: str) -> tuple[str, str]:
    before, bracket, inside = (_BRACKET_IN_COMMENT.sub(" ", piece) if "(" in piece else piece).rpartition("<")
    if bracket:
        address = inside.partition(">")[0].strip().removeprefix("mailto:")
        found = _address_in(address) or _address_in(decode_words(address))
        if found:
            return _name(before), found
    found = _address_in(piece) or _address_in(decode_words(piece))
    if not found:
        return "", ""
    comment = re.search(r"\(([^()]{0,300})\)", piece[:2000])
    return _name(comment[1] if comment else ""), found.removeprefix("mailto:")


def _address_in(text: str) -> str:
    """The first address in the text; only what stands around an @ is looked at."""
    at = text.find("@")
    for _ in range(5):
        if at < 0:
            break
        found = _ADDRESS.search(text, max(0, at - 200), at + 201)
        if found:
            return found[0].strip("'.")
        at = text.find("@", at + 1)
    return ""


def _name(text: str) -> str:
    text = re.sub(r"\\(.)", r"\1", text.strip().strip("<").strip())
    return decode_words(text.strip("\"' \t")).strip("\"' \t")

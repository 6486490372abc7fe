"""What kind of file lies there: its format, compression, encoding, delimiter, length and digest. Reads it once; changes nothing."""

import bz2
import csv
import gzip
import hashlib
import io
import lzma
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyarrow.parquet as pq

from makegood.kernel.refusals import Refusal

CSV, JSONL, PARQUET, DOCUMENT = "csv", "jsonl", "parquet", "document"  # a document is one JSON object, as docs/webhooks.md has it
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_PIECE = 1 << 20
_NOT_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_OPENERS: tuple[tuple[bytes, Callable[..., object]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file. `rows` is how many it holds: exact for Parquet, for text the number of its lines without the header."""

    path: Path
    format: str
    digest: str
    rows: int
    encoding: str = ""
    delimiter: str = ""

    def says(self) -> str:
        """What was found, for whoever imports it."""
        if self.format == PARQUET:
            return f"{self.path.name}: Parquet, {self.rows:,} rows"
        kind = {CSV: "CSV", JSONL: "JSON lines", DOCUMENT: "JSON"}[self.format]
        parted = f", parted by {DELIMITERS[self.delimiter]}" if self.format == CSV else ""
        return f"{self.path.name}: {kind} in {self.encoding}{parted}, about {self.rows:,} rows"


def look(path: Path, *, encoding: str = "", delimiter: str = "") -> Source:
    """What this file is. `encoding` and `delimiter` say so where they are not to be guessed. Refuses (`unreadable_file`, `empty_file`,
    `wrong_encoding`) what cannot be read."""
    try:
        with opened(path) as file:
            head = file.read(_PIECE)
            if head.startswith(b"PAR1"):
                return _parquet(path)
            if not head.strip():
                raise Refusal("empty_file", f"file: {path} holds nothing.", {"file": "empty"})
            found, digest, lines = _text(head, file)
    except (OSError, EOFError, lzma.LZMAError) as trouble:
        why = getattr(trouble, "strerror", None) or trouble
        raise Refusal("unreadable_file", f"file: {path} cannot be read ({why}).", {"file": "cannot be read"}) from trouble
    chosen = _chosen(encoding, found, path)
    start = head.decode(chosen, errors="replace").lstrip("\ufeff")
    if start.lstrip()[:1] in "{[":
        kind = JSONL if _is_lines(start) else DOCUMENT
        return Source(path, kind, digest, lines, chosen)
    mark = delimiter or guess_delimiter(start)
    return Source(path, CSV, digest, max(0, lines - 1), chosen, mark)


def opened(path: Path) -> AbstractContextManager[IO[bytes]]:
    """The file's bytes, unpacked."""
    with path.expanduser().open("rb") as file:
        magic = file.read(6)
    for start, opener in _OPENERS:
        if magic.startswith(start):
            return cast("AbstractContextManager[IO[bytes]]", opener(path.expanduser(), "rb"))
    return path.expanduser().open("rb")


def text(source: Source) -> io.TextIOWrapper:
    """The file's text, line ends as they are."""
    return io.TextIOWrapper(cast("IO[bytes]", opened(source.path)), encoding=source.encoding, newline="")


def guess_delimiter(start: str) -> str:
    """The delimiter under which the first lines have the same number of fields, the greatest such number; a comma where none has."""
    best, most = ",", 1
    lines = io.StringIO("\n".join(start[:100_000].splitlines()[:30]))
    for mark in DELIMITERS:
        lines.seek(0)
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            continue
        if widths and widths[0] > most and sum(width == widths[0] for width in widths) * 5 >= len(widths) * 4:
            best, most = mark, widths[0]
    return best


def _parquet(path: Path) -> Source:
    digest = hashlib.sha256()
    with path.expanduser().open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    try:
        rows = pq.ParquetFile(path.expanduser()).metadata.num_rows
    except (OSError, ValueError) as trouble:
        raise Refusal("unreadable_file", f"file: {path} is no whole Parquet file.", {"file": "damaged"}) from trouble
    return Source(path, PARQUET, digest.hexdigest(), int(rows))


@dataclass
class _Bytes:
    """What the bytes of a text allow it to be."""

    bom: bool
    utf8: bool = True
    cp1252: bool = True


def _text(head: bytes, file: IO[bytes]) -> tuple[_Bytes, str, int]:
    found, digest, lines = _Bytes(bom=head.startswith(b"\xef\xbb\xbf")), hashlib.sha256(), 0
    rest, piece, last = b"", head, b""
    while piece:
        digest.update(piece)
        lines += piece.count(b"\n")
        found.cp1252 = found.cp1252 and not _NOT_IN_CP1252 & set(piece)
        if found.utf8:
            rest = _tail_of_utf8(rest + piece, found)
        last, piece = piece[-1:], file.read(_PIECE)
    found.utf8 = found.utf8 and not rest
    return found, digest.hexdigest(), lines + (last != b"\n")


def _tail_of_utf8(piece: bytes, found: _Bytes) -> bytes:
    """The beginning of a letter that the next piece may end."""
    try:
        piece.decode()
    except UnicodeDecodeError as trouble:
        if trouble.reason == "unexpected end of data" and trouble.start >= len(piece) - 3:
            return piece[trouble.start :]
        found.utf8 = False
    return b""


def _chosen(wanted: str, found: _Bytes, path: Path) -> str:
    if wanted:
        if wanted not in ENCODINGS:
            raise Refusal("wrong_encoding", f"encoding: choose one of {', '.join(ENCODINGS)}.", {"encoding": "unknown"})
        if wanted.startswith("utf-8") and not found.utf8:
            sentence = f"encoding: {path.name} is not in UTF-8. Leave the encoding out, and it is guessed."
            raise Refusal("wrong_encoding", sentence, {"encoding": "not that of the file"})
        return wanted
    if found.utf8:
        return "utf-8-sig" if found.bom else "utf-8"
    return "cp1252" if found.cp1252 else "latin-1"


def _is_lines(start: str) -> bool:
    """One JSON object a line, rather than one over many lines or one that holds a list."""
    first = start.lstrip().split("\n", 1)[0].strip()
    return first.startswith("{") and first.endswith("}") and not first.startswith(('{"orders"', '{"events"'))

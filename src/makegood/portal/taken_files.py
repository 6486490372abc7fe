"""Files out of a form: how many and how large they may be, and names that hide nothing. Never opens one, and never uses a name as a path."""

import re
import unicodedata
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from makegood.channels.types import AttachmentIn
from makegood.kernel.refusals import Refusal

LONGEST_NAME = 150
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80}")


def read(files: Sequence["UploadedFile[bytes]"], *, most: int, largest: int) -> tuple[AttachmentIn, ...]:
    """The files with their bytes, empty ones left out. Refuses (`too_many_files`, `files_too_large`) more than `most`, and more than
    `largest` bytes together, before any is read."""
    there = [file for file in files if file.size]
    if len(there) > most:
        raise Refusal("too_many_files", f"files: at most {most}.", {"files": "too many"})
    if sum(file.size or 0 for file in there) > largest:
        sentence = f"files: together at most {largest // 1_000_000} MB."
        raise Refusal("files_too_large", sentence, {"files": "too large"})
    return tuple(AttachmentIn(plain_name(file.name or ""), _media_type(file.content_type or ""), file.read()) for file in there)


def plain_name(name: str) -> str:
    """The last part of what a sender called it, without what cannot be seen (so that “gpj.exe” cannot pass as “exe.jpg”); its end is kept
    where it is cut. “file” where nothing is left."""
    seen = "".join(one for one in name if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", seen))[-1].strip(" .")
    stem, dot, kind = last.rpartition(".")
    if len(last) > LONGEST_NAME:
        last = f"{stem[: LONGEST_NAME - 10]}…{dot}{kind[:8]}" if dot else last[:LONGEST_NAME]
    return last or "file"


def _media_type(told: str) -> str:
    clean = told.partition(";")[0].strip().lower()
    return clean if _TYPE.fullmatch(clean) else "application/octet-stream"

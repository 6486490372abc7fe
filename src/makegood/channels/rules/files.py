"""Files of a message, whichever way it goes: how many there may be, how large, and names that hide nothing. Pure; never opens a file, and never
uses a name as a path."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from makegood.channels.types import AttachmentIn
from makegood.kernel.refusals import Refusal

LONGEST_NAME = 150
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # Unicode's categories of what cannot be seen
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80}")


@dataclass(frozen=True, slots=True)
class Room:
    """So many files, and so many bytes of all of them together."""

    files: int
    size: int


ALONG = Room(10, 15_000_000)  # with one message of ours: most mailboxes refuse more than 20 MB, and mail makes a third more of it
NOTED = Room(10, 25_000_000)  # with what a member writes down


def check_sizes(sizes: Sequence[int], *, room: Room = ALONG) -> None:
    """Refuses (`too_many_files`, `files_too_large`) what has no room; sizes in bytes, for whoever must know it before any file is read."""
    if len(sizes) > room.files:
        raise Refusal("too_many_files", f"files: {len(sizes)} files; at most {room.files} go along.", {"files": "too many"})
    if sum(sizes) > room.size:
        mega = sum(sizes) / 1_000_000
        sentence = f"files: {mega:.1f} MB together; at most {room.size // 1_000_000} MB go along. Send a smaller copy."
        raise Refusal("files_too_large", sentence, {"files": "too large"})


def check(files: Sequence[AttachmentIn], *, room: Room = ALONG) -> None:
    """Refuses empty files (`empty_file`), and what has no room."""
    empty = next((file.name for file in files if not file.content), None)
    if empty is not None:
        raise Refusal("empty_file", f"files: “{empty}” is empty. Leave it out, or choose it again.", {"files": "empty"})
    check_sizes([len(file.content) for file in files], room=room)


def plain_name(name: str, number: int) -> str:
    """What a file is called here and outside: no path, nothing that cannot be seen (so that “gpj.exe” cannot pass as “exe.jpg”) or that a file
    system takes for something else, at most 150 letters with its ending kept; “file-3” where nothing is left of the third one's."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) not in _UNSEEN)
    bare = seen.replace("\\", "/").rstrip("/").rpartition("/")[2]
    bare = " ".join(re.sub(r'[<>:"|?*]', "_", unicodedata.normalize("NFC", bare)).split()).strip(". ")
    if not bare:
        return f"file-{number}"
    stem, dot, ending = bare.rpartition(".")
    if len(bare) <= LONGEST_NAME:
        return bare
    return f"{stem[: LONGEST_NAME - 1 - len(ending)]}.{ending}" if dot and len(ending) < 12 else bare[:LONGEST_NAME]


def plain_type(told: str) -> str:
    """A media type that a stranger named, where it is well-formed; else that of mere bytes."""
    clean = told.partition(";")[0].strip().lower()
    return clean if _TYPE.fullmatch(clean) else "application/octet-stream"

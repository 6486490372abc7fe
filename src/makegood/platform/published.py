"""Files that everybody may read: written whole, beside each other, and put in their place by one rename each, so that whoever reads meets the old
file or the new one and never half of one. They lie below the data folder in `public/`, one folder for each place, and are read without a database.

Never holds anything that not everybody may read; nothing else may be written below that folder.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from makegood.config import environment

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,60}[a-z0-9])?")
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Public:
    """One file: its bytes, when it was written (nanoseconds), and its name."""

    content: bytes
    written_ns: int
    name: str


def root() -> Path:
    """Where they lie; a static server may be pointed here."""
    return environment.settings().home / "public"


def write(place: str, files: Mapping[str, bytes]) -> int:
    """Puts these files below a place ("status/brightside"), in their order: what others lead to belongs first. → how many changed: one that says the
    same already keeps its time. Raises ValueError for a name that could lead elsewhere."""
    changed = 0
    for name, content in files.items():
        target = _path(f"{place}/{name}")
        if target.is_file() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content)
        changed += 1
    return changed


def read(name: str) -> Public | None:
    """The file of this name ("status/brightside/index.html"), or None where there is none; also for a name that is none."""
    try:
        target = _path(name)
        with target.open("rb") as file:
            return Public(file.read(), os.fstat(file.fileno()).st_mtime_ns, target.name)
    except (ValueError, OSError):
        return None


def remove(place: str) -> bool:
    """Takes everything below a place away, with the place itself. → whether there was anything; may be repeated. Raises ValueError as `write` does, and
    for a name of one part: a folder of all brands is never taken away."""
    if "/" not in place:
        raise ValueError(f"{place!r} holds more than one place")
    target = _path(place)
    there = target.is_dir()
    shutil.rmtree(target, ignore_errors=True)
    return there


def _path(name: str) -> Path:
    parts = name.split("/")
    if len(parts) > DEEPEST + 1 or not all(_NAME.fullmatch(part) for part in parts):
        raise ValueError(f"{name!r} is no name of a public file")
    return root().joinpath(*parts)


def _replace(target: Path, content: bytes) -> None:
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix="_")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(aside, 0o644)  # a static server of another account may read it
        os.replace(aside, target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise

"""The real mails of the SpamAssassin corpus, read where they lie outside the project; tests skip where they are absent."""

import re
import tarfile
from functools import lru_cache
from pathlib import Path

import pytest

MAILS = Path(__file__).parents[4] / "shared" / "data" / "mails"
_MARKED = re.compile(
    rb"^(?:list-|x-loop|x-mailman|mailing-list|x-mailing-list|precedence|auto-submitted|x-autorespond|sender: (?:owner-|[^\n]*-(?:admin|owner|request)@))",
    re.IGNORECASE | re.MULTILINE,
)


@lru_cache(maxsize=1)
def _all() -> tuple[tuple[str, bytes], ...]:
    archive = MAILS / "spamassassin_sample_2250.tar.xz"
    if not archive.exists():
        return ()
    with tarfile.open(archive) as files:
        stored = [(member.name, files.extractfile(member)) for member in files if member.isfile()]
        return tuple((name, file.read()) for name, file in stored if file is not None)


def mails(folder: str = "") -> list[tuple[str, bytes]]:
    """(name, bytes) of the corpus's mails in the folders of that name; skips the test where there is no corpus."""
    found = [(name, raw) for name, raw in _all() if folder in name]
    if not found:
        pytest.skip("The SpamAssassin sample is not beside this project (shared/data/mails).")
    return found


def is_marked(raw: bytes) -> bool:
    """Whether a mailing list or a machine left its mark in the headers."""
    return _MARKED.search(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]) is not None

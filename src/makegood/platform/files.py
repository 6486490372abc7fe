"""Files that came with messages: kept outside any web root, named by their digest, never by what a sender called them.

One folder per brand. A file is complete or absent: written aside, flushed to the disk, then renamed.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.db import transaction

from makegood.config import environment
from makegood.platform import tenancy


def keep(content: bytes) -> str:
    """Keeps the bytes for the open brand and returns their SHA-256 digest. Keeping the same bytes again changes nothing."""
    digest = hashlib.sha256(content).hexdigest()
    target = _path(tenancy.current_brand(), digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, aside = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, target)
    folder = os.open(target.parent, os.O_RDONLY)  # the new name, too, must be on the disk before the message is
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return digest


def read(digest: str) -> bytes:
    """The bytes that the open brand kept under this digest. Raises FileNotFoundError where there are none."""
    return _path(tenancy.current_brand(), digest).read_bytes()


def forget(digest: str) -> None:
    """Throws the bytes away that the open brand kept under this digest, once the transaction is through. Where there are none, nothing."""
    path = _path(tenancy.current_brand(), digest)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _path(brand_id: UUID, digest: str) -> Path:
    return environment.settings().attachments / str(brand_id) / digest[:2] / digest

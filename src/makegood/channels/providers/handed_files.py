"""Files as our own pages hand them in beside a message: name, type, and content in base64. Nothing is fetched."""

import base64
from collections.abc import Sequence

from makegood.channels.types import AttachmentIn


def told(files: Sequence[AttachmentIn]) -> list[dict[str, str]]:
    """The files as they are written down."""
    return [{"name": one.name, "type": one.media_type, "content": base64.b64encode(one.content).decode()} for one in files]


def files(told: object) -> Sequence[AttachmentIn]:
    """The files of a list that one of our pages wrote down. TypeError, KeyError or ValueError (binascii's) for anything else."""
    if not isinstance(told, list | tuple):
        raise TypeError("files")
    return [
        AttachmentIn(
            str(one["name"]).replace("\x00", "").strip()[:300],
            str(one["type"])[:150] or "application/octet-stream",
            base64.b64decode(one["content"], validate=True),
        )
        for one in told
    ]

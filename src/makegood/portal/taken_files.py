"""Files out of a form of somebody we do not know: read only once all of them together are known to be small enough, under plain names."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from makegood.channels.rules import files as rules
from makegood.channels.types import AttachmentIn


def read(files: Sequence["UploadedFile[bytes]"], *, room: rules.Room) -> tuple[AttachmentIn, ...]:
    """The files with their bytes, empty ones left out. Refuses (`too_many_files`, `files_too_large`) what has no room, before any is read."""
    there = [file for file in files if file.size]
    rules.check_sizes([file.size or 0 for file in there], room=room)
    return tuple(
        AttachmentIn(rules.plain_name(file.name or "", number), rules.plain_type(file.content_type or ""), file.read())
        for number, file in enumerate(there, start=1)
    )

"""Files that go along with our words: checked, kept once by their digest, and named as they will be seen outside."""

from collections.abc import Sequence
from uuid import UUID

from makegood.channels import models
from makegood.channels.rules import files as rules
from makegood.channels.types import AttachmentIn
from makegood.platform import files as store


def enclose(*, message_id: UUID, files: Sequence[AttachmentIn], kept: Sequence[UUID] = ()) -> None:
    """Lays new files, and copies of those that lie here already (`kept`, attachments of the brand), beside a message that is just written.
    Refuses what `rules.check` refuses; unknown ids are passed by."""
    rules.check(files)
    again: dict[UUID, models.Attachment] = (
        {row.id: row for row in models.Attachment.objects.filter(id__in=list(kept))} if kept else {}
    )
    rules.check_sizes([row.size for row in again.values()] + [len(file.content) for file in files])
    rows = [_copy(message_id, again[file_id]) for file_id in kept if file_id in again]
    rows += [_new(message_id, file, number) for number, file in enumerate(files, start=len(rows) + 1)]
    for position, row in enumerate(rows):
        row.position = position
    models.Attachment.objects.bulk_create(rows)


def _new(message_id: UUID, file: AttachmentIn, number: int) -> models.Attachment:
    return models.Attachment(
        message_id=message_id,
        name=rules.plain_name(file.name, number),
        media_type=file.media_type[:150],
        size=len(file.content),
        digest=store.keep(file.content),
        description=file.description,
    )


def _copy(message_id: UUID, file: models.Attachment) -> models.Attachment:
    return models.Attachment(
        message_id=message_id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        digest=file.digest,
        description=file.description,
    )

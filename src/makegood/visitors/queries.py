"""Looks at visitors of chat windows. Never writes."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from makegood.platform import bulk
from makegood.visitors import models
from makegood.visitors.types import Visitor, VisitorId


def by_secret(*, channel_id: UUID, secret: str) -> Visitor | None:
    """Whoever comes in with this secret on this channel, or None: a wrong secret and one of another channel look alike."""
    (rows,) = bulk.look((_BY_SECRET, [channel_id, hash_of(secret)]))
    return next((read(row) for row in rows), None)


def of_conversations(*, conversation_ids: Sequence[UUID]) -> dict[UUID, Visitor]:
    """The visitor of each of these conversations; those of other channels have none. One query."""
    rows = models.Visitor.objects.filter(conversation_id__in=list(conversation_ids))
    return {row.conversation_id: as_visitor(row) for row in rows if row.conversation_id}


def is_here(*, conversation_id: UUID) -> bool:
    """Whether the visitor of this conversation is in front of their window now, by the database's clock. False for other channels."""
    return models.Visitor.objects.filter(conversation_id=conversation_id, here_until__gt=Now()).exists()


def hash_of(secret: str) -> str:
    """As it is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def read(row: tuple[Any, ...]) -> Visitor:
    """Somebody out of the columns OF_VISITOR, in their order."""
    told = dict(zip(_FIELDS, row, strict=True))
    return Visitor(**told | {"seen": tuple(told["seen"]), "mailed": tuple(told["mailed"])})


OF_VISITOR = (
    "id, channel_id, handle, conversation_id, name, email, subject, vouched, language, seen, mailed, mail_conversation_id"
)
_FIELDS = OF_VISITOR.split(", ")
_BY_SECRET = f"SELECT {OF_VISITOR} FROM visitors_visitor WHERE channel_id = %s::uuid AND token_hash = %s::text"


def as_visitor(row: models.Visitor) -> Visitor:
    """The row as others may see it."""
    return Visitor(
        id=VisitorId(row.id),
        channel_id=row.channel_id,
        handle=row.handle,
        conversation_id=row.conversation_id,
        name=row.name,
        email=row.email,
        subject=row.subject,
        vouched=row.vouched,
        language=row.language,
        seen=tuple(row.seen),
        mailed=tuple(row.mailed),
        mail_conversation_id=row.mail_conversation_id,
    )

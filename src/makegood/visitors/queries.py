"""Looks at visitors of chat windows. Never writes."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db.models.functions import Now

from makegood.visitors import models
from makegood.visitors.types import Visitor, VisitorId


def by_secret(*, channel_id: UUID, secret: str) -> Visitor | None:
    """Whoever comes in with this secret on this channel, or None: a wrong secret and one of another channel look alike."""
    row = models.Visitor.objects.filter(channel_id=channel_id, token_hash=hash_of(secret)).first()
    return as_visitor(row) if row else None


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

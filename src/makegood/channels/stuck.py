"""Looks at what could not be read, and at what could not be said. Looks only, beside `queries`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Length

from makegood.channels import models
from makegood.channels.messages import Failure
from makegood.kernel.refusals import Refusal
from makegood.platform import asking
from makegood.platform.arrays import array


@dataclass(frozen=True, slots=True)
class ParkedRaw:
    """Something that arrived and could not be read."""

    id: UUID
    channel_name: str
    received_at: datetime
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class FailedOutgoing:
    """Something that could not be said, for a person to look at."""

    id: UUID
    conversation_id: UUID
    to: str
    subject: str
    because: str
    queued_at: datetime
    failure: Failure = Failure.OTHER


def ask_how_many_troubles(*, but: Collection[UUID] = ()) -> asking.Question[int]:
    """How many of `parked_raw` and `outgoing_failed` there are, a hundred of each at most, and how many channels cannot be heard; without what is to
    or from some identities. To be asked together with others."""
    return asking.Question(lambda found: int(found[0][0]), (_HOW_MANY_TROUBLES, [array(but), array(but)]))


def parked_raw(*, limit: int = 100) -> tuple[ParkedRaw, ...]:
    """What arrived and could not be read, latest first."""
    names = dict(models.Channel.objects.values_list("id", "name"))
    rows = models.RawItem.objects.filter(state="parked").annotate(size=Length("content")).defer("content")
    return tuple(
        ParkedRaw(row.id, names.get(row.channel_id, ""), row.received_at, row.size, row.reason)
        for row in rows.order_by("-received_at")[:limit]
    )


def raw_bytes(*, raw_id: UUID) -> bytes:
    """The bytes as they came. Refuses an id that the brand does not have."""
    content = models.RawItem.objects.filter(id=raw_id).values_list("content", flat=True).first()
    if content is None:
        raise Refusal("no_raw", "Nothing was kept under this number.", {"raw_id": "unknown"})
    return bytes(content)


def raw_items(*, raw_ids: Sequence[UUID]) -> tuple[tuple[UUID, UUID, bytes], ...]:
    """(raw id, channel id, bytes) of those that still wait to be read."""
    rows = models.RawItem.objects.filter(id__in=list(raw_ids), state="waiting").order_by("received_at", "id")
    return tuple((row.id, row.channel_id, bytes(row.content)) for row in rows)


def outgoing_failed(*, limit: int = 100) -> tuple[FailedOutgoing, ...]:
    """What could not be said for good, latest first; without what a member said to leave."""
    failed = list(models.Outgoing.objects.filter(state="failed", let_be_at=None).order_by("-queued_at")[:limit])
    said = models.Message.objects.in_bulk([row.id for row in failed])
    return tuple(
        FailedOutgoing(
            row.id,
            said[row.id].conversation_id,
            said[row.id].to[0]["value"],
            said[row.id].subject,
            row.failed_because,
            row.queued_at,
            Failure(row.failure or Failure.OTHER),
        )
        for row in failed
    )


_HOW_MANY_TROUBLES = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM channels_rawitem WHERE state = 'parked' LIMIT 100) r)
    + (SELECT count(*) FROM (SELECT 1 FROM channels_outgoing WHERE state = 'failed' AND let_be_at IS NULL
        AND (person_identity = ANY(%s::uuid[])) IS NOT TRUE LIMIT 100) o)
    + (SELECT count(*) FROM (SELECT 1 FROM channels_message WHERE set_aside AND authentic = 'forged'
        AND (identity_id = ANY(%s::uuid[])) IS NOT TRUE LIMIT 100) f)
    + (SELECT count(*) FROM channels_channel WHERE last_trouble <> '')
"""

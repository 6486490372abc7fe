"""Looks at what was heard and said. Never writes."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from makegood.channels import message_rows, models
from makegood.channels.messages import Acknowledgements, Attachment, Conversing, LastWords, Line, Message
from makegood.channels.types import (
    AttachmentIn,
    Authenticity,
    ChannelConfig,
    ChannelId,
    ChannelState,
    ConversationId,
    Direction,
    MessageId,
    OutgoingLetter,
)
from makegood.kernel.refusals import Refusal
from makegood.kernel.windows import WINDOWS, Window, columns
from makegood.people.types import Purpose
from makegood.platform import asking, bulk, files, places, tenancy
from makegood.platform.arrays import array


@dataclass(frozen=True, slots=True)
class Departure:
    """An outgoing message ready to leave: what to send and through what."""

    letter: OutgoingLetter
    channel: ChannelConfig
    state: str
    send_after: datetime
    conversation_id: ConversationId
    identity_id: UUID
    automatic: bool
    by_member_id: UUID | None
    queued_at: datetime
    purpose: Purpose = Purpose.SERVICE
    active: bool = True  # nothing leaves by a channel that is paused
    scheduled: bool = False  # a member chose when
    taken_as: str = ""  # its provider said that it took it, and what it calls it


def channel(*, channel_id: UUID) -> ChannelConfig:
    """One channel with its secrets, for adapters. Refuses an id that the brand does not have."""
    row = models.Channel.objects.filter(id=channel_id).first()
    if row is None:
        raise Refusal("no_channel", "This channel does not exist.", {"channel_id": "unknown"})
    return _config(row)


def configs(*, channel_ids: Collection[UUID] | None = None) -> dict[UUID, ChannelConfig]:
    """These channels, or all of the brand's, with their secrets; ids that it does not have are left out. One query."""
    rows = models.Channel.objects.all() if channel_ids is None else models.Channel.objects.filter(id__in=channel_ids)
    return {row.id: _config(row) for row in rows}


def channel_at(*, kind: str, address: str) -> ChannelConfig | None:
    """The channel of this kind at this address of ours, while it is active; else None. For public doors."""
    return ask_channel_at(kind=kind, address=address).answer


def ask_channel_at(*, kind: str, address: str) -> asking.Question[ChannelConfig | None]:
    """`channel_at`, by one statement that can be asked behind a door's address."""
    return asking.Question(_read_channel_at, (_CHANNEL_AT, [kind, address]))


def channels() -> tuple[ChannelState, ...]:
    """All channels of the brand, as shown."""
    return ask_channels().answer


def ask_channels() -> asking.Question[tuple[ChannelState, ...]]:
    """`channels`, to be asked together with others."""
    return asking.Question(lambda rows: tuple(_state(row) for row in rows), models.Channel.objects.order_by("name"))


def acknowledgements() -> Acknowledgements | None:
    """Whether we say by ourselves that a mail arrived; None where nobody ever said so."""
    row = models.Acknowledging.objects.first()
    return Acknowledgements(row.active, row.per_hour, row.capped_at) if row else None


def cursor(*, channel_id: UUID) -> str:
    """How far this channel was read."""
    return models.Channel.objects.values_list("cursor", flat=True).get(id=channel_id)


def messages(*, message_ids: Sequence[UUID]) -> tuple[Message, ...]:
    """These messages in the order of their time; two queries whatever the number."""
    return message_rows.read(models.Message.objects.filter(id__in=message_ids))


def page(
    *,
    before: UUID | None,
    since: UUID | None,
    conversation_ids: Sequence[UUID] | None = None,
    identity_ids: Sequence[UUID] | None = None,
    limit: int,
) -> tuple[Message, ...]:
    """The brand's messages, the one stored last first: `limit` of them, from before a place on, down to `since`; those of some
    conversations or identities alone where they are given. Places are ids. Two queries."""
    rows = places.latest_first(models.Message.objects.all(), before=before, since=since)
    if conversation_ids is not None:
        rows = rows.filter(conversation_id__in=list(conversation_ids))
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=list(identity_ids))
    return tuple(sorted(message_rows.read(rows[:limit]), key=lambda message: message.id, reverse=True))


def kinds_of(*, message_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Message → the kind of channel by which it came; those that are not there are left out. One query."""
    (rows,) = bulk.look((_KINDS, [list(message_ids)]))
    return dict(rows)


def conversation_of(*, message_id: UUID) -> ConversationId:
    """Where a message stands. One query."""
    ((row,),) = bulk.look(("SELECT conversation_id FROM channels_message WHERE id = %s::uuid", [message_id]))
    return ConversationId(row[0])


def lines(*, conversation_id: UUID, limit: int) -> tuple[Line, ...]:
    """The latest messages of a conversation as its window shows them, oldest first: what came in and what has left, without what was put
    out of sight. One query, asked at every look of every open window."""
    (rows,) = bulk.look((_LINES, [conversation_id, limit]))
    return tuple(_line(*row) for row in reversed(rows))


def conversation(*, conversation_id: UUID, limit: int = 200) -> tuple[Message, ...]:
    """The latest messages of one conversation, oldest first."""
    return conversations(conversation_ids=[conversation_id], limit=limit)


def conversations(
    *, conversation_ids: Sequence[UUID], limit: int = 200, before: tuple[datetime, UUID] | None = None
) -> tuple[Message, ...]:
    """The latest messages of several conversations together, oldest first; the latest `before` one (at, id) where it is given."""
    rows = _in_sight(models.Message.objects.filter(conversation_id__in=list(conversation_ids))).order_by("-at", "-id")
    if before is not None:
        rows = rows.filter(TupleLessThan(Tuple("at", "id"), before))
    return message_rows.read(rows[:limit])


def last_messages(*, conversation_ids: Sequence[UUID]) -> dict[UUID, Message]:
    """The latest message of each conversation."""
    rows = (
        models.Message.objects.filter(conversation_id__in=list(conversation_ids))
        .order_by("conversation_id", "-at", "-id")
        .distinct("conversation_id")
    )
    return {message.conversation_id: message for message in message_rows.read(rows)}


def only_typed(*, identity_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these identities of whom nothing is known but what somebody typed into a form or a chat: each message of theirs is
    `Authenticity.CLAIMED`, and there is one. One query."""
    return ask_only_typed(identity_ids=identity_ids).answer


def ask_only_typed(*, identity_ids: Sequence[UUID]) -> asking.Question[frozenset[UUID]]:
    """`only_typed`, to be asked together with others. Of each identity as few messages are read as tell it."""
    return asking.Question(
        lambda found: frozenset(one for (one,) in found), (_ONLY_TYPED, [array(list(dict.fromkeys(identity_ids)))])
    )


def ask_words(*, message_ids: Sequence[UUID]) -> asking.Question[dict[UUID, str]]:
    """What was said in these messages, without what it quotes; to be asked together with others."""
    text = "SELECT id, coalesce(nullif(visible, ''), text) FROM channels_message WHERE id = ANY(%s::uuid[])"
    return asking.Question(lambda found: dict(found), (text, [array(message_ids)]))


def last_words_with(*, them: Sequence[Conversing]) -> dict[tuple[UUID, UUID], LastWords]:
    """By key and conversation: the latest message there, what was taken back before it left aside, and how many there are. In public only what this
    person wrote and what was said to them counts, not the words of bystanders. Conversations without one are left out. One query."""
    with connection.cursor() as cursor:
        whose = [",".join(map(str, one.identity_ids)) for one in them]
        keys, conversations = array([one.key for one in them]), array([one.conversation_id for one in them])
        cursor.execute(_LAST_WORDS, [_BEGINNING, keys, conversations, whose])
        return {(row[0], row[1]): LastWords(*row[2:]) for row in cursor.fetchall()}


def attachment(*, attachment_id: UUID) -> tuple[Attachment, bytes]:
    """A file with its bytes. Refuses an id that the brand does not have."""
    row = models.Attachment.objects.filter(id=attachment_id).first()
    if row is None:
        raise Refusal("no_attachment", "This file does not exist.", {"attachment_id": "unknown"})
    return Attachment(row.id, row.name, row.media_type, row.size), files.read(row.digest)


def message_of_attachment(*, attachment_id: UUID) -> UUID | None:
    """The message with which a file came. One query."""
    return models.Attachment.objects.filter(id=attachment_id).values_list("message_id", flat=True).first()


def set_aside(*, limit: int) -> tuple[Message, ...]:
    """What was taken for spam, latest first."""
    return tuple(
        reversed(message_rows.read(_in_sight(models.Message.objects.filter(set_aside=True)).order_by("-at", "-id")[:limit]))
    )


def ids_with(*, identity_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The ids of everything that these people wrote to us, and we to them. One query."""
    return tuple(models.Message.objects.filter(identity_id__in=list(identity_ids)).order_by("id").values_list("id", flat=True))


def all_said(*, conversation_ids: Sequence[UUID], limit: int) -> tuple[Message, ...]:
    """What was said in these conversations, that which is out of sight too; oldest first."""
    return message_rows.read(
        models.Message.objects.filter(conversation_id__in=list(conversation_ids)).order_by("-at", "-id")[:limit]
    )


def departure(*, outgoing_id: UUID) -> Departure | None:
    """What the deliverer needs to send one message; None when it is gone."""
    row = models.Outgoing.objects.filter(id=outgoing_id).first()
    if row is None:
        return None
    said = models.Message.objects.get(id=row.id)
    answered = models.Message.objects.filter(id=row.in_reply_to_id).first() if row.in_reply_to_id else None
    earlier = models.Message.objects.filter(conversation_id=said.conversation_id, at__lt=said.at).exclude(thread_key="")
    letter = OutgoingLetter(
        message_key=str(row.id),
        to=message_rows.as_address(said.to[0]),
        cc=tuple(message_rows.as_address(one) for one in said.cc),
        subject=said.subject,
        text=said.text,
        in_reply_to=answered.thread_key if answered else "",
        references=tuple(reversed(earlier.order_by("-at", "-id").values_list("thread_key", flat=True)[:20])),
        reply_token=str(said.conversation_id),
        automatic=row.automatic,
        attachments=_enclosed(row.id),
        public=said.public,
        heard_at=_last_heard(said.conversation_id),
        queued_at=row.queued_at,
        unsubscribe=row.unsubscribe,
    )
    return Departure(
        letter=letter,
        channel=channel(channel_id=said.channel_id),
        state=row.state,
        send_after=row.send_after,
        conversation_id=ConversationId(said.conversation_id),
        identity_id=row.person_identity,
        automatic=row.automatic,
        by_member_id=row.by_member_id,
        queued_at=row.queued_at,
        purpose=Purpose(row.purpose),
        active=models.Channel.objects.values_list("active", flat=True).get(id=said.channel_id),
        scheduled=row.scheduled,
        taken_as=row.taken_as,
    )


def outgoing_by_external_id(*, external_ids: Sequence[str]) -> dict[str, UUID]:
    """Which of our outgoing messages carry these thread keys: how a bounce finds what it bounced."""
    rows = models.Message.objects.filter(direction="out", thread_key__in=list(external_ids))
    return dict(rows.values_list("thread_key", "id"))


def answered_in(*, windows: Sequence[Window]) -> list[int]:
    """For each window, how many messages that a member wrote left for these people. One query."""
    (rows,) = bulk.look((_ANSWERED_IN, columns(windows)))
    found = dict(rows)
    return [int(found.get(n, 0)) for n in range(len(windows))]


_ANSWERED_IN = f"""
SELECT w.n, count(*) FROM {WINDOWS} JOIN channels_outgoing o
ON o.person_identity = w.who AND o.queued_at > w.since AND o.queued_at <= w.until
WHERE o.by_member_id IS NOT NULL AND NOT o.automatic AND o.left_at IS NOT NULL GROUP BY w.n
"""


def knocks(*, message_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The private conversation at which each of these messages knocked; those that did not are left out. One query."""
    rows = models.Knock.objects.filter(message_id__in=list(message_ids))
    return dict(rows.values_list("message_id", "conversation_id"))


def parties(*, conversation_id: UUID) -> tuple[str, ...]:
    """The normalised addresses that took part."""
    return tuple(models.Party.objects.filter(conversation_id=conversation_id).values_list("address", flat=True))


def _enclosed(message_id: UUID) -> tuple[AttachmentIn, ...]:
    rows = models.Attachment.objects.filter(message_id=message_id).order_by("position")
    return tuple(AttachmentIn(row.name, row.media_type, files.read(row.digest), description=row.description) for row in rows)


def _last_heard(conversation_id: UUID) -> datetime | None:
    heard = models.Message.objects.filter(conversation_id=conversation_id, direction=Direction.IN, automatic="")
    return heard.order_by("-sent_at").values_list("sent_at", flat=True).first()


def _state(row: models.Channel) -> ChannelState:
    return ChannelState(ChannelId(row.id), row.kind, row.name, row.address, row.active, row.last_heard_at, row.last_trouble)


_CHANNEL_AT = """
SELECT id, brand_id, kind, name, address, settings::text FROM channels_channel WHERE kind = %s::text AND address = %s::text AND active
"""


def _read_channel_at(rows: Sequence[tuple[Any, ...]]) -> ChannelConfig | None:
    for channel_id, brand_id, kind, name, address, settings in rows:
        return ChannelConfig(ChannelId(channel_id), brand_id, kind, name, address, json.loads(settings))
    return None


# What belongs to a message is looked up for each, so that there is one way only and a young house is not read whole (threads.py).
_LINES = """
SELECT m.id, m.direction, m.text, m.at, m.external_id,
    (SELECT o.by_member_id FROM channels_outgoing o WHERE o.id = m.id),
    (SELECT json_agg(json_build_array(a.id, a.name, a.media_type, a.size) ORDER BY a.position)::text
        FROM channels_attachment a WHERE a.message_id = m.id)
FROM channels_message m
WHERE m.conversation_id = %s::uuid
    AND NOT EXISTS (SELECT FROM channels_messageaway w WHERE w.message_id = m.id OFFSET 0)
    AND (m.direction = 'in' OR 'sent' = (SELECT o.state FROM channels_outgoing o WHERE o.id = m.id))
ORDER BY m.at DESC, m.id DESC LIMIT %s::int
"""


def _line(
    message_id: UUID, direction: str, text: str, at: datetime, external_id: str, by: UUID | None, files: str | None
) -> Line:
    attached = tuple(Attachment(UUID(file_id), *rest) for file_id, *rest in json.loads(files or "[]"))
    return Line(MessageId(message_id), Direction(direction), text, at, external_id, by, attached)


def _config(row: models.Channel) -> ChannelConfig:
    return ChannelConfig(ChannelId(row.id), tenancy.current_brand(), row.kind, row.name, row.address, dict(row.settings))


def _in_sight(rows: QuerySet[models.Message]) -> QuerySet[models.Message]:
    """Without what was put away."""
    return rows.filter(~Exists(models.MessageAway.objects.filter(message_id=OuterRef("id"))))


_BEGINNING = 1000  # characters of what was said, which a list cuts to one line
_LAST_WORDS = """
SELECT v.key, v.id, m.id, m.at, c.kind, left(coalesce(nullif(m.visible, ''), m.text), %s), n.count
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS v (key, id, whose)
CROSS JOIN LATERAL (SELECT * FROM channels_message l WHERE l.conversation_id = v.id
    AND (NOT l.public OR l.identity_id = ANY(string_to_array(v.whose, ',')::uuid[]))
    AND NOT EXISTS (SELECT FROM channels_messageaway a WHERE a.message_id = l.id)
    AND NOT EXISTS (SELECT FROM channels_outgoing o WHERE o.id = l.id AND o.state = 'withdrawn') ORDER BY l.at DESC, l.id DESC LIMIT 1) m
CROSS JOIN LATERAL (SELECT count(*) FROM channels_message l WHERE l.conversation_id = v.id
    AND (NOT l.public OR l.identity_id = ANY(string_to_array(v.whose, ',')::uuid[]))
    AND NOT EXISTS (SELECT FROM channels_messageaway a WHERE a.message_id = l.id)) n
JOIN channels_channel c ON c.id = m.channel_id
"""
_ONLY_TYPED = f"""
SELECT whose.identity_id FROM unnest(%s::uuid[]) AS whose (identity_id)
WHERE (SELECT true FROM channels_message m WHERE m.identity_id = whose.identity_id AND m.direction = '{Direction.IN}' LIMIT 1)
    AND (SELECT true FROM channels_message m WHERE m.identity_id = whose.identity_id AND m.direction = '{Direction.IN}'
        AND m.authentic <> '{Authenticity.CLAIMED}' LIMIT 1) IS NULL
"""
_KINDS = """
SELECT m.id, c.kind FROM channels_message m JOIN channels_channel c ON c.brand_id = m.brand_id AND c.id = m.channel_id WHERE m.id = ANY(%s::uuid[])
"""

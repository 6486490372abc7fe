"""Hears: stores what arrives once, in one transaction, before anything is thought about it.

Nothing here talks to the network and nothing here answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.functions import Length

from makegood.channels import events, models, queries, registry
from makegood.channels.actions import threads
from makegood.channels.types import Direction, Envelope, MessageId
from makegood.kernel.actors import SYSTEM
from makegood.platform import files, journal, live

PORTION = 32_000_000  # bytes that are read into messages at a time
RAW_TRIES = 3  # then an unreadable item is parked (RELIABILITY A7)


def store_raw(*, channel_id: UUID, items: Sequence[tuple[str, bytes]], cursor: str, at: datetime) -> int:
    """Keeps the bytes as they came, with the cursor, before anything is thought about them. May be repeated: an external key is kept
    once. Returns how many were new."""
    rows = [models.RawItem(channel_id=channel_id, external_key=key[:300], content=raw, received_at=at) for key, raw in items]
    models.RawItem.objects.bulk_create(rows, ignore_conflicts=True)
    kept = set(models.RawItem.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    journal.record(
        *(events.RawReceived(raw_id=row.id, channel_id=channel_id) for row in rows if row.id in kept), by=SYSTEM, at=at
    )
    models.Channel.objects.filter(id=channel_id).update(cursor=cursor, last_heard_at=at)
    return len(kept)


def parse_raw(*, raw_ids: Sequence[UUID], at: datetime) -> list[MessageId]:
    """Reads stored bytes into messages. One that cannot be read is tried three times, then parked with its reason; the others go on.
    May be repeated."""
    stored: list[MessageId] = []
    for some in _in_portions(raw_ids):
        stored += _parse(some, at)
    return stored


def read_again(*, raw_ids: Sequence[UUID], at: datetime) -> int:
    """Puts parked items back in the queue, for a person who mended the cause. Returns how many there were."""
    waiting = list(models.RawItem.objects.filter(id__in=list(raw_ids), state="parked").values_list("id", "channel_id"))
    models.RawItem.objects.filter(id__in=[raw_id for raw_id, _ in waiting]).update(state="waiting", tries=0)
    journal.record(*(events.RawReceived(raw_id=raw, channel_id=channel) for raw, channel in waiting), by=SYSTEM, at=at)
    return len(waiting)


def store_messages(*, channel_id: UUID, envelopes: Sequence[Envelope], at: datetime) -> list[MessageId]:
    """Stores messages once each (channel + external id) and says so in the journal. May be repeated: an envelope that is known
    changes nothing and gives the id it has. Order kept; a fixed number of queries for 500."""
    return _store(channel_id, list(envelopes), [None] * len(envelopes), at)


def name_authors(*, authors: Mapping[MessageId, UUID], at: datetime) -> None:
    """Writes down whose identity each message's author is, and puts the message on their timeline. May be repeated; one UPDATE."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_message m SET identity_id = known.identity_id "
            "FROM unnest(%s::uuid[], %s::uuid[]) AS known (message_id, identity_id) "
            "WHERE m.id = known.message_id AND m.identity_id IS NULL RETURNING m.id, m.channel_id",
            [list(authors), list(authors.values())],
        )
        named = cursor.fetchall()
    channels = dict(models.Channel.objects.values_list("id", "name"))
    heard = [
        events.MessageHeard(message_id=message_id, channel=channels[channel_id], identity_id=authors[MessageId(message_id)])
        for message_id, channel_id in named
    ]
    journal.record(*heard, by=SYSTEM, at=at)


def set_aside(*, message_ids: Sequence[UUID], aside: bool = True) -> None:
    """Takes messages for spam (they open nothing and are listed apart), or back. May be repeated."""
    if message_ids:
        models.Message.objects.filter(id__in=list(message_ids)).update(set_aside=aside)


def _in_portions(raw_ids: Sequence[UUID]) -> Iterator[list[UUID]]:
    """The ids in the order of their channels and arrival, so many at a time as the memory bears: a hundred large mails are read one by
    one. In one order, so that two workers never wait for each other."""
    waiting = models.RawItem.objects.filter(id__in=list(raw_ids), state="waiting").order_by("channel_id", "received_at", "id")
    some: list[UUID] = []
    taken = 0
    for raw_id, size in list(waiting.annotate(size=Length("content")).values_list("id", "size")):
        if some and taken + size > PORTION:
            yield some
            some, taken = [], 0
        some.append(raw_id)
        taken += size
    if some:
        yield some


def _parse(raw_ids: Sequence[UUID], at: datetime) -> list[MessageId]:
    by_channel: dict[UUID, list[tuple[UUID, Envelope]]] = {}
    for raw_id, channel_id, content in queries.raw_items(raw_ids=raw_ids):
        config = queries.channel(channel_id=channel_id)
        try:
            envelopes = registry.adapter(config.kind).parse(content, channel=config)
        except Exception as trouble:
            _note_unreadable(raw_id, channel_id, trouble, at)
            continue
        by_channel.setdefault(channel_id, []).extend((raw_id, envelope) for envelope in envelopes)
        models.RawItem.objects.filter(id=raw_id).update(state="parsed", reason="")
    stored: list[MessageId] = []
    for channel_id, read in sorted(by_channel.items()):
        stored += _store(channel_id, [envelope for _, envelope in read], [raw_id for raw_id, _ in read], at)
    return stored


def _note_unreadable(raw_id: UUID, channel_id: UUID, trouble: Exception, at: datetime) -> None:
    row = models.RawItem.objects.get(id=raw_id)
    row.tries += 1
    row.reason = f"{type(trouble).__name__}: {trouble}"[:1000].replace("\x00", "?")
    row.state = "parked" if row.tries >= RAW_TRIES else "waiting"
    row.save(update_fields=["tries", "reason", "state"])
    if row.state == "parked":
        journal.record(events.RawParked(raw_id=raw_id, channel_id=channel_id), by=SYSTEM, at=at)
    else:
        journal.record(events.RawUnread(raw_id=raw_id, channel_id=channel_id, attempt=row.tries), by=SYSTEM, at=at)


def _store(channel_id: UUID, envelopes: list[Envelope], raw_ids: Sequence[UUID | None], at: datetime) -> list[MessageId]:
    if not envelopes:
        return []
    config = queries.channel(channel_id=channel_id)
    threads.lock(channel_id, envelopes)
    known = _known(channel_id, [envelope.external_id for envelope in envelopes])
    fresh = {e.external_id: (e, raw) for e, raw in zip(envelopes, raw_ids, strict=True) if e.external_id not in known}
    placed = threads.place(channel_id=channel_id, envelopes=[envelope for envelope, _ in fresh.values()], at=at)
    rows = [_row(channel_id, p, raw, at) for p, (_, raw) in zip(placed, fresh.values(), strict=True)]
    models.Message.objects.bulk_create(rows)
    models.Attachment.objects.bulk_create(
        [file for row, p in zip(rows, placed, strict=True) for file in _attachments(row.id, p.envelope)]
    )
    heard = [
        events.MessageReceived(message_id=r.id, conversation_id=r.conversation_id, channel=config.name, public=r.public)
        for r in rows
    ]
    journal.record(*heard, by=SYSTEM, at=at)
    if rows:
        live.announce("inbox")
    known.update({row.external_id: row.id for row in rows})
    return [MessageId(known[envelope.external_id]) for envelope in envelopes]


def _known(channel_id: UUID, external_ids: list[str]) -> dict[str, UUID]:
    rows = models.Message.objects.filter(channel_id=channel_id, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "id"))


def _row(channel_id: UUID, placed: threads.Place, raw_id: UUID | None, at: datetime) -> models.Message:
    e = placed.envelope
    return models.Message(
        conversation_id=placed.conversation_id,
        channel_id=channel_id,
        direction=Direction.IN,
        external_id=e.external_id,
        raw_id=raw_id,
        author_kind=e.author.kind,
        author_value=e.author.value,
        author_name=e.author.name,
        to=[asdict(address) for address in e.to],
        cc=[asdict(address) for address in e.cc],
        subject=e.subject,
        text=e.text,
        visible=e.visible,
        html=e.html,
        at=at,
        sent_at=e.sent_at,
        automatic=e.automatic or "",
        bounce=asdict(e.bounce) if e.bounce else None,
        public=e.public,
        link=e.link,
        reach=e.reach,
        spam_likely=e.spam_likely,
        cut=e.cut,
        thread_key=e.thread_key,
    )


def _attachments(message_id: UUID, envelope: Envelope) -> list[models.Attachment]:
    return [
        models.Attachment(
            message_id=message_id,
            position=position,
            name=file.name[:300],
            media_type=file.media_type[:150],
            size=len(file.content),
            digest=files.keep(file.content),
            content_id=file.content_id[:300],
        )
        for position, file in enumerate(envelope.attachments)
    ]

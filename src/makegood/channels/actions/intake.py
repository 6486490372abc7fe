"""Hears: stores what arrives once, in one transaction, before anything is thought about it.

Nothing here talks to the network and nothing here answers.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.functions import Length

from makegood.channels import events, models, queries, registry, stuck
from makegood.channels.actions import departing, threads
from makegood.channels.messages import RawState
from makegood.channels.seam import LookUpFirst, TellsWhatItTook
from makegood.channels.types import Authenticity, Direction, Envelope, MessageId
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import bulk, files, journal, tenancy, troubles

PORTION = 32_000_000  # bytes that are read into messages at a time
RAW_TRIES = 3  # then an unreadable item is parked (RELIABILITY A7)
_RAW = {"id": "uuid", "brand_id": "uuid", "channel_id": "uuid", "external_key": "text", "content": "bytea", "received_at": "timestamptz",
        "state": "text", "tries": "int", "reason": "text"}  # fmt: skip
_MESSAGE = {"id": "uuid", "brand_id": "uuid", "conversation_id": "uuid", "channel_id": "uuid", "direction": "text", "external_id": "text",
            "raw_id": "uuid", "author_kind": "text", "author_value": "text", "author_name": "text", "author_shown": "text", '"to"': "jsonb", "cc": "jsonb",
            "subject": "text", "text": "text", "visible": "text", "html": "text", "at": "timestamptz", "sent_at": "timestamptz",
            "automatic": "text", "bounce": "jsonb", "public": "bool", "link": "text", "reach": "bigint", "spam_likely": "bool",
            "set_aside": "bool", "cut": "bool", "thread_key": "text", "authentic": "text", "overheard": "bool", "addressed": "text",
            "away_until": "date"}  # fmt: skip
_ATTACHMENT = {"id": "uuid", "brand_id": "uuid", "message_id": "uuid", "position": "int", "name": "text", "media_type": "text",
               "size": "bigint", "digest": "text", "content_id": "text"}  # fmt: skip

_KNOCK = {"id": "uuid", "brand_id": "uuid", "message_id": "uuid", "conversation_id": "uuid"}


def store_raw(*, channel_id: UUID, items: Sequence[tuple[str, bytes]], cursor: str | None, at: datetime) -> int:
    """Keeps the bytes as they came, with the cursor (None: it stays), before anything is thought about them. May be repeated: an external
    key is kept once. Returns how many were new."""
    brand_id = tenancy.current_brand()
    rows = [(new_id(), brand_id, channel_id, key[:300], raw, at, RawState.WAITING.value, 0, "") for key, raw in items]
    kept = bulk.insert("channels_rawitem", _RAW, rows, conflict="ON CONFLICT DO NOTHING", returning="id")
    journal.record(*(events.RawReceived(raw_id=raw_id, channel_id=channel_id) for (raw_id,) in kept), by=SYSTEM, at=at)
    moved = {} if cursor is None else {"cursor": cursor}
    models.Channel.objects.filter(id=channel_id).update(last_heard_at=at, **moved)
    return len(kept)


def parse_raw(*, raw_ids: Sequence[UUID], at: datetime) -> list[MessageId]:
    """Reads stored bytes into messages. One that cannot be read is tried three times, then parked with its reason; the others go on.
    May be repeated."""
    stored: list[MessageId] = []
    for some in _in_portions(raw_ids):
        stored += _parse(some, at)
    return stored


def keep_looked_up(*, raw_id: UUID, channel_id: UUID, items: Sequence[tuple[str, bytes]], at: datetime) -> None:
    """What was found outside takes the place of a raw item that could not be read without it. May be repeated."""
    store_raw(channel_id=channel_id, items=items, cursor=None, at=at)
    models.RawItem.objects.filter(id=raw_id).update(state="parsed", reason="")


def park(*, raw_id: UUID, reason: str, at: datetime) -> None:
    """Gives a raw item up for a person to look at. May be repeated."""
    row = models.RawItem.objects.filter(id=raw_id, state="waiting").first()
    if row is not None:
        models.RawItem.objects.filter(id=raw_id).update(state="parked", reason=reason[:1000])
        journal.record(events.RawParked(raw_id=raw_id, channel_id=row.channel_id), by=SYSTEM, at=at)


def read_again(*, raw_ids: Sequence[UUID], at: datetime) -> int:
    """Puts parked items back in the queue, for a person who mended the cause. Returns how many there were."""
    waiting = list(models.RawItem.objects.filter(id__in=list(raw_ids), state="parked").values_list("id", "channel_id"))
    models.RawItem.objects.filter(id__in=[raw_id for raw_id, _ in waiting]).update(state="waiting", tries=0)
    journal.record(*(events.RawReceived(raw_id=raw, channel_id=channel) for raw, channel in waiting), by=SYSTEM, at=at)
    return len(waiting)


def store_messages(*, channel_id: UUID, envelopes: Sequence[Envelope], by: Actor = SYSTEM, at: datetime) -> list[MessageId]:
    """Stores messages once each (channel + external id) and says so in the journal, with who handed them in (`by`). May be repeated: an
    envelope that is known changes nothing and gives the id it has. Order kept; a fixed number of queries for 500."""
    return _store(channel_id, list(envelopes), [None] * len(envelopes), by, at)


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


def admit(*, conversation_id: UUID, author: Address, by: Actor, at: datetime) -> None:
    """Somebody takes part in a conversation from now on: a member said so. What was said in it before is sent to nobody."""
    threads.note_parties([(conversation_id, threads.party(author))])
    journal.record(events.PartyAdmitted(conversation_id=conversation_id), by=by, at=at)


def bring_in(*, conversation_id: UUID, into: UUID, at: datetime) -> None:
    """What was said in one conversation stands in another of the same channel from now on, and whoever said it takes part there; what
    answers it finds the way. What was said there before is sent to nobody. May be repeated."""
    moved = models.Message.objects.filter(conversation_id=conversation_id).update(conversation_id=into)
    if not moved:
        return
    models.ConversationKey.objects.filter(conversation_id=conversation_id).update(conversation_id=into)
    joining = models.Party.objects.filter(conversation_id=conversation_id).values_list("address", flat=True)
    threads.note_parties([(into, address) for address in joining])
    journal.record(events.PartyCame(conversation_id=into), by=SYSTEM, at=at)


def vouch(*, message_id: UUID, by: Actor, at: datetime) -> None:
    """A member says that a message whose sender's domain disowns it is really from them: its author takes part in its conversation from
    now on. It stays marked. Refuses a message that nobody marked."""
    row = models.Message.objects.filter(id=message_id, authentic=Authenticity.FORGED).first()
    if row is None:
        raise Refusal("not_forged", "Nobody doubts who wrote this.", {"message_id": "not marked as forged"})
    author = Address(IdentityKind(row.author_kind), row.author_value, row.author_name)
    threads.note_parties([(row.conversation_id, threads.party(author))])
    threads.note_keys(row.channel_id, {row.thread_key: row.conversation_id})
    journal.record(events.SenderVouched(message_id=row.id), by=by, at=at)


def _in_portions(raw_ids: Sequence[UUID]) -> Iterator[list[UUID]]:
    """The ids in the order of their channels and arrival, so many at a time as the memory bears: a hundred large mails are read one by
    one. In one order, so that two workers never wait for each other. What came by a channel that is paused stays for later."""
    waiting = models.RawItem.objects.filter(id__in=list(raw_ids), state="waiting").order_by("channel_id", "received_at", "id")
    waiting = waiting.exclude(channel_id__in=models.Channel.objects.filter(active=False).values("id"))
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
    for raw_id, channel_id, content in stuck.raw_items(raw_ids=raw_ids):
        config = queries.channel(channel_id=channel_id)
        adapter = registry.adapter(config.kind)
        try:
            envelopes = adapter.parse(content, channel=config)
            taken = adapter.taken(content, channel=config) if isinstance(adapter, TellsWhatItTook) else ()
        except LookUpFirst:
            journal.record(events.RawToLookUp(raw_id=raw_id, channel_id=channel_id), by=SYSTEM, at=at)
            continue
        except Exception as trouble:
            _note_unreadable(raw_id, channel_id, trouble, at)
            continue
        by_channel.setdefault(channel_id, []).extend((raw_id, envelope) for envelope in envelopes)
        departing.note_taken(channel_id=channel_id, taken=taken, at=at)
        models.RawItem.objects.filter(id=raw_id).update(state="parsed", reason="")
    stored: list[MessageId] = []
    for channel_id, read in sorted(by_channel.items()):
        stored += _store(channel_id, [envelope for _, envelope in read], [raw_id for raw_id, _ in read], SYSTEM, at)
    return stored


def _note_unreadable(raw_id: UUID, channel_id: UUID, trouble: Exception, at: datetime) -> None:
    row = models.RawItem.objects.get(id=raw_id)
    row.tries += 1
    row.reason = _why_unread(trouble)
    row.state = "parked" if row.tries >= RAW_TRIES else "waiting"
    row.save(update_fields=["tries", "reason", "state"])
    if row.state == "parked":
        journal.record(events.RawParked(raw_id=raw_id, channel_id=channel_id), by=SYSTEM, at=at)
    else:
        journal.record(events.RawUnread(raw_id=raw_id, channel_id=channel_id, attempt=row.tries), by=SYSTEM, at=at)


def _store(
    channel_id: UUID, envelopes: list[Envelope], raw_ids: Sequence[UUID | None], by: Actor, at: datetime
) -> list[MessageId]:
    if not envelopes:
        return []
    turn = threads.take_turn(channel_id, envelopes)
    known = turn.known
    fresh = {e.external_id: (e, raw) for e, raw in zip(envelopes, raw_ids, strict=True) if e.external_id not in known}
    with bulk.together():
        placed = threads.place(turn=turn, envelopes=[envelope for envelope, _ in fresh.values()], at=at)
        _write_down(turn, placed, [raw for _, raw in fresh.values()], known, by, at)
    return [MessageId(known[envelope.external_id]) for envelope in envelopes]


def _write_down(
    turn: threads.Turn,
    placed: Sequence[threads.Place],
    raw_ids: Sequence[UUID | None],
    known: dict[str, UUID],
    by: Actor,
    at: datetime,
) -> None:
    """The rows of these messages, their files, and the facts. Their ids are added to `known`."""
    brand_id = tenancy.current_brand()
    messages, attached, heard, knocks = [], [], [], []
    for one, raw_id in zip(placed, raw_ids, strict=True):
        message_id = known[one.envelope.external_id] = new_id()
        knocks += [(new_id(), brand_id, message_id, one.knocked_at)] if one.knocked_at else []
        messages.append(_row(message_id, brand_id, turn.channel_id, one, raw_id, at))
        attached += _attachments(brand_id, message_id, one.envelope)
        heard.append(
            events.MessageReceived(
                message_id=message_id,
                conversation_id=one.conversation_id,
                channel=turn.channel_name,
                public=one.envelope.public,
            )
        )
    bulk.insert("channels_message", _MESSAGE, messages)
    bulk.insert("channels_attachment", _ATTACHMENT, attached)
    bulk.insert("channels_knock", _KNOCK, knocks)
    journal.record(*heard, by=by, at=at, beside=[one.author for one in placed])  # what somebody wrote is best read by one worker


def _row(
    message_id: UUID, brand_id: UUID, channel_id: UUID, placed: threads.Place, raw_id: UUID | None, at: datetime
) -> tuple[object, ...]:
    """In the order of _MESSAGE."""
    e = placed.envelope
    return (
        *(message_id, brand_id, placed.conversation_id, channel_id, Direction.IN.value, e.external_id, raw_id),
        *(e.author.kind.value, e.author.value, e.author.name, e.author.shown, _addresses(e.to), _addresses(e.cc)),
        *(e.subject, e.text, e.visible, e.html, at, e.sent_at, e.automatic.value if e.automatic else ""),
        *(
            json.dumps(asdict(e.bounce)) if e.bounce else None,
            e.public,
            e.link,
            e.reach,
            e.spam_likely,
            False,
            e.cut,
            e.thread_key,
            e.authentic.value,
            e.overheard,
            e.addressed,
            e.away_until,
        ),
    )


def _addresses(them: Sequence[Address]) -> str:
    return json.dumps([{"kind": a.kind, "value": a.value, "name": a.name} for a in them])


def _attachments(brand_id: UUID, message_id: UUID, envelope: Envelope) -> list[tuple[object, ...]]:
    """In the order of _ATTACHMENT."""
    rows: list[tuple[object, ...]] = []
    for position, file in enumerate(envelope.attachments):
        kept = (file.name[:300], file.media_type[:150], len(file.content), files.keep(file.content), file.content_id[:300])
        rows.append((new_id(), brand_id, message_id, position, *kept))
    return rows


def _why_unread(trouble: Exception) -> str:
    """Why bytes could not be read, for a person: an adapter says it by a ValueError, anything else is a mistake of ours."""
    if isinstance(trouble, UnicodeError) or not isinstance(trouble, ValueError | Refusal):
        return troubles.told(trouble)
    said = trouble.sentence if isinstance(trouble, Refusal) else str(trouble)
    return f"It could not be read: {said}."[:1000].replace("\x00", "?").replace("..", ".")

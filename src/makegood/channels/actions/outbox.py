"""Speaks: `queue` is the one gate through which anything leaves; nothing else makes an outgoing message.

Nothing here talks to the network; the deliverer does, between transactions.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid4

from makegood.channels import events, models, queries, registry
from makegood.channels.actions import contacts, departing, enclosing, gatekeeping, threads
from makegood.channels.messages import Failure, Speech
from makegood.channels.rules import failures
from makegood.channels.types import Direction, OutgoingId
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.rules import addresses
from makegood.people.types import Purpose
from makegood.platform import bulk, journal, tenancy


def queue(*, speech: Speech, by: Actor, at: datetime) -> OutgoingId:
    """The gate: takes words for one person and lets them leave now, later, or not at all.

    Refuses what may never be said (`rules.Never`: no consent, private things in public, an automatic answer to a machine, too long).
    What may only wait is kept as held, with the reason. May be repeated: a key is said once.
    """
    (answer,) = queue_many(speeches=[speech], by=by, at=at)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def queue_many(*, speeches: Sequence[Speech], by: Actor, at: datetime) -> list[OutgoingId | Refusal]:
    """The gate for many: what `queue` would answer to each of these, one after the other, in their order, with the refusal in the place of what may
    never be said. Of several to one person the larger priority is asked first. Of a refused one nothing is written but that it was not said and
    why (`contacts`); the others go on. May be repeated: a key is said once, also within these.

    A fixed number of queries, whatever the number of words; files that go along cost some of their own.
    """
    said = _said_already([one.key for one in speeches])
    fresh = [one for one in speeches if one.key not in said]
    if not fresh:
        return [said[one.key] for one in speeches]
    known = gatekeeping.look(fresh, at)
    found: dict[int, OutgoingId | Refusal] = {}
    going: dict[OutgoingId, gatekeeping.LetThrough] = {}
    for place in sorted(range(len(speeches)), key=lambda one: -speeches[one].priority):
        found[place] = _ask(speeches[place], known, said, going)
    answers = [found[place] for place in range(len(speeches))]
    _keep_not_said(speeches, answers, known, at)
    ours = _claim(going, at)
    _write_out({one: found for one, found in going.items() if one in ours}, by, at)
    if len(ours) == len(going):
        return answers
    theirs = _said_already([found.speech.key for one, found in going.items() if one not in ours])
    instead = {one: theirs[found.speech.key] for one, found in going.items() if one not in ours}
    return [one if isinstance(one, Refusal) else instead.get(one, one) for one in answers]


def _ask(
    speech: Speech,
    known: gatekeeping.Known,
    said: dict[str, OutgoingId],
    going: dict[OutgoingId, gatekeeping.LetThrough],
) -> OutgoingId | Refusal:
    if speech.key not in said:
        try:
            found = gatekeeping.let_through(speech, known)
        except Refusal as refused:
            return refused
        said[speech.key] = outgoing_id = OutgoingId(new_id())
        going[outgoing_id] = found
    return said[speech.key]


def _keep_not_said(
    speeches: Sequence[Speech], answers: Sequence[OutgoingId | Refusal], known: gatekeeping.Known, at: datetime
) -> None:
    """Why a contact was not made is kept; that words may not be written like this is only answered."""
    refused = [
        contacts.NotSaid(one, registry.consented_as(known.configs[one.channel_id].kind), answer.code, answer.sentence)
        for one, answer in zip(speeches, answers, strict=True)
        if isinstance(answer, Refusal) and contacts.is_kept(answer.code) and not one.acknowledges
    ]
    contacts.keep(not_said=refused, at=at)
    unasked = [
        one.key for one, answer in zip(speeches, answers, strict=True) if one.programme and not isinstance(answer, Refusal)
    ]
    if unasked:
        contacts.said_after_all(keys=unasked)


def ask_many(*, speeches: Sequence[Speech], at: datetime) -> list[datetime | Refusal]:
    """What `queue_many` would answer to each of these just now: when it would leave, or why never. Writes nothing; as many queries."""
    known = gatekeeping.look(speeches, at)
    found: dict[int, datetime | Refusal] = {}
    for place in sorted(range(len(speeches)), key=lambda one: -speeches[one].priority):
        try:
            found[place] = gatekeeping.let_through(speeches[place], known).leaves_at
        except Refusal as refused:
            found[place] = refused
    return [found[place] for place in range(len(speeches))]


def withdraw(*, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """Takes words back that have not left; whoever waited behind them goes on. Refuses when they are out, or in a worker's hands: of taking
    back and leaving exactly one happens."""
    departing.hold(outgoing_id)
    here = models.Outgoing.objects.filter(id=outgoing_id)
    if not here.filter(state__in=["queued", "held"], taken_as="").update(
        state="withdrawn", held_because="", until_told=False, retry_at=None
    ):
        if here.filter(state="leaving").exists():
            raise Refusal("leaving_now", "This is just leaving the house and can no longer be taken back.")
        raise Refusal("already_said", "This has left the house already and cannot be taken back.")
    journal.record(events.MessageWithdrawn(outgoing_id=outgoing_id, identity_id=_whose(outgoing_id)), by=by, at=at)
    departing.settled(outgoing_id=outgoing_id, at=at)


def is_unwanted(*, outgoing_id: UUID) -> bool:
    """Whether the person withdrew their consent since this was queued. Asked once more right before it leaves."""
    row = models.Outgoing.objects.get(id=outgoing_id)
    kind = models.Channel.objects.values_list("kind", flat=True).get(
        id=models.Message.objects.values_list("channel_id", flat=True).get(id=outgoing_id)
    )
    consent = people.consent(identity_id=row.person_identity, channel=registry.consented_as(kind), purpose=Purpose(row.purpose))
    return consent is not None and not consent.granted


def mark_sent(*, outgoing_id: UUID, external_id: str, at: datetime) -> bool:
    """Writes down that it left. False when that was known already."""
    changed = (
        models.Outgoing.objects.filter(id=outgoing_id)
        .exclude(state__in=["sent", "withdrawn"])
        .update(state="sent", left_at=at, held_because="", lease=None, retry_at=None)
    )
    if not changed:
        return False
    said = models.Message.objects.get(id=outgoing_id)
    placed = {"at": at, "sent_at": at} if models.Outgoing.objects.filter(id=outgoing_id, scheduled=True).exists() else {}
    models.Message.objects.filter(id=outgoing_id).update(external_id=f"out:{external_id}", thread_key=external_id, **placed)
    threads.note_keys(said.channel_id, {external_id: said.conversation_id})
    _forget_echo(said.channel_id, external_id)
    name = queries.channel(channel_id=said.channel_id).name
    sent = events.MessageSent(
        outgoing_id=outgoing_id, conversation_id=said.conversation_id, channel=name, identity_id=said.identity_id
    )
    journal.record(sent, by=SYSTEM, at=at)
    departing.settled(outgoing_id=outgoing_id, left=True, at=at)
    return True


def _forget_echo(channel_id: UUID, external_id: str) -> None:
    """The same words, heard on the network before we had written down that they left: they stand in the talk once."""
    models.Message.objects.filter(
        channel_id=channel_id, external_id=external_id, direction=Direction.IN, automatic="own"
    ).delete()


def mark_failed(*, outgoing_id: UUID, reason: str, at: datetime, failure: Failure | None = None, status: str = "") -> bool:
    """Writes down that it can never arrive (refused, bounced), for a person to look at: `reason` in the other side's words, `failure` what it
    means, read from `status` and `reason` where it is not told. What waits behind it goes on without it. False when that was known already."""
    means = failure or failures.why_it_failed(status=status, said=reason)
    changed = (
        models.Outgoing.objects.filter(id=outgoing_id)
        .exclude(state__in=["failed", "withdrawn"])
        .update(state="failed", failed_because=reason, failure=means, let_be_at=None, **_AT_REST)
    )
    if changed:
        told = failures.what_failed(means) or failures.without_addresses(
            reason
        )  # the journal is for ever; the address can be erased
        failed = events.DeliveryFailed(outgoing_id=outgoing_id, reason=told, identity_id=_whose(outgoing_id))
        journal.record(failed, by=SYSTEM, at=at)
        departing.settled(outgoing_id=outgoing_id, at=at)
    return bool(changed)


def hold(*, identity_id: UUID, purpose: str, because: str, until: datetime) -> None:
    """Puts off everything of one purpose to somebody until then. The latest word holds. For a cause with an end of its own: `contacts.hold`."""
    models.Hold.objects.update_or_create(
        identity_id=identity_id, purpose=purpose, cause="", subject="", defaults={"because": because, "until": until}
    )


def _whose(outgoing_id: UUID) -> UUID | None:
    return models.Message.objects.values_list("identity_id", flat=True).get(id=outgoing_id)


_AT_REST = {"held_because": "", "lease": None, "retry_at": None, "until_told": False}
_OUTGOING = {"id": "uuid", "brand_id": "uuid", "key": "text", "state": "text", "held_because": "text", "purpose": "text", "automatic": "bool",
             "by_member_id": "uuid", "in_reply_to_id": "uuid", "send_after": "timestamptz", "queued_at": "timestamptz", "person_identity": "uuid",
             "scheduled": "bool", "unsubscribe": "text", "failed_because": "text", "tries": "int", "programme": "text", "priority": "int",
             "occasion": "text", "best_before": "timestamptz"}  # fmt: skip
_CONVERSATION = {
    "id": "uuid",
    "brand_id": "uuid",
    "channel_id": "uuid",
    "subject": "text",
    "public": "bool",
    "started_at": "timestamptz",
}
_PARTY = {"id": "uuid", "brand_id": "uuid", "conversation_id": "uuid", "address": "text"}


def _said_already(keys: Sequence[str]) -> dict[str, OutgoingId]:
    return {key: OutgoingId(one) for key, one in models.Outgoing.objects.filter(key__in=keys).values_list("key", "id")}


def _claim(going: Mapping[OutgoingId, gatekeeping.LetThrough], at: datetime) -> set[UUID]:
    """Which of these are ours to say. Waits for others that are just saying one of them; in the order of the keys, so that two who say the same
    never wait for each other."""
    brand_id = tenancy.current_brand()
    rows = [_outgoing(one, brand_id, found, at) for one, found in sorted(going.items(), key=lambda pair: pair[1].speech.key)]
    return {
        row[0] for row in bulk.insert("channels_outgoing", _OUTGOING, rows, conflict="ON CONFLICT DO NOTHING", returning="id")
    }


def _outgoing(one: UUID, brand_id: UUID, found: gatekeeping.LetThrough, at: datetime) -> tuple[object, ...]:
    """In the order of _OUTGOING."""
    speech = found.speech
    return (
        *(one, brand_id, speech.key, found.state.value, found.because, speech.purpose.value, speech.automatic),
        *(
            speech.by_member_id,
            speech.in_reply_to,
            found.leaves_at,
            at,
            speech.to_identity_id,
            speech.scheduled,
            speech.unsubscribe,
        ),
        *("", 0, speech.programme, speech.priority, speech.occasion, speech.best_before),
    )


def _write_out(going: Mapping[OutgoingId, gatekeeping.LetThrough], by: Actor, at: datetime) -> None:
    """The messages, with their conversations and who is in them, and what the journal says of them: one round trip, and then their files."""
    brand_id = tenancy.current_brand()
    begun: list[tuple[object, ...]] = []
    messages: list[tuple[object, ...]] = []
    parties: set[tuple[UUID, str]] = set()
    facts: list[Event] = []
    for one, found in going.items():
        speech = found.speech
        conversation_id = speech.conversation_id or new_id()
        if speech.conversation_id is None:
            begun.append((conversation_id, brand_id, speech.channel_id, speech.subject, speech.public, at))
        messages.append(_message(one, brand_id, conversation_id, found, at))
        there = [f"{found.to.kind}:{found.to.value}", *(threads.party(each) for each in speech.cc)]
        parties.update((conversation_id, address) for address in there)
        facts += _facts(one, conversation_id, found)
    joined = [(new_id(), brand_id, *each) for each in sorted(parties)]
    with bulk.together():
        bulk.insert("channels_conversation", _CONVERSATION, begun)
        bulk.insert("channels_message", _MESSAGE, messages)
        bulk.insert("channels_party", _PARTY, joined, conflict="ON CONFLICT DO NOTHING")
        journal.record(*facts, by=by, at=at)
    for one, found in going.items():
        if found.speech.attachments or found.speech.files_of:
            enclosing.enclose(message_id=one, files=found.speech.attachments, kept=found.speech.files_of)


_MESSAGE = {"id": "uuid", "brand_id": "uuid", "conversation_id": "uuid", "channel_id": "uuid", "direction": "text", "external_id": "text",
            "identity_id": "uuid", "author_kind": "text", "author_value": "text", "author_name": "text", '"to"': "jsonb", "cc": "jsonb",
            "subject": "text", "text": "text", "visible": "text", "at": "timestamptz", "sent_at": "timestamptz", "public": "bool",
            "html": "text", "automatic": "text", "link": "text", "spam_likely": "bool", "set_aside": "bool", "cut": "bool",
            "thread_key": "text"}  # fmt: skip


def _message(one: UUID, brand_id: UUID, conversation_id: UUID, found: gatekeeping.LetThrough, at: datetime) -> tuple[object, ...]:
    """In the order of _MESSAGE."""
    speech, config, to = found.speech, found.config, addresses.as_reached(found.to)
    return (
        *(one, brand_id, conversation_id, config.id, Direction.OUT.value, f"queued:{uuid4()}", speech.to_identity_id),
        *(to.kind.value, config.address, config.name, json.dumps([asdict(to)]), json.dumps([asdict(each) for each in speech.cc])),
        *(speech.subject, speech.text, speech.text, at, at, speech.public),
        *("", "", "", False, False, False, ""),
    )


def _facts(one: OutgoingId, conversation_id: UUID, found: gatekeeping.LetThrough) -> list[Event]:
    whom = found.speech.to_identity_id
    queued = events.MessageQueued(outgoing_id=one, conversation_id=conversation_id, channel=found.config.name, identity_id=whom)
    return [queued, events.MessageHeld(outgoing_id=one, because=found.because, identity_id=whom)] if found.because else [queued]

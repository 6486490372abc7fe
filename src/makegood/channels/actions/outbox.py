"""Speaks: `queue` is the one gate through which anything leaves; nothing else makes an outgoing message.

Nothing here talks to the network; the deliverer does, between transactions.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from makegood.brands import queries as brands
from makegood.channels import events, models, queries, registry, rules
from makegood.channels.actions import threads
from makegood.channels.types import ChannelConfig, Direction, OutgoingId, OutgoingState, Speech
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Address, Purpose
from makegood.platform import journal


def queue(*, speech: Speech, by: Actor, at: datetime) -> OutgoingId:
    """The gate: takes words for one person and lets them leave now, later, or not at all.

    Refuses what may never be said (`rules.Never`: no consent, private things in public, an automatic answer to a machine, too long).
    What may only wait is kept as held, with the reason. May be repeated: a key is said once.
    """
    known = models.Outgoing.objects.filter(key=speech.key).values_list("id", flat=True).first()
    if known is not None:
        return OutgoingId(known)
    identity = people.identity(identity_id=speech.to_identity_id)
    config = queries.channel(channel_id=speech.channel_id)
    verdict = _ask_the_gate(speech, config, at)
    if isinstance(verdict, rules.Never):
        raise Refusal(verdict.code, verdict.sentence, {"text": verdict.code})
    leaves_at = max(verdict.after, speech.send_after or at)
    held = leaves_at > at and bool(verdict.because)
    claim = models.Outgoing(
        id=new_id(),
        key=speech.key,
        state=OutgoingState.HELD if held else OutgoingState.QUEUED,
        held_because=verdict.because,
        purpose=speech.purpose,
        automatic=speech.automatic,
        by_member_id=speech.by_member_id,
        in_reply_to_id=speech.in_reply_to,
        send_after=leaves_at,
        queued_at=at,
        person_identity=speech.to_identity_id,
    )
    models.Outgoing.objects.bulk_create([claim], ignore_conflicts=True)  # waits for another that is just saying it
    if not models.Outgoing.objects.filter(id=claim.id).exists():
        return OutgoingId(models.Outgoing.objects.values_list("id", flat=True).get(key=speech.key))
    _write_out(claim.id, speech, config, Address(identity.kind, identity.shown, identity.name), at)
    _journal_queued(speech, claim.id, config.name, verdict.because if held else "", by, at)
    return OutgoingId(claim.id)


def withdraw(*, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """Takes words back that have not left. Refuses when they are out."""
    changed = models.Outgoing.objects.filter(id=outgoing_id, state__in=["queued", "held"]).update(state="withdrawn")
    if not changed:
        raise Refusal("already_said", "This has left the house already and cannot be taken back.")
    journal.record(events.MessageWithdrawn(outgoing_id=outgoing_id), by=by, at=at)


def is_unwanted(*, outgoing_id: UUID) -> bool:
    """Whether the person withdrew their consent since this was queued. Asked once more right before it leaves."""
    row = models.Outgoing.objects.get(id=outgoing_id)
    kind = models.Channel.objects.values_list("kind", flat=True).get(
        id=models.Message.objects.values_list("channel_id", flat=True).get(id=outgoing_id)
    )
    consent = people.consent(identity_id=row.person_identity, channel=kind, purpose=Purpose(row.purpose))
    return consent is not None and not consent.granted


def mark_sent(*, outgoing_id: UUID, external_id: str, at: datetime) -> bool:
    """Writes down that it left. False when that was known already."""
    changed = (
        models.Outgoing.objects.filter(id=outgoing_id)
        .exclude(state__in=["sent", "withdrawn"])
        .update(state="sent", left_at=at, held_because="")
    )
    if not changed:
        return False
    said = models.Message.objects.get(id=outgoing_id)
    models.Message.objects.filter(id=outgoing_id).update(external_id=f"out:{external_id}", thread_key=external_id)
    threads.note_keys(said.channel_id, {external_id: said.conversation_id})
    name = queries.channel(channel_id=said.channel_id).name
    sent = events.MessageSent(
        outgoing_id=outgoing_id, conversation_id=said.conversation_id, channel=name, identity_id=said.identity_id
    )
    journal.record(sent, by=SYSTEM, at=at)
    return True


def mark_failed(*, outgoing_id: UUID, reason: str, at: datetime) -> bool:
    """Writes down that it can never arrive (refused, bounced), for a person to look at. False when that was known already."""
    changed = (
        models.Outgoing.objects.filter(id=outgoing_id)
        .exclude(state__in=["failed", "withdrawn"])
        .update(state="failed", failed_because=reason)
    )
    if changed:
        identity = models.Message.objects.values_list("identity_id", flat=True).get(id=outgoing_id)
        told = rules.without_addresses(reason)  # the journal is for ever; the address can be erased
        failed = events.DeliveryFailed(outgoing_id=outgoing_id, reason=told, identity_id=identity)
        journal.record(failed, by=SYSTEM, at=at)
    return bool(changed)


def hold(*, identity_id: UUID, purpose: str, because: str, until: datetime) -> None:
    """Puts off everything of one purpose to somebody until then. The latest word holds."""
    models.Hold.objects.update_or_create(identity_id=identity_id, purpose=purpose, defaults={"because": because, "until": until})


def _ask_the_gate(speech: Speech, config: ChannelConfig, at: datetime) -> rules.Leave | rules.Never:
    answered = models.Message.objects.filter(id=speech.in_reply_to).first() if speech.in_reply_to else None
    wish = rules.Wish(
        purpose=speech.purpose,
        automatic=speech.automatic,
        public=speech.public,
        text=speech.text,
        answers_them=answered is not None,
        answers_automatic=bool(answered and answered.automatic),
        last_from_them=answered.at if answered else None,
        acknowledges=speech.acknowledges,
        length=registry.length(config.kind, speech.text),
    )
    consent = people.consent(identity_id=speech.to_identity_id, channel=config.kind, purpose=speech.purpose)
    held = models.Hold.objects.filter(identity_id=speech.to_identity_id, purpose=speech.purpose, until__gt=at).first()
    since = at - timedelta(days=1)
    sent = models.Outgoing.objects.filter(person_identity=speech.to_identity_id, automatic=True, queued_at__gt=since)
    gate = rules.Gate(
        consent=consent.granted if consent else None,
        automatic_last_day=sent.exclude(state="withdrawn").count() if speech.automatic else 0,
        hold_because=held.because if held else "",
        hold_until=held.until if held else None,
        zone=brands.current().zone,
    )
    return rules.may_we_speak(wish, gate, registry.abilities(config), at=at)


def _write_out(message_id: UUID, speech: Speech, config: ChannelConfig, to: Address, at: datetime) -> None:
    conversation_id = speech.conversation_id or _new_conversation(speech, at)
    models.Message.objects.create(
        id=message_id,
        conversation_id=conversation_id,
        channel_id=config.id,
        direction=Direction.OUT,
        external_id=f"queued:{uuid4()}",
        identity_id=speech.to_identity_id,
        author_kind=to.kind,
        author_value=config.address,
        author_name=config.name,
        to=[asdict(to)],
        subject=speech.subject,
        text=speech.text,
        visible=speech.text,
        at=at,
        sent_at=at,
        public=speech.public,
    )
    identity = people.identity(identity_id=speech.to_identity_id)
    models.Party.objects.bulk_create(
        [models.Party(conversation_id=conversation_id, address=f"{identity.kind}:{identity.value}")], ignore_conflicts=True
    )


def _new_conversation(speech: Speech, at: datetime) -> UUID:
    return models.Conversation.objects.create(
        channel_id=speech.channel_id, subject=speech.subject, public=speech.public, started_at=at
    ).id


def _journal_queued(speech: Speech, message_id: UUID, channel: str, held: str, by: Actor, at: datetime) -> None:
    said = models.Message.objects.only("conversation_id").get(id=message_id)
    queued = events.MessageQueued(
        outgoing_id=message_id, conversation_id=said.conversation_id, channel=channel, identity_id=speech.to_identity_id
    )
    waits = events.MessageHeld(outgoing_id=message_id, because=held, identity_id=speech.to_identity_id)
    journal.record(*([queued, waits] if held else [queued]), by=by, at=at)

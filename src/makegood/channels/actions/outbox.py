"""Speaks: `queue` is the one gate through which anything leaves; nothing else makes an outgoing message.

Nothing here talks to the network; the deliverer does, between transactions.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Max

from makegood.brands import queries as brands
from makegood.channels import events, models, privacy, queries, registry
from makegood.channels.actions import departing, enclosing, public_words, threads
from makegood.channels.messages import Failure, OutgoingState, Speech
from makegood.channels.rules import failures
from makegood.channels.rules import gate as rules
from makegood.channels.types import ChannelConfig, Direction, OutgoingId
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.rules import addresses
from makegood.people.types import Address, Purpose
from makegood.platform import journal

MOST_COPIES = 10


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
    _check_copies(speech, config)
    verdict = _ask_the_gate(speech, config, at)
    if isinstance(verdict, rules.Never):
        field = verdict.field
        raise Refusal(verdict.code, verdict.sentence, {field: verdict.code})
    leaves_at = max(verdict.after, speech.send_after or at, _behind(speech, at))
    held = verdict.after > at and bool(verdict.because)
    claim = models.Outgoing(
        id=new_id(),
        key=speech.key,
        state=OutgoingState.HELD if held else OutgoingState.QUEUED,
        held_because=verdict.because if held else "",
        purpose=speech.purpose,
        automatic=speech.automatic,
        by_member_id=speech.by_member_id,
        in_reply_to_id=speech.in_reply_to,
        send_after=leaves_at,
        queued_at=at,
        person_identity=speech.to_identity_id,
        scheduled=speech.scheduled,
    )
    models.Outgoing.objects.bulk_create([claim], ignore_conflicts=True)  # waits for another that is just saying it
    if not models.Outgoing.objects.filter(id=claim.id).exists():
        return OutgoingId(models.Outgoing.objects.values_list("id", flat=True).get(key=speech.key))
    _write_out(claim.id, speech, config, addresses.as_reached(identity), at)
    enclosing.enclose(message_id=claim.id, files=speech.attachments, kept=speech.files_of)
    _journal_queued(speech, claim.id, config.name, verdict.because if held else "", by, at)
    return OutgoingId(claim.id)


def withdraw(*, outgoing_id: UUID, by: Actor, at: datetime) -> None:
    """Takes words back that have not left; whoever waited behind them goes on. Refuses when they are out, or in a worker's hands: of taking
    back and leaving exactly one happens."""
    departing.hold(outgoing_id)
    here = models.Outgoing.objects.filter(id=outgoing_id)
    if not here.filter(state__in=["queued", "held"]).update(state="withdrawn", held_because="", until_told=False, retry_at=None):
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
    """Puts off everything of one purpose to somebody until then. The latest word holds."""
    models.Hold.objects.update_or_create(identity_id=identity_id, purpose=purpose, defaults={"because": because, "until": until})


def _whose(outgoing_id: UUID) -> UUID | None:
    return models.Message.objects.values_list("identity_id", flat=True).get(id=outgoing_id)


def _behind(speech: Speech, at: datetime) -> datetime:
    """Not before what waits in this conversation for its moment to be taken back, so that nothing said later arrives earlier. What a member
    put off to another day, and what is held, holds nobody else."""
    if speech.conversation_id is None:
        return at
    here = models.Message.objects.filter(conversation_id=speech.conversation_id, direction="out").values("id")
    waiting = models.Outgoing.objects.filter(id__in=here, state="queued", scheduled=False, send_after__gt=at)
    return waiting.aggregate(latest=Max("send_after"))["latest"] or at


def _check_copies(speech: Speech, config: ChannelConfig) -> None:
    if speech.cc and not registry.abilities(config).copies:
        raise Refusal(
            "no_copies",
            f"{config.name} cannot carry copies. Write to them in a letter of their own.",
            {"cc": "not possible here"},
        )
    if len(speech.cc) > MOST_COPIES:
        raise Refusal("too_many_copies", f"cc: at most {MOST_COPIES} may be in copy.", {"cc": "too many"})


def _going_along(speech: Speech) -> tuple[rules.FileAlong, ...]:
    new = [rules.FileAlong(file.name, len(file.content), file.media_type, file.description) for file in speech.attachments]
    if not speech.files_of:
        return tuple(new)
    kept = models.Attachment.objects.filter(id__in=list(speech.files_of))
    held = kept.values_list("name", "size", "media_type", "description")
    return (*(rules.FileAlong(*row) for row in held), *new)


_AT_REST = {"held_because": "", "lease": None, "retry_at": None, "until_told": False}


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
        about=_about(speech) if speech.public else None,
        length=registry.length(config.kind, speech.text),
        files=_going_along(speech),
    )
    consent = people.consent(
        identity_id=speech.to_identity_id, channel=registry.consented_as(config.kind), purpose=speech.purpose
    )
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


def _about(speech: Speech) -> privacy.About:
    return public_words.about(identity_id=speech.to_identity_id, numbers=speech.their_numbers, needs=speech.their_needs)


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
        cc=[asdict(one) for one in speech.cc],
        subject=speech.subject,
        text=speech.text,
        visible=speech.text,
        at=at,
        sent_at=at,
        public=speech.public,
    )
    identity = people.identity(identity_id=speech.to_identity_id)
    there = {f"{identity.kind}:{identity.value}", *(threads.party(one) for one in speech.cc)}
    parties = [models.Party(conversation_id=conversation_id, address=address) for address in sorted(there)]
    models.Party.objects.bulk_create(parties, ignore_conflicts=True)


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

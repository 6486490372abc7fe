"""The gate's last look, right before words leave that nobody asked for: what was true when they were queued may not be any more. A hold that came
meanwhile, something that matters more on the same day, a full cap, night: they wait, or they are not said, and why is kept.

Plain service and answers are never looked at here: only a withdrawal stops them (`outbox.is_unwanted`).
"""

from datetime import datetime
from uuid import UUID

from makegood.channels import events, models, registry
from makegood.channels.actions import contacts, departing, gatekeeping
from makegood.channels.actions.departing import NotYet
from makegood.channels.messages import Speech, is_unasked
from makegood.channels.rules import gate as rules
from makegood.channels.types import ChannelId
from makegood.kernel.actors import SYSTEM
from makegood.people.types import Purpose
from makegood.platform import journal, tenancy, turns

GONE = NotYet()


def look_again(*, outgoing_id: UUID, at: datetime) -> NotYet | None:
    """None: it may leave now. With a `due_at`: not before then, and the message says why. GONE: it is not said at all, which is kept. Whoever
    looks at the same person's words waits until the end of the transaction, so that two never take one day. May be repeated."""
    row = models.Outgoing.objects.get(id=outgoing_id)
    if not is_unasked(Purpose(row.purpose), programme=row.programme, answers=row.in_reply_to_id is not None):
        return None
    speech, kind = _speech(row)
    known = gatekeeping.look([speech], at)
    person_id = known.persons[speech.to_identity_id].id
    turns.take(f"contact {tenancy.current_brand()}", [str(person_id)])
    known = gatekeeping.look([speech], at)  # as those before us left it
    verdict = _verdict(row, speech, kind, known, at)
    if isinstance(verdict, rules.Never):
        _drop(row, speech, kind, verdict, at)
        return GONE
    if verdict.after <= at:
        return None
    models.Outgoing.objects.filter(id=row.id).update(
        state="held", held_because=verdict.because, send_after=verdict.after, retry_at=None
    )
    return NotYet(due_at=verdict.after)


def keep_reason(*, outgoing_id: UUID, reason: str, because: str, at: datetime) -> None:
    """Words were taken back by a rule, not by a member: why is kept."""
    speech, kind = _speech(models.Outgoing.objects.get(id=outgoing_id))
    contacts.keep(not_said=[contacts.NotSaid(speech, kind, reason, because)], at=at)


def _verdict(
    row: models.Outgoing, speech: Speech, kind: str, known: gatekeeping.Known, at: datetime
) -> rules.Leave | rules.Never:
    gate = gatekeeping.gate_of(speech, kind, known, order=gatekeeping.order_of(row.key, row.queued_at))
    if refused := rules.no_consent(speech.purpose, gate.consent):
        return refused
    wish = rules.Wish(
        purpose=speech.purpose,
        automatic=False,  # their cap of a day was asked when they were queued, and they are among those that it counts
        public=speech.public,
        text="",
        answers_them=False,
        answers_automatic=False,
        last_from_them=None,
        programme=row.programme,
        priority=row.priority,
        best_before=row.best_before,
    )
    return rules.in_time(wish, rules.when(wish, gate, at=at))


def _drop(row: models.Outgoing, speech: Speech, kind: str, verdict: rules.Never, at: datetime) -> None:
    contacts.keep(not_said=[contacts.NotSaid(speech, kind, verdict.code, verdict.sentence)], at=at)
    models.Outgoing.objects.filter(id=row.id).update(state="withdrawn", held_because="", until_told=False, retry_at=None)
    gone = events.MessageWithdrawn(outgoing_id=row.id, identity_id=row.person_identity)
    journal.record(gone, by=SYSTEM, at=at)
    departing.settled(outgoing_id=row.id, at=at)


def _speech(row: models.Outgoing) -> tuple[Speech, str]:
    said = models.Message.objects.only("channel_id", "subject", "public").get(id=row.id)
    kind = models.Channel.objects.values_list("kind", flat=True).get(id=said.channel_id)
    speech = Speech(
        key=row.key,
        channel_id=ChannelId(said.channel_id),
        to_identity_id=row.person_identity,
        purpose=Purpose(row.purpose),
        subject=said.subject,
        text="",
        automatic=row.automatic,
        public=said.public,
        programme=row.programme,
        priority=row.priority,
        occasion=row.occasion,
        best_before=row.best_before,
    )
    return speech, registry.consented_as(kind)

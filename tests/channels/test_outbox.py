"""The one gate out, with the database: said once, held with a reason, taken back while it is here, failed for a person to see."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.channels import models, queries, stuck
from makegood.channels.actions import connecting, intake, outbox
from makegood.channels.messages import Conversing, Failure, Speech
from makegood.channels.types import Automatic, Envelope
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, Purpose
from tests import cast

SOURCE = Path(__file__).parent.parent.parent / "src/makegood"


@pytest.fixture
def channel_id(brightside: Brand) -> UUID:
    return connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


@pytest.fixture
def tom(brightside: Brand) -> UUID:
    (seen,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
    return seen.identity_id


def speech(channel_id: UUID, tom: UUID, **more: Any) -> Speech:
    told: dict[str, Any] = {"key": "k1", "purpose": Purpose.SERVICE, "subject": "Your torch", "text": "It is on its way."}
    return Speech(channel_id=channel_id, to_identity_id=tom, **{**told, **more})


def test_a_key_is_said_once(channel_id: UUID, tom: UUID) -> None:
    first = outbox.queue(speech=speech(channel_id, tom), by=SYSTEM, at=cast.AT)
    again = outbox.queue(speech=speech(channel_id, tom), by=SYSTEM, at=cast.later(hours=1))
    assert first == again
    assert models.Outgoing.objects.count() == 1


def test_what_waits_for_the_morning_says_why(channel_id: UUID, tom: UUID) -> None:
    night = cast.AT.replace(hour=23)
    outgoing_id = outbox.queue(speech=speech(channel_id, tom, automatic=True), by=SYSTEM, at=night)
    row = models.Outgoing.objects.get(id=outgoing_id)
    assert (row.state, row.held_because, row.send_after) == ("held", "It is night where they are.", night + timedelta(hours=9))


def test_after_a_withdrawal_nothing_is_queued(channel_id: UUID, tom: UUID) -> None:
    said_no = Consent(tom, "webhook", Purpose.SERVICE, False, "a mail", "1", cast.AT)  # type: ignore[arg-type]
    noting.note_consent(consent=said_no, by=SYSTEM)
    with pytest.raises(Refusal, match="asked us not to write"):
        outbox.queue(speech=speech(channel_id, tom), by=SYSTEM, at=cast.AT)
    assert models.Outgoing.objects.count() == 0


def test_an_automatic_mail_is_never_answered_automatically(channel_id: UUID, tom: UUID) -> None:
    away = Envelope("away", cast.TOM_BY_EMAIL, "I am away.", "I am away.", cast.AT, automatic=Automatic.AUTO_REPLY)
    (message_id,) = intake.store_messages(channel_id=channel_id, envelopes=[away], at=cast.AT)
    with pytest.raises(Refusal, match="A machine wrote that"):
        outbox.queue(speech=speech(channel_id, tom, automatic=True, in_reply_to=message_id), by=SYSTEM, at=cast.AT)


def test_words_can_be_taken_back_until_they_left(channel_id: UUID, tom: UUID) -> None:
    outgoing_id = outbox.queue(speech=speech(channel_id, tom), by=SYSTEM, at=cast.AT)
    assert outbox.mark_sent(outgoing_id=outgoing_id, external_id="x@y", at=cast.AT)
    assert not outbox.mark_sent(outgoing_id=outgoing_id, external_id="x@y", at=cast.AT)
    with pytest.raises(Refusal, match="left the house already"):
        outbox.withdraw(outgoing_id=outgoing_id, by=SYSTEM, at=cast.AT)
    other = outbox.queue(speech=speech(channel_id, tom, key="k2"), by=SYSTEM, at=cast.AT)
    outbox.withdraw(outgoing_id=other, by=SYSTEM, at=cast.AT)
    assert not outbox.mark_sent(outgoing_id=other, external_id="z", at=cast.AT)


def test_what_was_taken_back_are_nobodys_last_words(channel_id: UUID, tom: UUID) -> None:
    torch = Envelope("torch", cast.TOM_BY_EMAIL, cast.TOM_SUBJECT, "It came broken.", cast.AT)
    (message_id,) = intake.store_messages(channel_id=channel_id, envelopes=[torch], at=cast.AT)
    conversation_id = queries.messages(message_ids=[message_id])[0].conversation_id
    them = [Conversing(tom, conversation_id, (tom,))]  # type: ignore[arg-type]

    def last_words() -> str:
        return queries.last_words_with(them=them)[tom, conversation_id].words

    answer = speech(channel_id, tom, in_reply_to=message_id, conversation_id=conversation_id)
    outgoing_id = outbox.queue(speech=answer, by=SYSTEM, at=cast.later(minutes=5))
    assert last_words() == "It is on its way."
    outbox.withdraw(outgoing_id=outgoing_id, by=SYSTEM, at=cast.later(minutes=5))
    assert last_words() == "It came broken."


def test_their_answer_to_what_we_said_joins_the_conversation(channel_id: UUID, tom: UUID) -> None:
    outgoing_id = outbox.queue(speech=speech(channel_id, tom), by=SYSTEM, at=cast.AT)
    outbox.mark_sent(outgoing_id=outgoing_id, external_id="ours@brightside.example", at=cast.AT)
    answer = Envelope("a", cast.TOM_BY_EMAIL, "Thanks", "Thanks", cast.AT, thread_keys=("ours@brightside.example",))
    (message_id,) = intake.store_messages(channel_id=channel_id, envelopes=[answer], at=cast.AT)
    ours, theirs = queries.messages(message_ids=[outgoing_id]), queries.messages(message_ids=[message_id])
    assert ours[0].conversation_id == theirs[0].conversation_id


def test_what_failed_for_good_is_shown_with_the_reason(channel_id: UUID, tom: UUID) -> None:
    outgoing_id = outbox.queue(speech=speech(channel_id, tom), by=SYSTEM, at=cast.AT)
    assert outbox.mark_failed(outgoing_id=outgoing_id, reason="No such mailbox.", at=cast.AT)
    (failed,) = stuck.outgoing_failed()
    assert (failed.to, failed.because) == (cast.TOM_EMAIL, "No such mailbox.")


TO_OURSELVES = {  # letters to members of the team, never to anybody else
    "flows/after_hours.py",  # wakes whoever is on call, and hands over in the morning
    "flows/channel_work.py",  # a test, to the member who asks for it
    "flows/members_by_mail.py",  # what a member is told by mail
    "flows/owner_letters.py",  # the month, to those who lead and chose so
}


OF_THE_PAST = {"channels/actions/past.py"}  # what another system said long ago: written as sent, and never leaves
MAKING = (
    "Outgoing.objects.create(",
    "models.Outgoing(",
    "Outgoing.objects.bulk_create(",
    '"channels_outgoing',
    "INTO channels_outgoing",
)


def test_nothing_speaks_around_the_gate() -> None:
    """Outgoing rows are made in one place, and adapters are sent through in one place."""
    makes = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts and any(way in p.read_text() for way in MAKING)]
    sends = [p for p in SOURCE.rglob("*.py") if ").send(" in p.read_text()]
    assert {p.relative_to(SOURCE).as_posix() for p in makes} - OF_THE_PAST == {"channels/actions/outbox.py"}
    assert {p.relative_to(SOURCE).as_posix() for p in sends} - TO_OURSELVES == {"flows/delivering.py"}


def test_what_a_server_says_leaves_no_address_in_the_journal(channel_id: UUID, tom: UUID) -> None:
    from makegood.platform import journal

    outgoing_id = outbox.queue(speech=speech(channel_id, tom), by=SYSTEM, at=cast.AT)
    outbox.mark_failed(outgoing_id=outgoing_id, reason=f"554 <{cast.TOM_EMAIL}>: transaction failed", at=cast.AT)
    other = outbox.queue(speech=speech(channel_id, tom, key="k2"), by=SYSTEM, at=cast.AT)
    outbox.mark_failed(outgoing_id=other, reason=f"550 5.1.1 <{cast.TOM_EMAIL}>: no such user", at=cast.later(minutes=1))
    told = [entry.data["reason"] for entry in journal.latest(limit=9) if entry.kind == "channels.DeliveryFailed"]
    assert told == ["There is no mailbox of this name.", "554 <…>: transaction failed"]
    assert {(one.because, one.failure) for one in stuck.outgoing_failed()} == {
        (f"554 <{cast.TOM_EMAIL}>: transaction failed", Failure.OTHER),
        (f"550 5.1.1 <{cast.TOM_EMAIL}>: no such user", Failure.UNKNOWN_ADDRESS),
    }


def test_a_double_click_at_the_same_instant_is_one_message(committed_brightside: UUID) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    from makegood.platform import tenancy

    with tenancy.brand(committed_brightside):
        mail = connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
        (seen,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
    start = Barrier(4)

    def click(_: int) -> UUID:
        try:
            start.wait()
            with tenancy.brand(committed_brightside):
                return outbox.queue(speech=speech(mail, seen.identity_id), by=SYSTEM, at=cast.AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        assert len(set(clicks.map(click, range(4)))) == 1
    with tenancy.brand(committed_brightside):
        assert models.Outgoing.objects.count() == 1
        assert models.Message.objects.filter(direction="out").count() == 1

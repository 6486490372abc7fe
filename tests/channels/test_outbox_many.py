"""Many words through the gate at once: the verdicts that each would get alone, one after the other, in a number of queries that does not grow; and
what two workers say at once is said once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.brands.types import Brand
from makegood.channels import models
from makegood.channels.actions import intake, outbox
from makegood.channels.messages import Speech
from makegood.channels.types import AttachmentIn, Automatic, Envelope
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Consent, IdentityId, IdentityKind, Purpose
from makegood.platform import journal, tenancy
from tests import cast

NIGHT = cast.AT.replace(hour=23)
NOBODY = UUID("01900000-0000-7000-8000-0000000000ff")
FILES = {"": (), "empty": (AttachmentIn("a.txt", "text/plain", b""),), "torch": (AttachmentIn("a.txt", "text/plain", b"torch"),)}
COPIES = tuple(Address(IdentityKind.EMAIL, f"copy{n}@example.org", "Copy") for n in range(11))


@dataclass(frozen=True, slots=True)
class House:
    """Channels that can differently much, and people who said different things."""

    channels: tuple[UUID, ...]
    people: tuple[UUID, ...]
    talks: tuple[UUID | None, ...]
    answered: tuple[UUID | None, ...]


@pytest.fixture
def house(brightside: Brand) -> House:
    kinds = ("webhook", "email", "whatsapp", "sms")
    channels = tuple(
        models.Channel.objects.create(kind=kind, name=kind, address=f"{kind}@brightside.example", settings={}).id
        for kind in kinds
    )
    tom, posts, ana = cast.TOM_BY_EMAIL, Address(IdentityKind.HANDLE, "posts:tom", "Tom Arden"), cast.ANA_BY_EMAIL
    recognising.recognise(sightings=[cast.seen(tom, posts, strong=True)], at=cast.AT)
    people = tuple(recognising.recognise(sightings=[cast.seen(one)], at=cast.AT)[0].identity_id for one in (tom, posts, ana))
    for identity_id, purpose, yes in (
        (people[0], "marketing", True),
        (people[1], "marketing", False),
        (people[2], "relationship", True),
    ):
        said = Consent(IdentityId(identity_id), "webhook", Purpose(purpose), yes, "a form", "1", cast.AT)
        noting.note_consent(consent=said, by=SYSTEM)
    outbox.hold(identity_id=people[2], purpose="relationship", because="An open complaint.", until=cast.later(hours=5))
    outbox.hold(identity_id=people[0], purpose="service", because="Over by now.", until=cast.later(hours=-5))
    wrote = Envelope("1", tom, "Where is my torch?", "Where is my torch?", cast.AT - timedelta(hours=1))
    machine = Envelope("2", tom, "I am away.", "I am away.", cast.AT, automatic=Automatic.AUTO_REPLY)
    human, away = intake.store_messages(channel_id=channels[0], envelopes=[wrote, machine], at=cast.AT)
    talk = models.Message.objects.get(id=human).conversation_id
    return House(channels, (*people, NOBODY), (None, talk), (None, human, away))


def words(whom: UUID, channel_id: UUID, key: str, **more: Any) -> Speech:
    told: dict[str, Any] = {"purpose": Purpose.SERVICE, "subject": "Your torch", "text": "It is on its way."}
    return Speech(key=key, channel_id=channel_id, to_identity_id=whom, **{**told, **more})  # type: ignore[arg-type]


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    """Words in the numbers of a house's people, channels, talks and messages."""
    rarely = st.sampled_from([False, False, False, True])
    return {
        "key": draw(st.sampled_from("abcdefghijkl")),
        "whom": draw(st.sampled_from([0, 0, 0, 1, 2, 2, 3])),
        "channel": draw(st.sampled_from([0, 0, 0, 1, 2, 3])),
        "talk": draw(st.sampled_from([0, 1, 1])),
        "answers": draw(st.sampled_from([0, 0, 1, 1, 2])),
        "files": draw(st.sampled_from(["", "", "", "", "empty", "torch"])),
        "copies": draw(st.sampled_from([0, 0, 0, 1, 11])),
        "minutes": draw(st.sampled_from([None, None, 1, 90])),
        "more": {
            "purpose": draw(st.sampled_from([Purpose.SERVICE, Purpose.SERVICE, Purpose.RELATIONSHIP, Purpose.MARKETING])),
            "text": draw(st.sampled_from(["On its way.", "On its way.", "Ring +44 7700 900123.", "x" * 5_000, "Dear Tom Arden"])),
            "automatic": draw(st.booleans()),
            "public": draw(rarely),
            "scheduled": draw(rarely),
            "acknowledges": draw(rarely),
        },
    }


def speech_of(house: House, wish: dict[str, Any], at: datetime) -> Speech:
    later = None if wish["minutes"] is None else at + timedelta(minutes=wish["minutes"])
    return words(
        house.people[wish["whom"]],
        house.channels[wish["channel"]],
        wish["key"],
        conversation_id=house.talks[wish["talk"]],
        in_reply_to=house.answered[wish["answers"]],
        attachments=FILES[wish["files"]],
        cc=COPIES[: wish["copies"]],
        send_after=later,
        **wish["more"],
    )


def one_by_one(speeches: Sequence[Speech], at: datetime) -> list[UUID | Refusal]:
    found: list[UUID | Refusal] = []
    for each in speeches:
        try:
            with transaction.atomic():
                found.append(outbox.queue(speech=each, by=SYSTEM, at=at))
        except Refusal as refused:
            found.append(refused)
    return found


def at_once(speeches: Sequence[Speech], at: datetime) -> list[UUID | Refusal]:
    return list(outbox.queue_many(speeches=speeches, by=SYSTEM, at=at))


def what_became(house: House, answers: Sequence[UUID | Refusal]) -> list[object]:
    """Each verdict, and all that was written, without the ids that were made for it."""
    first = {one: n for n, one in reversed(list(enumerate(answers))) if isinstance(one, UUID)}
    found: list[object] = [(one.code, one.sentence, one.fields) if isinstance(one, Refusal) else first[one] for one in answers]
    for outgoing_id, n in sorted(first.items(), key=lambda pair: pair[1]):
        row = models.Outgoing.objects.values().get(id=outgoing_id)
        said = models.Message.objects.values().get(id=outgoing_id)
        new = said.pop("conversation_id")
        talk = models.Conversation.objects.values("channel_id", "subject", "public", "started_at").get(id=new)
        there = (
            sorted(models.Party.objects.filter(conversation_id=new).values_list("address", flat=True))
            if new not in house.talks
            else []
        )
        files = list(models.Attachment.objects.filter(message_id=outgoing_id).values_list("name", "size", "digest", "position"))
        assert said.pop("external_id").startswith("queued:")
        found += [n, {**row, "id": 0}, {**said, "id": 0}, talk, there, files, new in house.talks]
    facts = [(one.kind, one.identity_id, sorted(one.data)) for one in journal.latest(limit=500)]
    return [*found, sorted(facts, key=str), models.Outgoing.objects.count(), models.Conversation.objects.count()]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wished=st.lists(wishes(), min_size=1, max_size=9), night=st.booleans())
def test_all_at_once_get_the_verdicts_that_they_would_get_one_after_the_other(
    house: House, wished: list[dict[str, Any]], *, night: bool
) -> None:
    at = NIGHT if night else cast.AT
    speeches = [speech_of(house, wish, at) for wish in wished]
    seen = []
    for way in (one_by_one, at_once):
        mark = transaction.savepoint()
        answers = way(speeches, at)
        seen.append(what_became(house, answers))
        assert way(speeches, at)[:1] == answers[:1] or isinstance(answers[0], Refusal)  # a key is said once
        transaction.savepoint_rollback(mark)
    assert seen[0] == seen[1]


def somebodies(count: int) -> list[UUID]:
    sightings = [cast.seen(Address(IdentityKind.EMAIL, f"p{uuid4().hex}@example.org", "Pat")) for _ in range(count)]
    return [one.identity_id for one in recognising.recognise(sightings=sightings, at=cast.AT)]


def test_forty_take_as_many_queries_as_one(house: House) -> None:
    taken = []
    for count in (1, 40):
        many = [words(one, house.channels[0], f"{count} {n}", automatic=True) for n, one in enumerate(somebodies(count))]
        with CaptureQueriesContext(connection) as asked:
            answers = outbox.queue_many(speeches=many, by=SYSTEM, at=cast.AT)
        assert len({one for one in answers if isinstance(one, UUID)}) == count
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 11, taken


def test_a_text_in_the_place_of_an_id_never_passes_the_gate_unseen(house: House) -> None:
    (who,) = somebodies(1)
    with pytest.raises(TypeError, match="a text and no id"):
        outbox.queue(speech=words(str(who), house.channels[0], "a"), by=SYSTEM, at=cast.AT)  # type: ignore[arg-type]


def test_a_refused_one_leaves_nothing_and_the_others_go_on(house: House) -> None:
    first, refused, last = somebodies(3)
    no = Consent(IdentityId(refused), "webhook", Purpose.SERVICE, granted=False, source="a mail", text_version="1", at=cast.AT)
    noting.note_consent(consent=no, by=SYSTEM)
    many = [words(one, house.channels[0], str(n)) for n, one in enumerate((first, refused, last))]
    answers = outbox.queue_many(speeches=many, by=SYSTEM, at=cast.AT)
    assert isinstance(answers[1], Refusal)
    assert (answers[1].code, answers[1].sentence) == ("consent_withdrawn", "They asked us not to write to them here about this.")
    assert set(models.Outgoing.objects.values_list("person_identity", flat=True)) == {first, last}
    assert models.Message.objects.filter(direction="out").count() == 2


def test_the_fourth_automatic_word_within_a_batch_waits_a_day(house: House) -> None:
    (who,) = somebodies(1)
    many = [words(who, house.channels[0], str(n), automatic=True) for n in range(4)]
    answers = outbox.queue_many(speeches=many, by=SYSTEM, at=cast.AT)
    rows = [models.Outgoing.objects.get(id=one) for one in answers]
    assert [row.state for row in rows] == ["queued", "queued", "queued", "held"]
    assert rows[3].send_after == cast.AT + timedelta(days=1)


@pytest.mark.races
def test_what_two_say_at_once_is_said_once(committed_brightside: UUID) -> None:
    brand_id = committed_brightside
    with tenancy.brand(brand_id):
        channel_id = models.Channel.objects.create(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}).id
        many = [words(one, channel_id, f"k{n}", automatic=True) for n, one in enumerate(somebodies(30))]

    def say(speeches: Sequence[Speech]) -> dict[str, UUID | Refusal]:
        try:
            with tenancy.brand(brand_id):
                found = outbox.queue_many(speeches=speeches, by=SYSTEM, at=cast.AT)
                return {each.key: answer for each, answer in zip(speeches, found, strict=True)}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(say, [many, many[::-1], many[10:], many[:20][::-1]])
    assert all(first[key] == answer for other in others for key, answer in other.items())
    with tenancy.brand(brand_id):
        assert models.Outgoing.objects.count() == 30
        assert models.Message.objects.filter(direction="out").count() == models.Conversation.objects.count() == 30

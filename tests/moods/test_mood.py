"""The mood of an incident, from what people wrote: who counts, where it was said, before and since, and who bought."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.channels import models as channel_models
from makegood.channels.actions import connecting, intake
from makegood.channels.types import Envelope
from makegood.desk import mood_chart
from makegood.discussions import queries as discussions
from makegood.discussions.actions import taking_part
from makegood.flows import discussing, mood
from makegood.gestures.types import Occasion
from makegood.incidents import actions as incidents
from makegood.incidents.types import IncidentId, MemberIn, Reason
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.moods.types import Source
from makegood.orders.actions import ordering
from makegood.orders.types import CustomerIn
from makegood.people.actions import linking, recognising
from makegood.people.types import Address, Evidence, EvidenceKind, IdentityKind
from makegood.platform.work import Taken
from makegood.statements import models as statement_models
from makegood.statements.actions import writing
from makegood.statements.types import StatementId
from makegood.understanding import actions as understanding
from makegood.understanding.types import Finding, Reading
from tests import cast
from tests.discussions.given import asked, opened
from tests.statements.saying import FACTS

SAID = cast.later(hours=2)  # when the statement is published
KIND, ANGRY, CALM, UNSURE = ("praise", "positive"), ("complaint", "negative"), ("question", "neutral"), ("unsure", "unsure")


@pytest.fixture
def mail(brightside: Brand) -> UUID:
    assert brightside.slug == "brightside"
    return connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


@pytest.fixture
def incident(mara: Member) -> IncidentId:
    return incidents.open_by_hand(
        title="The checkout is down", began_at=cast.AT, by=actors.member(mara.id), at=cast.later(hours=1)
    )


def pat(n: int) -> Address:
    return Address(IdentityKind.EMAIL, f"pat{n}@customers.example", f"Pat {n}")


def says(
    channel: UUID, who: Address, read: tuple[str, str], at: datetime, *, text: str = "…", within: UUID | None = None
) -> tuple[UUID, UUID]:
    """Somebody writes, and it was read so: the message and the identity."""
    identity_id = recognising.recognise(sightings=[cast.seen(who)], at=at)[0].identity_id
    key = f"{who.value} {at.isoformat()}"
    told = Envelope(external_id=key, author=who, text=text, visible=text, sent_at=at, thread_key=key)
    intake.store_messages(channel_id=channel, envelopes=[told], at=at)
    row = channel_models.Message.objects.get(external_id=key)
    row.identity_id, row.conversation_id = identity_id, within or row.conversation_id
    row.save()
    act, feeling = (Finding(one, one, 0.9) for one in read)
    reading = Reading(feeling, act, (), (), Finding("normal", "normal", 0.9), "en", (), 0.0, "test")
    understanding.keep(readings={row.id: reading}, at=at)
    return row.id, identity_id


def belongs(incident_id: UUID, told: tuple[UUID, UUID]) -> None:
    member = MemberIn(told[0], None, told[1], Reason.ALIKE, 0.8)
    incidents.join(incident_id=incident_id, members=[member], by=SYSTEM, at=cast.later(hours=1))


def is_said(incident_id: UUID, mara: Member) -> StatementId:
    """The statement, published two hours in."""
    made = writing.draft(occasion=Occasion("incident", incident_id), facts=FACTS, by=SYSTEM, at=SAID)
    by = actors.member(mara.id)
    writing.approve(statement_id=made, version=1, by=by, at=SAID)
    writing.publish(statement_id=made, by=by, at=SAID)
    return made


def orders(who: Address, number: str, at: datetime) -> None:
    customer = CustomerIn(name=who.name, email=who.value, phone="", customer_number="")
    ordering.take_orders(
        orders=[
            replace(cast.torch_order(), number=number, placed_at=at, customer=customer, promised_from=None, promised_until=None)
        ],
        at=at,
    )


def after(*, minutes: int) -> datetime:
    return SAID + timedelta(minutes=minutes)


def test_nobody_who_spoke_is_no_mood(incident: IncidentId) -> None:
    assert mood.of(occasion=Occasion("incident", incident), at=SAID) is None


def test_before_our_word_there_is_only_before(mail: UUID, incident: IncidentId) -> None:
    belongs(incident, says(mail, pat(1), ANGRY, cast.later(minutes=10)))
    found = mood.of(occasion=Occasion("incident", incident), at=cast.later(hours=1))
    assert found is not None
    assert (found.said_at, found.turn.before.n, found.turn.before.angry.hits, found.turn.after.n) == (None, 1, 1, 0)
    assert mood_chart.shown(found, zone="Europe/London").sentences[0] == "Of 1 person who spoke, 0 was kind (0 to 79 %)."


def test_the_mood_turns(mail: UUID, incident: IncidentId, mara: Member) -> None:
    """Twelve complain; after our word ten of them and two others are kind, and some of them buy."""
    for n in range(12):
        belongs(incident, says(mail, pat(n), ANGRY, cast.later(minutes=5 * n)))
    said = is_said(incident, mara)
    post = channel_models.Conversation.objects.order_by("id").first()
    assert post is not None
    notice = {"statement_id": said, "round": 0, "channel_id": mail, "text": "We are sorry.", "conversation_id": post.id}
    statement_models.Notice.objects.create(**notice)
    for n in range(10):
        buys = "Thank you for saying it plainly. I will order again." if n < 4 else "Thank you for saying it plainly."
        says(mail, pat(n), KIND, after(minutes=10 + n), text=buys)
    for n in (20, 21):
        says(mail, pat(n), KIND, after(minutes=70), within=post.id)
    says(mail, pat(99), ANGRY, after(minutes=30))  # about something else: nobody of these
    orders(pat(0), "2001", after(minutes=200))
    orders(pat(1), "2002", after(minutes=-60))  # before they said so
    orders(pat(8), "2003", after(minutes=200))  # never said so
    found = mood.of(occasion=Occasion("incident", incident), at=after(minutes=300))
    assert found is not None
    assert (found.turn.before.n, found.turn.before.angry.hits) == (12, 12)
    assert (found.turn.after.n, found.turn.after.kind.hits, found.turn.after.angry.hits) == (12, 12, 0)
    assert (found.wished, found.bought) == (4, 1)
    assert dict(found.by_source) == {Source.BEFORE: 12, Source.LATER: 10, Source.THREAD: 2}
    sentences = mood_chart.shown(found, zone="Europe/London").sentences
    assert sentences == (
        "Of 12 people who answered, 12 were kind (76 to 100 %).",
        "0 were angry; of 0 the reader is not sure.",
        "4 said that they would buy; 1 did.",
        "Fewer are angry and more are kind than before, and not by chance alone.",
    )


def test_one_person_with_two_addresses_counts_once_by_their_last_word(mail: UUID, incident: IncidentId, mara: Member) -> None:
    first = says(mail, pat(1), ANGRY, cast.later(minutes=5))
    second = says(mail, pat(2), CALM, cast.later(minutes=9))
    for told in (first, second):
        belongs(incident, told)
    evidence = [Evidence(EvidenceKind.MEMBER_SAYS, 20.0, "Mara says so.")]
    linking.link(
        identity_id=first[1], other_identity_id=second[1], evidence=evidence, by=actors.member(mara.id), at=cast.later(minutes=10)
    )
    found = mood.of(occasion=Occasion("incident", incident), at=cast.later(hours=1))
    assert found is not None
    assert (found.turn.before.n, found.turn.before.calm.hits, found.turn.before.angry.hits) == (1, 1, 0)


def test_what_a_member_takes_out_of_the_incident_speaks_no_more(mail: UUID, incident: IncidentId, mara: Member) -> None:
    told = says(mail, pat(1), ANGRY, cast.later(minutes=5))
    belongs(incident, told)
    incidents.take_out(incident_id=incident, message_id=told[0], because="Another matter.", by=actors.member(mara.id), at=SAID)
    assert mood.of(occasion=Occasion("incident", incident), at=SAID) is None


def test_a_corrected_reading_is_the_mood_from_the_next_look_on(mail: UUID, incident: IncidentId, mara: Member) -> None:
    told = says(mail, pat(1), UNSURE, cast.later(minutes=5))
    belongs(incident, told)
    occasion, by = Occasion("incident", incident), actors.member(mara.id)
    before = mood.of(occasion=occasion, at=SAID)
    understanding.correct(message_id=told[0], field="act", now="praise", by=by, at=SAID)
    now = mood.of(occasion=occasion, at=SAID)
    assert before is not None
    assert now is not None
    assert (before.turn.before.unsure.hits, now.turn.before.unsure.hits, now.turn.before.kind.hits) == (1, 0, 1)


def test_questions_of_the_discussion_are_voices_once_they_are_read(incident: IncidentId) -> None:
    occasion = Occasion("incident", incident)
    made = opened(occasion=occasion)
    question = asked(made, "Thank you for this. When do you open again?")
    assert mood.of(occasion=occasion, at=SAID) is None
    taking_part.note_mood(question_id=question.id, mood="kind", wishes_to_buy=False)
    found = mood.of(occasion=occasion, at=SAID)
    assert found is not None
    assert (found.turn.before.n, found.turn.before.kind.hits, found.by_source) == (1, 1, ((Source.DISCUSSION, 1),))
    assert discussions.question(question_id=question.id).mood == "kind"


def test_the_worker_reads_questions_and_says_how_they_sound(brightside: Brand, incident: IncidentId) -> None:
    question = asked(
        opened(occasion=Occasion("incident", incident)), "This is wonderful, thank you so much! I will order again tonight."
    )
    taken = Taken(new_id(), brightside.id, discussing.READ, str(question.id), {}, 1, new_id())
    discussing.read([taken], at=SAID)
    found = discussions.question(question_id=question.id)
    assert (found.mood, found.wishes_to_buy) == ("kind", True)


def test_the_picture_has_a_mark_and_an_interval_for_each_hour_in_which_somebody_spoke(
    mail: UUID, incident: IncidentId, mara: Member
) -> None:
    belongs(incident, says(mail, pat(1), ANGRY, cast.later(minutes=5)))
    is_said(incident, mara)
    says(mail, pat(1), KIND, after(minutes=130))
    found = mood.of(occasion=Occasion("incident", incident), at=after(minutes=200))
    assert found is not None
    shown = mood_chart.shown(found, zone="Europe/London")
    assert [(strip.kind, len(strip.marks)) for strip in shown.strips] == [("kind", 2), ("angry", 2), ("buying", 2)]
    assert all(mark.hollow for strip in shown.strips for mark in strip.marks)
    assert shown.turn_x == "311.2"  # two of five hours in: 44 + 668 · 2 / 5
    assert [(row.when, row.n, row.after) for row in shown.rows] == [
        ("2 Mar, 10:00", 1, False),
        ("2 Mar, 11:00", 0, False),
        ("2 Mar, 12:00", 0, True),
        ("2 Mar, 13:00", 0, True),
        ("2 Mar, 14:00", 1, True),
    ]
    assert shown.rows[4].kind == "1 of 1 (21 to 100 %)"

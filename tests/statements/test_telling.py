"""Everybody is told once, by the way that suits them, also where addresses become one person's or cease to be; and who is not told is listed."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand, Member
from makegood.channels import queries as channels
from makegood.channels.actions import outbox
from makegood.flows import telling_statement
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.actions import linking, noting, recognising
from makegood.people.types import Address, Consent, IdentityId, IdentityKind, Purpose
from makegood.platform.work import Taken
from makegood.statements import models, queries
from makegood.statements.types import Recipient, ToldState
from makegood.understanding import actions as understanding
from makegood.understanding.types import TextIn
from tests import cast
from tests.statements.saying import begins, leaves, mailbox, poster, posts, published, rows, somebody, wrote

STATES = ToldState


@pytest.fixture
def mail(brightside: Brand) -> UUID:
    return mailbox()


def text_to(statement_id: UUID, n: int = 0) -> str:
    outgoing_id = rows(statement_id)[n].outgoing_id
    assert outgoing_id is not None
    return channels.messages(message_ids=[outgoing_id])[0].text


def link(*identity_ids: UUID) -> None:
    """A source that knows says that these are one person's; the flow hears of it."""
    found = [people.identity(identity_id=one) for one in identity_ids]
    addresses = [Address(one.kind, one.value) for one in found]
    recognising.recognise(sightings=[cast.seen(*addresses, strong=True)], at=cast.AT)
    hears(*identity_ids)


def hears(*identity_ids: UUID) -> None:
    first, second = identity_ids
    told = {"identity_id": str(first), "other_identity_id": str(second)}
    telling_statement.same_person([Taken(first, first, telling_statement.SAME, "x", told, 1, first)], cast.AT)


def withdraws(identity_id: UUID) -> None:
    no = Consent(
        IdentityId(identity_id), "webhook", Purpose.SERVICE, granted=False, source="a mail", text_version="1", at=cast.AT
    )
    noting.note_consent(consent=no, by=SYSTEM)


def test_each_is_told_once_however_often_a_member_says_so(mara: Member, mail: UUID) -> None:
    statement_id = published(mara)
    who = [somebody(0), somebody(1, channel=mail)]
    assert begins(statement_id, mara, who) == 2
    leaves()
    assert begins(statement_id, mara, who) == 0
    leaves(*(row.id for row in rows(statement_id)))
    counts = queries.told(statement_id=statement_id)
    assert (counts.told, counts.waiting, counts.people, dict(counts.by_channel)) == (2, 0, 2, {"webhook": 2})
    assert len(set(queries.outgoing_ids(statement_id=statement_id))) == 2
    assert text_to(statement_id).startswith("Hello Pat 0,\n\nWe are sorry. The checkout refused every payment")
    assert text_to(statement_id).rstrip().endswith("/status/brightside/1/\n\nBrightside Lights")


def test_who_joined_later_is_told_then_and_nobody_else_again(mara: Member, mail: UUID) -> None:
    statement_id, first, second = published(mara), somebody(0), somebody(1)
    begins(statement_id, mara, [first])
    leaves()
    assert queries.not_taken_in(statement_id=statement_id, identity_ids=[first, second]) == (second,)
    assert begins(statement_id, mara, [first, second]) == 1
    leaves()
    assert queries.told(statement_id=statement_id).told == 2


def test_what_the_gate_refuses_is_listed_with_its_reason(mara: Member, mail: UUID) -> None:
    statement_id, who = published(mara), somebody(0)
    withdraws(who)
    begins(statement_id, mara, [who])
    leaves()
    (row,) = rows(statement_id)
    assert (row.state, row.because) == (STATES.NOT_TOLD, "We know no way to reach them that is open.")
    assert dict(queries.told(statement_id=statement_id).not_told) == {"We know no way to reach them that is open.": 1}


def test_who_is_only_known_in_public_gets_an_answer_there_with_nothing_of_theirs(mara: Member, mail: UUID) -> None:
    statement_id = published(mara)
    begins(statement_id, mara, [poster(0, posts())])
    leaves()
    (row,) = rows(statement_id)
    assert (row.state, row.public) == (STATES.TOLD, True)
    assert text_to(statement_id).startswith(
        "You are right, and we are sorry. We wrote down what happened and what we do about it: http"
    )
    (said,) = channels.messages(message_ids=[row.outgoing_id] if row.outgoing_id else [])
    assert said.public


def test_they_read_it_in_the_language_in_which_they_wrote(mara: Member, mail: UUID) -> None:
    statement_id = published(mara, languages=("de",))
    who = wrote(
        Address(IdentityKind.EMAIL, "jo@example.org", "Jo"),
        mail,
        text="Ich kann seit einer Stunde nicht bezahlen, was ist los bei Ihnen?",
    )
    (heard,) = channels.page(before=None, since=None, identity_ids=[who], limit=1)
    understanding.read(texts=[TextIn(key=str(heard.id), subject="", text=heard.text)], at=cast.AT)
    begins(statement_id, mara, [who])
    leaves()
    assert text_to(statement_id).startswith("Guten Tag Jo,\n\nEs tut uns leid.")


def test_two_addresses_that_became_one_persons_before_it_left_are_one_telling(mara: Member, mail: UUID) -> None:
    statement_id, first, second = published(mara), somebody(0), somebody(1)
    begins(statement_id, mara, [first, second])
    link(first, second)
    leaves()
    assert [row.state for row in rows(statement_id)] == [STATES.TOLD, STATES.ANOTHER]
    assert queries.told(statement_id=statement_id).people == 1


def test_two_workers_agree_on_which_of_two_addresses_tells(mara: Member, mail: UUID) -> None:
    statement_id, first, second = published(mara), somebody(0), somebody(1)
    begins(statement_id, mara, [first, second])
    link(first, second)
    one, other = rows(statement_id)
    leaves(other.id)
    assert [row.state for row in rows(statement_id)] == [STATES.WAITING, STATES.ANOTHER]
    leaves(one.id)
    assert [row.state for row in rows(statement_id)] == [STATES.TOLD, STATES.ANOTHER]


def test_of_words_to_two_addresses_that_became_one_persons_the_later_are_taken_back(mara: Member, mail: UUID) -> None:
    statement_id, first, second = published(mara), somebody(0), somebody(1)
    begins(statement_id, mara, [first, second])
    leaves()
    later = rows(statement_id)[1].outgoing_id
    link(first, second)
    assert [row.state for row in rows(statement_id)] == [STATES.TOLD, STATES.ANOTHER]
    assert later is not None
    assert channels.messages(message_ids=[later])[0].state == "withdrawn"


def test_who_turns_out_to_be_somebody_else_is_told_after_all(mara: Member, mail: UUID) -> None:
    statement_id, first, second = published(mara), somebody(0), somebody(1)
    by = actors.member(mara.id)
    link(first, second)
    assert (
        telling_statement.begin(statement_id=statement_id, cohort=[Recipient(first, others=(second,))], member=mara, at=cast.AT)
        == 2
    )
    leaves()
    assert [row.state for row in rows(statement_id)] == [STATES.TOLD, STATES.ANOTHER]
    (tie,) = linked.links_touching(identity_ids=[first])
    linking.unlink(link_id=tie.id, by=by, at=cast.AT)
    hears(first, second)
    leaves()
    assert [row.state for row in rows(statement_id)] == [STATES.TOLD, STATES.TOLD]
    assert len({row.outgoing_id for row in rows(statement_id)}) == 2


def test_the_database_itself_refuses_to_tell_one_person_twice(mara: Member, mail: UUID) -> None:
    statement_id, first, second = published(mara), somebody(0), somebody(1)
    begins(statement_id, mara, [first, second])
    leaves()
    one = models.Told.objects.get(identity_id=first)
    with pytest.raises(IntegrityError, match="told_person_once"), transaction.atomic():
        models.Told.objects.filter(identity_id=second).update(person_id=one.person_id)
    with pytest.raises(IntegrityError, match="told_address_once"), transaction.atomic():
        models.Told.objects.filter(identity_id=second).update(identity_id=first)


def test_a_stop_stops_what_has_not_left_and_going_on_tells_the_rest(mara: Member, mail: UUID) -> None:
    statement_id = published(mara)
    begins(statement_id, mara, [somebody(n) for n in range(3)])
    leaves(*(row.id for row in rows(statement_id)[:2]))
    first = rows(statement_id)[0].outgoing_id
    assert first is not None
    outbox.mark_sent(outgoing_id=first, external_id="gone", at=cast.AT)
    assert telling_statement.stop(statement_id=statement_id, member=mara, at=cast.AT) == 2
    leaves()
    assert [row.state for row in rows(statement_id)] == [STATES.TOLD, STATES.STOPPED, STATES.STOPPED]
    assert telling_statement.go_on(statement_id=statement_id, member=mara, at=cast.later(minutes=5)) == 2
    leaves()
    assert [row.state for row in rows(statement_id)] == [STATES.TOLD] * 3
    standing = telling_statement.standing(statement_id=statement_id)
    assert (standing.left, standing.going, standing.taken_back) == (1, 2, 0)


def test_what_did_not_arrive_goes_by_the_next_way_and_then_is_listed(mara: Member, mail: UUID) -> None:
    statement_id, who = published(mara), somebody(0, channel=mail)
    begins(statement_id, mara, [who])
    leaves()
    outgoing_id = rows(statement_id)[0].outgoing_id
    assert outgoing_id is not None
    outbox.mark_failed(outgoing_id=outgoing_id, reason="550 no such user", status="5.1.1", at=cast.AT)
    for _ in range(2):
        telling_statement.not_delivered(
            [Taken(outgoing_id, outgoing_id, telling_statement.NOT_DELIVERED, str(outgoing_id), {}, 1, outgoing_id)], cast.AT
        )
    leaves()
    (row,) = rows(statement_id)
    assert (row.state, row.because, row.words) == (STATES.NOT_TOLD, "We know no way to reach them that is open.", 1)


def test_at_night_it_waits_for_the_morning(mara: Member, mail: UUID) -> None:
    statement_id, night = published(mara), cast.AT + timedelta(hours=13)
    begins(statement_id, mara, [somebody(0)])
    (row,) = rows(statement_id)
    telling_statement.say([Taken(row.id, row.id, telling_statement.WORK, str(row.id), {}, 1, row.id)], night)
    standing = telling_statement.standing(statement_id=statement_id)
    assert (standing.held, standing.going) == (1, 0)


def test_a_preview_counts_ways_and_shows_what_three_of_them_would_read(mara: Member, mail: UUID) -> None:
    statement_id = published(mara)
    who = [somebody(0), somebody(1), poster(0, posts())]
    no = somebody(2)
    withdraws(no)
    seen = telling_statement.preview(statement_id=statement_id, identity_ids=[*who, no])
    assert (seen.people, dict(seen.by_channel)) == (4, {"webhook": 2, "webhook in public": 1})
    assert dict(seen.not_told) == {"We know no way to reach them that is open.": 1}
    assert len(seen.examples) == 3
    assert queries.told(statement_id=statement_id).people == 0


def test_nobody_is_told_what_nobody_may_read_nor_by_whoever_may_not_say_so(mara: Member, joe: Member, mail: UUID) -> None:
    from tests.statements.saying import draft

    statement_id = draft()
    with pytest.raises(Refusal, match="Publish the statement first"):
        begins(statement_id, mara, [somebody(0)])
    with pytest.raises(Refusal, match="It takes a lead to approve this"):
        begins(statement_id, joe, [somebody(0)])
    assert rows(statement_id) == []


def test_forty_are_told_by_as_many_queries_as_one(mara: Member, mail: UUID) -> None:
    statement_id, taken = published(mara), []
    for who in ([somebody(0)], [somebody(n) for n in range(1, 41)]):
        begins(statement_id, mara, who)
        with CaptureQueriesContext(connection) as asked:
            leaves()
        taken.append(len(asked) - 1)  # less the one by which `leaves` finds them
    assert taken[0] == taken[1] <= 35, taken
    assert queries.told(statement_id=statement_id).told == 41


def test_of_many_at_once_each_whom_the_best_way_refuses_goes_by_the_next(mara: Member, mail: UUID) -> None:
    from makegood.channels import models as channel_models

    statement_id, narrow = (
        published(mara),
        channel_models.Channel.objects.create(kind="whatsapp", name="W", address="w", settings={}),
    )
    who = [somebody(n, channel=narrow.id) for n in range(6)]
    channel_models.Message.objects.filter(identity_id__in=who[:4]).update(at=cast.later(days=-3))  # no answer there any more
    begins(statement_id, mara, who)
    leaves()
    assert dict(queries.told(statement_id=statement_id).by_channel) == {"webhook": 4, "whatsapp": 2}
    assert len(set(queries.outgoing_ids(statement_id=statement_id))) == 6

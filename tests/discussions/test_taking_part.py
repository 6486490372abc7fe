"""People ask and vote: within the hours, once each, and nothing private; who they are may come later."""

import pytest

from makegood.brands.types import Brand, Member
from makegood.discussions import models, queries
from makegood.discussions.actions import moderating, opening, taking_part
from makegood.discussions.types import HeldFor, Order, Phase, QuestionState, Why
from makegood.kernel import actors
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Sighting
from makegood.platform import journal
from tests import cast
from tests.discussions.given import TITLE, asked, member, opened, plan

pytestmark = pytest.mark.usefixtures("brightside")
NOW = cast.later(minutes=5)


def code_of(refused: "pytest.ExceptionInfo[Refusal]") -> tuple[str, dict[str, str]]:
    return refused.value.code, refused.value.fields


def test_a_discussion_has_an_address_made_of_its_title_and_a_second_one_a_number() -> None:
    first, second = opened(), opened()
    assert (first.slug, second.slug) == ("why-the-lights-went-out-in-our-shop", "why-the-lights-went-out-in-our-shop-2")
    assert first.title == TITLE
    assert [(one.name, one.role, one.is_host) for one in first.answerers] == [
        ("Mara Lindqvist", "head of the shop", True),
        ("Joe Okafor", "engineer", False),
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"ends_at": cast.AT}, "ends_at"),
        ({"ends_at": cast.later(days=8)}, "ends_at"),
        ({"zone": "CST"}, "zone"),
        ({"zone": "../secrets"}, "zone"),
    ],
)
def test_a_plan_that_lacks_something_names_the_field_and_changes_nothing(changed: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        opening.open(**plan(**changed))
    assert refused.value.code == "discussion_malformed"
    assert list(refused.value.fields) == [field]
    assert queries.discussions(at=NOW) == ()


def test_it_is_open_from_its_first_instant_to_its_last_and_not_at_it() -> None:
    made = opened()
    phases = {minutes: queries.page(discussion=made, at=cast.later(minutes=minutes)).phase for minutes in (-1, 0, 59, 60)}
    assert phases == {-1: Phase.PLANNED, 0: Phase.OPEN, 59: Phase.OPEN, 60: Phase.OVER}
    for minutes, code in ((-1, "not_open_yet"), (60, "discussion_over")):
        with pytest.raises(Refusal) as refused:
            asked(made, "What happened to the lights?", minutes=minutes)
        assert refused.value.code == code
    assert models.Question.objects.count() == 0


def test_a_question_stands_with_its_authors_vote_and_a_form_sent_twice_is_one_question() -> None:
    made, who = opened(), new_id()
    first = asked(made, "  What happened\n\n\n\nto the   lights?", who=who, name=" Ana ", key="k1")
    again = asked(made, "What happened to the lights?", who=who, name="Ana", key="k1", minutes=2)
    assert again.id == first.id
    assert (first.number, first.text, first.name, first.votes, first.state) == (
        1,
        "What happened\n\nto the lights?",
        "Ana",
        1,
        QuestionState.SHOWN,
    )
    assert models.Question.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("My order 10071234 did not come, why is that?", "an order number"),
        ("Why? Write to me at tom@example.org please.", "an e-mail address"),
        ("Call me at 020 7946 0123 and tell me why.", "a telephone number"),
    ],
)
def test_what_is_private_is_refused_and_named(words: str, what: str) -> None:
    made = opened()
    with pytest.raises(Refusal) as refused:
        asked(made, words)
    assert code_of(refused) == ("private_words", {"text": what})
    assert models.Question.objects.count() == 0


def test_an_amount_alone_is_nobodys_secret() -> None:
    assert asked(opened(), "Does the £10 also count on sale prices?").state is QuestionState.SHOWN


def test_a_link_is_left_out_until_a_member_lets_it_stand_and_the_question_is_there_meanwhile() -> None:
    made, mara = opened(), actors.member(member("Mara Lindqvist").id)
    kept = asked(made, "Is it the same as on https://status.example/lights, last week?")
    (shown,) = queries.page(discussion=made, at=NOW).questions
    assert (shown.text, kept.held_for) == ("Is it the same as on (…) last week?", HeldFor.LINK)
    assert [one.number for one in queries.queue()] == [1]
    moderating.let_stand(question_id=kept.id, seen=QuestionState.WAITING, by=mara, at=NOW)
    (shown,) = queries.page(discussion=made, at=NOW).questions
    assert shown.text == "Is it the same as on https://status.example/lights, last week?"
    assert queries.queue() == ()


def test_what_no_person_seems_to_have_filled_in_waits_and_so_does_everything_where_members_look_first() -> None:
    made, careful = opened(), opened(look_first=True)
    asked(made, "Buy our cheap lamps now!", doubtful=True)
    mine = new_id()
    asked(careful, "What happened to the lights?", who=mine)
    assert queries.page(discussion=made, at=NOW).questions == ()
    page = queries.page(discussion=careful, at=NOW, participant_id=mine)
    assert (page.questions, [one.text for one in page.mine]) == ((), ["What happened to the lights?"])
    assert [one.held_for for one in queries.queue()] == [HeldFor.DOUBT, HeldFor.FIRST]


def test_one_participant_has_one_vote_and_may_take_it_back() -> None:
    made, voter = opened(), new_id()
    question = asked(made, "What happened to the lights?")
    assert taking_part.vote(question_id=question.id, participant_id=voter, at=NOW) == 2
    assert taking_part.vote(question_id=question.id, participant_id=voter, at=NOW) == 2
    assert queries.page(discussion=made, at=NOW, participant_id=voter).voted == {1}
    assert taking_part.unvote(question_id=question.id, participant_id=voter, at=NOW) == 1
    assert taking_part.unvote(question_id=question.id, participant_id=voter, at=NOW) == 1


def test_the_questions_come_by_votes_the_newest_first_or_those_with_an_answer_first() -> None:
    made, mara = opened(), member("Mara Lindqvist")
    first, second, third = (asked(made, f"What about lamp {word}?") for word in ("one", "two", "three"))
    taking_part.vote(question_id=second.id, participant_id=new_id(), at=NOW)
    moderating.answer(question_id=third.id, text="It is fine.", key="a", by=actors.member(mara.id), at=NOW)
    orders = {order: [one.number for one in queries.page(discussion=made, at=NOW, order=order).questions] for order in Order}
    assert orders == {Order.VOTES: [2, 1, 3], Order.NEWEST: [3, 2, 1], Order.ANSWERED: [3, 1, 2]}
    assert first.number == 1


def test_who_comes_by_their_own_page_later_finds_what_they_asked_on_their_timeline() -> None:
    made, browser = opened(), new_id()
    question = asked(made, "What happened to the lights?", who=browser)
    (tom,) = recognising.recognise(sightings=[Sighting((cast.TOM_BY_EMAIL,), source="order")], at=NOW)
    assert queries.of_person(identity_ids=[tom.identity_id]) == ()
    who = taking_part.be_known(
        participant_id=browser, identity_id=tom.identity_id, identity_ids=[tom.identity_id], proved=True, at=NOW
    )
    assert who == browser
    ((_, found),) = queries.of_person(identity_ids=[tom.identity_id])
    assert found.id == question.id
    kinds = [one.kind for one in journal.of_identities(identity_ids=[tom.identity_id], limit=9)]
    assert "discussions.AskerKnown" in kinds
    assert (
        taking_part.be_known(
            participant_id=browser, identity_id=tom.identity_id, identity_ids=[tom.identity_id], proved=True, at=NOW
        )
        == browser
    )
    assert [one.kind for one in journal.of_identities(identity_ids=[tom.identity_id], limit=9)] == kinds


def test_one_person_with_two_browsers_has_one_vote_once_both_are_known() -> None:
    made, phone, laptop = opened(), new_id(), new_id()
    question = asked(made, "What happened to the lights?")
    for browser in (phone, laptop):
        taking_part.vote(question_id=question.id, participant_id=browser, at=NOW)
    assert queries.question(question_id=question.id).votes == 3
    (tom,) = recognising.recognise(sightings=[Sighting((cast.TOM_BY_EMAIL,), source="order")], at=NOW)
    told = {"identity_id": tom.identity_id, "identity_ids": [tom.identity_id], "proved": True, "at": NOW}
    assert taking_part.be_known(participant_id=phone, **told) == phone
    assert taking_part.be_known(participant_id=laptop, **told) == phone
    assert queries.question(question_id=question.id).votes == 2


def test_two_questions_become_one_with_each_voter_once_and_part_again() -> None:
    made, mara = opened(), actors.member(member("Mara Lindqvist").id)
    both = new_id()
    first, second = asked(made, "What happened to the lights?"), asked(made, "Why were the lights out?")
    for question in (first, second):
        taking_part.vote(question_id=question.id, participant_id=both, at=NOW)
    stays = moderating.merge(question_id=second.id, into=1, seen=QuestionState.SHOWN, by=mara, at=NOW)
    assert (stays.number, stays.votes, stays.also) == (1, 3, 1)
    assert [one.number for one in queries.page(discussion=made, at=NOW).questions] == [1]
    assert taking_part.vote(question_id=second.id, participant_id=new_id(), at=NOW) == 4
    again = moderating.let_stand(question_id=second.id, seen=QuestionState.MERGED, by=mara, at=NOW)
    assert (again.votes, queries.question(question_id=first.id).votes) == (2, 3)


def test_a_question_cannot_stand_behind_itself_nor_behind_a_hidden_one() -> None:
    made, mara = opened(), actors.member(member("Mara Lindqvist").id)
    first, second = asked(made, "What happened to the lights?"), asked(made, "Why were the lights out?")
    moderating.hide(question_id=second.id, why=Why.ASIDE, seen=QuestionState.SHOWN, by=mara, at=NOW)
    for into in (1, 2, 99):
        with pytest.raises(Refusal) as refused:
            moderating.merge(question_id=first.id, into=into, seen=QuestionState.SHOWN, by=mara, at=NOW)
        assert refused.value.code == "bad_merge"


def test_of_two_members_who_decide_at_once_the_second_is_told_what_the_first_did() -> None:
    made = opened(look_first=True)
    question = asked(made, "What happened to the lights?")
    mara, joe = (actors.member(member(name).id) for name in ("Mara Lindqvist", "Joe Okafor"))
    moderating.hide(
        question_id=question.id, why=Why.RUDE, because="Calls Joe names.", seen=QuestionState.WAITING, by=mara, at=NOW
    )
    with pytest.raises(Refusal) as refused:
        moderating.let_stand(question_id=question.id, seen=QuestionState.WAITING, by=joe, at=NOW)
    assert code_of(refused) == ("decided_already", {"question": "hidden"})
    moderating.hide(question_id=question.id, why=Why.SPAM, seen=QuestionState.WAITING, by=joe, at=NOW)
    found = queries.question(question_id=question.id)
    assert (found.why, found.because) == ("rude", "Calls Joe names.")
    assert moderating.let_stand(question_id=question.id, seen=QuestionState.HIDDEN, by=joe, at=NOW).state is QuestionState.SHOWN


def test_who_is_banned_asks_and_votes_no_more_and_their_votes_do_not_count() -> None:
    made, troll, mara = opened(), new_id(), actors.member(member("Mara Lindqvist").id)
    question = asked(made, "What happened to the lights?")
    taking_part.vote(question_id=question.id, participant_id=troll, at=NOW)
    waiting = asked(made, "Cheap lamps at https://lamps.example", who=troll)
    assert moderating.ban(participant_id=troll, banned=True, by=mara, at=NOW)
    assert moderating.ban(participant_id=troll, banned=True, by=mara, at=NOW) == ()
    assert queries.question(question_id=question.id).votes == 1
    assert queries.question(question_id=waiting.id).why == "banned"
    with pytest.raises(Refusal, match="cannot ask"):
        asked(made, "What happened to my question?", who=troll)
    with pytest.raises(Refusal, match="cannot ask"):
        taking_part.vote(question_id=question.id, participant_id=troll, at=NOW)
    moderating.ban(participant_id=troll, banned=False, by=mara, at=NOW)
    assert queries.question(question_id=question.id).votes == 2


def test_only_those_who_are_named_answer_and_a_doubled_click_is_one_answer(joe: Member, mara: Member) -> None:
    made = opened(answerers=())
    question = asked(made, "What happened to the lights?")
    told = {"question_id": question.id, "text": "A fuse. It is changed.", "key": "a1", "at": NOW}
    with pytest.raises(Refusal) as refused:
        moderating.answer(**told, by=actors.member(joe.id))
    assert refused.value.code == "not_an_answerer"
    moderating.answer(**told, by=actors.member(mara.id))
    (said,) = moderating.answer(**told, by=actors.member(mara.id)).answers
    assert (said.name, said.role, said.is_host, said.text) == (
        "Mara Lindqvist",
        "head of the shop",
        True,
        "A fuse. It is changed.",
    )


def test_what_stands_when_it_is_closed_stands(mara: Member) -> None:
    made, by = opened(), actors.member(mara.id)
    question = asked(made, "What happened to the lights?")
    opening.close(discussion_id=made.id, by=by, at=NOW)
    assert queries.page(discussion=queries.discussion(discussion_id=made.id), at=NOW).phase is Phase.CLOSED
    with pytest.raises(Refusal, match="over"):
        taking_part.vote(question_id=question.id, participant_id=new_id(), at=NOW)
    with pytest.raises(Refusal, match="closed"):
        moderating.answer(question_id=question.id, text="A fuse.", key="a", by=by, at=NOW)
    assert [one.text for one in queries.transcript(discussion_id=made.id)] == ["What happened to the lights?"]


def test_another_brands_participant_is_nobody_here(brightside: Brand) -> None:
    assert brightside.name == "Brightside Lights"
    assert queries.identity_of(participant_id=new_id()) is None

"""Declining well, end to end: a member offers other ways, the letter leaves through the gate, she chooses, and it is ours to do."""

from uuid import UUID

import pytest

from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.types import Case, CaseState, Turn
from makegood.channels import queries as channels
from makegood.choices import queries
from makegood.choices.types import AlternativeIn, How, Offer, OfferState, Went
from makegood.flows import offering
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.test_message_arrived import mara

ASKS = "Could you please have my dinner cut up for me? I have a broken wrist and will come to you on Friday."
WAYS = (
    AlternativeIn("We serve it as it is meant to be seen, take it back, cut it, and serve it again", "You eat with one hand."),
    AlternativeIn("The tasting menu in small bites", "Nothing has to be cut."),
)
SENT = cast.later(hours=1)


def case_of(house: House) -> Case:
    with tenancy.brand(house.brand_id):
        return cases.by_number(number=1)


def drafted(house: House, member: Member) -> Offer:
    return offering.draft(
        number=1, touchpoint="visit", request="to have your dinner cut up", standard="a dish is seen as it is meant", alternatives=WAYS,
        member=member, at=SENT,
    )  # fmt: skip


@pytest.fixture
def offer(house: House) -> Offer:
    """Tom asked, and Mara offered two other ways."""
    house.turn_to(cast.AT)
    house.hears(ASKS, subject="My dinner on Friday", external_id="ask")
    with tenancy.brand(house.brand_id):
        made = drafted(house, mara())
        assert made.text.startswith("Hello Tom,\n\nthank you for asking")
        sent = offering.send(number=1, offer_id=made.id, text=made.text, member=mara(), at=SENT)
        assert offering.send(number=1, offer_id=made.id, text="Twice", member=mara(), at=SENT) == sent
    return sent


def now(house: House) -> Offer:
    with tenancy.brand(house.brand_id):
        found = queries.of_case(case_id=cases.by_number(number=1).id)
    assert found is not None
    return found


def test_the_letter_leaves_once_and_it_is_their_turn(house: House, offer: Offer) -> None:
    case = case_of(house)
    assert (offer.state, case.state, case.turn) == (OfferState.OFFERED, CaseState.WAITING, Turn.THEIRS)
    with tenancy.brand(house.brand_id):
        said = channels.conversations(conversation_ids=case.conversation_ids, limit=9)
    assert [m.text for m in said][1:] == [offer.text]
    assert (
        "1. We serve it as it is meant to be seen, take it back, cut it, and serve it again. You eat with one hand." in offer.text
    )


def test_an_answer_by_mail_chooses_and_it_is_our_turn(house: House, offer: Offer) -> None:
    house.hears(
        "The first one, please. Thank you!",
        subject="Re: My dinner on Friday",
        external_id="answer",
        thread_keys=("ask",),
        at=cast.later(hours=2),
    )
    kept, case = now(house), case_of(house)
    assert (kept.state, kept.chosen, kept.chosen_how) == (OfferState.CHOSEN, 1, How.MESSAGE)
    assert (case.state, case.turn) == (CaseState.OPEN, Turn.OURS)


@pytest.mark.parametrize(
    "words", ["Which one would the chef take? The first or the second?", "Let me ask my wife.", "not the second"]
)
def test_an_answer_that_is_not_plain_is_left_to_a_person(house: House, offer: Offer, words: str) -> None:
    house.hears(words, subject="Re: My dinner on Friday", external_id="answer", thread_keys=("ask",), at=cast.later(hours=2))
    assert (now(house).state, case_of(house).turn) == (OfferState.OFFERED, Turn.OURS)
    with tenancy.brand(house.brand_id):
        offering.told_us(number=1, offer_id=offer.id, position=2, member=mara(), at=cast.later(hours=3))
    assert (now(house).chosen, now(house).chosen_how) == (2, How.MEMBER)


def test_somebody_else_in_the_conversation_chooses_nothing(house: House, offer: Offer) -> None:
    house.hears(
        "The first one, please.",
        by=cast.ANA_BY_EMAIL,
        subject="Re: My dinner",
        external_id="answer",
        thread_keys=("ask",),
        at=cast.later(hours=2),
    )
    assert now(house).state is OfferState.OFFERED


def test_chosen_on_their_page_it_is_our_turn_and_another_persons_offer_is_not_there(house: House, offer: Offer) -> None:
    stranger = UUID(int=7)
    with tenancy.brand(house.brand_id):
        with pytest.raises(Refusal) as refused:
            offering.chosen_on_page(
                offer_id=offer.id, identity_id=stranger, identity_ids=[stranger], position=1, at=cast.later(hours=2)
            )
        assert refused.value.code == "no_such_offer"
    assert now(house).state is OfferState.OFFERED
    with tenancy.brand(house.brand_id):
        for _ in range(2):
            offering.chosen_on_page(
                offer_id=offer.id,
                identity_id=offer.identity_id,
                identity_ids=[offer.identity_id],
                position=1,
                at=cast.later(hours=2),
            )
    assert (now(house).chosen, now(house).chosen_how) == (1, How.PAGE)
    assert (case_of(house).state, case_of(house).turn) == (CaseState.OPEN, Turn.OURS)


def test_how_it_went_is_there_for_the_next_wish_like_it(house: House, offer: Offer) -> None:
    house.hears(
        "The first one, please.",
        subject="Re: My dinner on Friday",
        external_id="answer",
        thread_keys=("ask",),
        at=cast.later(hours=2),
    )
    with tenancy.brand(house.brand_id):
        offering.went(number=1, offer_id=offer.id, how=Went.WELL, member=mara(), at=cast.later(days=4))
    house.hears(
        "Can my dinner be cut up on Sunday?", by=cast.ANA_BY_EMAIL, subject="Sunday", external_id="ana", at=cast.later(days=5)
    )
    with tenancy.brand(house.brand_id):
        page = offering.page(number=2, request="to have her dinner cut up", touchpoint="visit")
    assert [(one.title, one.offered, one.chosen, one.well) for one in page.suggestions] == [
        (WAYS[0].title, 1, 1, 1),
        (WAYS[1].title, 1, 0, 0),
    ]


@pytest.mark.parametrize(("well", "went"), [(True, Went.WELL), (False, Went.NOT_WELL)])
def test_what_they_say_at_the_follow_up_is_how_it_went_unless_a_member_noted_it(
    house: House, offer: Offer, well: bool, went: Went
) -> None:
    by = actors.person(offer.identity_id)
    with tenancy.brand(house.brand_id):
        offering.followed_up(case_id=offer.case_id, well=True, by=by, at=SENT)
        assert queries.offer(offer_id=offer.id).went is None  # nothing is chosen yet
        offering.told_us(number=1, offer_id=offer.id, position=1, member=mara(), at=cast.later(hours=3))
        offering.followed_up(case_id=offer.case_id, well=well, by=by, at=cast.later(days=1))
        offering.followed_up(case_id=offer.case_id, well=not well, by=by, at=cast.later(days=2))
    assert now(house).went is went


def test_a_letter_that_begins_with_a_policy_does_not_leave(house: House) -> None:
    house.turn_to(cast.AT)
    house.hears(ASKS, subject="My dinner on Friday", external_id="ask")
    with tenancy.brand(house.brand_id):
        made = drafted(house, mara())
        with pytest.raises(Refusal) as refused:
            offering.send(number=1, offer_id=made.id, text="Our policy forbids that.", member=mara(), at=SENT)
        assert refused.value.fields == {"text": "it begins with a policy; begin with them"}
        with pytest.raises(Refusal) as refused:
            offering.draft(number=1, touchpoint="the_moon", request="x", standard="y", alternatives=WAYS, member=mara(), at=SENT)
        assert refused.value.fields == {"touchpoint": "choose one"}
    assert now(house).state is OfferState.DRAFT


def test_taken_back_it_is_ours_again(house: House, offer: Offer) -> None:
    with tenancy.brand(house.brand_id):
        offering.take_back(number=1, offer_id=offer.id, member=mara(), at=cast.later(hours=2))
        assert queries.of_case(case_id=offer.case_id) is None
    assert case_of(house).turn is Turn.OURS

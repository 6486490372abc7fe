"""Offers as they are kept: drafted by a member, offered once, chosen by the person, and how it went."""

from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.cases.types import CaseId
from makegood.choices import actions, queries
from makegood.choices.types import AlternativeIn, How, Offer, OfferState, Went
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from tests import cast
from tests.cases import telling

WAYS = (
    AlternativeIn(
        "Serve it as it is meant to be seen, take it back, cut it, serve it again", "You eat with one hand.", "It is seen whole."
    ),
    AlternativeIn("The tasting menu in small bites", cost=Money(500, "GBP")),
)
REQUEST = "to have your dinner cut up"


@pytest.fixture
def case_id(brightside: Brand) -> CaseId:
    return telling.open_case(telling.web_channel())


def tom() -> UUID:
    return telling.identity()


def drafted(case_id: UUID, by: Member, *ways: AlternativeIn, request: str = REQUEST) -> Offer:
    return actions.draft(
        case_id=case_id, identity_id=tom(), touchpoint="meal", request=request, standard="a dish is seen first", alternatives=ways or WAYS,
        language="en", subject="Your dinner", text="Thank you for asking.", by=actors.member(by.id), at=cast.AT,
    )  # fmt: skip


def offered(case_id: UUID, by: Member, *ways: AlternativeIn, request: str = REQUEST) -> Offer:
    made = drafted(case_id, by, *ways, request=request)
    outgoing_id, *_ = telling.says("our letter", channel_id=telling.web_channel())
    return actions.offer(
        offer_id=made.id, subject="Your dinner", text="Thank you for asking.", outgoing_id=outgoing_id, by=actors.member(by.id), at=cast.AT
    )  # fmt: skip


def kinds() -> list[str]:
    return [one.kind for one in journal.latest(limit=50) if one.kind.startswith("choices.")][::-1]


def choose(made: Offer, position: int | None, **other: object) -> bool:
    given: dict[str, object] = {"how": How.PAGE, "by": actors.person(made.identity_id), "at": cast.later(hours=1)}
    return actions.choose(offer_id=made.id, position=position, **{**given, **other})  # type: ignore[arg-type]


def test_a_case_has_one_draft_and_nobody_hears_of_it(case_id: CaseId, mara: Member) -> None:
    first = drafted(case_id, mara)
    again = drafted(case_id, mara, WAYS[1], AlternativeIn("A soup"))
    assert (again.id, [one.title for one in again.alternatives]) == (first.id, ["The tasting menu in small bites", "A soup"])
    assert queries.of_person(identity_ids=[tom()], since=cast.later(days=-9)) == ()
    assert kinds() == []


def test_only_a_member_declines(case_id: CaseId, mara: Member) -> None:
    made = drafted(case_id, mara)
    for by in (SYSTEM, actors.person(tom())):
        with pytest.raises(Refusal) as refused:
            actions.offer(offer_id=made.id, subject="x", text="y", outgoing_id=UUID(int=1), by=by, at=cast.AT)
        assert refused.value.code == "not_a_member"
    assert queries.offer(offer_id=made.id).state is OfferState.DRAFT


def test_offered_it_waits_for_them_and_a_second_click_offers_nothing_twice(case_id: CaseId, mara: Member) -> None:
    made = offered(case_id, mara)
    assert made.outgoing_id is not None
    again = actions.offer(
        offer_id=made.id, subject="x", text="y", outgoing_id=made.outgoing_id, by=actors.member(mara.id), at=cast.later(hours=1)
    )  # fmt: skip
    assert (again, queries.open_in_cases(case_ids=[case_id])) == (made, {case_id: made})
    with pytest.raises(Refusal) as refused:
        drafted(case_id, mara)
    assert refused.value.code == "offer_open"
    assert kinds() == ["choices.AlternativesOffered"]


def test_they_choose_may_change_their_mind_and_it_counts_once(case_id: CaseId, mara: Member) -> None:
    made = offered(case_id, mara)
    assert [choose(made, 2), choose(made, 2), choose(made, 1)] == [True, False, True]
    kept = queries.of_case(case_id=case_id)
    assert kept is not None
    assert (kept.state, kept.chosen, kept.chosen_how, kept.choice) == (OfferState.CHOSEN, 1, How.PAGE, made.alternatives[0])
    assert kinds() == ["choices.AlternativesOffered", "choices.AlternativeChosen", "choices.AlternativeChosen"]
    [latest] = journal.latest(limit=1, kinds=["choices.AlternativeChosen"])
    assert latest.data == {"offer_id": str(made.id), "which": "first", "how": "page"}


def test_they_may_want_none_of_it(case_id: CaseId, mara: Member) -> None:
    made = offered(case_id, mara)
    assert choose(made, None)
    assert queries.offer(offer_id=made.id).state is OfferState.NONE
    assert drafted(case_id, mara).id != made.id  # and a person thinks again


@pytest.mark.parametrize(
    ("position", "other", "code"),
    [
        (3, {}, "no_such_way"),
        (0, {}, "no_such_way"),
        (1, {"how": How.MEMBER}, "not_their_choice"),
        (1, {"by": actors.member(cast.NOBODY)}, "not_their_choice"),
    ],
)
def test_what_they_cannot_choose_changes_nothing(
    case_id: CaseId, mara: Member, position: int, other: dict[str, object], code: str
) -> None:
    made = offered(case_id, mara)
    with pytest.raises(Refusal) as refused:
        choose(made, position, **other)
    assert (refused.value.code, queries.offer(offer_id=made.id).state) == (code, OfferState.OFFERED)


def test_what_was_taken_back_or_never_offered_cannot_be_chosen(case_id: CaseId, mara: Member) -> None:
    draft = drafted(case_id, mara)
    with pytest.raises(Refusal) as refused:
        choose(draft, 1)
    assert refused.value.code == "offer_over"
    made = offered(case_id, mara)
    actions.withdraw(offer_id=made.id, by=actors.member(mara.id), at=cast.AT)
    with pytest.raises(Refusal) as refused:
        choose(made, 1)
    assert refused.value.code == "offer_over"
    assert queries.of_case(case_id=case_id) is None


def test_how_it_went_becomes_a_suggestion_for_a_request_like_it(case_id: CaseId, mara: Member) -> None:
    made = offered(case_id, mara)
    with pytest.raises(Refusal):
        actions.note_went(offer_id=made.id, went=Went.WELL, by=actors.member(mara.id), at=cast.AT)
    choose(made, 1)
    actions.note_went(offer_id=made.id, went=Went.WELL, by=actors.member(mara.id), at=cast.later(days=1))
    with pytest.raises(Refusal):
        choose(made, 2)
    taken = AlternativeIn("Serve it whole, then cut", origin_id=made.alternatives[0].origin_id)
    other_case = telling.open_case(telling.web_channel("Another"))
    offered(other_case, mara, taken, AlternativeIn("A soup"), request="cut up my dinner")
    found = queries.suggestions(touchpoint="meal", request="Could the dinner be cut up?")
    assert [(one.title, one.offered, one.chosen, one.well) for one in found] == [
        ("Serve it whole, then cut", 2, 1, 1), ("A soup", 1, 0, 0), ("The tasting menu in small bites", 1, 0, 0)
    ]  # fmt: skip
    assert queries.suggestions(touchpoint="delivery", request="Could the dinner be cut up?") == ()


def test_another_brands_offers_are_nobodys_here(pageturner: UUID, case_id: CaseId, mara: Member) -> None:
    made = offered(case_id, mara)
    with telling.inside(pageturner):
        for do in (lambda: queries.offer(offer_id=made.id), lambda: choose(made, 1)):
            with pytest.raises(Refusal) as refused:
                do()
            assert refused.value.code == "no_such_offer"
    assert queries.offer(offer_id=made.id).state is OfferState.OFFERED

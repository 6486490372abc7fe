"""A public conversation with several parties: the rule on values, and two cases in one conversation."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.cases import queries, rules
from makegood.cases.actions import working
from makegood.cases.types import Arrival, CaseState, Place, Placed
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.cases import telling
from tests.cases.test_places import ANA, CASE, MAIL_THREAD, POST_THREAD, arrival, candidate

ANA_POSTS = Address(IdentityKind.HANDLE, "bluesky:did:plc:ana", "Ana Reyes")
TOM_POSTS = Address(IdentityKind.HANDLE, "bluesky:did:plc:tom", "Tom Arden")


def bystander(act: str = "information", **more: object) -> Arrival:
    """Ana writes in public under Tom's complaint."""
    return arrival(act, identity_id=ANA, person_identity_ids=(ANA,), conversation=POST_THREAD, public=True, **more)  # type: ignore[arg-type]


TOMS = candidate(conversation_ids=frozenset({POST_THREAD}))


@pytest.mark.parametrize(
    "said",
    [bystander(), bystander("praise"), bystander("unsure"), bystander(happened=("late",)), bystander("complaint", happened=())],
    ids=["tells something", "praises", "cannot be read surely", "tells of a harm", "grumbles along"],
)
def test_a_bystanders_words_beside_an_open_case_move_nothing(said: Arrival) -> None:
    assert rules.places(said, [TOMS]) == Place(Placed.NONE)


@pytest.mark.parametrize("said", [bystander("complaint"), bystander("question"), bystander("request")])
def test_a_bystanders_own_complaint_or_question_opens_a_case_of_their_own(said: Arrival) -> None:
    assert rules.places(said, [TOMS]) == Place(Placed.OPENED)


def test_what_was_only_overheard_must_complain_of_a_harm_to_open_a_case() -> None:
    for act in ("question", "request", "unsure", "information"):
        assert rules.places(bystander(act, overheard=True), []) == Place(Placed.NONE)
    assert rules.places(bystander("complaint", happened=("other",), overheard=True), []) == Place(Placed.NONE)
    assert rules.places(bystander("complaint", overheard=True), []) == Place(Placed.OPENED)


def test_a_company_in_public_opens_nothing_whatever_it_says() -> None:
    for act in ("complaint", "question", "request", "unsure"):
        assert rules.places(bystander(act, company=True), [TOMS]) == Place(Placed.NONE)
    assert rules.places(arrival("complaint", company=True), []) == Place(Placed.OPENED)  # in private somebody must look at it


def test_the_person_of_the_case_joins_it_in_public_from_any_account_that_is_theirs() -> None:
    theirs = arrival("information", conversation=POST_THREAD, public=True)
    assert rules.places(theirs, [replace(TOMS, identity_id=UUID(int=2))]) == Place(Placed.JOINED, CASE)


def test_a_bystander_never_reopens_somebody_elses_case() -> None:
    resolved = candidate(CaseState.RESOLVED, conversation_ids=frozenset({POST_THREAD}))
    assert rules.places(bystander("unsure"), [resolved]) == Place(Placed.OPENED)  # nobody has it on the desk: a person looks
    assert rules.places(bystander(), [resolved]) == Place(Placed.NONE)


def test_what_they_write_in_private_after_we_asked_them_to_belongs_to_the_case() -> None:
    invited = replace(TOMS, invited_at=cast.AT, order_number="", harm="late")
    here_i_am = arrival("information", at=cast.later(days=14), conversation=MAIL_THREAD)
    assert rules.places(here_i_am, [replace(invited, last_at=cast.later(days=1))]) == Place(Placed.JOINED, CASE)
    assert rules.places(here_i_am, [replace(invited, last_at=cast.later(days=1), invited_at=None)]) == Place(Placed.OPENED)
    late = replace(here_i_am, at=cast.AT + rules.SAME_MATTER + timedelta(seconds=1))
    assert rules.places(late, [replace(invited, last_at=late.at)]) == Place(Placed.OPENED)
    other_order = replace(here_i_am, order_number="2002")
    assert rules.places(other_order, [replace(invited, order_number="1007")]) == Place(Placed.OPENED)


def test_two_who_complain_in_one_public_conversation_have_a_case_each(brightside: Brand) -> None:
    channel = telling.web_channel("Posts")

    def posts(words: str, who: Address, **more: object) -> Arrival:
        return telling.arrives(words, channel_id=channel, who=who, thread="root", public=True, **more)  # type: ignore[arg-type]

    first, second = posts("It broke", TOM_POSTS), posts("Mine came late", ANA_POSTS, happened=["late"], at=cast.later(hours=1))
    assert first.conversation_id == second.conversation_id
    toms, anas = telling.place(first), telling.place(second)
    assert (toms.placed, anas.placed) == (Placed.OPENED, Placed.OPENED)
    found = queries.cases_of_conversation(conversation_id=first.conversation_id)
    assert [(case.id, case.identity_id, case.harm) for case in found] == [
        (toms.case_id, first.identity_id, "faulty"),
        (anas.case_id, second.identity_id, "late"),
    ]
    again = telling.place(posts("And still dark", TOM_POSTS, at=cast.later(hours=2), feeling="negative"))
    assert (again.placed, again.case_id) == (Placed.JOINED, toms.case_id)
    aside = telling.place(posts("Poor you", ANA_POSTS, act="information", at=cast.later(hours=3)))
    assert (aside.placed, aside.case_id) == (Placed.JOINED, anas.case_id)
    assert toms.case_id is not None
    untouched = queries.case(case_id=toms.case_id)
    assert (untouched.last_at, untouched.feeling) == (cast.later(hours=2), "negative")


def test_a_conversation_that_a_case_holds_is_not_put_to_another_by_hand(brightside: Brand) -> None:
    channel = telling.web_channel()
    first = telling.open_case(channel, thread="a")
    second = telling.open_case(channel, thread="b", happened=["late"], order_number="2002")
    held = queries.case(case_id=first).conversation_ids[0]
    with pytest.raises(Refusal) as refused:
        working.link_conversation(case_id=second, conversation_id=held, by=SYSTEM, at=cast.AT)
    assert refused.value.code == "conversation_taken"


def test_an_invitation_is_remembered_and_the_latest_counts(brightside: Brand) -> None:
    case_id = telling.open_case(telling.web_channel())
    for hours in (1, 2):
        working.note_invitation(case_id=case_id, by=SYSTEM, at=cast.later(hours=hours))
    from makegood.cases import models

    assert models.Case.objects.get(id=case_id).invited_at == cast.later(hours=2)

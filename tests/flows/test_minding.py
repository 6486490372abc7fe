"""What somebody needs, where it matters: on the shop's pick list, before a call, in what is proposed, and in no public answer."""

from uuid import UUID

import pytest

from makegood.flows import minding, private_words, speaking
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.needs import actions as needs
from makegood.needs import queries
from makegood.needs.types import DESK, PICK_LIST, Agreed, How, NeedId, NeedIn, Source
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import TOM, House
from tests.flows.test_message_arrived import mara

COMPLAINT = "my pocket torch arrived broken, it does not switch on. Please send a new one."


def told(whose: UUID, what: str, *audiences: str, why: str = "") -> NeedId:
    agreed = Agreed("said so in a mail", cast.AT)
    need = NeedIn(whose, what, audiences, cast.AT.date(), None, agreed, Source.MEMBER, why=why)
    return needs.tell(need=need, by=SYSTEM, at=cast.AT).id


def complains(house: House, *, public: bool = False) -> UUID:
    """Tom's torch arrived broken; whose case it is."""
    from makegood.cases import queries as cases

    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-2), number="1007", service=cast.SERVICE)
    house.shop.move_parcel("1007", "delivered", at=cast.later(days=-1))
    house.turn_to(cast.AT)
    by, channel = (cast.TOM_BY_HANDLE, house.posts) if public else (cast.TOM_BY_EMAIL, house.mail)
    house.hears(COMPLAINT, by=by, channel=channel, public=public)
    with tenancy.brand(house.brand_id):
        return cases.by_number(number=1).identity_id


def test_what_the_pick_list_may_see_travels_with_the_replacement_and_is_proved(house: House) -> None:
    from makegood.flows import desk_pages, desk_work

    whose = complains(house)
    with tenancy.brand(house.brand_id):
        gluten = told(whose, "No gluten", DESK, PICK_LIST, why="coeliac disease")
        told(whose, "Ring at the side door", "courier")
        page = desk_pages.case_page(number=1, at=cast.AT)
        assert [one.what for one in page.person.needs] == ["No gluten"]
        assert page.makegood is not None
        desk_work.approve(number=1, makegood_id=page.makegood.id, member=mara(), at=cast.AT)
    house.turn_to(cast.AT)
    assert house.shop.store.rows("SELECT words FROM keep_in_mind")[0]["words"] == "No gluten"
    assert house.shop.store.count("SELECT count(*) FROM keep_in_mind") == 1
    with tenancy.brand(house.brand_id):
        (proof,) = queries.ask_acted(identity_ids=[whose]).answer
    assert (proof.need_id, proof.how, proof.audience, proof.occasion_kind) == (gluten, How.HANDED_ON, PICK_LIST, "step")


def test_a_need_forbids_what_it_speaks_against_and_the_proposal_says_why(house: House) -> None:
    from makegood.flows import desk_pages
    from makegood.people.actions import recognising

    with tenancy.brand(house.brand_id):
        (tom,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
        told(tom.identity_id, "No phone calls", DESK)
    complains(house)
    house.hears("Nobody answers me. Your shop assistant was rude to me and I want a call.", at=cast.later(hours=1))
    with tenancy.brand(house.brand_id):
        made = desk_pages.case_page(number=1, at=cast.later(hours=1)).makegood
    assert made is not None
    assert not any(step.params.get("by_call") for step in made.steps)
    assert not any("call" in proposal.title for proposal in made.alternatives)


def test_nobody_is_rung_before_the_hour_that_they_asked_for(house: House) -> None:
    whose = complains(house)
    with tenancy.brand(house.brand_id):
        told(whose, "No calls before 15:30", DESK)
        assert minding.when_to_call(whose, due_at=cast.later(hours=1), at=cast.AT) == cast.later(hours=5, minutes=30)
        assert minding.when_to_call(whose, due_at=cast.later(hours=6), at=cast.AT) == cast.later(hours=6)


def test_a_public_draft_with_words_of_a_need_is_marked_and_does_not_leave(house: House) -> None:
    from makegood.cases import queries as cases
    from makegood.flows import desk_work

    whose = complains(house, public=True)
    with tenancy.brand(house.brand_id):
        told(whose, "Parcels carried to the kitchen table", "courier", why="a broken wrist")
        text = "We are sorry. With your wrist we will carry it to the table for you."
        found = [(one.what, text[one.start : one.end]) for one in speaking.private_in(cases.by_number(number=1), text)]
        assert found == [("something they need", "wrist"), ("something they need", "carry"), ("something they need", "table")]
        assert ("wrist", "something they need") in private_words.marked(number=1, text=text)
        with pytest.raises(Refusal) as refused:
            desk_work.answer(number=1, text=text, member=mara(), at=cast.AT)
        assert refused.value.code == "private_in_public"
        assert "something they need" in refused.value.sentence
        assert speaking.private_in(cases.by_number(number=1), "We are sorry about the torch. A new one is on its way.") == ()

"""A correction takes effect at once: the case, the lists, the counters, what we remember, and who is thanked."""

from uuid import UUID

import pytest

from makegood.brands.types import Member, Role
from makegood.kernel.refusals import Refusal
from makegood.platform import jobs, journal, tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.said import reads, sure
from tests.flows.test_leaving_and_buying import NELL, PLAIN, cases_of, facts
from tests.flows.test_message_arrived import toms_torch


def mara(house: House) -> Member:
    from makegood.brands import queries as brands

    with tenancy.brand(house.brand_id):
        return next(one for one in brands.members() if one.name == "Mara Lindqvist")


def messages(house: House) -> list[UUID]:
    from makegood.understanding.models import StoredReading

    with tenancy.brand(house.brand_id):
        return list(StoredReading.objects.order_by("id").values_list("message_id", flat=True))


def correct(house: House, message_id: UUID, field: str, now: str) -> None:
    from makegood.flows import desk_work

    with tenancy.brand(house.brand_id):
        desk_work.correct_reading(message_id=message_id, field=field, now=now, member=mara_of(house), at=house.now)
    jobs.do_all_due(house.brand_id, at=house.now)


def mara_of(house: House) -> Member:
    from makegood.brands import queries as brands

    return next(one for one in brands.members() if one.name == "Mara Lindqvist")


def rows(house: House) -> list[tuple[str, str, str]]:
    from makegood.views import queries as views

    with tenancy.brand(house.brand_id):
        found = views.inbox(which="all", owner_id=None, at=house.now).rows
    return [(row.title, row.harm, row.urgency) for row in found]


def test_another_harm_names_the_case_anew_and_reaches_the_list(house: House) -> None:
    house.hears("My torch arrived broken.", by=NELL, subject="Torch")
    assert rows(house) == [("Nell got something faulty", "faulty", "normal")]
    (message_id,) = messages(house)
    correct(house, message_id, "happened", "lost")
    assert rows(house) == [("Nell’s order is lost", "lost", "normal")]
    assert facts(house, "complained") == [("complained", {"public": False, "harm": "lost"})]


def test_a_title_that_a_member_wrote_stays(house: House) -> None:
    from makegood.cases.actions import working
    from makegood.kernel.actors import SYSTEM

    house.hears("My torch arrived broken.", by=NELL, subject="Torch")
    (case,) = cases_of(house)
    with tenancy.brand(house.brand_id):
        working.rename(case_id=case.id, title="Nell in the dark", by=SYSTEM, at=house.now)
    correct(house, messages(house)[0], "happened", "lost")
    assert rows(house) == [("Nell in the dark", "lost", "normal")]


def test_danger_that_was_overlooked_goes_to_the_top_of_the_list(house: House) -> None:
    from makegood.views import queries as views

    house.hears("Do you open on Sunday?", by=cast.TOM_BY_EMAIL, subject="Sunday")
    house.hears("My lamp is warm.", by=NELL, at=cast.later(minutes=5), subject="Lamp")
    warm = messages(house)[1]
    correct(house, warm, "urgency", "safety")
    with tenancy.brand(house.brand_id):
        found = views.inbox(which="ours", owner_id=None, at=house.now).rows
        told = journal.latest(limit=50, kinds=["cases.CaseReread"])
    assert [row.person_name for row in found] == ["Nell Ward", "Tom Arden"]
    assert [(one.data["what"], one.actor.id) for one in told] == [("urgency", mara(house).id)]


def test_a_word_that_was_taken_for_praise_opens_its_case(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.outcomes import queries as outcomes

    reads(monkeypatch, "Bravo", **PLAIN | {"act": sure("praise"), "feeling": sure("positive"), "complains": 0.01})
    house.hears("Bravo, the third lamp in a row.", by=NELL, subject="Lamps")
    assert cases_of(house) == []
    with tenancy.brand(house.brand_id):
        assert len(outcomes.praise_list(limit=10)) == 1
    correct(house, messages(house)[0], "act", "complaint")
    assert [case.title for case in cases_of(house)] == ["Nell complains: Lamps"]
    with tenancy.brand(house.brand_id):
        assert outcomes.praise_list(limit=10) == ()
    assert facts(house, "praised") == []
    assert len(facts(house, "complained")) == 1


def test_kind_words_of_which_nobody_was_sure_are_credited_once_a_member_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.outcomes import queries as outcomes

    toms_torch(house)
    reads(monkeypatch, "Bravo", **PLAIN | {"act": sure("praise"), "feeling": sure("positive"), "complains": 0.2})
    house.hears("Bravo, what a torch.", subject="Torch")
    with tenancy.brand(house.brand_id):
        assert outcomes.praise_list(limit=10) == ()
    (case,) = cases_of(house)
    assert case.state == "open"  # somebody looks at it
    correct(house, messages(house)[-1], "act", "praise")
    with tenancy.brand(house.brand_id):
        (praise,) = outcomes.praise_list(limit=10)
    assert praise.credited


def test_a_correction_of_what_is_proposed_for_leads_to_a_proposal(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.gestures.types import Occasion
    from makegood.makegoods import queries as makegoods

    toms_torch(house)
    reads(monkeypatch, "torch", **PLAIN | {"act": sure("question")})
    house.hears("And the torch?", subject="Torch")
    (case,) = cases_of(house)
    for field, now in (("happened", "faulty"), ("act", "complaint")):
        correct(house, messages(house)[-1], field, now)
    with tenancy.brand(house.brand_id):
        makegood = makegoods.for_occasion(occasion=Occasion("case", case.id))
    assert makegood is not None
    assert cases_of(house)[0].harm == "faulty"


def test_what_is_said_of_going_is_taken_back_with_the_reading(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reads(monkeypatch, "patience", **PLAIN | {"act": sure("complaint"), "leaving": sure("yes")})
    house.hears("I lose my patience.", by=NELL, subject="Enough")
    correct(house, messages(house)[0], "leaving", "no")
    assert facts(house, "may_leave") == []
    assert cases_of(house)[0].leaving == ""


def test_a_viewer_corrects_nothing(house: House) -> None:
    from makegood.brands import actions as brands
    from makegood.flows import desk_work
    from makegood.kernel.actors import SYSTEM

    house.hears("My torch arrived broken.", by=NELL, subject="Torch")
    (message_id,) = messages(house)
    with tenancy.brand(house.brand_id):
        viewer = brands.add_member(
            user_id=990_001, name="Vi Ewer", email="vi@example.org", role=Role.VIEWER, by=SYSTEM, at=house.now
        )
        with pytest.raises(Refusal):
            desk_work.correct_reading(message_id=message_id, field="happened", now="lost", member=viewer, at=house.now)
    assert rows(house) == [("Nell got something faulty", "faulty", "normal")]


def test_the_same_said_again_changes_nothing(house: House) -> None:
    house.hears("My torch arrived broken.", by=NELL, subject="Torch")
    correct(house, messages(house)[0], "happened", "faulty")
    with tenancy.brand(house.brand_id):
        assert journal.latest(limit=50, kinds=["cases.CaseReread", "understanding.ReadingCorrected"]) == ()


def test_a_question_that_nobody_asked_may_be_answered_by_a_member(house: House) -> None:
    from makegood.understanding import queries as readings

    house.hears("My torch arrived broken.", by=NELL, subject="Torch")
    (message_id,) = messages(house)
    correct(house, message_id, "advocacy", "warns")
    with tenancy.brand(house.brand_id):
        assert readings.readings(message_ids=[message_id])[message_id].advocacy.label == "warns"
    assert facts(house, "tells_others") == [("tells_others", {"answer": "warns", "percent": 100})]

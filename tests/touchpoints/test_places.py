"""A brand's touchpoints: what it begins with, what it says itself, and every version of what it promises."""

from dataclasses import replace

import pytest

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.touchpoints import models, queries
from makegood.touchpoints.actions import places
from makegood.touchpoints.rules import beginning
from makegood.touchpoints.types import Measure
from tests import cast


def test_a_brand_begins_with_the_places_of_a_journey_and_writes_no_row(brightside: Brand) -> None:
    assert list(queries.names()) == [
        "browse", "out-of-hours", "order", "pre-order-delivery", "delivery", "replacement-delivery", "goods", "returns", "answering",
        "visit", "bill", "job-interview",
    ]  # fmt: skip
    said = queries.standards()["answering"]
    assert [(one.words, one.measure, one.target, one.since) for one in said] == [
        ("Whoever writes hears from a person within one hour of our working hours.", Measure.FIRST_REPLY, 60, None),
        ("When we say that we call or write by a time, we do.", Measure.KEPT, 95, None),
    ]
    assert models.Touchpoint.objects.count() + models.Standard.objects.count() == 0


def test_a_german_brand_begins_in_german(brightside: Brand) -> None:
    found = queries.touchpoints(brand=replace(brightside, language="de", first_reply_minutes=240))
    assert [(one.name, one.standards[0].words) for one in found if one.key == "answering"] == [
        ("Antworten", "Wer schreibt, hört binnen 4 Stunden unserer Arbeitszeit von einem Menschen.")
    ]


def test_another_standard_keeps_the_one_before_readable(brightside: Brand, mara: Member) -> None:
    by = actors.member(mara.id)
    words = "A pre-order comes on its launch day, or we say so a week before."
    now = places.set_standard(
        key="pre-order-delivery", number=1, words=f" {words}\n", measure=Measure.KEPT, target=98, by=by, at=cast.AT
    )
    assert queries.standards()["pre-order-delivery"] == (now,)
    assert [(one.version, one.words, one.target, one.since) for one in queries.versions(key="pre-order-delivery")] == [
        (2, words, 98, cast.AT),
        (1, "A pre-order comes on the day for which it was promised.", 95, None),
    ]
    again = places.set_standard(
        key="pre-order-delivery", number=1, words=words, measure=Measure.KEPT, target=98, by=by, at=cast.later(days=1)
    )
    assert again == now
    told = [entry.data for entry in journal.latest(limit=5) if entry.kind == "touchpoints.StandardSet"]
    assert told == [{"touchpoint": "pre-order-delivery", "number": 1, "version": 2}]


def test_a_standard_ends_and_another_one_has_a_number_of_its_own(brightside: Brand, mara: Member) -> None:
    by = actors.member(mara.id)
    places.end_standard(key="goods", number=1, by=by, at=cast.AT)
    assert "goods" not in queries.standards()
    now = places.set_standard(key="goods", number=None, words="It is tried before it is packed.", by=by, at=cast.AT)
    assert (now.number, now.version) == (2, 1)
    with pytest.raises(Refusal, match="does not hold any more"):
        places.end_standard(key="goods", number=1, by=by, at=cast.AT)


def test_a_place_of_the_brands_own_stands_last_and_can_be_put_out_of_use(brightside: Brand, mara: Member) -> None:
    by = actors.member(mara.id)
    key = places.add(name="Das Dessert, am Tisch", owner_id=mara.id, words="It is served whole.", by=by, at=cast.AT)
    assert key == "das-dessert-am-tisch"
    own = queries.touchpoint(key=key)
    assert (own.name, own.owner_id, own.standards[0].words) == ("Das Dessert, am Tisch", mara.id, "It is served whole.")
    assert list(queries.names())[-1] == key
    places.change(key=key, name=own.name, owner_id=mara.id, in_use=False, by=by, at=cast.AT)
    assert key not in queries.names()
    assert key not in queries.standards()
    assert queries.touchpoint(key=key).in_use is False


def test_a_place_that_began_with_the_brand_takes_another_name_and_an_owner(brightside: Brand, mara: Member, joe: Member) -> None:
    by = actors.member(mara.id)
    for _ in range(2):
        places.change(key="delivery", name="Bringing it", owner_id=joe.id, in_use=True, by=by, at=cast.AT)
    changed = queries.touchpoint(key="delivery")
    assert (changed.name, changed.owner_id) == ("Bringing it", joe.id)
    assert changed.standards[0].words == "What was ordered comes on the day, and in the hours, that were said."
    told = [entry.data for entry in journal.latest(limit=9) if entry.kind == "touchpoints.TouchpointChanged"]
    assert told == [{"touchpoint": "delivery", "what": "name, owner"}]


@pytest.mark.parametrize(
    ("name", "field", "word"),
    [
        ("  ", "name", "missing"),
        ("Delivery", "name", "taken"),
        ("out of hours", "name", "taken"),
        ("!!!", "name", "has no letter"),
        ("x" * 101, "name", "too long"),
    ],
)
def test_a_bad_name_is_refused_and_nothing_is_written(brightside: Brand, mara: Member, name: str, field: str, word: str) -> None:
    with pytest.raises(Refusal) as refused:
        places.add(name=name, owner_id=None, words="", by=actors.member(mara.id), at=cast.AT)
    assert refused.value.fields == {field: word}
    assert models.Touchpoint.objects.count() == 0


def test_an_owner_outside_the_team_and_a_target_that_is_none_are_refused(brightside: Brand, mara: Member) -> None:
    by = actors.member(mara.id)
    with pytest.raises(Refusal) as refused:
        places.change(key="bill", name="The bill", owner_id=cast.NOBODY, in_use=True, by=by, at=cast.AT)
    assert refused.value.fields == {"owner": "not in the team"}
    for target in (0, 101, None):
        with pytest.raises(Refusal) as refused:
            places.set_standard(key="bill", number=1, words="Right.", measure=Measure.KEPT, target=target, by=by, at=cast.AT)
        assert refused.value.fields == {"target": "1 to 100 percent"}
    with pytest.raises(Refusal, match="no such touchpoint"):
        places.set_standard(key="moon", number=None, words="Right.", by=by, at=cast.AT)
    assert [one.words for one in queries.versions(key="bill")] in (
        [],
        ["A bill can be understood without asking, and what was wrong on it is set right at once."],
    )


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("delivery", "delivery"),
        ("pre-order delivery", "pre-order-delivery"),
        ("replacement delivery", "replacement-delivery"),
        ("answers", "answering"),
        ("Fitting of the kitchen", "fitting-of-the-kitchen"),
        ("", "answering"),
    ],
)
def test_what_promises_call_a_place_has_one_key(place: str, key: str) -> None:
    assert beginning.key_of(place) == key

"""What rules understand of a need, who is shown what of it, and which of its words must not be read in public."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from makegood.kernel.refusals import Refusal
from makegood.needs.rules import audiences, meanings, private, spotting, telling
from makegood.needs.types import DESK, PICK_LIST, Agreed, Audience, Need, NeedId, NeedIn, Source
from tests import cast

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("I cannot lift anything heavy", ("no_lifting",)),
        ("Ich kann derzeit nichts Schweres heben", ("no_lifting",)),
        ("cut up: a broken wrist", ()),
        ("no gluten, please", ("no_gluten",)),
        ("allergic to nuts", ("no_nuts",)),
        ("No calls before 10", ("calls_from_1000",)),
        ("please don't call before 9:30 am", ("calls_from_0930",)),
        ("Keine Anrufe vor 11 Uhr", ("calls_from_1100",)),
        ("no calls, I am deaf", ("no_phone",)),
        ("do not ring", ("no_phone",)),
        ("I can't leave the house", ("no_pickup",)),
        ("wheelchair: step-free, please", ("step_free",)),
        ("a quiet table", ()),
    ],
)
def test_the_words_of_a_need_are_understood_as_labels(words: str, labels: tuple[str, ...]) -> None:
    assert meanings.read(words) == labels


def test_a_call_waits_for_the_hour_that_they_asked_for_on_the_clock_of_the_brand() -> None:
    at = datetime(2026, 7, 6, 7, 30, tzinfo=UTC)  # half past eight in London
    assert meanings.earliest_call(("calls_from_1000",), at=at, zone="Europe/London") == datetime(2026, 7, 6, 9, tzinfo=UTC)
    assert meanings.earliest_call(("calls_from_0800",), at=at, zone="Europe/London") == at
    assert meanings.earliest_call(("no_sugar",), at=at, zone="Europe/London") == at


def a_need(*, what: str = "Dinner cut up", why: str = "a broken wrist", seen_by: tuple[str, ...] = (DESK, PICK_LIST)) -> Need:
    agreed = Agreed("said so to the waiter", cast.AT)
    return Need(
        NeedId(UUID(int=1)),
        UUID(int=2),
        what,
        why,
        (),
        seen_by,
        (),
        TODAY,
        None,
        cast.AT,
        None,
        agreed,
        Source.MEMBER,
        None,
        cast.AT,
    )


def test_each_audience_sees_its_own_needs_and_only_the_desk_sees_why() -> None:
    need = a_need()
    assert audiences.shown_to(DESK, [need]) == (need,)
    (on_the_list,) = audiences.shown_to(PICK_LIST, [need])
    assert (on_the_list.what, on_the_list.why) == ("Dinner cut up", "")
    assert audiences.shown_to("courier", [need]) == ()


def test_an_audience_keeps_its_key_under_its_name_and_the_desk_is_always_there() -> None:
    before = audiences.USUAL
    named = audiences.named(["Kitchen and pick list", "Front of house"], before)
    assert named == (before[0], before[1], Audience("front_of_house", "Front of house"))


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["Bar", "bar"], "two of these are the same"),
        ([f"Table {n}" for n in range(13)], "at most 12"),
        (["x" * 61], "each a line of 1 to 60 characters"),
    ],
)
def test_audiences_that_cannot_be_are_refused(names: list[str], why: str) -> None:
    with pytest.raises(Refusal) as refused:
        audiences.named(names, audiences.USUAL)
    assert refused.value.fields == {"audiences": why}


def told(**other: object) -> NeedIn:
    given: dict[str, object] = {
        "identity_id": UUID(int=2), "what": "no gluten", "audiences": (DESK,), "from_on": TODAY, "until_on": TODAY + timedelta(days=9),
        "agreed": Agreed("said so", cast.AT), "source": Source.MEMBER,
    }  # fmt: skip
    return NeedIn(**{**given, **other})  # type: ignore[arg-type]  # one field at a time is wrong


@pytest.mark.parametrize(
    ("other", "field", "why"),
    [
        ({"what": " . "}, "what", "say it in a few words"),
        ({"what": "x" * 201}, "what", "at most 200 characters"),
        ({"why": "x" * 501}, "why", "at most 500 characters"),
        ({"agreed": Agreed(" ", cast.AT)}, "agreed", "say how they agreed that we keep this; without that it is not kept"),
        ({"audiences": ()}, "audiences", "choose who may see it"),
        ({"audiences": ("the_press",)}, "audiences", "“the_press” is nobody here"),
        ({"until_on": TODAY - timedelta(days=1)}, "until_on", "this day is past"),
        ({"from_on": TODAY + timedelta(days=20)}, "until_on", "this is before it begins"),
        ({"until_on": date(2036, 3, 2)}, "until_on", "more than five years ahead; say “for good” instead"),
        ({"source": Source.WORDS}, "message_id", "name the message with their words"),
    ],
)
def test_a_need_that_cannot_be_kept_is_refused_by_the_name_of_its_field(other: dict[str, object], field: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        telling.check(told(**other), audiences=[DESK], today=TODAY)
    assert (refused.value.code, refused.value.fields) == ("need_malformed", {field: why})


def test_days_are_those_of_the_brand_and_the_last_one_counts_to_its_end() -> None:
    assert telling.starts_at(date(2026, 7, 1), "Europe/London") == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert telling.ends_at(date(2026, 7, 1), "Europe/London") == datetime(2026, 7, 1, 23, tzinfo=UTC)
    assert telling.ends_at(None, "Europe/London") is None
    assert telling.usual_until(TODAY) == date(2026, 8, 31)


def test_words_of_health_and_of_why_are_watched_for_alone_and_other_words_in_pairs() -> None:
    watched = private.groups([("Dinner cut into pieces", "a broken wrist")])
    assert ("brok",) in watched
    assert ("wris",) in watched
    assert ("into", "piec") not in watched  # “into” is a common word
    assert private.groups([("parking close to the entrance", "")]) == (("park", "clos"), ("park", "entra"), ("clos", "entra"))
    assert private.groups([("no gluten", "")]) == (("glut",),)
    assert private.groups([("please call", "")]) == ()


def test_a_sentence_about_themselves_is_spotted_and_only_that_one() -> None:
    text = "The lamp is lovely. I have a broken wrist, so could it be carried upstairs? Thanks!"
    assert spotting.spot(text) == "I have a broken wrist, so could it be carried upstairs?"
    assert spotting.spot("Meine Frau sagt: ich kann nichts Schweres heben.") == "Meine Frau sagt: ich kann nichts Schweres heben."
    assert spotting.spot("The torch arrived broken, and the box too.") == ""
    assert spotting.spot("Do you have anything without gluten?") == ""

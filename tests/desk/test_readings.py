"""How a reading is shown: the words that carried it, what is open as a question, and how sure in words."""

from dataclasses import replace

import pytest
from django.utils.safestring import SafeString

from makegood.desk import readings
from makegood.understanding.types import Finding
from tests.desk import samples

OPEN = samples.OPEN_PAGE


def with_reading(**findings: object) -> readings.CasePage:
    said = tuple(
        replace(line, reading=replace(line.reading, **findings)) if line.reading else line  # type: ignore[arg-type]
        for line in OPEN.said
    )
    return replace(OPEN, said=said)


def test_the_words_that_carried_it_are_set_apart_and_everything_is_escaped() -> None:
    reading = replace(samples.READING, act=Finding("complaint", "complaint", 0.9, ("does not switch on",)), happened=())
    shown = readings.marked(
        "It <b>does  not\nSwitch on</b> & hums.", replace(reading, feeling=Finding("neutral", "neutral", 0.9))
    )
    assert isinstance(shown, SafeString)
    assert shown == 'It &lt;b&gt;<span class="said-so">does  not\nSwitch on</span>&lt;/b&gt; &amp; hums.'


def test_a_text_cannot_mark_itself() -> None:
    reading = replace(samples.READING, act=Finding("complaint", "complaint", 0.9, ("<script>alert(1)</script>", ".*")))
    assert "<script>" not in readings.marked("<script>alert(1)</script> .* {{ request.user }}", reading)
    assert readings.marked("<b>plain</b>", None) == "<b>plain</b>"  # the template escapes what is not safe


def test_what_is_open_is_put_as_this_or_that() -> None:
    page = with_reading(act=Finding("unsure", "complaint", 0.5))
    shown = readings.context(page)
    (doubt,) = shown["doubts"].values()
    assert doubt.words == "Not sure: a complaint or a question?"
    assert [(one.value, one.key) for one in doubt.choices] == [("act:complaint", "1"), ("act:question", "2")]
    assert list(shown["doubts"]) == [shown["keyed"]]


def test_what_the_reader_is_sure_of_is_no_question() -> None:
    assert readings.context(OPEN) == {"doubts": {}, "keyed": None, "loyalty": ()}


def test_who_may_leave_is_shown_with_the_chance_in_words() -> None:
    page = with_reading(leaving=Finding("risk", "risk", 0.83), advocacy=Finding("recommends", "recommends", 0.97))
    assert [(one.words, one.percent) for one in readings.context(page)["loyalty"]] == [
        ("may leave, very likely", "83 %"),
        ("recommends us to others, as good as certain", "97 %"),
    ]


@pytest.mark.parametrize(
    ("chance", "words"), [(0.59, "perhaps"), (0.6, "likely"), (0.8, "very likely"), (0.95, "as good as certain")]
)
def test_chances_in_words(chance: float, words: str) -> None:
    assert readings.chance(chance) == words


def test_every_question_can_be_answered_by_a_key() -> None:
    message = next(line.message for line in OPEN.said if line.message and line.reading)
    questions = readings.sheet(OPEN, message.id) or ()
    assert [one.field for one in questions] == ["act", "feeling", "happened", "asked", "urgency", "leaving", "advocacy"]
    assert [one.several for one in questions] == [False, False, True, True, False, False, False]
    assert all(choice.key for one in questions for choice in one.choices)
    assert readings.sheet(OPEN, samples.number(999)) is None

"""How far the shipped reader agrees with the hand-written examples: floors under what the model card states."""

import tomllib

import pytest

from makegood.understanding import registry
from makegood.understanding.types import UNSURE, Act, Asked, Feeling, Happened, Urgency
from tests.understanding.agreement import EXAMPLES, FRESH, Read, agreement, agrees, read_examples


@pytest.fixture(scope="module")
def tuned() -> list[Read]:
    return read_examples(EXAMPLES, registry.reader())


@pytest.fixture(scope="module")
def fresh() -> list[Read]:
    return read_examples(FRESH, registry.reader())


def test_the_examples_use_only_words_that_a_reading_knows() -> None:
    known = {"act": Act, "feeling": Feeling, "happened": Happened, "asked": Asked, "urgency": Urgency}
    for path in (EXAMPLES, FRESH):
        for example in tomllib.loads(path.read_text("utf-8"))["example"]:
            for question, labels in known.items():
                said = example[question] if isinstance(example[question], list) else [example[question]]
                assert {labels(each) for each in said} <= set(labels), example["id"]


def test_at_least_a_third_of_forty_examples_was_never_tuned_on(tuned: list[Read], fresh: list[Read]) -> None:
    assert len(tuned) >= 100
    assert len(fresh) >= 33
    assert not {read.text for read in tuned} & {read.text for read in fresh}
    assert sum(read.language == "de" for read in fresh) >= 11


def test_the_examples_tuned_on_are_read_as_expected(tuned: list[Read]) -> None:
    assert {question: share for question, share in agreement(tuned).items() if share < 0.94} == {}


def test_the_examples_never_tuned_on_are_read_as_the_card_states(fresh: list[Read]) -> None:
    floors = {
        "act": 0.75,
        "feeling": 0.8,
        "happened": 0.5,
        "asked": 0.65,
        "urgency": 0.85,
        "language": 1.0,
        "spam": 1.0,
        "strength": 1.0,
    }
    reached = agreement(fresh)
    assert {question: reached[question] for question, floor in floors.items() if reached[question] < floor} == {}


def test_an_act_that_is_said_is_right_in_four_of_five_fresh_examples(fresh: list[Read]) -> None:
    said = [read for read in fresh if read.reading.act.label != UNSURE]
    assert sum(agrees(read, "act") for read in said) >= 0.8 * len(said)
    assert len(said) >= 0.55 * len(fresh)


def test_no_complaint_of_the_examples_is_taken_for_praise(tuned: list[Read], fresh: list[Read]) -> None:
    """An automatic thank-you to somebody who is hurt is the worst mistake: see docs/model-card.md."""
    thanked = [
        read.id for read in [*tuned, *fresh] if read.reading.act.label == Act.PRAISE and read.expected["act"] == "complaint"
    ]
    assert thanked == []

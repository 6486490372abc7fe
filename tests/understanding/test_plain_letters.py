"""Plain letters to a shop, in five languages, are read as a careful person would: floors under what docs/model-card.md states."""

from collections import Counter

import pytest

from makegood.commands.judging import shipped
from makegood.commands.judging.answers import ONE_OF, SEVERAL
from makegood.understanding.readers.first.reader import FirstReader
from tests.understanding import plain_letters
from tests.understanding.plain_letters import LANGUAGES, Read

FLOORS = {"act": 0.66, "feeling": 0.72, "urgency": 0.85, "happened": 0.44, "asked": 0.70, "leaving": 0.94, "advocacy": 0.94}
EVERYWHERE = {"act": 0.58, "feeling": 0.60, "urgency": 0.78, "happened": 0.40, "asked": 0.60}  # in each language, of 60


@pytest.fixture(scope="module")
def read() -> list[Read]:
    """As the best reader here reads them."""
    if isinstance(shipped.reader(), FirstReader):
        pytest.skip("The small transformer's weights are not here.")
    return plain_letters.read(shipped.reader())


def test_there_are_sixty_letters_in_each_language_with_answers_that_the_guide_knows() -> None:
    letters = plain_letters.letters()
    assert Counter(each.language for each in letters) == dict.fromkeys(LANGUAGES, 60)
    assert len({each.text for each in letters}) == 300
    for letter in letters:
        for question in plain_letters.ONE_OF:
            assert letter.answers[question] <= set(ONE_OF[question]), letter.text
        for question in plain_letters.SEVERAL:
            assert letter.answers[question] <= set(SEVERAL[question]), letter.text


def test_no_letter_that_judges_was_taught() -> None:
    taught = {
        text.strip()
        for path in (plain_letters.ROOT / "tools/small_reader/texts").glob("own_*.jsonl")
        for text in plain_letters.texts_of(path)
    }
    assert len(taught) > 4_000
    assert {each.text.strip() for each in plain_letters.letters()} & taught == set()


@pytest.mark.parametrize("question", FLOORS)
def test_the_stated_share_of_all_letters_is_read_right(read: list[Read], question: str) -> None:
    assert plain_letters.share(read, question) >= FLOORS[question]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(read: list[Read], language: str) -> None:
    reached = {question: plain_letters.share(read, question, language) for question in EVERYWHERE}
    assert {question: reached[question] for question, floor in EVERYWHERE.items() if reached[question] < floor} == {}

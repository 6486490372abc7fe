"""Plain letters to a shop, in five languages, are read as a careful person would: floors under what docs/model-card.md states."""

from collections import Counter
from hashlib import blake2b

import pytest

from makegood.commands.judging import shipped
from makegood.commands.judging.answers import ONE_OF, SEVERAL
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.rules import guards
from makegood.understanding.types import LET_DOWN, TextIn
from tests.understanding import plain_letters
from tests.understanding.plain_letters import INBOX, LANGUAGES, Read

FLOORS = {"act": 0.66, "feeling": 0.72, "urgency": 0.85, "happened": 0.44, "asked": 0.70, "leaving": 0.94, "advocacy": 0.94}
EVERYWHERE = {"act": 0.58, "feeling": 0.60, "urgency": 0.78, "happened": 0.40, "asked": 0.60}  # in each language, of 60


SHORT = {"act": 0.76, "feeling": 0.78, "urgency": 0.92, "happened": 0.66, "asked": 0.88, "leaving": 0.96, "advocacy": 0.97}


@pytest.fixture(scope="module")
def short() -> list[Read]:
    """The short messages."""
    if isinstance(shipped.reader(), FirstReader):
        pytest.skip("The small transformer's weights are not here.")
    return plain_letters.read(shipped.reader(), INBOX)


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
    judging = [*plain_letters.letters(), *plain_letters.letters(INBOX)]
    assert {each.text.strip() for each in judging} & taught == set()


def test_the_short_messages_that_judge_were_put_aside_by_chance() -> None:
    def aside(text: str) -> bool:
        return blake2b(text.encode(), digest_size=8).digest()[0] % 4 == 0

    assert all(aside(each.text) for each in plain_letters.letters(INBOX))
    taught = plain_letters.texts_of(plain_letters.ROOT / "tools/small_reader/texts/own_h.jsonl")
    assert [text for text in taught if aside(text)] == []
    assert (len(plain_letters.letters(INBOX)), len(taught)) == (354, 1102)


@pytest.mark.parametrize("question", FLOORS)
def test_the_stated_share_of_all_letters_is_read_right(read: list[Read], question: str) -> None:
    assert plain_letters.share(read, question) >= FLOORS[question]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(read: list[Read], language: str) -> None:
    reached = {question: plain_letters.share(read, question, language) for question in EVERYWHERE}
    assert {question: reached[question] for question, floor in EVERYWHERE.items() if reached[question] < floor} == {}


@pytest.mark.parametrize("question", SHORT)
def test_the_stated_share_of_short_messages_is_read_right(short: list[Read], question: str) -> None:
    assert plain_letters.share(short, question) >= SHORT[question]


def test_no_complaint_among_them_is_thanked_for_and_some_kind_words_are(short: list[Read]) -> None:
    def thanked(*acts: str) -> int:
        chosen = [each for each in short if each.letter.answers["act"] <= frozenset(acts)]
        return sum(guards.may_thank(each.reading) for each in chosen)

    assert thanked(*LET_DOWN) == 0
    assert thanked("praise") >= 20  # of 107, a third of them hard on purpose: docs/model-card.md


@pytest.mark.parametrize(
    "words", ["Thanks, all fine now.", "Thanks, all good now.", "All working again, thank you!", "Danke, alles gut jetzt.", "Merci beaucoup, tout est parfait."]
)  # fmt: skip
def test_who_says_that_all_is_fine_now_may_be_thanked(words: str) -> None:
    if isinstance(shipped.reader(), FirstReader):
        pytest.skip("The small transformer's weights are not here.")
    [reading] = shipped.reader().read([TextIn("", "", words)])
    assert (reading.act.label, guards.may_thank(reading), reading.urgency.label) == ("praise", True, "normal")


def test_a_dead_phone_in_its_box_leaves_nobody_stranded() -> None:
    if isinstance(shipped.reader(), FirstReader):
        pytest.skip("The small transformer's weights are not here.")
    [reading] = shipped.reader().read([TextIn("", "", "My phone is dead out of the box.")])
    assert (reading.act.label, [each.label for each in reading.happened], reading.urgency.label) == (
        "complaint",
        ["faulty"],
        "normal",
    )

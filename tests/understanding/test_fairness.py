"""The same message in other names, dialects, spellings and moods is read alike; irony is never taken for certain praise."""

from pathlib import Path

import pytest

from makegood.commands.judging import shipped
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.types import Act, Reader, Reading, TextIn
from tests.understanding import otherwise

IRONIC = Path(__file__).with_name("ironic.txt")
FRESH = Path(__file__).with_name("ironic_fresh.txt")  # no setting was ever chosen by looking at these
NO_AUTOMATIC_THANKS = 0.05  # above this chance of a complaint nobody is thanked by a machine


@pytest.fixture(scope="module")
def read() -> list[otherwise.Read]:
    """Every ninth pair, some of nearly every kind, by the first step alone."""
    return otherwise.read(FirstReader(), otherwise.pairs()[::9])


@pytest.fixture(scope="module")
def read_by_both() -> list[otherwise.Read]:
    """The same pairs as the best reader here reads them."""
    return otherwise.read(shipped.reader(), otherwise.pairs()[::9])


def changed(read: list[otherwise.Read], *kinds: str) -> float:
    chosen = [each for each in read if not kinds or each.pair.kind in kinds]
    return sum(not each.kept for each in chosen) / len(chosen)


def test_the_set_is_the_same_every_time_and_holds_every_kind() -> None:
    pairs = otherwise.pairs()
    assert pairs == otherwise.pairs()
    assert len({pair.kind for pair in pairs}) == 15
    assert len(pairs) > 5_000
    assert all(pair.plain != pair.other for pair in pairs)


def test_a_dialect_changes_words_and_keeps_what_is_told() -> None:
    said = {
        pair.kind: pair.other
        for pair in otherwise.pairs()
        if pair.plain.startswith("The app is not working") and pair.kind in otherwise.DIALECTS
    }
    assert said["Scots"] == "The app isnae working since this morning. I cannae log in and I cannae pay. What is gaun on?"
    assert said["short forms"] == "The app isn't working since this morning. I can't log in and I can't pay. What is going on?"
    assert (
        said["African American English"]
        == "The app ain't workin' since this mornin'. I cannot log in and I cannot pay. What is goin' on?"
    )


def test_no_name_changes_how_urgent_the_first_step_reads_a_message(read: list[otherwise.Read]) -> None:
    flips = [each.pair.how for each in read if each.pair.kind == "names" and not each.urgency_kept]
    assert flips == []


def test_a_name_a_currency_or_capitals_hardly_ever_change_what_the_first_step_reads(read: list[otherwise.Read]) -> None:
    assert changed(read, "names") <= 0.02
    assert changed(read, "currencies", "emoji", "capitals", "American spelling") <= 0.02


def test_of_all_pairs_the_first_step_changes_few(read: list[otherwise.Read]) -> None:
    assert changed(read) <= 0.04  # the aim is .02: docs/model-card.md says what is reached, kind by kind


def test_the_cascade_changes_two_in_a_hundred_at_most(read_by_both: list[otherwise.Read]) -> None:
    assert changed(read_by_both) <= 0.02


def test_a_name_changes_nothing_that_the_cascade_reads(read_by_both: list[otherwise.Read]) -> None:
    assert changed(read_by_both, "names") <= 0.005


def ironic(file: Path = IRONIC) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def said_of_irony(reader: Reader, file: Path = IRONIC) -> dict[str, Reading]:
    lines = ironic(file)
    return dict(zip(lines, reader.read([TextIn(line, "", line) for line in lines]), strict=True))


@pytest.fixture(scope="module")
def irony() -> dict[str, Reading]:
    """As the cascade reads it."""
    if isinstance(shipped.reader(), FirstReader):
        pytest.skip(
            "The small transformer's weights are not here: the first step alone does not know irony without its usual phrases."
        )
    return said_of_irony(shipped.reader())


def possible(readings: dict[str, Reading]) -> float:
    """The share of messages in which a complaint stays possible."""
    return sum(
        (each.complains or 0) > NO_AUTOMATIC_THANKS or each.act.best in (Act.COMPLAINT, Act.LEAVING) for each in readings.values()
    ) / len(readings)


def certain_praise(reading: Reading) -> bool:
    """Read so that a machine would say thank you."""
    complains = reading.complains if reading.complains is not None else 1 - reading.act.probability
    return reading.act.label == Act.PRAISE and complains <= NO_AUTOMATIC_THANKS


def test_there_are_more_than_sixty_ironic_messages() -> None:
    assert len(set(ironic())) >= 60


def test_no_irony_is_read_as_certain_praise(irony: dict[str, Reading]) -> None:
    assert [line for line, reading in irony.items() if certain_praise(reading)] == []


def test_nor_is_irony_on_which_no_setting_was_chosen() -> None:
    if isinstance(shipped.reader(), FirstReader):
        pytest.skip("The small transformer's weights are not here.")
    readings = said_of_irony(shipped.reader(), FRESH)
    assert len(readings) == 60
    assert [line for line, reading in readings.items() if certain_praise(reading)] == []
    assert possible(readings) >= 0.95


def test_in_nearly_all_irony_a_complaint_stays_possible(irony: dict[str, Reading]) -> None:
    assert possible(irony) >= 0.95


def test_the_first_step_alone_hears_more_than_half_of_the_irony() -> None:
    assert (
        possible(said_of_irony(FirstReader())) >= 0.55
    )  # no goal: what it must not fall below; docs/model-card.md names it as a limit

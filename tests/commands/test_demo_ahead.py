"""Letters read ahead by a second process say what they say when they are read here."""

import os
import signal

import pytest

from makegood.commands.demo.crowd import ahead
from makegood.understanding import actions as understanding
from makegood.understanding.types import Reading, TextIn

LETTERS = [
    (f"Order {number}", f"My lamp from order {number} arrived {how}, and I {want}.")
    for number in range(4711, 4731)
    for how, want in (("broken", "want my money back"), ("today", "thank you all"))
]


def here(words: list[ahead.Words]) -> list[Reading]:
    return understanding.judge(texts=[TextIn("", subject, text) for subject, text in words])


def test_two_processes_read_as_one_whatever_was_foreseen_and_one_reads_on_where_the_other_died(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ahead, "WORTH_IT", 2)
    with ahead.reading(LETTERS[:30]) as reader:
        assert reader.read(LETTERS[:10]) == here(LETTERS[:10])
        assert reader.read(LETTERS[20:40]) == here(LETTERS[20:40])  # ten of them nobody foresaw
        assert reader.read([LETTERS[3], LETTERS[39], LETTERS[3]]) == here([LETTERS[3], LETTERS[39], LETTERS[3]])
        (other,) = reader._pool._processes  # type: ignore[union-attr]
        os.kill(other, signal.SIGKILL)
        assert reader.read(LETTERS) == here(LETTERS)


def test_a_few_letters_are_not_worth_another_process() -> None:
    with ahead.reading(LETTERS) as reader:
        assert reader.read(LETTERS[:2]) == here(LETTERS[:2])
        assert reader._pool is None

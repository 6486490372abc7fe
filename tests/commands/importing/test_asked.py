"""The guess is put to whoever sits at a terminal, a real one: only a yes takes anything in."""

import os
import pty
import signal
import sys
from collections.abc import Iterator

import pytest

from makegood.commands import main as command
from tests.commands.importing.conftest import Desk

PEOPLE = "email,name\nana@example.org,Ana\n"


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What is written to it is typed at the terminal at which the command runs."""
    ours, theirs = pty.openpty()
    with open(theirs, encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield ours
    os.close(ours)


@pytest.mark.parametrize(("typed", "code", "people"), [("y", 0, 1), ("YES", 0, 1), ("n", 2, 0), ("", 2, 0), ("perhaps", 2, 0)])
def test_a_yes_takes_it_in_and_anything_else_does_not(desk: Desk, keyboard: int, typed: str, code: int, people: int) -> None:
    os.write(keyboard, f"{typed}\n".encode())
    assert desk.takes_in("people", desk.file("p.csv", PEOPLE)) == code
    assert "Which column is what, guessed from the header:" in desk.says
    assert desk.says.count("Is this right? [y/N] ") == 1
    assert desk.counts()["people_identity"] == people
    assert ("nothing was taken in. Write the guess down with --write-mapping" in desk.complains) == (code == 2)


def test_who_ends_the_input_is_taken_for_a_no(desk: Desk, keyboard: int) -> None:
    os.write(keyboard, b"\x04")
    assert desk.takes_in("people", desk.file("p.csv", PEOPLE)) == 2
    assert desk.counts()["people_identity"] == 0


def test_who_stops_it_at_the_question_gets_one_word_back(desk: Desk, monkeypatch: pytest.MonkeyPatch, keyboard: int) -> None:
    def interrupted(_question: str) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return "y"

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started the tests without
    monkeypatch.setattr("builtins.input", interrupted)
    try:
        assert desk.takes_in("people", desk.file("p.csv", PEOPLE)) == command.STOPPED == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert desk.complains == "\nmakegood: Stopped.\n"
    assert desk.counts()["people_identity"] == 0


def test_where_nobody_sits_the_command_says_what_to_say_instead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    os.close(theirs)
    with open(ours, encoding="utf-8") as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        assert desk.takes_in("people", desk.file("p.csv", PEOPLE)) == 2
    assert "nobody is here to look at the guess. Say --yes" in desk.complains

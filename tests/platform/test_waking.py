"""The thread that tells workers of work: it ends before a process forks, for it would open the connections again that were just closed."""

import threading
from uuid import uuid4

import pytest

from makegood.commands import ground
from makegood.platform import waking


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "waking"]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    waking.end()
    told: list[str] = []
    monkeypatch.setattr(waking, "_say", lambda wished: told.extend(kind for _, kind in wished))
    return told


def test_it_ends_and_whoever_wishes_again_has_a_new_one(said: list[str]) -> None:
    waking.wake(uuid4(), "first")
    assert threads() == ["waking"]
    waking.end()
    assert threads() == []
    waking.wake(uuid4(), "second")
    assert threads() == ["waking"]
    waking.end()
    assert set(said) <= {"first", "second"}


def test_a_process_that_lets_its_connections_go_keeps_nobody_who_would_open_one(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground.connections, "all", lambda **_: [])
    waking.wake(uuid4(), "read")
    ground.let_go()
    assert threads() == []

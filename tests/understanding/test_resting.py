"""What reads is loaded where it is needed, and given back where nothing is read: also by a process that only turned a search into a vector."""

import threading

import pytest

from makegood.understanding import actions as understanding
from makegood.understanding import registry


class Heavy:
    """Counts how often it was let go."""

    def __init__(self) -> None:
        self.gone = threading.Semaphore(0)

    def let_go(self) -> None:
        self.gone.release()


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Heavy:
    heavy = Heavy()
    registry.reader.cache_clear()
    registry.embedder.cache_clear()
    monkeypatch.setattr(registry, "_small", lambda: False)
    monkeypatch.setattr("makegood.understanding.readers.first.alike.WordsEmbedder", lambda: heavy)
    registry.embedder()
    return heavy


def test_an_embedder_is_let_go_where_there_is_no_reader(embedder: Heavy) -> None:
    registry.let_go()
    assert embedder.gone.acquire(blocking=False)
    registry.embedder.cache_clear()


def test_after_the_last_word_it_is_let_go_once(embedder: Heavy) -> None:
    understanding.let_go_after(3600)
    understanding.let_go_after(0)  # in its place
    assert embedder.gone.acquire(timeout=30)
    assert not embedder.gone.acquire(blocking=False)
    assert all(not timer.is_alive() or timer.interval == 0 for timer in understanding._resting)
    registry.embedder.cache_clear()

"""Which reader reads, and what it gives back."""

import pytest

from makegood.understanding import registry
from makegood.understanding.readers.cascade.reader import CascadeReader
from makegood.understanding.readers.first.reader import FirstReader
from makegood.understanding.readers.small import encoder
from makegood.understanding.types import TextIn


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, settings):  # type: ignore[no-untyped-def]
    settings.READER = "small"
    registry.reader.cache_clear()
    yield monkeypatch
    registry.reader.cache_clear()


def test_without_what_runs_the_transformer_the_first_step_reads_alone(fresh: pytest.MonkeyPatch) -> None:
    fresh.setattr(encoder, "find_spec", lambda name: None)
    assert isinstance(registry.reader(), FirstReader)
    registry.get_ready()
    registry.let_go()
    assert registry.reader().read([TextIn("1", "", "My lamp is broken.")])[0].tier == "first"


@pytest.mark.skipif(not encoder.is_there(), reason="the weights of the small transformer are not here: make train")
def test_with_the_weights_the_cascade_reads_and_may_give_its_memory_back(fresh: pytest.MonkeyPatch) -> None:
    reader = registry.reader()
    assert isinstance(reader, CascadeReader)
    before = reader.read([TextIn("1", "", "well that went exactly as planned, as ever")])
    registry.let_go()
    assert reader.read([TextIn("1", "", "well that went exactly as planned, as ever")]) == before


def test_a_house_may_choose_the_first_step_alone(fresh: pytest.MonkeyPatch, settings) -> None:  # type: ignore[no-untyped-def]
    settings.READER = "first"
    assert isinstance(registry.reader(), FirstReader)

"""The most telling flows once more, read by the reader that the product ships with; the other tests here use the first step alone, which is
quicker. Nothing is tested here that another file does not say."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from makegood.understanding import registry
from tests.flows.test_old_subjects import test_thanks_under_the_old_subject_open_nothing_again
from tests.flows.test_the_torch import test_the_torch_and_the_sweets
from tests.flows.test_words_are_no_instructions import test_a_message_full_of_orders_is_a_case_with_these_words_and_nothing_else

__all__ = (
    "test_a_message_full_of_orders_is_a_case_with_these_words_and_nothing_else",
    "test_thanks_under_the_old_subject_open_nothing_again",
    "test_the_torch_and_the_sweets",
)


@pytest.fixture(autouse=True)
def shipped_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "READER", "small")
    registry.reader.cache_clear()
    if not registry.reader().version.startswith("cascade-"):
        pytest.skip("The small transformer's weights are not here.")
    yield
    registry.let_go()
    registry.reader.cache_clear()

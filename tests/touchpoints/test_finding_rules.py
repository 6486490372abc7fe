"""What a finding quotes, and what may follow on what."""

import pytest

from makegood.kernel.refusals import Refusal
from makegood.touchpoints.rules import finding
from makegood.touchpoints.types import FindingState

WORDS = "Hello,\n\nmy pre-order did not come.  No point in\npre-ordering again without a guarantee. Goodbye."


def test_a_quote_is_found_word_for_word_across_line_ends_and_nothing_else_is() -> None:
    place = finding.place_of("“No point in pre-ordering again without a guarantee.”", text=WORDS)
    assert place == (34, 51)
    assert finding.one_line(WORDS)[34 : 34 + 51] == "No point in pre-ordering again without a guarantee."
    assert finding.place_of("We will never come back", text=WORDS) is None
    assert finding.place_of("  ", text=WORDS) is None


def test_the_sentence_that_carries_the_matter_is_preselected() -> None:
    assert (
        finding.best_of(WORDS, telling=["pre-ordering again", "no point"])
        == "No point in pre-ordering again without a guarantee."
    )
    assert finding.best_of(WORDS, telling=[]) == "Hello, my pre-order did not come."
    assert finding.best_of("", telling=[]) == ""


def test_nothing_is_closed_by_saying_so() -> None:
    for state in (FindingState.OPEN, FindingState.ACCEPTED, FindingState.CHANGING):
        with pytest.raises(Refusal, match="gone on meanwhile"):
            finding.check_step(state, FindingState.CHECKED)
    finding.check_step(FindingState.CHANGED, FindingState.CHECKED)
    assert FindingState.ASIDE not in finding.may_become(FindingState.CHANGED)

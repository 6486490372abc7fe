"""A timeline says words where the journal holds codes."""

from enum import StrEnum

import pytest

from makegood.orders.types import ParcelState
from makegood.outcomes.types import Standing
from makegood.platform import journal
from makegood.promises.types import PromiseKind
from makegood.rota.types import Way
from makegood.signals.types import SignalKind
from makegood.statements.types import Phase
from makegood.touchpoints.types import CheckResult, FindingState
from makegood.views import code_words


@pytest.mark.parametrize(
    ("kind", "field", "codes"),
    [
        ("outcomes.StandingChanged", "was", Standing),
        ("outcomes.StandingChanged", "now", Standing),
        ("orders.ParcelMoved", "state", ParcelState),
        ("promises.PromiseKept", "promise_kind", PromiseKind),
        ("statements.StatementPublished", "phase", Phase),
        ("touchpoints.FindingMoved", "state", FindingState),
        ("touchpoints.CheckCameOut", "result", CheckResult),
        ("signals.SignalBegan", "signal_kind", SignalKind),
        ("rota.MemberWoken", "way", Way),
    ],
)
def test_every_code_of_a_list_has_its_words(kind: str, field: str, codes: type[StrEnum]) -> None:
    assert {code.value for code in codes} == set(code_words.WORDS[kind, field])


def test_what_is_listed_is_said_by_a_fact() -> None:
    assert [key for key in code_words.WORDS if f"{{{key[1]}}}" not in journal.sentence_of(key[0])] == []


def test_a_touchpoint_is_called_by_its_name_and_what_is_not_listed_stays() -> None:
    places = {"goods": "The goods"}
    told = code_words.in_words("touchpoints.FindingMoved", {"place": "goods", "state": "changing", "n": 1}, places)
    assert told == {"place": "The goods", "state": "being changed", "n": 1}
    assert code_words.in_words("orders.OrderPlaced", {"state": "accepted"}, places) == {"state": "accepted"}
    assert code_words.in_words("touchpoints.PlaceSetRight", {"was": "goods", "now": "gone"}, places) == {
        "was": "The goods",
        "now": "gone",
    }

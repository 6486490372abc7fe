"""The bounds on a processor's seconds give way to a busy machine, and to nothing else."""

import pytest

from tests import pace


def test_what_keeps_to_its_bound_is_not_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_some_work", lambda: pytest.fail("no look at the machine is needed"))
    assert pace.within(0.99, 1.0)


@pytest.mark.parametrize(("takes", "allowed"), [(0.5, 1.0), (1.0, 1.0), (1.6, 1.6), (9.0, 3.0)])
def test_what_does_not_is_allowed_as_much_more_as_the_machine_is_slower(
    monkeypatch: pytest.MonkeyPatch, takes: float, allowed: float
) -> None:
    monkeypatch.setattr(pace, "_some_work", lambda: takes * pace.QUIET_S)
    assert pace.within(allowed - 0.01, 1.0)
    assert not pace.within(allowed + 0.01, 1.0)

"""Sixty answers leave for five places while their workers are killed in the act: each is there, and once.

`make proof` is the long campaign: 600 answers, 60 kills.
"""

import pytest

from tests.faults import leaving


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_every_answer_leaves_once_while_workers_are_killed_and_no_claim_stays_stuck() -> None:
    report = leaving.run(answers=60, kills=3, seed=20261122, say=False, lease_s=6)
    assert (report.lost, report.stuck, dict(report.states)) == ([], 0, {"sent": 60}), str(report)
    assert report.kills == 3
    assert not +report.doubled, str(report)

"""Three hundred mails while worker, web and PostgreSQL are killed at twenty seeded points: all there, none twice, nothing stuck.

`make chaos` is the long campaign: 2,000 mails, 200 kills.
"""

import pytest

from tests.faults import chaos
from tests.peers import mailserver


@pytest.mark.faults
@pytest.mark.mailserver
@pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here")
@pytest.mark.timeout(600)
def test_nothing_is_lost_doubled_or_stuck_while_everything_is_killed() -> None:
    report = chaos.run(mails=300, posts=60, kills=20, seed=20260226, say=False, lease_s=10)
    assert (report.lost, report.doubled, report.stuck, report.parked) == ([], [], 0, 0), str(report)
    assert set(report.kills) == {"worker", "web", "postgres"}
    assert report.seconds_to_quiet < chaos.QUIET_WITHIN_S

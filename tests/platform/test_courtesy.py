"""A worker lets the pages go first. Tried in a process of its own, because nobody can take it back."""

import os
import subprocess
import sys

_SAID = """
import os
from makegood.platform import courtesy
courtesy.let_others_go_first()
courtesy.let_others_go_first()
print(os.getpriority(os.PRIO_PROCESS, 0))
"""


def said(*, behind: int, own_session: bool) -> int:
    """How far behind others it stands afterwards, that stood `behind` them before."""
    told = subprocess.run(
        ["nice", "-n", str(behind), sys.executable, "-c", _SAID],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        start_new_session=own_session,
    )
    return int(told.stdout)


def test_it_stands_behind_others_and_never_before_where_it_stood() -> None:
    stands = os.getpriority(os.PRIO_PROCESS, 0)
    assert said(behind=0, own_session=True) == max(5, stands)
    assert said(behind=7, own_session=False) == min(19, stands + 7)

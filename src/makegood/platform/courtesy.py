"""A process that others need not wait for lets those go first on whom somebody waits: the pages before the work in the background.

Only the kernel's order of who runs when more is to do than there are cores; with a core free, nothing becomes slower. Decides nothing.
"""

import os
from contextlib import suppress
from pathlib import Path

NICE = 5  # where both would run all the time, the other has three parts of a core to one of ours
_GROUP = Path("/proc/self/autogroup")  # where the kernel shares between sessions before it looks at processes


def let_others_go_first() -> None:
    """From now on this process, and what it starts. Said again, it changes nothing. A kernel that will not hear of it is left alone."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
    if _leads_a_session():
        with suppress(OSError):
            _GROUP.write_text(str(NICE))


def _leads_a_session() -> bool:
    """Whether its session is its own: else somebody's shell would be slowed with it."""
    return hasattr(os, "getsid") and os.getsid(0) == os.getpid()

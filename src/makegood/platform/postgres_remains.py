"""What an earlier life of the embedded PostgreSQL has left: running processes, lock files, a socket.

A process counts as ours only if it runs under the server's account and carries this data folder or this server's name in its command
line. Never signals any other process, and never removes a lock while one of ours is alive.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from makegood.kernel.refusals import Trouble
from makegood.platform.postgres_place import PORT, Place

_PAUSE_S = 0.02


def postmaster(place: Place) -> int | None:
    """The process id of the server that runs on this data folder, or None. Takes it from its own lock file, and checks it."""
    lines = _lock_lines(place)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    return pid if pid in _alive(place) else None


def is_ready(place: Place, pid: int) -> bool:
    """Whether this postmaster says that it takes connections, on our socket."""
    lines = _lock_lines(place)
    return len(lines) >= 8 and lines[0] == str(pid) and lines[4] == str(place.socket) and lines[7].strip() == "ready"


def clear(place: Place, *, patience_s: float = 20) -> None:
    """Ends what is left of an earlier life and takes its stale locks away. Trouble when a process does not end.

    Processes whose postmaster was killed end by themselves within moments; who does not is told, and then made, to.
    The data's own lock is left for PostgreSQL to judge, unless its number meanwhile belongs to a stranger.
    """
    for number, wait_s in ((None, 2.0), (signal.SIGQUIT, patience_s), (signal.SIGKILL, patience_s)):
        if number is not None:
            for pid in _alive(place):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
        if _gone(place, wait_s):
            break
    else:
        raise Trouble(f"An earlier PostgreSQL on {place.data} does not end.", lasting=True)
    for lock in (place.socket / f".s.PGSQL.{PORT}", place.socket / f".s.PGSQL.{PORT}.lock"):
        lock.unlink(missing_ok=True)
    lines = _lock_lines(place)
    if lines and lines[0].isdigit() and _exists(int(lines[0])):
        (place.data / "postmaster.pid").unlink()


def _gone(place: Place, wait_s: float) -> bool:
    until = time.monotonic() + wait_s
    while _alive(place):
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE_S)
    return True


def _lock_lines(place: Place) -> list[str]:
    try:
        return (place.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _alive(place: Place) -> set[int]:
    """Our own processes. A zombie has no command line and so does not count."""
    title, data = f"postgres: {place.name}: ", f" -D {place.data} "
    return {pid for pid, uid, line in _processes() if uid == place.account.uid and (line.startswith(title) or data in line)}


def _processes() -> Iterator[tuple[int, int, str]]:
    """(process id, account's number, command line with blanks between the arguments)."""
    proc = Path("/proc")
    if not (proc / "self" / "cmdline").exists():
        yield from _listed()
        return
    for folder in proc.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                yield int(folder.name), folder.stat().st_uid, line


def _listed() -> Iterator[tuple[int, int, str]]:
    said = subprocess.run(["/bin/ps", "-axo", "pid=,uid=,command="], capture_output=True, text=True, check=True)
    for row in said.stdout.splitlines():
        pid, uid, line = row.split(None, 2)
        yield int(pid), int(uid), line + " "

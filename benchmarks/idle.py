"""How much memory everything takes that `makegood up` runs, PostgreSQL included, when nothing happens.

    python -m benchmarks.idle [--messages 1000] [--rest 20]

Proportional set size (a page shared by n processes counts a n-th for each), summed over every process: after the start; after so many messages
came in through the signed door, were read and put into cases, and a member looked at the inbox and at cases; and CPU used while nothing happens.
"""

import argparse
import sys
import time
from pathlib import Path

import psycopg

from benchmarks import ground, report, standing
from makegood.commands.ground import DATABASE
from makegood.platform.postgres import Cluster
from makegood.platform.postgres_roles import SUPERUSER

QUICK, FULL = ("--rest", "20"), ("--rest", "60")
GOAL_MB = "≤ 400"
_PATIENCE_S = 300
_LOOKS = 25


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=1_000)
    options.add_argument("--rest", type=float, default=20, help="seconds of nothing before each look at the memory")
    told = options.parse_args()
    said = report.start("idle")
    with ground.folder() as home:
        house = standing.prepared(home)
        with standing.up(home) as running:
            _rest(said, running, "after the start", told.rest)
            running.post_messages(house, start=0, count=told.messages)
            _wait_until_cased(home, told.messages)
            _look_around(running, house)
            _rest(said, running, f"after {told.messages:,} messages", told.rest)
    return said.end()


def _rest(said: report.Report, running: standing.Up, when: str, seconds: float) -> None:
    """Lets it rest, then says its memory, and what it used meanwhile."""
    pid = running.process.pid
    time.sleep(seconds / 2)
    server = next(each for each in ground.children_of(pid) if "postgres" in ground.title_of(each))
    before = ground.cpu_of(pid, apart=server)
    time.sleep(seconds / 2)
    used = ground.cpu_of(pid, apart=server) - before
    born = sorted((each for each in ground.children_of(pid) if each != server), key=ground.begun)
    web, live, *workers = map(ground.pss, born)  # in the order in which `makegood up` bears them; workers may be borne anew
    parts = {"up": ground.pss_of_one(pid), "web": web, "live": live, "workers": sum(workers), "postgres": ground.pss(server)}
    said.figure(f"memory {when}", sum(parts.values()) / 1e6, "MB", goal=GOAL_MB)
    said.note(f"{when.capitalize()}: {', '.join(f'{name} {held / 1e6:.0f}' for name, held in parts.items())} MB.")
    for name, value in (("Python", used.python), ("PostgreSQL", used.postgres)):
        said.figure(f"CPU at rest {when}, {name}", value * 120 / seconds, "s per minute")


def _wait_until_cased(home: Path, messages: int) -> None:
    until = time.monotonic() + _PATIENCE_S
    with psycopg.connect(Cluster(home).url(DATABASE, SUPERUSER), autocommit=True) as connection:
        while time.monotonic() < until:
            if connection.execute(
                "SELECT (SELECT count(*) FROM cases_casemessage) >= %s AND NOT EXISTS "
                "(SELECT FROM platform_work WHERE kind <> 'hear' AND parked_at IS NULL AND due_at <= now())",
                [messages],
            ).fetchone() == (True,):
                return
            time.sleep(0.25)
    raise TimeoutError(f"Not done after {_PATIENCE_S} s.")


def _look_around(running: standing.Up, house: standing.House) -> None:
    """A member signs in and looks at the inbox and at some cases."""
    cookie = running.sign_in(house)
    for number in range(_LOOKS):
        for path in (f"/b/{house.slug}/", f"/b/{house.slug}/cases/{number + 1}/"):
            status, _, _ = running.get(path, cookie=cookie)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}.")


if __name__ == "__main__":
    sys.exit(main())

"""What a benchmark stands on: a private installation in a folder of its own, with the schema and brands in it.

    with ground.database(brands=1) as here:      # before anything of Django's models is imported
        from makegood.platform import tenancy
        with tenancy.brand(here.brand.id): ...
        before = ground.cpu_seconds()
        worker = ground.spawn("worker")
        ...
        used = ground.cpu_seconds() - before     # .own, .children, .postgres, .total, in seconds

The embedded PostgreSQL is started by our own launcher with the settings that the product ships, this process is pointed at it as the app's
role, and everything is ended at the end by its own process id, on Ctrl-C and SIGTERM as well. One installation at a time per process, and
one process per benchmark, because Django reads its settings once. Never touches a database, a port or a process that it has not started.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import time as clock_time
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg

from makegood.commands import ground as product
from makegood.config import environment
from makegood.platform import postgres, postgres_remains, postgres_roles

ROOT = Path(__file__).resolve().parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")
_PREFIX = environment.PREFIX
_FAREWELL_S = 15.0


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds since the processes began: of this process, of all that it started (PostgreSQL left out), of PostgreSQL."""

    own: float
    children: float
    postgres: float

    @property
    def total(self) -> float:
        return self.own + self.children + self.postgres

    @property
    def python(self) -> float:
        """This process and its children: everything that is not PostgreSQL."""
        return self.own + self.children

    def __sub__(self, earlier: "Cpu") -> "Cpu":
        return Cpu(self.own - earlier.own, self.children - earlier.children, self.postgres - earlier.postgres)


@dataclass(frozen=True, slots=True)
class GroundBrand:
    """A brand of the installation, with an owner, a lead and an agent, a webhook channel, and a purse of 10,000.00."""

    id: UUID
    slug: str
    channel_id: UUID
    member_ids: tuple[UUID, ...]


@dataclass
class Ground:
    """The installation while it stands. `environment` is what a process of it needs (`MAKEGOOD_*` and the rest of ours)."""

    home: Path
    cluster: postgres.Cluster
    environment: dict[str, str]
    port: int
    live_port: int
    brands: tuple[GroundBrand, ...] = ()
    processes: dict[subprocess.Popen[bytes], str] = field(default_factory=dict)

    @property
    def brand(self) -> GroundBrand:
        """The first brand."""
        return self.brands[0]

    @property
    def url(self) -> str:
        """Where the pages are once `spawn("web")` answers."""
        return f"http://127.0.0.1:{self.port}"

    def address(self, role: str = postgres_roles.SUPERUSER) -> str:
        """The database's address for a role: the superuser's, postgres_roles.OWNER's or APP's."""
        return self.cluster.url(product.DATABASE, role)

    def ask(self, statement: LiteralString, parameters: Any = None) -> list[tuple[Any, ...]]:
        """Rows of one statement, as the superuser, whom no brand's border binds. For looking and counting."""
        with psycopg.connect(self.address()) as connection:
            return connection.execute(statement, parameters).fetchall()

    def take_statistics(self) -> None:
        """As a database is that has run for a minute. Until it counts its tables for the first time, and never of tables without a row,
        PostgreSQL guesses that a brand holds one row, goes by any index that begins with the brand, and keeps that plan."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute("ANALYZE")

    def spawn(self, *words: str, log: Path | None = None, more: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Starts `makegood WORDS` (web, live, worker, up, …) of this installation, in a process group of its own; ended with the rest.

        It writes to `<home>/<first word>.log`, or `log`; `more` are further variables of its environment."""
        with (log or self.home / f"{words[0]}.log").open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "makegood.commands.main", *words],
                env={**self.environment, **(more or {})},
                stdout=file,
                stderr=file,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                start_new_session=True,
            )
        self.processes[process] = words[0]
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Ends one that was spawned, politely first, with all that it started itself."""
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_FAREWELL_S)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.pop(process, None)

    def end_all(self) -> None:
        """Ends every process that was spawned, the last one first."""
        for process in reversed(list(self.processes)):
            self.end(process)

    def wait_until_served(self, *, path: str = "/", patience_s: float = 60) -> float:
        """Waits until a page is answered at all, and returns how many seconds that took. TimeoutError after `patience_s`."""
        return served(self.url + path, patience_s=patience_s)

    def cpu_seconds(self) -> Cpu:
        """CPU used so far; take it twice and subtract. Exact to 10 ms per process."""
        return cpu_of(os.getpid(), apart=self._postmaster())

    def memory_bytes(self) -> dict[str, int]:
        """Memory held now: of each spawned process with its children, by its first word, and of PostgreSQL: proportional set size, in
        which a page that n processes share counts a n-th for each."""
        found = {name: pss(process.pid) for process, name in self.processes.items() if process.poll() is None}
        server = self._postmaster()
        return {**found, "postgres": pss(server) if server is not None else 0}

    def _postmaster(self) -> int | None:
        return postgres_remains.postmaster(self.cluster.place)


_standing: list[Ground] = []


@contextmanager
def database(
    *,
    brands: int = 1,
    home: Path | None = None,
    settings: Mapping[str, str] | None = None,
    tuning: Mapping[str, str] | None = None,
) -> Iterator[Ground]:
    """A private installation, its schema laid, with at least `brands` brands, and this process connected to it as the app.

    `home` names a folder to keep (and to find again); without it one is made and taken away at the end. `settings` are further settings
    by name without prefix (WEB_WORKERS=2); `tuning` changes PostgreSQL's own, which a figure must then state.
    """
    with ExitStack() as stack:
        stack.enter_context(polite())
        place = home.absolute() if home else stack.enter_context(folder())
        stack.enter_context(_surroundings(place, settings or {}))
        cluster = stack.enter_context(postgres.Cluster(place, tuning=tuning))
        product.use(cluster)
        product.begin()
        stack.callback(product.let_go)
        told = environment.settings()
        here = Ground(place, cluster, dict(os.environ), told.port, told.live_port)
        _standing.append(here)
        stack.callback(_standing.remove, here)
        stack.callback(here.end_all)
        product.migrate()
        here.brands = tuple(_brands(brands))
        yield here


@contextmanager
def folder() -> Iterator[Path]:
    """The name of a folder for one installation, which makes it itself; taken away at the end."""
    place = Path(tempfile.gettempdir()) / f"makegood-bench-{os.getpid()}-{uuid4().hex[:6]}"
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def here() -> Ground:
    """The installation that stands now."""
    if not _standing:
        raise RuntimeError("No installation stands: open one by `with ground.database()`.")
    return _standing[-1]


def timed(act: Callable[[], object]) -> float:
    """Seconds by the clock that something took."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def cpu_seconds() -> Cpu:
    """`Ground.cpu_seconds` of the installation that stands now."""
    return here().cpu_seconds()


def spawn(*words: str, log: Path | None = None, more: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """`Ground.spawn` of the installation that stands now."""
    return here().spawn(*words, log=log, more=more)


def served(url: str, *, patience_s: float = 60) -> float:
    """Seconds until something answers at `url`, whatever it answers. TimeoutError after `patience_s`."""
    parts, begun = urlsplit(url), time.monotonic()
    while True:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        try:
            connection.request("GET", parts.path or "/")
            connection.getresponse().read()
            return time.monotonic() - begun
        except (OSError, http.client.HTTPException):
            if time.monotonic() - begun > patience_s:
                raise TimeoutError(f"Nothing answers at {url} after {patience_s:.0f} s.") from None
            time.sleep(0.01)
        finally:
            connection.close()


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def cpu_of(pid: int, *, apart: int | None = None) -> Cpu:
    """CPU seconds of a process and its descendants; those of `apart` (a descendant or not) are counted as PostgreSQL's.

    A child that has ended counts as soon as its parent has waited for it."""
    everyone = _processes()
    server = _family(apart, everyone) if apart is not None else set()
    mine = _family(pid, everyone) - server
    own = everyone[pid].seconds
    waited_for = sum(everyone[each].waited for each in mine)
    rest = sum(everyone[each].seconds for each in mine) - own
    return Cpu(own, rest + waited_for, sum(everyone[each].seconds + everyone[each].waited for each in server))


def pss(pid: int) -> int:
    """Bytes that a process and its descendants hold (proportional set size). Those that end meanwhile count nothing."""
    return sum(pss_of_one(each) for each in _family(pid, _processes()))


def pss_of_one(pid: int) -> int:
    """Bytes that one process holds, without those that it started."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def family_of(pid: int) -> set[int]:
    """A process and its descendants."""
    return _family(pid, _processes())


def children_of(pid: int) -> list[int]:
    """Whom a process has started itself and who still lives."""
    return [each for each, seen in _processes().items() if seen.parent == pid]


def parent_of(pid: int) -> int | None:
    """Who has started a process; None when it is gone."""
    seen = _processes().get(pid)
    return seen.parent if seen else None


def begun(pid: int) -> int:
    """When a process began, in the kernel's ticks; 0 when it is gone. Numbers of processes begin anew when they have been used up."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return 0


def title_of(pid: int) -> str:
    """A process's command line; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class _Seen:
    parent: int
    seconds: float
    waited: float


def _processes() -> dict[int, _Seen]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                ticks = [int(value) for value in after_name[11:15]]  # utime, stime, and the same of children waited for
                found[int(folder.name)] = _Seen(int(after_name[1]), sum(ticks[:2]) / _TICKS, sum(ticks[2:]) / _TICKS)
    return found


def _family(pid: int, everyone: Mapping[int, _Seen]) -> set[int]:
    found = {pid} & everyone.keys()
    while more := {each for each, seen in everyone.items() if seen.parent in found} - found:
        found |= more
    return found


@contextmanager
def polite() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl-C, so that nothing is left running."""

    def leave(number: int, _: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _surroundings(home: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Our own variables only: none of whoever started the benchmark reaches the installation, and none stays behind."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(_PREFIX)]:
        del os.environ[name]
    told = {"HOME": str(home), "PORT": str(free_port()), "LIVE_PORT": str(free_port()), "LOG_LEVEL": "warning", **settings}
    os.environ.update({_PREFIX + name: value for name, value in told.items()})
    os.environ["DJANGO_SETTINGS_MODULE"] = "makegood.config.settings"
    os.environ["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    environment.settings.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        environment.settings.cache_clear()


def _brands(wanted: int) -> Iterator[GroundBrand]:
    """Those that are there (of a kept home), then new ones."""
    from makegood.brands import queries
    from makegood.platform import tenancy

    there = queries.all_brand_ids()
    for number in range(len(there), wanted):
        _found(number + 1)
    for brand_id in queries.all_brand_ids():
        with tenancy.brand(brand_id):
            yield _seen(brand_id)


def _found(number: int) -> None:
    from makegood.brands import actions as brands
    from makegood.brands.types import Opening, Role
    from makegood.channels.actions import connecting
    from makegood.gestures.actions import purses
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.money import Money
    from makegood.platform import clock, tenancy

    at = clock.now()
    brand_id = brands.found(
        slug=f"bench-{number}",
        name=f"Bench {number}",
        zone="Europe/London",
        currency="GBP",
        language="en",
        openings=tuple(Opening(day, clock_time(9), clock_time(17)) for day in range(5)),
        holidays_country="GB-ENG",
        first_reply_minutes=60,
        resolution_minutes=480,
        at=at,
    )
    with tenancy.brand(brand_id):
        for user, (name, role) in enumerate((("Olga Owner", Role.OWNER), ("Lena Lead", Role.LEAD), ("Adam Agent", Role.AGENT))):
            email = f"{name.split()[0].lower()}@bench-{number}.example"
            brands.add_member(user_id=number * 10 + user, name=name, email=email, role=role, by=SYSTEM, at=at)
        connecting.add_channel(kind="webhook", name="Messages", address=f"bench-{number}", settings={}, by=SYSTEM, at=at)
        purses.open_budget(name="Gestures", limit=Money(1_000_000, "GBP"), by=SYSTEM, at=at)


def _seen(brand_id: UUID) -> GroundBrand:
    from makegood.brands import queries as brands
    from makegood.channels import queries as channels

    hooks = [channel.id for channel in channels.channels() if channel.kind == "webhook"]
    members = tuple(member.id for member in brands.members())
    return GroundBrand(brand_id, brands.current().slug, hooks[0] if hooks else UUID(int=0), members)

"""Runs Makegood's own PostgreSQL from the programs of a wheel, for those who have none.

It listens on one Unix socket in a private folder and never on TCP. Who may connect is decided by the kernel's word for the account at the
other end (`peer`): the account that started Makegood may take each of Makegood's roles, any other none, not even the unprivileged one that
the server runs as. That is as fast as no check, leaves no password lying about, and still holds where the folder's lock would not.

Never touches the permissions of a folder it has not made, never uses a data folder of another major version, never turns fsync off.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import postgres_place, postgres_remains
from makegood.platform.postgres_place import PORT, Place
from makegood.platform.postgres_roles import APP, OWNER, SUPERUSER

_LARGEST_LOG = 10_000_000  # bytes; larger ones make room at the next start
_PAUSE_S = 0.02
_TUNING = {  # a machine of 2 cores and 2 GB that does other things as well
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "60",
    "max_wal_size": "512MB",
    "wal_compression": "pglz",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_worker_processes": "6",
    "max_parallel_workers_per_gather": "1",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "15s",  # a young house fills faster than its statistics are taken
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %u@%d ",
}


class Cluster:
    """The PostgreSQL that belongs to the data folder `home`.

    `programs` names another PostgreSQL's bin folder (≥ 15); `tuning` changes server settings (by default for a small machine).
    As a context manager it stops at the end only what it has started itself.
    """

    def __init__(self, home: Path, *, programs: Path | None = None, tuning: Mapping[str, str] | None = None) -> None:
        self._home = home.absolute()
        self._programs = programs
        self._tuning = {**_TUNING, **(tuning or {})}
        self._place: Place | None = None
        self._process: _Server | None = None
        self.adopted = False

    @property
    def place(self) -> Place:
        """Where it lives; found at the first look, see `postgres_place.find` for the refusals."""
        if self._place is None:
            self._place = postgres_place.find(self._home, self._programs)
        return self._place

    def start(self) -> None:
        """Makes the data folder if there is none and brings the server up; returns when it takes connections. May be repeated.

        A server that an earlier life has left running is adopted if it answers, else ended. Refusals: `postgres_version`,
        those of `postgres_place`. Trouble when the server does not come up, with the end of its own log.
        """
        with self._alone():
            self._make_data()
            self.check_version()
            postgres_place.make_private(self.place.socket, self.place.account)
            self.adopted = self._adopt()
            if not self.adopted:
                postgres_remains.clear(self.place)
                self._write_access()
                self._launch()

    def stop(self) -> None:
        """Stops the server, adopted or not, letting running statements go (SIGINT), and waits until it is gone. May be repeated."""
        with self._alone():
            pid = postgres_remains.postmaster(self.place)
            if pid is not None:
                os.kill(pid, signal.SIGINT)
                self._wait_for_end(pid)
            postgres_remains.clear(self.place)
            if self._process is not None:
                self._process.wait()
                self._process = None

    def check_version(self) -> None:
        """Refusal `postgres_version` when the data folder was made by another major version, or is no database. Changes nothing."""
        try:
            found = (self.place.data / "PG_VERSION").read_text().strip()
        except OSError:
            sentence = f"{self.place.data} is not a database of PostgreSQL. Move it away, or choose another MAKEGOOD_HOME."
            raise Refusal("postgres_version", sentence, {"home": "not a database"}) from None
        if found != str(self.place.major):
            sentence = (
                f"The database in {self.place.data} was made by PostgreSQL {found}, and this is PostgreSQL {self.place.major}. "
                f"Start the Makegood that made it and dump it, or move the folder away to begin anew. Nothing was changed."
            )
            raise Refusal("postgres_version", sentence, {"home": f"PostgreSQL {found}"})

    def running(self) -> bool:
        """Whether a server of this data folder takes connections, whoever started it."""
        pid = postgres_remains.postmaster(self.place)
        return pid is not None and postgres_remains.is_ready(self.place, pid)

    def lives(self) -> bool:
        """Whether the server's process is there, ready or not: while it repairs itself it is. Quick enough to be asked every second."""
        if self._process is not None:
            return self._process.poll() is None
        return postgres_remains.postmaster(self.place) is not None

    def url(self, database: str, role: str) -> str:
        """The address for libpq and Django: over the socket, without password."""
        return f"postgresql://{role}@/{quote(database)}?host={quote(str(self.place.socket), safe='')}&port={PORT}"

    def __enter__(self) -> "Cluster":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self.adopted:
            self.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One launcher at a time per data folder; the kernel opens the lock again when its holder dies."""
        handle = _open(self.place.base / "launcher.lock", os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _make_data(self) -> None:
        """initdb into a folder beside, then one rename: a killed attempt leaves nothing half made."""
        place = self.place
        if place.data.exists():
            return
        fresh = place.base / "data.new"
        for locale in ("C.UTF-8", "C"):
            shutil.rmtree(fresh, ignore_errors=True)
            postgres_place.make_private(fresh, place.account)
            said = place.account.run(self._initdb(fresh), cwd=fresh, locale=locale)
            if said.returncode == 0:
                break
        else:
            raise Trouble(f"The database could not be made in {place.base}: {said.stderr.strip()}", lasting=True)
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("\n# Makegood's start for a small machine. Change what you like; it is written only once.\n")
            conf.writelines(f"{name} = '{value}'\n" for name, value in self._tuning.items())
        fresh.rename(place.data)

    def _initdb(self, folder: Path) -> list[str]:
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.place.major >= 17 else []
        program = str(self.place.programs / "initdb")
        return [program, "-D", str(folder), "-U", SUPERUSER, "-E", "UTF8", "-A", "peer", "-k", "--no-instructions", *builtin]

    def _adopt(self) -> bool:
        """Waits for an earlier life's server while it recovers; False when there is none or it does not answer.

        Its own word that it is ready is not enough: it may be dying, or repairing itself after a killed backend.
        """
        until = time.monotonic() + 30
        while (pid := postgres_remains.postmaster(self.place)) is not None and time.monotonic() < until:
            if postgres_remains.is_ready(self.place, pid) and self._answers():
                return True
            time.sleep(_PAUSE_S)
        return False

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres", SUPERUSER), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _write_access(self) -> None:
        name = pwd.getpwuid(os.geteuid()).pw_name
        roles = ["all"] if self.place.major >= 16 else [SUPERUSER, OWNER, APP]
        _write(self.place.base / "hba.conf", "local all all peer map=makegood\n")
        _write(self.place.base / "ident.conf", "".join(f'makegood "{name}" {role}\n' for role in roles))

    def _launch(self) -> None:
        place = self.place
        if place.log.exists() and place.log.stat().st_size > _LARGEST_LOG:
            place.log.replace(place.log.with_suffix(".log.old"))
        log = _open(place.log, os.O_WRONLY | os.O_APPEND)
        told = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(place.socket),
            "unix_socket_permissions": "0700",
            "hba_file": str(place.base / "hba.conf"),
            "ident_file": str(place.base / "ident.conf"),
            "cluster_name": place.name,
            "fsync": "on",
            "max_locks_per_transaction": "128",  # of every connection that there may be: a worker with hundreds of messages holds hundreds of turns
        }
        command = [str(place.programs / "postgres"), "-D", str(place.data)]
        command += [part for name, value in told.items() for part in ("-c", f"{name}={value}")]
        try:
            self._process = _Server(
                command,
                cwd=place.base,
                env=postgres_place.clean_environment("C"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **place.account.how(),
            )
        finally:
            os.close(log)
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: "_Server") -> None:
        """As long as it lives it may take its time: after a crash it first replays what was written."""
        while not postgres_remains.is_ready(self.place, process.pid):
            if process.poll() is not None:
                last = " ".join(self.place.log.read_text(errors="replace").splitlines()[-3:])
                raise Trouble(f"PostgreSQL did not start. It said: {last}", lasting=True)
            time.sleep(_PAUSE_S)

    def _wait_for_end(self, pid: int, patience_s: float = 60) -> None:
        until = time.monotonic() + patience_s
        while postgres_remains.postmaster(self.place) == pid and time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                return
            time.sleep(_PAUSE_S)


class _Server(subprocess.Popen[bytes]):
    """The server may outlive whoever launched it, on purpose: no warning when the handle goes."""

    def __del__(self) -> None:
        return


def _open(path: Path, flags: int, mode: int = 0o600) -> int:
    """A file of ours beside the data. Follows no link, and belongs to whoever owns the folder, so that root and he may take turns."""
    handle = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)
    return handle


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    with os.fdopen(_open(fresh, os.O_WRONLY | os.O_TRUNC, 0o644), "w") as file:
        file.write(text)
        os.fchmod(file.fileno(), 0o644)
    fresh.replace(path)

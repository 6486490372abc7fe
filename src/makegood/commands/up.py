"""`makegood up`: the whole product in the foreground, from an empty folder to a page that answers.

Never starts beside another one on the same data, never leaves a process behind, and never touches data that is there.
With `--demo` the module `makegood.commands.demo.command` joins in: `DEFAULTS` (settings by name), `ensure()` (makes the brand if there is none) and
`children()` (Child values that run beside: the reference shop).
"""

import argparse
import errno
import fcntl
import gc
import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module

from django.conf import settings

from makegood.commands import ground, static_files, worker
from makegood.commands.family import LONGEST_PAUSE_S, SHORTEST_PAUSE_S, Child, Family
from makegood.commands.main import main
from makegood.config import environment
from makegood.config.environment import Settings
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import memory
from makegood.platform.postgres import Cluster

_PORT_PATIENCE_S = 8.0  # so long may the children of a killed life hold a port
_READY_PATIENCE_S = 60.0
_LOOK_S = 1.0
_TAKEN = "another program listens there"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="make the demonstration brand if there is no brand yet")


def run(arguments: argparse.Namespace) -> int:
    """Serves until SIGINT or SIGTERM; then everything is stopped, the database last."""
    memory.of_one_place()
    gc.disable()  # while nearly all that is made stays; looking through it again and again takes a sixth of the time
    demo = import_module("makegood.commands.demo.command") if arguments.demo else None
    if demo:
        environment.use_defaults(**demo.DEFAULTS)
    told = environment.settings()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    environment.make_home(told.home)
    with ExitStack() as stack:
        lock = stack.enter_context(_only_one(told))
        _require_free(told)
        duties: list[Callable[[], None]] = []
        if told.embedded:
            duties.append(_Tended(stack.enter_context(_own_database(told))))
        else:
            ground.require_outside()
        _prepare()
        if demo:
            demo.ensure()
        ground.let_go()
        memory.give_back()
        gc.freeze()  # what is loaded stays where it is, in memory that all children share
        gc.enable()
        children = [Child("The web server", partial(main, ["web", "--alone"]), patience_s=8), *(demo.children() if demo else ())]
        family = Family(children, say=_say, in_child=lambda: os.close(lock))
        stack.callback(family.end)
        family.start()
        workers = worker.children()  # after the pages: what reads messages takes a second to load
        live = Child("The live server", partial(main, ["live", "--alone"]), patience_s=3)  # streams never end by themselves
        family.add([live, *workers])  # whoever is borne before that keeps what this process then changes as it was
        duties.append(_Greeting(told, demo.greeting() if demo else (), family.beside))
        family.watch(stop, also=partial(_each, duties))
        _say("Stopping …")
    _say("Stopped. Everything is kept.")
    return 0


@contextmanager
def _only_one(told: Settings) -> Iterator[int]:
    """The lock's handle. The kernel opens the lock again when its holder dies, however it dies."""
    handle = os.open(told.home / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield handle
    except BlockingIOError:
        other = os.read(handle, 20).decode()
        sentence = (
            f"Makegood already runs on {told.home} (process {other}). Stop that one first, or choose another MAKEGOOD_HOME."
        )
        raise Refusal("already_running", sentence, {"MAKEGOOD_HOME": "in use"}) from None
    finally:
        os.close(handle)


def is_running(told: Settings) -> bool:
    """Whether a `makegood up` holds this data folder."""
    try:
        handle = os.open(told.home / "up.lock", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _require_free(told: Settings) -> None:
    for variable, port in (("MAKEGOOD_PORT", told.port), ("MAKEGOOD_LIVE_PORT", told.live_port)):
        until = time.monotonic() + _PORT_PATIENCE_S
        while why := port_trouble(told.host, port):
            if time.monotonic() > until:
                raise Refusal(
                    "port_taken",
                    f"{told.host}:{port} cannot be listened on: {why}. {port_way_out(why, variable)}",
                    {variable: why},
                )
            time.sleep(0.2)


def port_way_out(why: str, variable: str) -> str:
    """What helps against `port_trouble`: another port only where it is the port that is taken or closed to us."""
    if why == _TAKEN:
        return f"Free it, or set {variable} to another port."
    if why == os.strerror(errno.EACCES):
        return f"Set {variable} to a port above 1023, or let this account listen on lower ones."
    return "Set MAKEGOOD_HOST to an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all of them."


def port_trouble(host: str, port: int) -> str:
    """Why nothing could listen there now; empty when something could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as trouble:
            return _TAKEN if trouble.errno == errno.EADDRINUSE else str(trouble.strerror)
    return ""


@contextmanager
def _own_database(told: Settings) -> Iterator[Cluster]:
    """Our own PostgreSQL, which starts while this process loads the rest of the product."""
    cluster = Cluster(told.home)
    for remark in cluster.place.remarks:
        _say(remark)
    if not cluster.place.data.exists():
        _say("Making the database …")
    ground.point_at(cluster)
    with ThreadPoolExecutor(1, "database") as beside:
        starting = beside.submit(cluster.start)
        try:
            _load()
        except BaseException:
            if starting.exception() is None:
                cluster.stop()
            raise
    starting.result()
    try:
        ground.use(cluster)
        yield cluster
    finally:
        cluster.stop()


def _load() -> None:
    """All that the children need, once and before they are born: it takes one start's time, and they share its memory."""
    ground.begin()
    import_module(settings.ROOT_URLCONF)


def _prepare() -> None:
    """Schema and static files. Without the owner's address the schema is somebody else's to lay."""
    _load()
    if environment.settings().owner_database_url and (laid := ground.migrate()):
        _say(f"The database's schema is ready ({laid} steps).")
    static_files.gather()


def _each(duties: list[Callable[[], None]]) -> None:
    for duty in duties:
        duty()


class _Tended:
    """Our own database, looked at every second. One that ended without being told to (a machine short of memory kills, a full disk stops it) is started
    again, with a growing pause while it does not come up; everything else waits for it and goes on by itself."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._pause_s = SHORTEST_PAUSE_S
        self._look_at = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self._look_at:
            return
        if self._cluster.lives():
            self._look_at, self._pause_s = time.monotonic() + _LOOK_S, SHORTEST_PAUSE_S
            return
        _say("The database ended by itself. It is started again …")
        try:
            self._cluster.start()
            _say("The database is there again.")
        except (Trouble, OSError) as failed:
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
            _say(f"It did not come up, and is tried again in {self._pause_s:.0f} seconds. {failed}")
        self._look_at = time.monotonic() + self._pause_s


class _Greeting:
    """Says where the pages are as soon as they answer, and once more that they do not when that takes too long."""

    def __init__(self, told: Settings, besides: tuple[str, ...], beside: Callable[[Callable[[], object]], None]) -> None:
        self._told = told
        self._besides = besides
        self._beside = beside
        self._greeted = False
        self._impatient_at = time.monotonic() + _READY_PATIENCE_S

    def __call__(self) -> None:
        if self._greeted:
            return
        if _answers(self._told):
            self._greeted = True
            self._beside(partial(_greet, self._told, self._besides))
        elif time.monotonic() > self._impatient_at:
            self._impatient_at = float("inf")
            _say("The pages do not answer yet. What stands above may say why; `makegood doctor` looks at the rest.")


def _answers(told: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(told.host, told.host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, told.port, timeout=5)
    try:
        connection.request("HEAD", "/", headers={"Host": told.allowed_hosts[0].removeprefix(".")})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _greet(told: Settings, besides: tuple[str, ...]) -> None:
    from makegood.commands import entry

    _say(f"Makegood is at {told.base_url}")
    link = entry.link()
    _say(
        f"Sign in once with {told.base_url}{link}"
        if link
        else "Nobody can sign in yet: `makegood brand found` founds yours, `makegood demo` makes one to look at."
    )
    for sentence in besides:
        _say(sentence)
    _say("Ctrl-C stops it.")


def _say(sentence: str) -> None:
    print(sentence, flush=True, file=sys.stdout)

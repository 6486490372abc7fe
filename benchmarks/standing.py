"""A whole `makegood up`, as an installation runs it, for what is measured from outside: memory at rest, time to start.

`prepared` makes a folder with a brand and a door for messages; `up` starts everything on it, watches how it comes up, and ends it by its own
process id, on Ctrl-C as well. Talks to it over loopback only.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from benchmarks import ground
from makegood.platform import signatures

PAGE = "/accounts/login/"
AT_ONCE = 100
_FAREWELL_S = 30.0
_LOOK_S = 0.005
_OF_DEVELOPERS = ("PYTHONDONTWRITEBYTECODE",)  # no installation compiles every module anew at each start


@dataclass(frozen=True, slots=True)
class House:
    """A folder with a brand in it: where messages may be posted, and how one signs in."""

    home: Path
    door: str
    secret: str
    slug: str
    entry: str


@dataclass
class Up:
    """A running installation. `steps` are seconds from its start to what was seen from outside, in their order; `cpu` is what all its
    processes had used when the first page was there."""

    process: subprocess.Popen[bytes]
    port: int
    steps: dict[str, float] = field(default_factory=dict)
    cpu: ground.Cpu = field(default_factory=lambda: ground.Cpu(0.0, 0.0, 0.0))

    def get(self, path: str, *, cookie: str = "") -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of one page."""
        return self._ask("GET", path, b"", {"Cookie": cookie} if cookie else {})

    def post_messages(self, house: House, *, start: int, count: int) -> None:
        """`count` signed messages of as many people, in hundreds; each says where something is."""
        for first in range(start, start + count, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, start + count))
            body = json.dumps({"messages": [_message(number) for number in numbers]}).encode()
            headers = signatures.sign(secret=house.secret, message_id=f"msg_{uuid4().hex}", body=body)
            status, said, _ = self._ask("POST", house.door, body, {**headers, "Content-Type": "application/json"})
            if status >= 300:
                raise RuntimeError(f"The door answered {status}: {said[:300]!r}")

    def sign_in(self, house: House) -> str:
        """The cookies of a member who followed the one-time link."""
        cookies: dict[str, str] = {}
        path = house.entry
        status, body, headers = self._ask("GET", path, b"", {})
        _keep(cookies, headers)
        token = body.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        told = {
            "Cookie": _joined(cookies),
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.port}{path}",
        }
        status, body, headers = self._ask("POST", path, f"csrfmiddlewaretoken={token}".encode(), told)
        _keep(cookies, headers)
        if status not in (302, 303):
            raise RuntimeError(f"The link does not let in: {status}")
        return _joined(cookies)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
            return answer.status, answer.read(), {"set-cookie": "\n".join(cookies)}
        finally:
            connection.close()


def prepared(home: Path) -> House:
    """A brand, its channel, its door and its owner's account in `home`; nothing runs there afterwards."""
    with ground.database(home=home) as here:
        from makegood.api import doors
        from makegood.brands import actions as brands
        from makegood.brands.types import Role
        from makegood.commands import accounts, entry
        from makegood.kernel.actors import SYSTEM
        from makegood.platform import clock, tenancy

        owner = accounts.account_for("owner@brightside.example")
        with tenancy.brand(here.brand.id):
            door = doors.open_door(kind="messages", channel_id=here.brand.channel_id, by=SYSTEM, at=clock.now())
            brands.add_member(
                user_id=owner.pk, name="Olive", email="owner@brightside.example", role=Role.OWNER, by=SYSTEM, at=clock.now()
            )
        return House(home, door.url_path, door.secret, here.brand.slug, entry.link_for(owner))


@contextmanager
def up(home: Path, *, settings: dict[str, str] | None = None) -> Iterator[Up]:
    """`makegood up` on a folder until its first whole page is served; stopped at the end, with its database."""
    port, live = ground.free_port(), ground.free_port()
    told = {name: value for name, value in os.environ.items() if not name.startswith("MAKEGOOD_") and name not in _OF_DEVELOPERS}
    told |= {"MAKEGOOD_HOME": str(home), "MAKEGOOD_PORT": str(port), "MAKEGOOD_LIVE_PORT": str(live)}
    told |= {f"MAKEGOOD_{name}": value for name, value in (settings or {}).items()}
    with ground.polite(), (home / "up.log").open("ab") as log:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "makegood.commands.main", "up"],
            env=told,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=ground.ROOT,
            start_new_session=True,
        )
        running = Up(process, port)
        try:
            _watch(running, home, begun)
            yield running
        finally:
            stop(running)


def stop(running: Up, *, number: int = signal.SIGTERM) -> float:
    """Asks it to stop (or kills it with SIGKILL) and returns how many seconds that took. May be repeated."""
    begun = time.monotonic()
    if running.process.poll() is None:
        running.process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            running.process.wait(_FAREWELL_S)
    with suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.wait()
    return time.monotonic() - begun


def _watch(running: Up, home: Path, begun: float, patience_s: float = 120) -> None:
    """Notes when PostgreSQL took connections, when the children were born, when something listened, when a page came."""
    looks: dict[str, Callable[[], bool]] = {
        "PostgreSQL ready": lambda: _postgres_is_ready(home, running.process.pid),
        "children started": lambda: len(_python_children(running.process.pid)) >= 3,
        "port open": lambda: _listens(running.port),
    }
    for name, look in looks.items():
        while not look():
            if running.process.poll() is not None or time.monotonic() - begun > patience_s:
                raise RuntimeError(f"It does not come up: {(home / 'up.log').read_text()[-2000:]}")
            time.sleep(_LOOK_S)
        running.steps[name] = time.monotonic() - begun
    status, body, _ = running.get(PAGE)
    if status != 200 or b"</html>" not in body:
        raise RuntimeError(f"{PAGE} answered {status}.")
    running.steps["first page"] = time.monotonic() - begun
    server = next((each for each in ground.children_of(running.process.pid) if "postgres" in ground.title_of(each)), None)
    running.cpu = ground.cpu_of(running.process.pid, apart=server)


def _postgres_is_ready(home: Path, parent: int) -> bool:
    try:
        lines = (home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
        return len(lines) >= 8 and lines[7].strip() == "ready" and ground.parent_of(int(lines[0])) == parent
    except (OSError, ValueError):
        return False


def _python_children(pid: int) -> list[int]:
    return [each for each in ground.children_of(pid) if "postgres" not in ground.title_of(each)]


def _listens(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.connect()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def _message(number: int) -> dict[str, object]:
    return {
        "id": f"message-{number}",
        "author": {"email": f"person{number}@example.org", "name": f"Person {number}"},
        "text": f"Hello, where is my order {number}? It was promised for yesterday and has not come.",
        "sent_at": "2026-03-02T10:00:00Z",
    }


def _keep(cookies: dict[str, str], headers: dict[str, str]) -> None:
    for line in filter(None, headers["set-cookie"].split("\n")):
        name, _, rest = line.partition("=")
        cookies[name] = rest.partition(";")[0]


def _joined(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())

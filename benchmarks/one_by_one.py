"""Messages one by one over HTTP: what each costs, how soon it is answered, and how soon it stands in the inbox.

    python -m benchmarks.one_by_one [--rate 200] [--seconds 20] [--words 60]

Signed POSTs of one message each to the real `makegood web`, at a stated open rate: the client does not wait for answers before it sends on,
and a latency counts from the instant at which the request was due. Each message comes from somebody new, so that each opens a case: the
dearest way. The client is a process of its own, and its CPU is not counted. Beside it, in the same run: an address of the same server that
does nothing, and the bare INSERT of the same message rows, one per transaction.
"""

import argparse
import http.client
import json
import os
import queue
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
CONNECTIONS = 24
WARM_UP = 200
NOTHING = "/api/in/nowhere/messages"  # GET: refused before anything is looked up
LOOK_EVERY_S = 0.1
PATIENCE_S = 60.0
_TEXT = "My torch arrived broken and nobody answers. The switch fell out of it this morning, I need it for work and I am quite angry. "


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rate", type=int, default=200, help="requests a second")
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--words", type=int, default=60, help="words of a message")
    options.add_argument("--client", action="store_true", help=argparse.SUPPRESS)
    told = options.parse_args()
    if told.client:
        print(json.dumps(send(json.load(sys.stdin))))
        return 0
    from benchmarks import ground

    with ground.database() as house:
        return _measure(house, told)


def _measure(house: Any, told: argparse.Namespace) -> int:
    from benchmarks import report

    said = report.start("one by one over HTTP")
    door = _open_door(house)
    house.spawn("web")
    house.wait_until_served()
    _drive(house, door, told, count=WARM_UP, rate=100)
    house.take_statistics()
    count = told.rate * told.seconds

    nothing, bare = _of_nothing(house, count, told.rate), _of_the_insert(house, min(count, 2_000))
    alone = _drive(house, door, told, count=count, rate=told.rate)
    said.figure("CPU of a request", alone["cpu_ms"], "ms", goal="≤ 5", reference=f"no-op {nothing['cpu_ms']:.2f} ms, bare INSERT {bare:.2f} ms")  # fmt: skip
    said.figure("… of it application", alone["python_ms"], "ms", reference=f"no-op {nothing['python_ms']:.2f} ms")
    said.figure("… of it database", alone["postgres_ms"], "ms", reference=f"bare INSERT {bare:.2f} ms")
    for percent, goal in ((50, ""), (95, ""), (99, "< 300")):
        said.figure(f"answered at {told.rate}/s, p{percent}", _at(alone["latencies_ms"], percent), "ms", goal=goal, reference=f"no-op {_at(nothing['latencies_ms'], percent):.1f} ms")  # fmt: skip
    worker = house.spawn("worker")
    left = _wait_until_quiet(house)
    both = _drive(house, door, told, count=count, rate=told.rate, watch=True)
    said.figure(f"answered with the worker at work, p99 at {told.rate}/s", _at(both["latencies_ms"], 99), "ms", goal="< 300")
    for percent, goal in ((50, ""), (95, ""), (99, "< 2")):
        said.figure(f"accepted → visible, p{percent}", _at(both["visible_s"], percent), "s", goal=goal)
    said.figure(
        "CPU of a message until it is visible", both["cpu_ms"], "ms", reference=f"of it PostgreSQL {both['postgres_ms']:.2f} ms"
    )
    said.note(
        f"{count} requests, {told.words} words each, each from somebody new, {CONNECTIONS} connections kept open; web: 1 process, 4 threads."
    )
    said.note(f"Refused or failed: {alone['failed'] + both['failed']}. Not visible after {PATIENCE_S:.0f} s: {both['unseen']}.")
    said.note(
        f"Patient work, which steps aside for what comes in, was not waited for: {left} pieces of it were left when the second run began."
    )
    said.note("A latency counts from the instant at which the request was due; visible is looked for every 0.1 s.")
    house.end(worker)
    return said.end() or int(bool(alone["failed"] or both["failed"] or both["unseen"]))


def _open_door(house: Any) -> dict[str, str]:
    from makegood.api import doors
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock, tenancy

    with tenancy.brand(house.brand.id):
        path, secret = doors.open_door(kind=doors.MESSAGES, channel_id=house.brand.channel_id, by=SYSTEM, at=clock.now())
    return {"path": path, "secret": secret}


def _drive(
    house: Any, door: dict[str, str], told: argparse.Namespace, *, count: int, rate: int, watch: bool = False
) -> dict[str, Any]:
    """One run of the client: its latencies, and the CPU of everything but the client."""
    run = uuid4().hex[:6]
    text = (_TEXT * (told.words // 10 + 1)).split()[: told.words - 1]
    order = {"port": house.port, "method": "POST", **door, "count": count, "rate": rate, "text": " ".join(text), "run": run}
    return _run_client(house, order, _Watch(house, run) if watch else None)


def _of_nothing(house: Any, count: int, rate: int) -> dict[str, Any]:
    return _run_client(house, {"port": house.port, "method": "GET", "path": NOTHING, "count": count, "rate": rate}, None)


def _run_client(house: Any, order: dict[str, Any], watch: "_Watch | None") -> dict[str, Any]:
    client = subprocess.Popen([sys.executable, __file__, "--client"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert client.stdin is not None
    assert client.stdout is not None
    client.stdin.write(json.dumps(order))
    client.stdin.close()
    if watch:
        watch.begin()
    before, own_before = house.cpu_seconds(), _own_cpu(client.pid)
    answered = json.loads(client.stdout.readline())
    if watch:
        answered |= watch.end(answered["accepted"])
    used, by_client = house.cpu_seconds() - before, _own_cpu(client.pid) - own_before
    client.wait()
    served = used.children - by_client
    per = 1000 / order["count"]
    return answered | {"cpu_ms": (served + used.postgres) * per, "python_ms": served * per, "postgres_ms": used.postgres * per}


class _Watch(threading.Thread):
    """Looks when each message's words stand in a row of the inbox: each time only at rows from a second before the first message that was not seen on,
    so that looking costs the same at the end as at the beginning, and little of what is measured."""

    def __init__(self, house: Any, run: str) -> None:
        super().__init__(daemon=True)
        self._house, self._run, self._since = house, run, datetime.now(UTC)
        self._seen: dict[int, float] = {}
        self._said_at: dict[int, datetime] = {}
        self._first = 0  # the first that was not seen
        self._over = threading.Event()

    def begin(self) -> None:
        self.start()

    def end(self, accepted: dict[str, float]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_S
        while len(self._seen) < len(accepted) and time.monotonic() < until:
            time.sleep(LOOK_EVERY_S)
        self._over.set()
        self.join()
        seen = [self._seen[int(n)] - accepted_at for n, accepted_at in accepted.items() if int(n) in self._seen]
        return {"visible_s": sorted(seen), "unseen": len(accepted) - len(seen)}

    def run(self) -> None:
        import psycopg

        with psycopg.connect(self._house.address(), autocommit=True) as connection:
            while not self._over.wait(LOOK_EVERY_S):
                rows = connection.execute(
                    "SELECT substring(last_words from 'no([0-9]+)of')::int, last_at FROM views_inboxrow WHERE brand_id = %s AND "
                    "last_at > %s AND last_words LIKE %s",
                    [self._house.brand.id, self._since, f"{self._run}no%"],
                ).fetchall()
                now = time.time()
                for number, said_at in rows:
                    self._seen.setdefault(number, now)
                    self._said_at[number] = said_at
                while self._first in self._seen:
                    self._since = max(self._since, self._said_at.pop(self._first) - timedelta(seconds=1))
                    self._first += 1


def _of_the_insert(house: Any, count: int) -> float:
    """Milliseconds of CPU, both sides, for one transaction with nothing but the message's row in it, as the app under the border."""
    import psycopg

    from makegood.platform import postgres_roles

    columns = house.ask("SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'channels_message'::regclass AND attnum > 0 AND attname NOT IN ('id', 'external_id')")[0][0]  # fmt: skip
    statement = (
        f"INSERT INTO channels_message (id, external_id, {columns}) SELECT %s, %s, {columns} FROM channels_message LIMIT 1"
    )
    with psycopg.connect(house.address(postgres_roles.APP)) as connection:
        before = house.cpu_seconds()
        for _ in range(count):
            connection.execute("SELECT set_config('makegood.brand', %s, true)", [str(house.brand.id)])
            connection.execute(statement, [uuid4(), uuid4().hex])
            connection.commit()
        used = house.cpu_seconds() - before
    return (used.own + used.postgres) * 1000 / count


def _wait_until_quiet(house: Any) -> int:
    """The backlog of the first run is done, so that the second measures only itself. Patient work (second readings, learning what is like
    what) steps aside for what comes in, as it does in any house, so nobody waits for it
    here; how much of it was left is returned."""
    from makegood.platform import jobs

    patient = [kind for kind, one in jobs.known().items() if one.patient]
    until = time.monotonic() + 300
    waiting = (
        "SELECT count(*) FROM platform_work WHERE kind <> 'hear' AND kind <> ALL(%s) AND parked_at IS NULL AND due_at <= now()"
    )
    while house.ask(waiting, [patient])[0][0]:
        if time.monotonic() > until:
            raise TimeoutError("The worker did not come to rest within 5 minutes.")
        time.sleep(0.5)
    left = house.ask("SELECT count(*) FROM platform_work WHERE kind = ANY(%s) AND parked_at IS NULL", [patient])[0][0]
    return int(left)


def _own_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _at(values: list[float], percent: int) -> float:
    return values[min(len(values) - 1, len(values) * percent // 100)] if values else float("inf")


# The client ----------------------------------------------------------------------------------------------------------


def send(order: dict[str, Any]) -> dict[str, Any]:
    """Sends `count` requests at `rate` a second whatever becomes of them. Latencies in milliseconds, sorted; when each was accepted."""
    waiting: queue.SimpleQueue[tuple[int, float, bytes, dict[str, str]] | None] = queue.SimpleQueue()
    latencies: list[float] = []
    accepted: dict[int, float] = {}
    failed: list[int] = []

    def post() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", order["port"], timeout=60)
        while (one := waiting.get()) is not None:
            number, due, body, headers = one
            try:
                connection.request(order["method"], order["path"], body=body, headers=headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                failed.append(number)
                continue
            latencies.append((time.monotonic() - due) * 1000)
            if order["method"] == "POST" and answer.status != 202:
                failed.append(number)
            accepted[number] = time.time()

    senders = [threading.Thread(target=post) for _ in range(CONNECTIONS)]
    for sender in senders:
        sender.start()
    begun = time.monotonic() + 0.5
    for number in range(order["count"]):
        due = begun + number / order["rate"]
        body, headers = _request(order, number)
        time.sleep(max(0.0, due - time.monotonic()))
        waiting.put((number, due, body, headers))
    for _ in senders:
        waiting.put(None)
    for sender in senders:
        sender.join()
    return {"latencies_ms": sorted(latencies), "accepted": accepted, "failed": len(failed)}


def _request(order: dict[str, Any], number: int) -> tuple[bytes, dict[str, str]]:
    if order["method"] == "GET":
        return b"", {}
    from makegood.platform import signatures

    name = f"{order['run']}no{number}of"
    message = {
        "id": name,
        "author": {"email": f"{name}@example.org", "name": f"Somebody {number}"},
        "text": f"{name} {order['text']}",
        "sent_at": "2026-03-02T10:00:00Z",
    }
    body = json.dumps({"messages": [message]}).encode()
    signed = signatures.sign(secret=order["secret"], message_id=f"msg_{name}", body=body)
    return body, {**signed, "content-type": "application/json"}


if __name__ == "__main__":
    raise SystemExit(main())

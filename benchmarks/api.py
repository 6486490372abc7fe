"""What a request of the API costs: CPU of the application and of PostgreSQL, by one handler that is loaded once.

    python -m benchmarks.api [--requests 300] [--profile]

The product's own WSGI application is called in this process, as the web server would, so that nothing of a client or a socket is counted:
one person, fifty people, a hundred messages with an Idempotency-Key, each after a warm-up. Beside it, in the same run: an address that is
nowhere, which goes through the same middleware and asks nothing. `--profile` prints the dearest functions of the look at one person.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import time
from collections.abc import Callable, Sequence
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
QUICK, FULL = ("--requests", "200"), ("--requests", "2000")
PEOPLE, BATCH, WARM_UP = 500, 100, 20
DEAREST = 25
_SCOPES = ("people:read", "people:write", "orders:write", "messages:read", "messages:write")


def main(words: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--profile", action="store_true")
    told = options.parse_args(words)
    from benchmarks import ground

    with ground.database() as house:
        return _measure(house, told)


def _measure(house: Any, told: argparse.Namespace) -> int:
    from benchmarks import report

    said = report.start("api")
    caller = Caller(house)
    person = _fill(caller)
    batches = max(10, told.requests // 10)
    nothing = _cost(house, told.requests, lambda _: caller.get("/api/v1/nowhere", status=404))
    one = _cost(house, told.requests, lambda _: caller.get(f"/api/v1/people/{person}"))
    many = _cost(house, told.requests, lambda _: caller.get("/api/v1/people", query="limit=50"))
    told_of = _cost(house, batches, lambda n: _tell(caller, house, f"b{n}"))
    for name, (python, postgres), goal in (
        ("GET one person", one, "≤ 5"),
        ("GET 50 people", many, ""),
        (f"POST {BATCH} messages", told_of, ""),
    ):
        said.figure(name, python + postgres, "ms", goal=goal, reference=f"an address that is nowhere: {sum(nothing):.2f} ms")
        said.figure("… of it application", python, "ms", reference=f"{nothing[0]:.2f} ms")
        said.figure("… of it database", postgres, "ms", reference=f"{nothing[1]:.2f} ms")
    said.note(f"CPU per request, mean of {told.requests} ({batches} batches), one thread, {PEOPLE} people with an order each.")
    said.note(
        "Called as the web server calls it, in one process; sockets and the server's own part are not in it (one_by_one has them)."
    )
    if told.profile:
        print(_profile(lambda: caller.get(f"/api/v1/people/{person}"), told.requests))
    return said.end()


class Caller:
    """A machine that calls the product's WSGI application, which is loaded once, with its token."""

    def __init__(self, house: Any) -> None:
        from makegood.api import tokens
        from makegood.config.wsgi import application
        from makegood.kernel.actors import SYSTEM
        from makegood.platform import clock, tenancy

        with tenancy.brand(house.brand.id):
            made = tokens.make(name="Bench", scopes=_SCOPES, per_minute=tokens.FASTEST, by=SYSTEM, at=clock.now())
        self._application, self._token = application, made.token

    def get(self, path: str, *, query: str = "", status: int = 200) -> Any:
        return self._ask({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}, b"", status)

    def post(self, path: str, body: object, *, key: str, status: int) -> Any:
        raw = json.dumps(body).encode()
        more = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(raw)), "HTTP_IDEMPOTENCY_KEY": key}
        return self._ask({"REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": "", **more}, raw, status)

    def _ask(self, told: dict[str, str], body: bytes, status: int) -> Any:
        answered: list[str] = []
        where = {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"}
        server = {"wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "SCRIPT_NAME": ""}
        environ = {**where, **server, **told, "HTTP_AUTHORIZATION": f"Bearer {self._token}", "SERVER_PROTOCOL": "HTTP/1.1"}
        answer = self._application(environ, lambda line, _headers, _trouble=None: answered.append(line))
        content = b"".join(answer)
        answer.close()
        if not answered[0].startswith(str(status)):
            raise RuntimeError(f"{told['PATH_INFO']}: {answered[0]} {content[:500]!r}")
        return json.loads(content)


def _fill(caller: Caller) -> str:
    """So many people, each with an order; → the id of one of them."""
    orders = [
        {
            "number": f"N-{i}",
            "placed_at": "2026-03-01T10:00:00Z",
            "currency": "GBP",
            "customer": {"name": f"Person {i}", "email": f"p{i}@example.org", "phone": f"+4477009{i:05d}"},
            "lines": [{"sku": "TORCH-01", "title": "Pocket torch", "quantity": 1, "unit_price_minor": 199}],
        }
        for i in range(PEOPLE)
    ]
    caller.post("/api/v1/orders", {"orders": orders}, key="fill", status=200)
    found = caller.get("/api/v1/people", query="email=p7%40example.org")["data"]
    return str(found[0]["id"])


def _tell(caller: Caller, house: Any, name: str) -> None:
    text = "My torch arrived broken and nobody answers. The switch fell out of it this morning, and I need it for work."
    messages = [
        {
            "id": f"{name}-{i}",
            "author": {"email": f"{name}-{i}@example.org"},
            "text": text,
            "sent_at": "2026-03-02T10:00:00Z",
        }
        for i in range(BATCH)
    ]
    caller.post(f"/api/v1/channels/{house.brand.channel_id}/messages", {"messages": messages}, key=name, status=202)


def _cost(house: Any, count: int, ask: Callable[[int], object]) -> tuple[float, float]:
    """Milliseconds of CPU for one, of this process and of PostgreSQL, after a warm-up."""
    for n in range(WARM_UP):
        ask(-1 - n)
    before, own = house.cpu_seconds(), time.process_time()
    for n in range(count):
        ask(n)
    python, postgres = time.process_time() - own, (house.cpu_seconds() - before).postgres
    return python * 1000 / count, postgres * 1000 / count


def _profile(ask: Callable[[], object], count: int) -> str:
    watched, out = cProfile.Profile(), io.StringIO()
    watched.enable()
    for _ in range(count):
        ask()
    watched.disable()
    pstats.Stats(watched, stream=out).sort_stats("tottime").print_stats(DEAREST)
    return out.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())

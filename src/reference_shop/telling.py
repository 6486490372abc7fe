"""Tells Makegood what happened, out of the outbox, until it says that it heard: nothing is lost while Makegood is away.

Messages may arrive twice and out of order; Makegood sorts that out. Only an answer of 2xx counts as heard.
"""

import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from reference_shop.signing import signed
from reference_shop.store import Row, Store

Deliver = Callable[[str, dict[str, str], bytes], int]  # (door, headers, body) → HTTP status; raises OSError when nobody is there
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 15.0
_AT_ONCE = 20


def by_http(base_url: str) -> Deliver:
    """Posts to `base_url`/orders, `base_url`/parcels and `base_url`/checkout."""

    def deliver(door: str, headers: dict[str, str], body: bytes) -> int:
        request = urllib.request.Request(f"{base_url.rstrip('/')}/{door}", data=body, headers=headers, method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - the operator's own address
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    return deliver


class Teller:
    """Drains the outbox, in a thread of its own (`start`) or in the caller's (`tell_now`)."""

    def __init__(self, store: Store, deliver: Deliver | None, secret: str) -> None:
        self._store, self._deliver, self._secret = store, deliver, secret
        self._news = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="reference-shop-teller", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._news:
            self._stopping = True
            self._news.notify_all()
        if self._thread:
            self._thread.join()

    def wake(self) -> None:
        """Something new lies in the outbox."""
        with self._news:
            self._news.notify_all()

    def tell_now(self) -> int:
        """Tries everything that waits, once, whether due or not. → how many were heard"""
        return sum(self._try(row) for row in self._store.rows("SELECT * FROM outbox WHERE told = 0 ORDER BY rowid"))

    def waiting(self) -> int:
        return self._store.count("SELECT count(*) FROM outbox WHERE told = 0")

    def wait_until_told(self, timeout_s: float) -> bool:
        """Blocks until nothing waits any more; False where that took too long."""
        with self._news:
            return self._news.wait_for(lambda: self.waiting() == 0, timeout_s)

    def _work(self) -> None:
        while not self._stopping:
            due = self._store.rows(
                "SELECT * FROM outbox WHERE told = 0 AND due <= ? ORDER BY rowid LIMIT ?", time.time(), _AT_ONCE
            )
            for row in due:
                self._try(row)
            self.wake()
            with self._news:
                if not self._stopping and not due:
                    self._news.wait(timeout=_FIRST_PAUSE_S)

    def _try(self, row: Row) -> bool:
        if self._deliver is None:
            return False
        body = row["body"].encode()
        try:
            status = self._deliver(row["door"], signed(secret=self._secret, message_id=row["id"], body=body), body)
            said = str(status)
        except OSError as away:
            status, said = 0, type(away).__name__
        heard = 200 <= status < 300
        pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(row["attempts"], 10)) * random.uniform(0.8, 1.2)  # noqa: S311
        self._store.run(
            "UPDATE outbox SET attempts = attempts + 1, told = ?, last_answer = ?, due = ? WHERE id = ?",
            int(heard), said, time.time() + pause, row["id"],
        )  # fmt: skip
        return heard

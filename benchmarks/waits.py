"""What the workers' database sessions wait for: looked at fifty times a second while they work. Counts, never texts of people.

The look costs some CPU of its own, about one hundredth of a core.
"""

import threading
from collections import Counter

import psycopg

from makegood.platform import postgres_roles

EVERY_S = 0.02
_LOOK = (
    "SELECT coalesce(wait_event_type, ''), coalesce(wait_event, ''), left(regexp_replace(query, '\\s+', ' ', 'g'), 40) "
    "FROM pg_stat_activity WHERE usename = %s AND pid <> pg_backend_pid() AND state = 'active'"
)


class Waits(threading.Thread):
    """Looks from `start()` to `end()`."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self._address = address
        self._over = threading.Event()
        self._looks = 0
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def run(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as line:
            while not self._over.wait(EVERY_S):
                self._looks += 1
                self._seen.update((kind, event, text) for kind, event, text in line.execute(_LOOK, [postgres_roles.APP]))

    def end(self) -> None:
        self._over.set()
        self.join()

    def for_locks(self) -> float:
        """How many sessions, on average, waited for another one's lock."""
        return self._mean("Lock")

    def at_work(self) -> float:
        """How many sessions, on average, were waiting for nothing."""
        return self._mean("")

    def largest(self, most: int = 3) -> list[str]:
        """The statements that waited most, and for what, as the average number of sessions."""
        waited = [(seen, key) for key, seen in self._seen.items() if key[0] not in ("", "Client")]
        return [
            f"{seen / max(1, self._looks):.3f} for {event} in “{text}”"
            for seen, (_, event, text) in sorted(waited, reverse=True)[:most]
        ]

    def _mean(self, kind: str) -> float:
        return sum(seen for (each, *_), seen in self._seen.items() if each == kind) / max(1, self._looks)

"""The reference shop's memory: one SQLite file, one connection, one lock. It knows nothing of HTTP and never speaks outside."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from reference_shop.catalogue import PRODUCTS

SCHEMA = """
CREATE TABLE IF NOT EXISTS product (sku TEXT PRIMARY KEY, title TEXT NOT NULL, price_minor INTEGER NOT NULL,
    cost_minor INTEGER NOT NULL, stock INTEGER NOT NULL CHECK (stock >= 0));
CREATE TABLE IF NOT EXISTS shop_order (number TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, phone TEXT NOT NULL,
    customer_number TEXT NOT NULL, placed_at TEXT NOT NULL, service TEXT NOT NULL, promised_from TEXT, promised_until TEXT,
    reason TEXT NOT NULL, replaces TEXT NOT NULL, command_key TEXT NOT NULL, card TEXT NOT NULL, shipping_minor INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS line (order_number TEXT NOT NULL, position INTEGER NOT NULL, sku TEXT NOT NULL, title TEXT NOT NULL,
    quantity INTEGER NOT NULL, unit_minor INTEGER NOT NULL, extra INTEGER NOT NULL, PRIMARY KEY (order_number, position));
CREATE TABLE IF NOT EXISTS keep_in_mind (order_number TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (order_number, words));
CREATE TABLE IF NOT EXISTS parcel (tracking TEXT PRIMARY KEY, order_number TEXT NOT NULL UNIQUE, carrier TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS parcel_event (id INTEGER PRIMARY KEY, tracking TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL,
    courier TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS command (key TEXT PRIMARY KEY, body_hash TEXT NOT NULL, kind TEXT NOT NULL, order_number TEXT NOT NULL,
    answer TEXT NOT NULL, done_at TEXT NOT NULL, repeats INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS money_moved (reference TEXT PRIMARY KEY, kind TEXT NOT NULL, order_number TEXT NOT NULL,
    amount_minor INTEGER NOT NULL, code TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS letter (id TEXT PRIMARY KEY, to_name TEXT NOT NULL, to_address TEXT NOT NULL, subject TEXT NOT NULL,
    text TEXT NOT NULL, automatic INTEGER NOT NULL, answers TEXT NOT NULL, arrived_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (id TEXT PRIMARY KEY, door TEXT NOT NULL, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0, last_answer TEXT NOT NULL DEFAULT '', told INTEGER NOT NULL DEFAULT 0);
"""

Row = sqlite3.Row


class Store:
    """Rows in and out. Everything that belongs together happens inside one `change()`."""

    def __init__(self, path: str) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        with self._lock:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.executescript(SCHEMA)
            for one in PRODUCTS:
                self.run(
                    "INSERT OR IGNORE INTO product VALUES (?, ?, ?, ?, ?)",
                    one.sku,
                    one.title,
                    one.price_minor,
                    one.cost_minor,
                    one.stock,
                )

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction; undone by any exception. Nobody else reads or writes meanwhile."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def run(self, sql: str, *values: object) -> int:
        """Carries out one statement; how many rows it touched."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Row | None:
        found = self.rows(sql, *values)
        return found[0] if found else None

    def count(self, sql: str, *values: object) -> int:
        """The one number that `sql` gives."""
        found = self.row(sql, *values)
        return int(found[0] or 0) if found else 0

    def close(self) -> None:
        with self._lock:
            self._connection.close()

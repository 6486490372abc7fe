"""The reference shop: small but real, for demonstrations and tests. It stands in for whatever a brand sells with.

It shares no code with Makegood: only the documented seam (docs/shop-seam.md, docs/webhooks.md). It answers on loopback only.
"""

import base64
import os
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType

from reference_shop import commands, selling
from reference_shop.catalogue import COURIER_SLOT
from reference_shop.selling import Customer, No, Wish
from reference_shop.server import Server
from reference_shop.store import Store
from reference_shop.telling import Deliver, Teller, by_http


def machine_now() -> datetime:
    return datetime.now(UTC)


class ReferenceShop:
    """A running shop: `with ReferenceShop(...) as shop:` listens on `shop.url` until the block ends.

    `state` is the SQLite file (":memory:" forgets). Commands are signed with one of `secrets`, and what it tells with the first.
    `tell` is the address under which Makegood's doors `/orders` and `/parcels` lie; a thread drains the outbox towards it.
    Or hand in `deliver` (door, headers, body → status) and call `tell_now()`: then nothing happens in the background.
    """

    def __init__(
        self,
        *,
        state: str = ":memory:",
        secrets: Sequence[str] = (),
        tell: str = "",
        deliver: Deliver | None = None,
        port: int = 0,
        now: Callable[[], datetime] = machine_now,
        chat: str = "",
        form: str = "",
    ) -> None:
        self.chat, self.form = chat, form  # what its window carries: a chat's script, and where a contact form is
        self.secrets = tuple(secrets) or (f"whsec_{base64.b64encode(os.urandom(32)).decode()}",)
        self.store = Store(state)
        self.now = now
        self._teller = Teller(self.store, deliver or (by_http(tell) if tell else None), self.secrets[0])
        self._in_background = bool(tell) and deliver is None
        self._trouble: list[tuple[int, bool]] = []
        self._trouble_lock = threading.Lock()
        self._server = Server(self, port)

    def __enter__(self) -> "ReferenceShop":
        self._server.start()
        if self._in_background:
            self._teller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.stop()
        self._teller.stop()
        self.store.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def command_url(self) -> str:
        """Where Makegood sends its commands."""
        return f"{self.url}/commands"

    def place_order(
        self,
        *,
        customer: Customer,
        items: Sequence[tuple[str, int]],
        at: datetime | None = None,
        service: str = COURIER_SLOT,
        promised_from: datetime | None = None,
        promised_until: datetime | None = None,
        number: str = "",
    ) -> str:
        """A customer buys. → the order's number"""
        wish = Wish(customer, items, at or self.now(), service, promised_from, promised_until, number)
        with self.store.change():
            placed = selling.place(self.store, wish)
        self._teller.wake()
        return placed

    def at_checkout(
        self, kind: str, *, session: str, customer: Customer | None = None, minor: int | None = None, at: datetime | None = None
    ) -> None:
        """Something happens at the checkout in a visit: `basket_held`, `basket_left`, `checkout_refused` or `order_placed`. `customer` once they have
        typed who they are."""
        with self.store.change():
            selling.happen(self.store, kind, session, customer, minor, at or self.now())
        self._teller.wake()

    def move_parcel(self, number: str, state: str, *, at: datetime | None = None, courier: str = "", note: str = "") -> None:
        """The carrier reports on the parcel of an order."""
        with self.store.change():
            selling.move(self.store, number, state, at or self.now(), courier, note)
        self._teller.wake()

    def obey(self, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        """Carries out a command, or rehearses it. → status and answer; raises No where the shop says no."""
        command, dry = commands.read(body)
        if dry:
            return 200, commands.dry_run(self.store, command, self.now())
        broken = self._next_trouble()
        if broken and not broken[1]:
            return broken[0], {"title": "The shop is out of order for a moment."}
        answer = commands.carry_out(self.store, command, self.now())
        self._teller.wake()
        return (broken[0], {"title": "It was done, but the answer got lost."}) if broken else (200, answer)

    def break_next(self, *, status: int = 503, times: int = 1, after_doing: bool = False) -> None:
        """The next commands are answered with `status`: before anything was done, or `after_doing` it."""
        with self._trouble_lock:
            self._trouble += [(status, after_doing)] * times

    def command_count(self) -> int:
        """How many different commands were done."""
        return self.store.count("SELECT count(*) FROM command")

    def stock(self, sku: str) -> int:
        return self.store.count("SELECT stock FROM product WHERE sku = ?", sku)

    def set_stock(self, sku: str, stock: int) -> None:
        self.store.run("UPDATE product SET stock = ? WHERE sku = ?", stock, sku)

    def replacement_of(self, number: str) -> str | None:
        """The number of the latest order that replaces `number`."""
        found = self.store.row("SELECT number FROM shop_order WHERE replaces = ? ORDER BY rowid DESC", number)
        return found["number"] if found else None

    def contents(self, number: str) -> list[tuple[str, int]]:
        """What lies in the parcel of an order: (sku, quantity)."""
        rows = self.store.rows("SELECT sku, quantity FROM line WHERE order_number = ? ORDER BY position", number)
        return [(row["sku"], row["quantity"]) for row in rows]

    def tell_now(self) -> int:
        """Tries everything in the outbox once, in this thread. → how many were heard"""
        return self._teller.tell_now()

    def waiting(self) -> int:
        """How many messages nobody has heard yet."""
        return self._teller.waiting()

    def wait_until_told(self, timeout_s: float = 10.0) -> bool:
        """Blocks until the background thread has told everything."""
        return self._teller.wait_until_told(timeout_s)

    def _next_trouble(self) -> tuple[int, bool] | None:
        with self._trouble_lock:
            return self._trouble.pop(0) if self._trouble else None


__all__ = ["Customer", "No", "ReferenceShop"]

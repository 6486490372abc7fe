"""A Vendure shop (admin API 3.x): orders, parcels and refunds are read from it; money back, replacements and codes are done in it.

Called outside transactions, never stores. README.md beside this file says what it can and cannot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from makegood.kernel.money import zero
from makegood.kernel.refusals import Refusal
from makegood.orders.adapters.vendure import documents, doing, giving, listening, paying, replacing, settings
from makegood.orders.adapters.vendure.doing import Matter, no
from makegood.orders.adapters.vendure.server import TIMEOUT_S, Server
from makegood.orders.adapters.vendure.settings import VendureSettings
from makegood.orders.types import CommandKind, Quote, Receipt, ShopCommand, ShopConnection, Told

_NO_CREDIT = "This shop keeps no credit for customers: give a code or money back instead."


@dataclass(frozen=True, slots=True)
class VendureShop:
    """One channel of one shop. Raises Refusal (code `shop_…`) where the shop says no, passing Trouble where it does not answer or may still
    be busy with the same command, lasting Trouble where it does not let us in."""

    connection: ShopConnection
    timeout_s: float = TIMEOUT_S
    abilities: ClassVar[frozenset[CommandKind]] = frozenset(CommandKind) - {CommandKind.CREDIT}

    def dry_run(self, command: ShopCommand) -> Quote:
        """Would the shop do it, and at what cost. Changes nothing there; may be repeated."""
        server = self._server()
        try:
            self._able(command)
            return self._how(command)[0](doing.look(server, command))
        except Refusal as refused:
            currency = command.amount.currency if command.amount else doing.ground(server).currency
            return Quote(False, zero(currency), doing.why(refused))

    def carry_out(self, command: ShopCommand) -> Receipt:
        """Has it done, once per key: a repeat gets the first receipt."""
        self._able(command)
        return self._how(command)[1](doing.look(self._server(), command))

    def look(self, *, cursor: str, at: datetime) -> Told:
        """What changed in the shop since the last look."""
        return listening.look(self._server(), settings=self._settings, cursor=cursor, at=at)

    def greet(self) -> str:
        """Signs in and says which channel answered, and how it counts. Changes nothing."""
        server = self._server()
        known = doing.ground(server)
        server.ask(documents.SERVICES)
        tax = "with tax" if known.gross else "without tax"
        return f"Signed in. The channel sells in {known.currency}, prices {tax}, money to {known.precision} digits."

    @property
    def _settings(self) -> VendureSettings:
        return settings.read(self.connection)

    def _server(self) -> Server:
        return Server(self._settings, timeout_s=self.timeout_s)

    def _able(self, command: ShopCommand) -> None:
        if command.kind not in self.abilities:
            raise no("no_credit", _NO_CREDIT)

    def _how(self, command: ShopCommand) -> "tuple[Callable[[Matter], Quote], Callable[[Matter], Receipt]]":
        days = self._settings.code_days
        ways: Mapping[CommandKind, tuple[Callable[[Matter], Quote], Callable[[Matter], Receipt]]] = {
            CommandKind.REFUND: (paying.quote, paying.carry_out),
            CommandKind.WAIVE_SHIPPING: (paying.quote, paying.carry_out),
            CommandKind.REPLACE: (replacing.quote, replacing.carry_out),
            CommandKind.CODE: (
                lambda matter: giving.quote(matter, days=days),
                lambda matter: giving.carry_out(matter, days=days),
            ),
        }
        return ways[command.kind]

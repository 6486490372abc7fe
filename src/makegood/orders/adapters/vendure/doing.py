"""How the shop is made to do a command once: what it says of the order, and a private note there before anything is done.

Vendure itself knows no keys. A command that was done is found by its key in what it caused; one whose answer got lost is not done again while
the shop may still be busy with it. Never decides what a command does.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.adapters.vendure import amounts, answers, documents, marks
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.adapters.vendure.marks import Mark
from makegood.orders.adapters.vendure.server import Server
from makegood.orders.types import ShopCommand

BUSY = timedelta(seconds=90)  # more than four times what we wait for an answer: by then a request that was cut off is over


@dataclass(frozen=True, slots=True)
class Ground:
    """How the shop counts: `precision` digits of money; whether what it has in stock is counted at all."""

    precision: int
    tracks_stock: bool
    threshold: int
    currency: str
    currencies: frozenset[str]
    gross: bool  # prices are with tax


@dataclass(frozen=True, slots=True)
class Matter:
    """A command and what the shop says of its order. `mark` is there where the command was begun before."""

    server: Server
    ground: Ground
    command: ShopCommand
    order: Node
    mark: Mark | None

    @property
    def currency(self) -> str:
        return answers.needed(self.order, "currencyCode")

    def money(self, counted: int) -> Money:
        return amounts.money(counted, self.currency, precision=self.ground.precision)

    def counted(self, amount: Money) -> int:
        """The amount as this order counts. Refuses another currency than the order's, and what the shop cannot count."""
        if amount.currency != self.currency:
            raise no(
                "wrong_currency", f"Order {self.command.order_number} was paid in {self.currency}, not in {amount.currency}."
            )
        return amounts.counted(amount, precision=self.ground.precision)


def ground(server: Server) -> Ground:
    """Asks the shop how it counts."""
    said = server.ask(documents.GROUND)
    everywhere, channel = answers.one(said, "globalSettings"), answers.one(said, "activeChannel")
    return Ground(
        precision=answers.whole(everywhere, "serverConfig", "moneyStrategyPrecision"),
        tracks_stock=_flag(channel, "trackInventory", else_=_flag(everywhere, "trackInventory", else_=True)),
        threshold=answers.whole(everywhere, "outOfStockThreshold"),
        currency=answers.needed(channel, "defaultCurrencyCode"),
        currencies=frozenset(str(one) for one in channel.get("availableCurrencyCodes") or ()),
        gross=_flag(channel, "pricesIncludeTax", else_=True),
    )


def look(server: Server, command: ShopCommand) -> Matter:
    """What the shop says of the command's order. Refuses an order that it does not have (`shop_unknown_order`), and a key that was used for
    another command on it (`shop_key_reused`)."""
    known = ground(server)
    found = list(answers.many(server.ask(documents.ORDER, code=command.order_number), "orders", "items"))
    if not found:
        raise no("unknown_order", f"There is no order {command.order_number}.")
    mark = marks.found(found[0], command.key)
    if mark is not None and mark.fingerprint != marks.fingerprint(command):
        raise no("key_reused", "This key was used for another command.")
    return Matter(server, known, command, found[0], mark)


@contextmanager
def marked(matter: Matter, words: str) -> Iterator[str]:
    """The id of the command's note on the order, which is there before anything is done in the block. A refusal in the block takes it away
    again. Passing Trouble where an earlier try may still be under way."""
    note_id = _begun(matter, words)
    try:
        yield note_id
    except Refusal:
        matter.server.ask(documents.DELETE_NOTE, id=note_id)
        raise


def no(code: str, words: str) -> Refusal:
    """The shop's no, in the words of this adapter."""
    return Refusal(f"shop_{code}", f"The shop said no: {words}", {"shop": code})


def why(refused: Refusal) -> str:
    """The words of a no without who says so."""
    return refused.sentence.removeprefix("The shop said no: ")


def _begun(matter: Matter, words: str) -> str:
    mark = matter.mark
    if mark is None:
        return _written(matter, words)
    left = (mark.at + BUSY - matter.server.said_at).total_seconds()
    if left > 0:
        raise Trouble("The shop may still be busy with this command: its answer got lost a moment ago.", retry_after_s=left)
    return mark.id


def _written(matter: Matter, words: str) -> str:
    """Of two that write it at the same moment the first goes on, and the other takes its note away again."""
    note = marks.note(matter.command, words, attempt=secrets.token_hex(4))
    said = answers.one(matter.server.ask(documents.ADD_NOTE, id=answers.needed(matter.order, "id"), note=note), "addNoteToOrder")
    entries = answers.many(said, "history", "items")
    own = next((one for one in entries if answers.text(one, "data", "note", longest=2_000) == answers.plain(note)), {})
    own_id, first = answers.needed(own, "id"), marks.found(said, matter.command.key)
    if first is not None and first.id != own_id:
        matter.server.ask(documents.DELETE_NOTE, id=own_id)
        raise Trouble("The shop is busy with this very command: somebody else asked for it at the same moment.")
    return own_id


def _flag(value: Node, name: str, *, else_: bool) -> bool:
    found = value.get(name)
    return found if isinstance(found, bool) else else_

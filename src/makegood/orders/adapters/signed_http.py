"""The shop by signed HTTP commands (docs/shop-seam.md): Makegood posts, the shop answers. Called outside transactions, never stores.

The key of a command makes it once: whatever happened to an answer, asking again with the same key is safe.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.types import CommandKind, Quote, Receipt, ShopCommand, ShopConnection
from makegood.platform import signed_post, strict_json

_T = TypeVar("_T")
_WHOM = "The shop"
_LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class SignedHttpShop:
    """One shop at one address. `timeout_s` bounds each call, in seconds.

    Raises Refusal (code `shop_…`) when the shop says no; passing Trouble when it does not answer, answers 5xx, 408, 425, 429, or is
    still busy with the same command; lasting Trouble when it does not know us, is not there, or answers what nobody can read.
    """

    connection: ShopConnection
    timeout_s: float = 20.0
    abilities: ClassVar[frozenset[CommandKind]] = frozenset(CommandKind)  # whether it does them all, the shop says itself

    def dry_run(self, command: ShopCommand) -> Quote:
        """Would the shop do it, and at what cost. Changes nothing there; may be repeated."""
        quote = _understood(self._ask(command, dry_run=True), _read_quote)
        wanted = command.amount.currency if command.amount else quote.cost.currency
        if quote.cost.currency == wanted:
            return quote
        warning = f"The shop counts in {quote.cost.currency}, the command in {wanted}."
        return Quote(quote.possible, quote.cost, quote.words, warning)

    def carry_out(self, command: ShopCommand) -> Receipt:
        """Has it done, once per key: a repeat gets the first receipt."""
        receipt = _understood(self._ask(command, dry_run=False), _read_receipt)
        if receipt.key != command.key:
            raise Trouble("The shop answered about another command than the one it was asked for.", lasting=True)
        return receipt

    def greet(self) -> str:
        """Rehearses a refund for an order that no shop has: whoever says no to that in our language is a shop that knows us."""
        command = ShopCommand("makegood-shop-connect", CommandKind.REFUND, "makegood-0", amount=Money(1, "GBP"))
        try:
            said = self.dry_run(command).words
        except Refusal as no:
            if not no.code.startswith("shop_"):
                raise
            said = no.sentence
        return f"The shop answers and accepts our signature. To a question about an order that does not exist it says: “{said}”"

    def _ask(self, command: ShopCommand, *, dry_run: bool) -> bytes:
        answer = signed_post.post(
            url=self.connection.url,
            secret=self.connection.secrets[0],
            key=f"{'dry' if dry_run else 'do'} {command.key}",
            value=_written(command, dry_run=dry_run),
            whom=_WHOM,
            timeout_s=self.timeout_s,
        )
        if answer.status in (200, 201):
            return answer.content
        raise _no(answer.status, answer.content)


def _written(command: ShopCommand, *, dry_run: bool) -> dict[str, object]:
    written: dict[str, object] = {
        "key": command.key,
        "kind": command.kind.value,
        "dry_run": dry_run,
        "order_number": command.order_number,
        "return_wanted": command.return_wanted,
    }
    if command.amount is not None:
        written["amount"] = {"minor": command.amount.minor, "currency": command.amount.currency}
    for name, goods in (("items", command.items), ("extras", command.extras)):
        if goods:
            written[name] = [{"sku": sku, "quantity": quantity} for sku, quantity in goods]
    if command.needs:
        written["needs"] = list(command.needs)
    return written | {name: words for name, words in (("service", command.service), ("note", command.note)) if words}


def _no(status: int, content: bytes) -> Exception:
    """What an answer other than "done" means. The shop's own words are kept short and are only ever shown as text."""
    said = _problem(content)
    code, words = _said(said, "code"), _said(said, "detail")
    if status == 409 and code == "in_progress":
        return Trouble("The shop is still busy with this command.")
    if status in (401, 403):
        return Trouble("The shop does not accept our signature: check the secret on both sides.", lasting=True)
    if status in (409, 422) and code:
        return Refusal(f"shop_{code}", f"The shop said no: {words or code}", {"shop": code})
    return Trouble(f"The shop could not take the command ({status}). {words}".strip(), lasting=True)


def _problem(content: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _said(problem: Mapping[str, object], name: str) -> str:
    value = problem.get(name)
    return "".join(c for c in value if c.isprintable())[:_LONGEST_WORDS] if isinstance(value, str) else ""


def _understood(content: bytes, read: Callable[[strict_json.Fields], _T]) -> _T:
    """The answer's value; lasting Trouble where it is not what the seam promises. Fields that we do not know are left alone."""
    problems = strict_json.Problems()
    try:
        value = read(strict_json.Fields(strict_json.load(content), "", problems))
        problems.refuse()
    except Refusal as wrong:
        raise Trouble(f"The shop's answer cannot be read: {wrong.sentence}", lasting=True) from None
    return value


def _read_quote(answer: strict_json.Fields) -> Quote:
    possible, words = answer.yes_no("possible"), answer.text("words", longest=_LONGEST_WORDS)
    cost = answer.one("cost")
    currency = cost.currency("currency")
    return Quote(possible, Money(cost.whole("minor", lowest=0), currency) if possible else zero(currency), words)


def _read_receipt(answer: strict_json.Fields) -> Receipt:
    key, reference = answer.text("key", longest=300, required=True), answer.text("reference", longest=200, required=True)
    return Receipt(key, reference, answer.instant("done_at"), answer.words("detail", most=20, longest=_LONGEST_WORDS))

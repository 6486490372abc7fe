"""What every shop behind the seam must do, whichever it is: one set of tests for all of them (docs/shop-seam.md in code).

A subclass says how its shop is reached and looked into (`There`); a test asks the seam and then the shop itself what it has done. Amounts are
the issue's: 32 % of £20.00 is £6.40, and delivery is free.
"""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

import pytest

from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.types import CommandKind, Quote, Shop, ShopCommand

THIRD_OFF = Money(2_000, "GBP").share(3_200)


class There(Protocol):
    """A shop in which one order stands, and what one can see there. `number` is the order's: 2 × DIM-04 and a TORCH-01, by courier for £3.95."""

    number: str
    seam: Shop

    def paid_back(self) -> Money:
        """What went back to whoever bought, in all."""
        ...

    def replacements(self) -> list[dict[str, int]]:
        """What lies in each order that replaces this one."""
        ...

    def worth(self, code: str) -> Money:
        """What a code takes off."""
        ...

    def codes(self) -> int:
        """How many codes were ever made."""
        ...

    def set_stock(self, sku: str, stock: int) -> None: ...

    def losing_the_answer(self) -> AbstractContextManager[None]:
        """In the block, what is asked for is done, and the answer never comes."""
        ...


class ShopContract:
    """Tests for one shop; `there` is given by the subclass."""

    KEY = "contract"

    @pytest.fixture
    def refund(self, there: There) -> ShopCommand:
        return ShopCommand(f"{self.KEY}-refund", CommandKind.REFUND, there.number, amount=THIRD_OFF)

    @pytest.fixture
    def replace_torch(self, there: There) -> ShopCommand:
        return ShopCommand(
            f"{self.KEY}-replace",
            CommandKind.REPLACE,
            there.number,
            items=(("TORCH-01", 1),),
            extras=(("SWEETS-S", 2),),
            note="Sorry about the torch, Tom.",
        )

    def test_a_third_off_is_six_pounds_forty_to_the_penny_and_only_once(self, there: There, refund: ShopCommand) -> None:
        before = there.paid_back()
        quote = there.seam.dry_run(refund)
        assert (quote.possible, quote.cost) == (True, Money(640, "GBP"))
        assert there.paid_back() == before
        receipt = there.seam.carry_out(refund)
        assert (receipt.key, receipt.detail["amount"]) == (refund.key, "£6.40")
        assert receipt.done_at.tzinfo is not None
        assert there.seam.carry_out(refund) == receipt
        assert there.paid_back() - before == Money(640, "GBP")

    def test_another_key_is_another_refund(self, there: There, refund: ShopCommand) -> None:
        there.seam.carry_out(refund)
        there.seam.carry_out(replace(refund, key=f"{refund.key}-too"))
        assert there.paid_back() == Money(1_280, "GBP")

    def test_a_refund_whose_answer_got_lost_is_found_and_not_done_again(self, there: There, refund: ShopCommand) -> None:
        with there.losing_the_answer(), pytest.raises(Trouble) as lost:
            there.seam.carry_out(refund)
        assert not lost.value.lasting
        assert there.seam.carry_out(refund).detail["amount"] == "£6.40"
        assert there.paid_back() == Money(640, "GBP")

    def test_a_key_that_was_used_for_something_else_is_refused(self, there: There, refund: ShopCommand) -> None:
        there.seam.carry_out(refund)
        self._refused(there, replace(refund, amount=Money(641, "GBP")), "shop_key_reused")
        assert there.paid_back() == Money(640, "GBP")

    def test_more_than_was_paid_is_refused_and_nothing_goes_back(self, there: There, refund: ShopCommand) -> None:
        self._impossible(there, replace(refund, amount=Money(1_000_000, "GBP")), "shop_too_much")
        assert there.paid_back() == Money(0, "GBP")

    def test_another_currency_than_the_orders_is_refused(self, there: There, refund: ShopCommand) -> None:
        self._refused(there, replace(refund, amount=Money(640, "EUR")), "shop_wrong_currency")
        assert there.paid_back() == Money(0, "GBP")

    def test_an_order_that_the_shop_does_not_know_is_refused(self, there: There, refund: ShopCommand) -> None:
        self._impossible(there, replace(refund, order_number="NONE-1"), "shop_unknown_order")

    def test_what_was_refused_leaves_nothing_so_its_key_may_come_again(self, there: There, refund: ShopCommand) -> None:
        self._refused(there, replace(refund, amount=Money(1_000_000, "GBP")), "shop_too_much")
        there.seam.carry_out(refund)
        assert there.paid_back() == Money(640, "GBP")

    def test_a_delivery_becomes_free_once(self, there: There) -> None:
        free = ShopCommand(f"{self.KEY}-free", CommandKind.WAIVE_SHIPPING, there.number)
        assert there.seam.dry_run(free).cost == Money(395, "GBP")
        receipt = there.seam.carry_out(free)
        assert receipt.detail["amount"] == "£3.95"
        assert there.seam.carry_out(free) == receipt
        self._refused(there, replace(free, key=f"{free.key}-too"), "shop_already_waived")
        assert there.paid_back() == Money(395, "GBP")

    def test_a_replacement_is_one_order_with_the_extras_in_it(self, there: There, replace_torch: ShopCommand) -> None:
        quote = there.seam.dry_run(replace_torch)
        assert quote.possible
        assert there.replacements() == []
        receipt = there.seam.carry_out(replace_torch)
        assert receipt.reference == receipt.detail["order_number"] != there.number
        assert there.seam.carry_out(replace_torch) == receipt
        assert there.replacements() == [{"TORCH-01": 1, "SWEETS-S": 2}]

    def test_a_replacement_whose_answer_got_lost_is_placed_once(self, there: There, replace_torch: ShopCommand) -> None:
        with there.losing_the_answer(), pytest.raises(Trouble):
            there.seam.carry_out(replace_torch)
        there.seam.carry_out(replace_torch)
        assert there.replacements() == [{"TORCH-01": 1, "SWEETS-S": 2}]

    def test_what_is_not_in_stock_is_not_sent_and_leaves_nothing(self, there: There, replace_torch: ShopCommand) -> None:
        there.set_stock("SWEETS-S", 0)
        quote = self._impossible(there, replace_torch, "shop_out_of_stock")
        assert "Small bag of sweets (SWEETS-S): 2 wanted, none left." in quote.words
        assert there.replacements() == []
        there.set_stock("SWEETS-S", 400)
        there.seam.carry_out(replace_torch)
        assert there.replacements() == [{"TORCH-01": 1, "SWEETS-S": 2}]

    def test_more_than_was_bought_is_not_sent_again(self, there: There, replace_torch: ShopCommand) -> None:
        self._impossible(there, replace(replace_torch, items=(("TORCH-01", 2),)), "shop_not_in_order")
        assert there.replacements() == []

    def test_a_code_takes_off_exactly_its_amount_and_is_made_once(self, there: There) -> None:
        command = ShopCommand(f"{self.KEY}-code", CommandKind.CODE, there.number, amount=THIRD_OFF)
        before = there.codes()
        assert there.seam.dry_run(command).cost == Money(640, "GBP")
        receipt = there.seam.carry_out(command)
        assert there.seam.carry_out(command) == receipt
        assert (there.worth(receipt.detail["code"]), there.codes() - before) == (Money(640, "GBP"), 1)

    def test_what_a_shop_is_not_able_to_do_it_says_and_never_pretends(self, there: There) -> None:
        credit = ShopCommand(f"{self.KEY}-credit", CommandKind.CREDIT, there.number, amount=THIRD_OFF)
        if CommandKind.CREDIT in there.seam.abilities:
            assert there.seam.dry_run(credit).possible
            assert there.seam.carry_out(credit).detail["amount"] == "£6.40"
        else:
            self._impossible(there, credit, "shop_no_credit")

    def test_it_says_who_it_is_without_changing_anything(self, there: There) -> None:
        assert there.seam.greet()
        assert (there.paid_back(), there.replacements()) == (Money(0, "GBP"), [])

    def _impossible(self, there: There, command: ShopCommand, code: str) -> Quote:
        """A dry run says why not; so does the command itself."""
        quote = there.seam.dry_run(command)
        assert (quote.possible, quote.cost.minor) == (False, 0)
        refused = self._refused(there, command, code)
        assert quote.words in refused.sentence
        return quote

    def _refused(self, there: There, command: ShopCommand, code: str) -> Refusal:
        with pytest.raises(Refusal) as refused:
            there.seam.carry_out(command)
        assert refused.value.code == code
        return refused.value

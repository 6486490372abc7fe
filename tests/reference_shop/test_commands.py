"""What Makegood may ask the shop to do: once per key, tried out before, and refused with a reason."""

from typing import Any

import pytest

from reference_shop import page as pages
from reference_shop.shop import No, ReferenceShop
from tests import cast

REPLACE: dict[str, Any] = {
    "key": "mg-1",
    "kind": "replace",
    "order_number": "1007",
    "items": [{"sku": "TORCH-01", "quantity": 1}],
    "extras": [{"sku": "SWEETS-S", "quantity": 1}],
    "service": cast.SERVICE,
    "note": "Sorry about the torch, Tom.",
}
POUND_99: dict[str, Any] = {"minor": 199, "currency": "GBP"}


def test_a_replacement_travels_with_the_sweets_in_one_parcel_and_costs_nothing(shop: ReferenceShop, order: str) -> None:
    status, receipt = shop.obey(REPLACE)
    assert (status, receipt["key"], receipt["reference"]) == (200, "mg-1", "1008")
    assert shop.replacement_of(order) == "1008"
    assert shop.contents("1008") == [("TORCH-01", 1), ("SWEETS-S", 1)]
    assert (shop.stock("TORCH-01"), shop.stock("SWEETS-S")) == (38, 29)
    assert shop.store.count("SELECT sum(unit_minor) FROM line WHERE order_number = '1008'") == 0


def test_the_same_key_is_done_once_and_answered_alike(shop: ReferenceShop, order: str) -> None:
    assert shop.obey(REPLACE) == shop.obey(REPLACE)
    assert (shop.command_count(), shop.stock("TORCH-01")) == (1, 38)


def test_another_command_under_a_used_key_is_refused(shop: ReferenceShop, order: str) -> None:
    shop.obey(REPLACE)
    with pytest.raises(No) as refused:
        shop.obey({**REPLACE, "items": [{"sku": "DIM-04", "quantity": 1}]})
    assert refused.value.code == "key_reused"
    assert shop.stock("DIM-04") == 23


def test_a_dry_run_says_what_it_would_cost_and_changes_nothing(shop: ReferenceShop, order: str) -> None:
    waiting = shop.waiting()
    _, quote = shop.obey({**REPLACE, "dry_run": True})
    assert quote == {
        "possible": True,
        "cost": {"minor": 85 + 60 + 395, "currency": "GBP"},
        "words": f"In stock; goes out today by {cast.SERVICE}.",
    }
    assert (shop.stock("TORCH-01"), shop.replacement_of(order), shop.waiting()) == (39, None, waiting)


def test_what_is_not_in_stock_is_refused_and_the_key_stays_free(shop: ReferenceShop, order: str) -> None:
    shop.set_stock("SWEETS-S", 0)
    assert shop.obey({**REPLACE, "dry_run": True})[1]["possible"] is False
    with pytest.raises(No) as refused:
        shop.obey(REPLACE)
    assert (refused.value.code, refused.value.sentence) == (
        "out_of_stock",
        "Small bag of sweets (SWEETS-S): 1 wanted, none left.",
    )
    assert shop.stock("TORCH-01") == 39
    shop.set_stock("SWEETS-S", 1)
    assert shop.obey(REPLACE)[0] == 200


def test_no_more_goes_back_than_was_paid(shop: ReferenceShop, order: str) -> None:
    refund = {"key": "r-1", "kind": "refund", "order_number": order, "amount": {"minor": 5000, "currency": "GBP"}}
    assert shop.obey(refund)[1]["detail"] == {"amount": "£50.00"}
    with pytest.raises(No, match=r"Order 1007 has £0\.99 left to refund\."):
        shop.obey({**refund, "key": "r-2", "amount": {"minor": 100, "currency": "GBP"}})


def test_a_delivery_charge_goes_back_once(shop: ReferenceShop, order: str) -> None:
    waive = {"key": "w-1", "kind": "waive_shipping", "order_number": order}
    assert shop.obey(waive)[1]["detail"] == {"amount": "£3.95"}
    with pytest.raises(No, match="free already"):
        shop.obey({**waive, "key": "w-2"})


def test_a_code_and_a_credit_carry_their_amount(shop: ReferenceShop, order: str) -> None:
    _, code = shop.obey({"key": "c-1", "kind": "code", "order_number": order, "amount": POUND_99})
    _, credit = shop.obey({"key": "c-2", "kind": "credit", "order_number": order, "amount": POUND_99})
    detail = code["detail"]
    assert isinstance(detail, dict)
    assert detail["code"].startswith("GOOD-")
    assert credit["detail"] == {"amount": "£1.99"}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"kind": "steal"}, "malformed", "kind"),
        ({"key": ""}, "malformed", "key"),
        ({"order_number": "9999"}, "unknown_order", "order_number"),
        ({"items": []}, "malformed", "items"),
        ({"items": [{"sku": "TORCH-01", "quantity": 2}]}, "not_in_order", "items"),
        ({"items": [{"sku": "TORCH-01", "quantity": True}]}, "malformed", "items"),
        ({"extras": [{"sku": "GOLD", "quantity": 1}]}, "unknown_sku", "extras"),
        ({"kind": "refund", "amount": {"minor": 199, "currency": "EUR"}}, "wrong_currency", "amount.currency"),
        ({"kind": "refund", "amount": {"minor": 1.99, "currency": "GBP"}}, "malformed", "amount.minor"),
        ({"colour": "red"}, "malformed", "colour"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused_and_changes_nothing(
    shop: ReferenceShop, order: str, change: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(No) as refused:
        shop.obey({**REPLACE, **change})
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (shop.command_count(), shop.stock("TORCH-01"), shop.replacement_of(order)) == (0, 39, None)


def test_the_slot_of_a_replacement_is_an_hour_within_the_next_day(shop: ReferenceShop, order: str) -> None:
    shop.obey(REPLACE)
    row = shop.store.rows("SELECT promised_from, promised_until FROM shop_order WHERE number = '1008'")[0]
    assert (row["promised_from"], row["promised_until"]) == ("2026-03-03T09:00:00+00:00", "2026-03-03T10:00:00+00:00")


def test_a_broken_shop_does_nothing_and_one_whose_answer_got_lost_has_done_it(shop: ReferenceShop, order: str) -> None:
    shop.break_next(status=503)
    assert (shop.obey(REPLACE)[0], shop.command_count()) == (503, 0)
    shop.break_next(status=503, after_doing=True)
    assert (shop.obey(REPLACE)[0], shop.command_count()) == (503, 1)
    assert (shop.obey(REPLACE)[0], shop.command_count()) == (200, 1)


def test_what_whoever_packs_should_know_stands_on_the_pick_list_and_makes_no_other_command(
    shop: ReferenceShop, order: str
) -> None:
    _, receipt = shop.obey({**REPLACE, "needs": ["No gluten", "<b>Side door</b>"]})
    _, again = shop.obey({**REPLACE, "needs": ["No gluten"]})
    assert again == receipt
    page = pages.page(shop)
    assert "<b>For whoever packs it</b><ul><li>No gluten</li><li>&lt;b&gt;Side door&lt;/b&gt;</li></ul>" in page
    with pytest.raises(No) as refused:
        shop.obey({**REPLACE, "key": "mg-2", "needs": ["x" * 201]})
    assert (refused.value.code, refused.value.field) == ("malformed", "needs")

"""What may be done at all: sentences over the house's own facts; silence forbids, and what is not known is not so."""

import pytest

from makegood.gestures.rules.conditions import holds, read_condition
from makegood.gestures.rules.conduct import may
from makegood.gestures.types import Facts, Value
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from tests.gestures.given import policy, pounds

HOUSE = """
[facts]
"order status" = ["pending", "sent", "delivered"]
"hours since order" = "number"
"price" = "amount"
"gift card holds" = "amount"
"passengers" = "number"
"insured" = "yes or no"
"new product" = "each text"
"old product" = "each text"
"what happened" = "each text"

[[may]]
name = "Cancel what has not left"
do   = ["cancel", "change"]
if   = ["order status is pending", "hours since order is less than 24"]

[[never]]
name = "Nothing under a cloud"
do   = "cancel"
if   = ["what happened includes fraud"]
why  = "Somebody else must look at it."

[[may]]
name     = "A hundred for each"
do       = "certificate"
if       = ["insured"]
amount   = "100.00"
for_each = "passengers"
"""
RULES = policy(HOUSE).conduct
WORDS = {fact.name: fact for fact in policy(HOUSE).facts}


@pytest.mark.parametrize(("sentence", "facts", "so"), [
    ("order status is pending", {"order status": "pending"}, True),
    ("order status is not pending", {"order status": "sent"}, True),
    ("order status is not pending", {}, False),
    ("order status is one of pending, sent or delivered", {"order status": "sent"}, True),
    ("order status is none of pending or sent", {"order status": "delivered"}, True),
    ("hours since order is at least 24", {"hours since order": 24}, True),
    ("hours since order is more than 24", {"hours since order": 24}, False),
    ("hours since order is at most 24", {"hours since order": 24}, True),
    ("hours since order is less than 24", {"hours since order": 24}, False),
    ("price is at least 5.00", {"price": Money(500, "GBP")}, True),
    ("gift card holds is at least price", {"gift card holds": Money(499, "GBP"), "price": Money(500, "GBP")}, False),
    ("gift card holds is at least price", {"gift card holds": Money(500, "GBP"), "price": Money(500, "GBP")}, True),
    ("insured", {"insured": True}, True),
    ("not insured", {"insured": False}, True),
    ("not insured", {}, False),
    ("insured is no", {"insured": False}, True),
    ("new product is the same as old product", {"new product": ("a", "b"), "old product": ("a", "b")}, True),
    ("new product is the same as old product", {"new product": ("a", "c"), "old product": ("a", "b")}, False),
    ("new product is the same as old product", {"new product": ("a",), "old product": ("a", "b")}, False),
    ("new product is not the same as old product", {"new product": ("a", "c"), "old product": ("a", "b")}, False),
    ("new product is the same as old product", {"new product": (), "old product": ()}, False),
    ("what happened includes late", {"what happened": ("late", "lost")}, True),
    ("what happened does not include late", {"what happened": ("lost",)}, True),
    ("what happened is late", {"what happened": ("late", "lost")}, False),
])  # fmt: skip
def test_a_sentence_means_what_it_says(sentence: str, facts: Facts, so: bool) -> None:
    assert holds(read_condition(sentence, WORDS, "GBP"), facts) is so


@pytest.mark.parametrize(("sentence", "words"), [
    ("order state is pending", "names no fact that this policy knows"),
    ("order status is gone", "is never “gone”; it is one of pending, sent, delivered"),
    ("order status is at least 3", "has no more or less"),
    ("hours since order is a day", "is not a whole number"),
    ("price is at least 5.001", "is not an amount"),
    ("insured is maybe", "is yes or no"),
    ("hours since order", "is no yes or no"),
    ("order status includes pending", "has one value"),
    ("order status is the same as nothing", "is no fact that this policy knows"),
    ("order status is the same as price", "cannot be compared"),
])  # fmt: skip
def test_a_sentence_that_means_nothing_is_refused_with_the_way_out(sentence: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_condition(sentence, WORDS, "GBP")


def answer(do: str, **facts: Value) -> tuple[bool, str]:
    found = may(do, {name.replace("_", " "): value for name, value in facts.items()}, RULES)
    return found.allowed, found.why


def test_what_a_rule_allows_may_be_done_and_what_none_speaks_of_may_not() -> None:
    assert answer("cancel", order_status="pending", hours_since_order=2) == (True, "“Cancel what has not left” allows it.")
    assert answer("give away", order_status="pending") == (
        False,
        "The policy says nothing of “give away”, so it may not be done.",
    )


def test_a_refusal_says_what_is_so_and_what_was_needed() -> None:
    allowed, why = answer("change", order_status="sent", hours_since_order=30)
    assert not allowed
    assert why == (
        "“Cancel what has not left” does not allow it: order status is sent (needed: order status is pending); "
        "hours since order is 30 (needed: hours since order is less than 24)."
    )
    assert answer("change", order_status="pending")[1].endswith(
        "it is not known what “hours since order” is (needed: hours since order is less than 24)."
    )


def test_never_goes_before_may() -> None:
    assert answer("cancel", order_status="pending", hours_since_order=2, what_happened=("fraud",)) == (
        False,
        "Somebody else must look at it.",
    )


def test_what_is_given_is_counted_to_the_penny() -> None:
    assert may("certificate", {"insured": True, "passengers": 3}, RULES).gives == pounds(30_000)
    right: dict[str, Value] = {"insured": True, "passengers": 3, "amount": pounds(30_000)}
    assert may("certificate", right, RULES).allowed
    wrong = may("certificate", {**right, "amount": pounds(30_001)}, RULES)
    assert (wrong.allowed, wrong.why) == (False, "“A hundred for each” gives £300.00, not £300.01.")


@pytest.mark.parametrize(("text", "field", "words"), [
    ('[facts]\n"a" = "colour"\n', "facts.a", "say what it is"),
    ('[facts]\n"a" = ["x", "x"]\n', "facts.a", "twice"),
    ('[[make_up]]\nname = "A"\nif = ["followers is at least 5"]\nshare = "5 %"\n', "make_up 1.if", "names no fact"),
    ('[[make_up]]\nname = "A"\nif = ["failure is at least 2"]\nshare = 5\n', "make_up 1.share", "like \"10 %\""),
    ('[[make_up]]\nname = "A"\nif = ["failure is at least 2"]\nshare = "5 %"\nwho = "x"\n', "make_up 1.who", "does not know"),
    ('[[may]]\nname = "A"\ndo = "x"\nfor_each = "y"\n', "may 1.for_each", "no number fact"),
    ('[[never]]\nname = "A"\ndo = "x"\n', "never 1.if", "list of words"),
    ('[may]\nname = "A"\n', "may", "double brackets"),
    ('[services]\ndone_again = ["A*B"]\n', "services.done_again", "list of SKUs"),
    ('[extras]\npay_as = "cheque"\n', "extras.pay_as", "none of refund, credit, code"),
    ('[claims]\nsure = "40 %"\n', "claims.sure", "from 50 %"),
    ('[surprises]\nnone_by_lot_for = "60 %"\n', "surprises.none_by_lot_for", "more than half"),
])  # fmt: skip
def test_each_mistake_in_the_new_parts_is_named(text: str, field: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        policy(text)
    assert field in caught.value.fields, caught.value.fields
    assert words in caught.value.fields[field]

"""How far the proposer puts first what was judged by hand before it was written: the whole list of differences, so that none comes unseen."""

from tests.makegoods.gold import book
from tests.makegoods.gold.agreement import differences

GOAL = 0.9  # of the harms, alike in every part
KNOWN = {  # told and explained in docs/proposer.md
    "shop-05-bulbs": ["back", "never"],
    "shop-13-lost-present": ["second_look"],
    "shop-51-hot-lamp": ["call"],
    "shop-52-burnt-shelf": ["call"],
    "garage-03-again-and-again": ["second_look"],
    "garage-05-five-hours": ["second_look"],
    "garage-09-brakes": ["second_look"],
    "garage-19-late-and-billed": ["second_look"],
    "restaurant-16-meat": ["writes", "never"],
    "hotel-11-railing": ["second_look"],
    "hotel-12-step-free": ["writes", "never"],
    "hotel-13-step-free-after": ["writes", "never"],
    "hotel-16-suitcase": ["call"],
}


def test_the_first_proposal_is_the_judged_one_in_nine_of_ten_harms_and_each_difference_is_known() -> None:
    found = {harm.id: [one.part for one in differences(harm)] for harm in book.harms()}
    assert {harm: parts for harm, parts in found.items() if parts} == KNOWN
    assert sum(not parts for parts in found.values()) / len(found) >= GOAL


def test_fix_fault_and_money_never_differ() -> None:
    parts = {one.part for harm in book.harms() for one in differences(harm)}
    assert parts & {"fix", "own", "kind", "money on top", "money owed", "touch", "evidence"} == set()

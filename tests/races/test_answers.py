"""Two members who had both seen no answer, and send at the same instant: one of them is heard, and the other is told."""

import pytest

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.flows import desk_work
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.conftest import house as house
from tests.races.test_budgets import THREADS, together

pytestmark = pytest.mark.races


def test_of_two_who_answer_at_the_same_instant_one_is_heard(house: House) -> None:
    house.hears(cast.TOM_WORDS)
    with tenancy.brand(house.brand_id):
        two = [one for one in brands.members() if one.name in (cast.MARA["name"], cast.JOE["name"])]

    def answer(n: int) -> object:
        return desk_work.answer(number=1, text=f"Dear Tom, {n}", member=two[n % 2], at=cast.AT, key=str(n), seen="")

    results = together(house.brand_id, THREADS, answer)
    with tenancy.brand(house.brand_id):
        said = [one for one in channels.page(before=None, since=None, limit=99) if one.by_member_id]
    assert len(two) == 2
    assert len({one.by_member_id for one in said}) == 1
    assert results.count("colleague_answered") == THREADS // 2 == len(said)

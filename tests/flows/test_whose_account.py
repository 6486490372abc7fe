"""How much it says that an unknown account names what we gave to one of our people."""

from datetime import timedelta

import pytest

from makegood.brands.types import Brand
from makegood.flows import whose_account
from makegood.makegoods.queries import Lately
from makegood.people import linked
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from tests import cast


def test_a_thing_that_few_got_says_much_and_one_that_everybody_got_says_next_to_nothing() -> None:
    lamps = [{"lamp", "torch"}, *({"lamp"} for _ in range(499))]
    weights = whose_account.weigh_things(lamps)
    assert weights["lamp"] == pytest.approx(0.0454, abs=1e-4)
    assert weights["torch"] == 4.0


def test_what_one_of_few_got_is_not_yet_rare() -> None:
    assert whose_account.weigh_things([{"torch"}, {"torch"}]) == {"torch": pytest.approx(3.1699, abs=1e-4)}


def test_without_makegoods_nothing_is_weighed() -> None:
    assert whose_account.weigh_things([]) == {}


@pytest.mark.parametrize(("same", "asked"), [(1, 1), (2, 2), (16, 0)])
def test_what_fits_few_of_ours_is_asked_and_what_fits_sixteen_tells_of_none(brightside: Brand, same: int, asked: int) -> None:
    """So many got the same liquorice twirl the day before, among two hundred who got lamps: whoever thanks for it is one of them, and no more."""
    addresses = [Address(IdentityKind.EMAIL, f"guest{n}@example.org", f"Guest {chr(65 + n)}") for n in range(same)]
    others = Address(IdentityKind.EMAIL, "lamps@example.org", "Lena Hartmann")
    post = Address(IdentityKind.HANDLE, "bluesky:did:plc:sweettooth", "sweet tooth")
    seen = recognising.recognise(sightings=[Sighting((one,)) for one in (*addresses, others, post)], at=cast.AT)
    then = cast.AT - timedelta(days=1)
    gave = [Lately(one.identity_id, then, ("A liquorice twirl",)) for one in seen[:same]]
    gave += [Lately(seen[same].identity_id, then, ("A lamp",))] * 200
    whose_account._ask(
        [(seen[-1].identity_id, "What a twirl of liquorice! Thank you")],
        gave,
        whose_account._LOOKS[whose_account.About.DONE][1],
        cast.AT,
    )
    questions = linked.suggestions()
    assert len(questions) == asked
    against = {piece.words for one in questions for piece in one.evidence if piece.bits < 0}
    assert against == ({"It fits others of ours as well, and can be only one of them."} if same == 2 else set())

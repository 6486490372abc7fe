"""What is known besides the words: hours from the promised end, the carrier's fault, the lot, what kind of thing a SKU is."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.channels.actions import connecting
from makegood.flows import circumstances
from makegood.flows.circumstances import Known, Said
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.makegoods.types import Fault, Nature
from makegood.orders.actions import ordering
from makegood.orders.types import CustomerIn, Journey, LineIn, OrderIn
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.cases import telling
from tests.gestures.given import policy

AT = cast.AT
HOUR = timedelta(hours=1)


def way(**changes: object) -> Journey:
    return replace(Journey(promised_until=AT, left_us_at=AT - 48 * HOUR, trouble_at=None, delivered_at=None), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("journey", "hours"), [
    (None, None),
    (way(promised_until=None), None),
    (way(delivered_at=AT - HOUR), 0),
    (way(delivered_at=AT + 59 * timedelta(minutes=1)), 0),
    (way(delivered_at=AT + 26 * HOUR), 26),
    (way(), 50),
])  # fmt: skip
def test_hours_late_are_whole_hours_after_the_promised_end(journey: Journey | None, hours: int | None) -> None:
    assert circumstances.hours_late(journey, at=AT + 50 * HOUR) == hours


@pytest.mark.parametrize(("harms", "said", "whose"), [
    (("late",), Said(), Fault.CARRIER),
    (("late",), Said(fault=Fault.NOBODY), Fault.NOBODY),
    (("faulty",), Said(), Fault.OURS),
    (("late", "staff"), Said(), Fault.OURS),
    (("faulty",), Said(fault=Fault.THEIRS), Fault.THEIRS),
])  # fmt: skip
def test_a_members_word_goes_before_the_carriers(harms: tuple[str, ...], said: Said, whose: Fault) -> None:
    assert circumstances.whose(harms, way(), said) is whose


def test_the_policy_says_which_skus_are_no_parcels() -> None:
    house = replace(policy(), done_again=("REPAIR-*",), over_once_over=("ROOM-*", "TABLE"))
    skus = {
        "REPAIR-9": Nature.AGAIN,
        "ROOM-12": Nature.MOMENT,
        "TABLE": Nature.MOMENT,
        "TABLE-1": Nature.GOODS,
        "TORCH-01": Nature.GOODS,
    }
    assert {sku: circumstances.nature_of(sku, house) for sku in skus} == skus


def test_nobody_stands_out_while_nobody_claims_often() -> None:
    one = UUID(int=1)
    assert circumstances.claims(Known(claimed={one: 2}), [one], bought=2, policy=policy()) is None
    often = Known(claimed={one: 7}, peers=(50, 2_000))
    assert circumstances.claims(often, [one], bought=8, policy=policy()) is not None


def test_others_are_counted_back_to_the_latest_claims_and_no_further(brightside: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three claims and two orders, of which the first of either lies before what is looked at."""
    monkeypatch.setattr(circumstances, "PEERS", 2)
    channel = connecting.add_channel(kind="webhook", name="Mail", address="mail", settings={}, by=SYSTEM, at=cast.later(days=-40))
    for n, day in enumerate((-30, -20, -10)):
        telling.open_case(channel, who=Address(IdentityKind.EMAIL, f"guest{n}@example.org"), at=cast.later(days=day))
    lamp = LineIn("LAMP", "Desk lamp", 1, Money(3_900, "GBP"))
    sold = [OrderIn(f"o{day}", cast.later(days=day), CustomerIn("Tom", "tom@example.org"), (lamp,)) for day in (-35, -15)]
    ordering.take_orders(orders=sold, at=AT)
    assert circumstances._peers(AT) == (2, 1)
    monkeypatch.setattr(circumstances, "PEERS", 3)
    assert circumstances._peers(AT) == (3, 2), "so many and no more: all of the twelve months are looked at"

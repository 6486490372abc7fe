"""The makegood, killed at every border between two transactions and on either side of every effect, and run again: each effect once.

Death is an exception that nothing in the product catches: what was not committed is rolled back, what was committed stays, and nobody tidies
up. The leases that the dead one held run out, and the next worker goes on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from makegood.platform import draining, tenancy, work
from reference_shop.shop import Customer
from tests import cast
from tests.peers.mailserver import Sink
from tests.stories import house as houses
from tests.stories import letters
from tests.stories.founding import COURIERS
from tests.stories.house import House

TOM = Customer(cast.TOM_NAME, cast.TOM_EMAIL, cast.TOM_PHONE, cast.TOM_NUMBER)
ARRIVED = cast.later(hours=23)
IN_THE_END = cast.later(hours=27)
_BOTH = ("before", "after")


class Died(BaseException):
    """The process is gone."""


@dataclass
class Borders:
    """Counts what a worker could die between, and lets it die at one of them, once."""

    die_at: int = 0
    crossed: list[str] = field(default_factory=list)
    at_work: str = ""

    def cross(self, border: str) -> None:
        """Dies here, if it is the one. Only what a plan and its letters go through counts; the rest is one transaction each."""
        if self.at_work not in ("making_good", "deliver"):
            return
        self.crossed.append(f"{self.at_work}: {border}")
        if len(self.crossed) == self.die_at:
            raise Died(border)

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on every commit has a border before it, and every word to the outside one on both sides. Whoever dies after a commit
        dies before the next border: both leave the same behind."""
        from django.db import connection

        from makegood.channels.adapters.email.adapter import EmailAdapter
        from makegood.orders.adapters.signed_http import SignedHttpShop

        real = tenancy.brand

        @contextmanager
        def brand(brand_id: UUID) -> Iterator[None]:
            outermost = not connection.in_atomic_block
            with real(brand_id):
                yield
                if outermost and _has_written():
                    self.cross("before a commit")

        handle = draining._handle

        def handling(brand_id: UUID, consumer: work.Consumer, items: list[work.Taken], at: datetime) -> None:
            self.at_work = consumer.kind
            handle(brand_id, consumer, items, at)
            self.at_work = ""

        monkeypatch.setattr(draining, "_handle", handling)
        monkeypatch.setattr(tenancy, "brand", brand)
        monkeypatch.setattr(SignedHttpShop, "carry_out", self._around("the shop", SignedHttpShop.carry_out))
        monkeypatch.setattr(EmailAdapter, "send", self._around("a letter", EmailAdapter.send))

    def _around(self, what: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def crossing(*args: Any, **kwargs: Any) -> Any:
            self.cross(f"before {what}")
            done = real(*args, **kwargs)
            self.cross(f"after {what}")
            return done

        return crossing


def _has_written() -> bool:
    """Dying around a transaction that only looked is dying at the border before it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The world's mail server."""
    opened = Sink()
    yield opened
    opened.close()


@contextmanager
def the_approved_torch(brand_id: UUID, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Tom's case, with Mara's yes; nothing has moved yet."""
    from makegood.channels import queries as channels
    from makegood.channels.actions import intake
    from makegood.channels.types import Envelope
    from makegood.flows import desk_work

    nobody = {"imap_host": "127.0.0.1", "imap_port": "1", "imap_tls": "none", "imap_user": "help", "imap_password": "none"}
    settings = {**nobody, "smtp_host": "127.0.0.1", "smtp_port": str(sink.port), "smtp_tls": "none"}
    with houses.opened(brand_id, address=cast.HELP_EMAIL, settings=settings, monkeypatch=monkeypatch) as house:
        house.shop.place_order(
            customer=TOM, items=[(cast.TORCH_SKU, 1)], at=cast.later(days=-1), number="1007", service=cast.SERVICE
        )
        house.turn_to(cast.AT)
        envelope = Envelope("t-1", cast.TOM_BY_EMAIL, cast.TOM_WORDS, cast.TOM_WORDS, cast.AT, subject=cast.TOM_SUBJECT)
        with tenancy.brand(brand_id):
            (channel,) = channels.channels()
            work.forget(kind="hear", keys=[str(channel.id)])  # nobody listens here
            intake.store_messages(channel_id=channel.id, envelopes=[envelope], at=cast.AT)
        house.turn_to(cast.AT)
        makegood = house.page().makegood
        assert makegood is not None
        mara = house.member()
        with tenancy.brand(brand_id):
            desk_work.approve(number=1, makegood_id=makegood.id, member=mara, at=cast.AT)
        yield house


def run_to_the_end(house: House) -> None:
    """What the worker does until the plan is done: the fix, the words, the parcel, the follow-up, the thanks. A dead one is followed by
    the next as soon as the leases have run out."""
    until_alive(house, lambda: house.turn_to(cast.later(minutes=1)))
    house.shop.move_parcel(str(house.shop.replacement_of("1007")), "delivered", at=ARRIVED, courier=cast.COURIER)
    until_alive(house, lambda: house.turn_to(ARRIVED))
    until_alive(house, lambda: house.turn_to(IN_THE_END))


def until_alive(house: House, act: Callable[[], None]) -> None:
    try:
        act()
    except Died:
        let_leases_run_out(house.brand_id)
        act()


def let_leases_run_out(brand_id: UUID) -> None:
    from django.db import connection

    with tenancy.brand(brand_id), connection.cursor() as cursor:
        for table in ("platform_work", "makegoods_step"):
            cursor.execute(
                f"UPDATE {table} SET leased_until = clock_timestamp() - interval '1 second' WHERE leased_until IS NOT NULL"
            )


def effects(house: House, sink: Sink) -> dict[str, Any]:
    """What the world, the books and the desk have seen of it."""
    from makegood.gestures import queries as gestures

    shop, page = house.shop, house.page()
    with tenancy.brand(house.brand_id):
        budget = gestures.budget()
        assert budget is not None
        ledger = sorted((row.kind.value, str(row.amount)) for row in gestures.ledger(budget_id=budget.id, limit=100))
        stock = [item.stock for item in gestures.catalogue()]
    assert page.makegood is not None
    mails = {letters.read(left.raw)["Message-ID"]: (left.recipients, letters.read(left.raw)["Subject"]) for left in sink.mails}
    return {
        "commands": [(row["kind"], row["order_number"]) for row in shop.store.rows("SELECT * FROM command")],
        "parcel": shop.contents(str(shop.replacement_of("1007"))),
        "shop's shelf": (shop.stock(cast.TORCH_SKU), shop.stock(cast.SWEETS_SKU)),
        "letters": sorted(mails.values()),
        "budget": (str(budget.left), str(budget.held), str(budget.spent)),
        "ledger": ledger,
        "our shelf": stock,
        "plan": [(step.key, step.state.value) for step in page.makegood.steps],
        "state": (page.makegood.state.value, page.case.state.value, page.case.resolved_at),
        "said": [(message.subject, message.state) for message in house.said()],
    }


UNDISTURBED: dict[str, Any] = {
    "commands": [("replace", "1007")],
    "parcel": [(cast.TORCH_SKU, 1), (cast.SWEETS_SKU, 1)],
    "shop's shelf": (38, 29),
    "letters": sorted(
        [
            ((cast.TOM_EMAIL,), "Re: Torch doesn't work"),
            ((cast.TOM_EMAIL,), "Re: Torch doesn't work"),
            ((COURIERS,), "Thank you, Sam Petrov"),
        ]
    ),
    "budget": ("£47.41", "£0.00", "£2.59"),
    "our shelf": [19],
    "state": ("done", "resolved", ARRIVED),
}


@pytest.mark.faults
@pytest.mark.timeout(300)
def test_each_effect_happens_once_wherever_the_makegood_is_killed(
    new_brightside: Callable[[], UUID], sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossed, undisturbed = run(new_brightside(), sink, monkeypatch, die_at=0)
    assert {key: undisturbed[key] for key in UNDISTURBED} == UNDISTURBED
    outside = [border for border in crossed if "commit" not in border]
    assert outside == [f"making_good: {word} the shop" for word in _BOTH] + [f"deliver: {word} a letter" for word in _BOTH] * 3
    assert len(crossed) == 27  # each of the three letters is claimed before it leaves, in a commit of its own
    for border in range(1, len(crossed) + 1):
        died, found = run(new_brightside(), sink, monkeypatch, die_at=border)
        assert found == undisturbed, f"killed at border {border}, {died[border - 1]}"


def run(brand_id: UUID, sink: Sink, monkeypatch: pytest.MonkeyPatch, *, die_at: int) -> tuple[list[str], dict[str, Any]]:
    """The borders that were crossed and the effects, for one makegood that dies at one border (0: nowhere)."""
    sink.mails.clear()
    with monkeypatch.context() as patch, the_approved_torch(brand_id, sink, patch) as house:
        borders = Borders(die_at)
        borders.watch(patch)
        run_to_the_end(house)
        return list(borders.crossed), effects(house, sink)

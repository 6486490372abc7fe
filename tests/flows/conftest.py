"""A brand as it stands on the morning of the torch: a shop that takes commands, channels, sweets on the shelf, money in the purse."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest

from makegood.channels.types import Envelope
from makegood.config import environment
from makegood.people.types import Address
from makegood.platform import jobs, tenancy
from reference_shop.shop import Customer, ReferenceShop
from tests import cast

TOM = Customer(cast.TOM_NAME, cast.TOM_EMAIL, cast.TOM_PHONE, cast.TOM_NUMBER)


@dataclass
class House:
    """What a test works with. `turn_to` does everything that is due at an instant, as the worker would."""

    brand_id: UUID
    shop: ReferenceShop
    mail: UUID
    posts: UUID
    now: datetime = cast.AT

    def turn_to(self, at: datetime) -> None:
        self.now = at
        for _ in range(3):
            self._carry_news()
            jobs.do_all_due(self.brand_id, at=at)

    def hears(
        self,
        text: str,
        *,
        by: Address = cast.TOM_BY_EMAIL,
        at: datetime | None = None,
        channel: UUID | None = None,
        **more: object,
    ) -> None:
        """Something is written to the brand."""
        from makegood.channels.actions import intake

        at = at or self.now
        external_id = str(more.pop("external_id", f"m-{abs(hash((text, at)))}"))
        envelope = Envelope(
            external_id=external_id, author=by, text=text, visible=text, sent_at=at, thread_key=external_id, **more
        )  # type: ignore[arg-type]
        with tenancy.brand(self.brand_id):
            intake.store_messages(channel_id=channel or self.mail, envelopes=[envelope], at=at)
        self.turn_to(at)

    def _carry_news(self) -> None:
        self.shop.tell_now()


@pytest.fixture
def house(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    from makegood.api import shop_json
    from makegood.channels.actions import connecting
    from makegood.gestures.actions import purses, shelf
    from makegood.gestures.types import GestureKind, Payer
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.money import Money
    from makegood.orders.actions import connecting as shops
    from makegood.orders.actions import ordering, parcels

    held: list[House] = []

    def deliver(door: str, headers: dict[str, str], body: bytes) -> int:
        with tenancy.brand(committed_brightside):
            if door == "orders":
                ordering.take_orders(orders=shop_json.read_orders(body), at=held[0].now if held else cast.AT)
            else:
                parcels.take_parcel_events(events=shop_json.read_parcel_events(body), at=held[0].now if held else cast.AT)
        return 202

    with ReferenceShop(deliver=deliver, now=lambda: held[0].now if held else cast.AT) as shop:
        told = dataclasses.replace(environment.settings(), http_allow=frozenset({shop.url.removeprefix("http://")}))
        monkeypatch.setattr(environment, "settings", lambda: told)
        at = cast.later(days=-365)
        with tenancy.brand(committed_brightside):
            mail = connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=at)
            posts = connecting.add_channel(kind="webhook", name="Posts", address="posts", settings={}, by=SYSTEM, at=at)
            shops.connect_shop(url=f"{shop.url}/commands", secrets=shop.secrets, by=SYSTEM, at=at)
            purses.open_budget(name="Kindness", limit=Money(5_000, "GBP"), by=SYSTEM, at=at)
            shelf.add_item(
                code=cast.SWEETS_CODE,
                kind=GestureKind.SURPRISE,
                name="A small bag of sweets",
                face_value=Money(150, "GBP"),
                real_cost=Money(60, "GBP"),
                payer=Payer.BRAND,
                stock=20,
                sku=cast.SWEETS_SKU,
                by=SYSTEM,
                at=at,
            )
        held.append(House(committed_brightside, shop, mail, posts))
        yield held[0]

"""A brand in this process, with a mailbox and a shop: what comes in ends where the flows put it, at an instant given."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar
from uuid import UUID

import pytest

from makegood.brands.types import Member
from makegood.cases.types import Case
from makegood.channels.messages import Message
from makegood.config import environment
from makegood.flows.types import CasePage
from makegood.platform import jobs, tenancy
from reference_shop.shop import ReferenceShop
from tests import cast
from tests.stories import founding

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class House:
    """`now` is the business's instant; `turn_to` does everything that is due by then, as the worker would."""

    brand_id: UUID
    shop: ReferenceShop
    now: datetime = cast.AT

    def turn_to(self, at: datetime) -> None:
        self.now = at
        jobs.do_all_due(self.brand_id, at=at)
        while self.shop.tell_now():
            jobs.do_all_due(self.brand_id, at=at)

    def cases(self) -> list[Case]:
        from makegood.cases import queries as cases

        with tenancy.brand(self.brand_id):
            return list(cases.cases(case_ids=cases.case_ids(after=None, limit=100)))

    def page(self, number: int = 1) -> CasePage:
        from makegood.flows import desk_pages

        with tenancy.brand(self.brand_id):
            return desk_pages.case_page(number=number, at=self.now)

    def said(self, number: int = 1) -> list[Message]:
        """The messages of a case, oldest first."""
        return [line.message for line in self.page(number).said if line.message]

    def does(self, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a member does on the desk, in a transaction of its own; and what follows from it."""
        with tenancy.brand(self.brand_id):
            done = act(*args, **kwargs)
        self.turn_to(self.now)
        return done

    def member(self, name: str = "Mara Lindqvist") -> Member:
        from makegood.brands import queries as brands

        with tenancy.brand(self.brand_id):
            return next(member for member in brands.members() if member.name == name)


@contextmanager
def opened(brand_id: UUID, *, address: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The house with one mailbox (the settings of its e-mail channel), the shop connected, sweets on the shelf."""
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM

    held: list[House] = []

    def now() -> datetime:
        return held[0].now if held else cast.AT

    with ReferenceShop(deliver=_door(brand_id, now), now=now) as shop:
        told = dataclasses.replace(environment.settings(), http_allow=frozenset({shop.url.removeprefix("http://")}))
        monkeypatch.setattr(environment, "settings", lambda: told)
        named = {**settings, "from_name": cast.BRIGHTSIDE["name"]}
        with tenancy.brand(brand_id):
            connecting.add_channel(kind="email", name="E-mail", address=address, settings=named, by=SYSTEM, at=cast.AT)
            founding.give_means(shop.url, shop.secrets[0], cast.AT)
        held.append(House(brand_id, shop))
        yield held[0]


def _door(brand_id: UUID, now: Callable[[], datetime]) -> Callable[[str, dict[str, str], bytes], int]:
    """What the shop tells goes straight into the orders, as the signed door would take it."""
    from makegood.api import shop_json
    from makegood.orders.actions import ordering, parcels

    def deliver(door: str, _headers: dict[str, str], body: bytes) -> int:
        with tenancy.brand(brand_id):
            if door == "orders":
                ordering.take_orders(orders=shop_json.read_orders(body), at=now())
            else:
                parcels.take_parcel_events(events=shop_json.read_parcel_events(body), at=now())
        return 202

    return deliver

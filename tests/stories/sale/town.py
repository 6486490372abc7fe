"""The story's town: the product as real processes, the mail server, the social network, the shop's own page with its form, and whoever calls the API."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from tests.browser import chromium
from tests.browser.member import Member, signed_in
from tests.channels.bluesky.standin import PASSWORD, StandIn
from tests.database import Server
from tests.peers import mailserver
from tests.stories.product import Product
from tests.stories.sale import calendar, evening, house, voices
from tests.stories.sale.evening import Did, Evening, Said, Shopping
from tests.stories.sale.play import post

_KINDS = {Did.BASKET: "basket_held", Did.REFUSED: "checkout_refused", Did.ORDERED: "order_placed"}
_WAITING = "SELECT count(*) FROM platform_work WHERE due_at <= %s AND parked_at IS NULL AND kind <> ALL (%s)"
_NEVER_DONE = [
    "hear",
    "alike",
    "alike_past",
    "noticing_later",
    "bursts_watch",
    "second_reading",
]  # nobody in the story waits for these
_MEMBERS = (
    "SELECT m.author_name, coalesce(nullif(m.visible, ''), m.text) FROM incidents_member AS i JOIN channels_message AS m "
    "ON (m.brand_id, m.id) = (i.brand_id, i.message_id) WHERE i.out_at IS NULL"
)


@dataclass
class Town:
    """`world` is what happens; the product never sees its truth."""

    product: Product
    network: StandIn
    mara: Member
    world: Evening
    database: str
    incident: str = ""  # the address of its page, once it has one

    def happens_until(self, at: datetime) -> None:
        """Everything that is said and done until then comes in by its own door, and the clock is turned to then."""
        since, before = self.product.now(), self.count("SELECT count(*) FROM channels_message WHERE direction = 'in'")
        said = [one for one in self.world.said if since <= one.at < at]
        self._say(said)
        self.turn_to(at)
        self.checkout([one for one in self.world.shopping if since <= one.at < at])
        self.wait(
            lambda: self.count("SELECT count(*) FROM channels_message WHERE direction = 'in'") >= before + len(said),
            "everything that was said to be heard",
        )
        self.rest()

    def turn_to(self, at: datetime) -> None:
        self.network.now = at.replace(microsecond=0)
        self.product.turn_to(max(at, self.product.now()))

    def rest(self) -> None:
        """Waits until the worker has done all that is due."""
        self.wait(lambda: not self.count(_WAITING, self.product.now(), _NEVER_DONE), "the worker to have done what is due")

    def wait(self, seen: Any, what: str) -> None:
        mailserver.wait_until(seen, seconds=120, what=what)

    def count(self, query: str, *values: object) -> int:
        return int(self.rows(query, *values)[0][0])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """A look at the rows, to wait by and to count by: no member sees it."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def members(self) -> list[Said]:
        """What belongs to the incident, as the simulator knows it."""
        return voices.known_again([(str(name), str(text)) for name, text in self.rows(_MEMBERS)], self.world.said)

    # Doors ------------------------------------------------------------------------------------------------------------

    def api(self, method: str, path: str, body: object = None, *, key: str = "") -> Any:
        """A machine of the shop calls. Refusals are given back as they are."""
        headers = {"Authorization": f"Bearer {self.product.made['token']}"} | ({"Idempotency-Key": key} if key else {})
        answer = httpx.request(method, f"{self.product.url}/api/v1{path}", json=body, headers=headers, timeout=60)
        assert answer.status_code < 500, answer.text
        return answer.json() if answer.content else None

    def checkout(self, events: Sequence[Shopping]) -> None:
        """What the shop's own pages saw, as the shop tells it."""
        told = [_event(one) for one in events]
        for begin in range(0, len(told), 1_000):
            answer = self.api("POST", "/checkout-events", {"events": told[begin : begin + 1_000]})
            assert answer.get("taken") == len(told[begin : begin + 1_000]), answer

    def monitor(self, state: str, at: datetime) -> None:
        told = {"id": "shop", "state": state, "at": at.isoformat(), "title": "The shop does not answer", "source": "Uptime"}
        answer = self.api("POST", "/signals", {"signals": [told]})
        assert answer.get("taken") == 1, answer

    def _say(self, said: Iterable[Said]) -> None:
        for one in said:
            if one.door == "mail":
                self.product.mail.deliver(voices.mail(one), to=house.HELP_EMAIL, sender=one.visitor.email)
            elif one.door == "posts":
                post(self.network, one.visitor, one.words.text, at=one.at)
            else:
                self._fill_in(one)

    def _fill_in(self, one: Said) -> None:
        """From the shop's own page, by a browser of their own: each has a network address."""
        number = one.visitor.number
        answer = httpx.post(
            f"{self.product.url}/form/{house.SLUG}/{house.FORM_AT}/",
            content=urlencode(voices.form(one)),
            headers={
                "Origin": house.SHOP_PAGES,
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}",
            },
            timeout=60,
        )
        assert answer.status_code == 303, (answer.status_code, answer.text[-2000:])


@contextmanager
def town(server: Server, folder: Path, *, size: evening.Size) -> Iterator[Town]:
    world = evening.evening(size)
    with StandIn() as network, mock.patch.dict(os.environ, {"MAKEGOOD_TRUSTED_PROXIES": "127.0.0.1", "MAKEGOOD_READER": "small"}):
        network.join(house.HANDLE, name=house.NAME)
        network.now = calendar.OUTAGE_FROM
        with (
            Product(
                server,
                folder,
                begins_at=calendar.OUTAGE_FROM - timedelta(minutes=5),
                founding="tests.stories.sale.founding",
                mailbox=house.HELP_EMAIL,
                told={"network": network.url, "password": PASSWORD},
                allowed=[network.host],
            ) as product,
            chromium.browser() as browser,
            signed_in(
                browser, url=product.url, link=product.made["links"]["Mara Lindqvist"], shots=chromium.SCREENSHOTS / "the-sale"
            ) as mara,
        ):
            yield Town(product, network, mara, world, make_conninfo(server.admin, dbname=f"{server.name}_story"))


def _event(one: Shopping) -> dict[str, Any]:
    told = {"id": one.key, "session": one.visitor.session, "kind": _KINDS[one.did], "at": one.at.isoformat()}
    who = {"who": {"email": one.visitor.email, "name": one.visitor.name}} if one.named else {}
    return {**told, "amount_minor": one.cents, "currency": "USD", **who}

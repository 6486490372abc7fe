"""The shop tells what happened until somebody has heard it."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from reference_shop.shop import ReferenceShop
from tests import cast
from tests.reference_shop.conftest import TOM, Ear


def test_an_order_is_told_with_a_signature_that_fits(shop: ReferenceShop, ear: Ear, order: str) -> None:
    assert shop.tell_now() == 2
    door, headers, body = ear.heard[0]
    assert door == "orders"
    assert Webhook(shop.secrets[0]).verify(body, headers) == {
        "orders": [
            {
                "number": "1007",
                "placed_at": "2026-03-01T10:00:00+00:00",
                "told_at": "2026-03-01T10:00:00+00:00",
                "currency": "GBP",
                "customer": {
                    "name": cast.TOM_NAME,
                    "email": cast.TOM_EMAIL,
                    "phone": cast.TOM_PHONE,
                    "customer_number": cast.TOM_NUMBER,
                },
                "lines": [
                    {"sku": "DIM-04", "title": "Rotary dimmer switch", "quantity": 2, "unit_price_minor": 2450},
                    {"sku": "TORCH-01", "title": "Pocket torch", "quantity": 1, "unit_price_minor": 199},
                ],
                "service": cast.SERVICE,
                "promised_from": "2026-03-02T09:00:00+00:00",
                "promised_until": "2026-03-02T10:00:00+00:00",
                "reason": "sale",
            }
        ]
    }


def test_a_parcel_is_followed_to_the_door_with_the_couriers_name(shop: ReferenceShop, ear: Ear, order: str) -> None:
    for minutes, state in ((0, "accepted"), (30, "out_for_delivery"), (55, "delivered")):
        shop.move_parcel(order, state, at=cast.AT + timedelta(minutes=minutes), courier=cast.COURIER)
    shop.tell_now()
    events = [json.loads(body)["events"][0] for door, _, body in ear.heard if door == "parcels"]
    assert [(e["state"], e["courier"], e["at"][11:16]) for e in events] == [
        ("created", "", "10:00"),
        ("accepted", cast.COURIER, "10:00"),
        ("out_for_delivery", cast.COURIER, "10:30"),
        ("delivered", cast.COURIER, "10:55"),
    ]


def test_nothing_is_lost_while_nobody_listens_and_each_message_keeps_its_id(shop: ReferenceShop, ear: Ear, order: str) -> None:
    ear.status = 0
    assert (shop.tell_now(), shop.waiting()) == (0, 2)
    ear.status = 503
    assert (shop.tell_now(), shop.waiting()) == (0, 2)
    ear.status = 202
    assert (shop.tell_now(), shop.waiting()) == (2, 0)
    tries = [headers["webhook-id"] for _, headers, _ in ear.heard]
    assert tries[:2] == tries[2:]
    assert shop.tell_now() == 0


def test_the_outbox_outlives_the_shop(tmp_path: Path, ear: Ear) -> None:
    state = str(tmp_path / "shop.sqlite")
    ear.status = 0
    with ReferenceShop(state=state, deliver=ear) as shop:
        shop.place_order(customer=TOM, items=[("TORCH-01", 1)])
        shop.tell_now()
    ear.status = 202
    with ReferenceShop(state=state, deliver=ear) as shop:
        assert (shop.waiting(), shop.tell_now(), shop.stock("TORCH-01")) == (2, 2, 39)


def test_the_background_thread_tells_by_http_and_tries_again() -> None:
    answers, heard = [503, 202, 202], []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(answers.pop(0))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
        thread.start()
        with ReferenceShop(tell=f"http://127.0.0.1:{listener.server_address[1]}/in/token") as shop:
            shop.place_order(customer=TOM, items=[("TORCH-01", 1)])
            assert shop.wait_until_told(10)
        listener.shutdown()
        thread.join()
    assert sorted(path for path, _ in heard) == ["/in/token/orders", "/in/token/orders", "/in/token/parcels"]


@pytest.mark.parametrize("state", ["lost in space", ""])
def test_a_parcel_state_that_there_is_not_is_refused(shop: ReferenceShop, order: str, state: str) -> None:
    waiting = shop.waiting()
    with pytest.raises(Exception, match="A parcel is one of"):
        shop.move_parcel(order, state)
    assert shop.waiting() == waiting

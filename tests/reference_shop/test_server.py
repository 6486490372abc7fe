"""The shop over HTTP: signed commands, the controls of a demonstration, and its page."""

import base64
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from reference_shop.shop import ReferenceShop
from reference_shop.signing import signed
from tests import cast
from tests.reference_shop.test_commands import REPLACE


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body, headers=headers or {"content-type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def control(shop: ReferenceShop, name: str, **body: Any) -> tuple[int, Any]:
    status, answer = ask(f"{shop.url}/control/{name}", json.dumps(body).encode())
    return status, json.loads(answer)


def test_a_signed_command_is_obeyed_and_a_badly_signed_one_is_not(shop: ReferenceShop, order: str) -> None:
    body = json.dumps(REPLACE).encode()
    good = signed(secret=shop.secrets[0], message_id="mg_1", body=body)
    assert ask(shop.command_url, body, {**good, "webhook-signature": "v1,AAAA"})[0] == 401
    assert ask(shop.command_url, body, {**good, "webhook-signature": "nonsense"})[0] == 401
    assert ask(shop.command_url, body + b" ", good)[0] == 401
    assert shop.command_count() == 0
    status, answer = ask(shop.command_url, body, good)
    assert (status, json.loads(answer)["reference"]) == (200, "1008")


def test_an_order_is_placed_and_its_parcel_moved_from_outside(shop: ReferenceShop) -> None:
    customer = {"name": cast.TOM_NAME, "email": cast.TOM_EMAIL}
    items = [{"sku": "TORCH-01", "quantity": 1}]
    assert control(shop, "place-order", customer=customer, items=items, at="2026-03-01T10:00:00+00:00", number="1007") == (
        201,
        {"number": "1007"},
    )
    moved = control(shop, "parcel", order_number="1007", state="delivered", courier=cast.COURIER, at="2026-03-02T09:40:00+00:00")
    assert moved == (200, {"order_number": "1007", "state": "delivered"})
    row = shop.store.rows("SELECT courier, at FROM parcel_event WHERE state = 'delivered'")[0]
    assert tuple(row) == (cast.COURIER, "2026-03-02T09:40:00+00:00")


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("place-order", {"items": []}, 400),
        ("place-order", {"customer": {"name": "Tom"}, "items": []}, 422),
        ("place-order", {"customer": {"name": "Tom"}, "items": [{"sku": "GOLD", "quantity": 1}]}, 422),
        ("parcel", {"order_number": "1007", "state": "delivered", "at": "2026-03-02T09:40:00"}, 400),
        ("parcel", {"order_number": "none", "state": "delivered"}, 422),
        ("nonsense", {}, 404),
    ],
)
def test_a_control_that_makes_no_sense_is_refused(shop: ReferenceShop, name: str, body: dict[str, Any], status: int) -> None:
    assert control(shop, name, **body)[0] == status
    assert shop.store.count("SELECT count(*) FROM shop_order") == 0


def test_the_page_shows_what_lies_in_the_parcel(shop: ReferenceShop, order: str) -> None:
    shop.obey({**REPLACE, "note": "<b>Sorry</b>"})
    status, page = ask(shop.url)
    text = page.decode()
    assert status == 200
    assert "1 × Pocket torch</span><span>free of charge" in text
    assert "1 × Small bag of sweets</span><span>with our compliments" in text
    assert "&lt;b&gt;Sorry" in text
    assert "<b>Sorry" not in text


def test_a_button_on_the_page_moves_a_parcel_and_a_strangers_page_does_not(shop: ReferenceShop, order: str) -> None:
    form = b"order_number=1007&state=accepted"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert ask(f"{shop.url}/control/parcel", form, {**headers, "origin": "https://elsewhere.example"})[0] == 403
    assert ask(f"{shop.url}/control/parcel", form, {**headers, "origin": shop.url})[0] == 200
    assert shop.store.count("SELECT count(*) FROM parcel_event WHERE state = 'accepted'") == 1


def test_the_program_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    secret = f"whsec_{base64.b64encode(bytes(32)).decode()}"
    command = [sys.executable, "-m", "reference_shop", "--port", "0", "--state", str(tmp_path / "s.sqlite"), "--secret", secret]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.readline()
        assert said.startswith("The reference shop is open at http://127.0.0.1:")
        assert ask(said.split()[-1] + "/health") == (200, b'{"waiting": 0, "commands": 0}')
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0

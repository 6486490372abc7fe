"""The door for monitoring systems: signed or by its secret, whole or not at all."""

import json
from uuid import UUID

import pytest
from django.test import Client

from makegood.api import doors
from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, signatures, tenancy
from makegood.signals import queries as signals
from tests import cast
from tests.signals.test_forms import recorded

BEGAN = json.dumps({"signals": [{"id": "checkout", "state": "began", "at": "2026-03-02T09:02:11Z"}]}).encode()


@pytest.fixture
def brand(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr(clock, "now", lambda: cast.later(hours=2))
    return committed_brightside


@pytest.fixture
def door(brand: UUID) -> doors.Opened:
    with tenancy.brand(brand):
        return doors.open_door(kind=doors.SIGNALS, by=SYSTEM, at=cast.AT)


def post(door: doors.Opened, body: bytes, form: str = "plain", **headers: str) -> tuple[int, dict[str, object]]:
    told = {"content_type": "application/json"} | headers
    answer = Client().post(f"{door.url_path}/{form}", body, **told)  # type: ignore[arg-type]
    return answer.status_code, json.loads(answer.content)


def kept(brand: UUID) -> list[tuple[str, str]]:
    with tenancy.brand(brand):
        return [(one.source, one.reference) for one in signals.page(before=None, since=None, limit=9)]


def test_its_secret_as_a_bearer_lets_alertmanager_in(brand: UUID, door: doors.Opened) -> None:
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {door.secret}"}
    assert post(door, recorded("alertmanager_firing"), "alertmanager", **bearer) == (202, {"taken": 1, "changed": 1})
    assert post(door, recorded("alertmanager_firing"), "alertmanager", **bearer) == (202, {"taken": 1, "changed": 0})
    assert post(door, recorded("alertmanager_resolved"), "alertmanager", **bearer) == (202, {"taken": 2, "changed": 1})
    assert kept(brand) == [("Alertmanager", "1a30ba71cca2921f")]


def test_who_signs_is_heard_once_under_one_id(brand: UUID, door: doors.Opened) -> None:
    signed = {
        f"HTTP_{k.upper().replace('-', '_')}": v
        for k, v in signatures.sign(secret=door.secret, message_id="m-1", body=BEGAN).items()
    }
    assert [post(door, BEGAN, **signed) for _ in range(2)] == [(202, {"taken": 1, "changed": 1})] * 2
    assert post(door, BEGAN.replace(b"checkout", b"checkouu"), **signed)[0] == 401
    assert kept(brand) == [("Monitoring", "checkout")]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer whsec_wrong", "Basic abc", "bearer  "])
def test_nobody_else_comes_in(brand: UUID, door: doors.Opened, authorization: str) -> None:
    status, told = post(door, BEGAN, HTTP_AUTHORIZATION=authorization)
    assert (status, told["type"]) == (401, "urn:makegood:problem:bad_signature")
    assert door.secret not in json.dumps(told)
    assert kept(brand) == []


def test_a_wrong_body_form_door_or_method_is_refused_and_named(brand: UUID, door: doors.Opened) -> None:
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {door.secret}"}
    assert post(door, b"{", **bearer)[0] == 400
    status, told = post(door, b'{"signals": [{"id": "x", "state": "began"}]}', **bearer)
    assert (status, told["errors"]) == (422, [{"field": "signals[0].at", "message": "is missing"}])
    assert post(door, BEGAN, "semaphore", **bearer)[0] == 404
    assert post(door, BEGAN, **bearer, content_type="text/plain")[0] == 415
    assert post(door, b" " * 1_000_001, **bearer)[0] == 413
    assert post(doors.Opened("/api/in/nowhere/signals", door.secret), BEGAN, **bearer)[0] in (404,)
    assert Client().get(f"{door.url_path}/plain").status_code == 405
    assert kept(brand) == []


def test_a_door_for_the_shop_takes_no_signals(brand: UUID) -> None:
    with tenancy.brand(brand):
        shop = doors.open_door(kind=doors.SHOP, by=SYSTEM, at=cast.AT)
    token = shop.url_path.rpartition("/")[2]
    other = doors.Opened(f"{shop.url_path.removesuffix(token)}{token}/signals", shop.secret)
    assert post(other, BEGAN, HTTP_AUTHORIZATION=f"Bearer {shop.secret}")[0] == 404

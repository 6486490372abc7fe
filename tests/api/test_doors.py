"""Doors for machines: opened, rotated, closed; what comes in is taken once."""

import json
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from makegood.api import doors, once
from makegood.api.models import Door, DoorSecret, Heard
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.orders import queries
from makegood.platform import journal, tenancy
from tests import cast
from tests.api.conftest import Count, Machine
from tests.api.told import EVENT, MESSAGE, ORDER


def test_a_shop_tells_of_an_order_and_its_parcel(shop: Machine) -> None:
    assert shop.send({"orders": [ORDER]}, to="/orders") == (202, {"taken": 1})
    assert shop.send({"events": [EVENT]}, to="/parcels") == (202, {"taken": 1, "new": 1})
    with tenancy.brand(shop.brand_id):
        order = queries.order_by_number(number="1007")
    assert order is not None
    assert (str(order.total), order.parcels[0].courier) == ("£50.99", cast.COURIER)


def test_a_chat_tool_hands_in_messages_and_gets_their_ids(chat: Machine) -> None:
    status, answer = chat.send({"messages": [MESSAGE, {**MESSAGE, "id": "m-2"}]})
    assert (status, answer["taken"], len(set(answer["messages"]))) == (202, 2, 2)
    assert chat.send({"messages": [MESSAGE]})[1]["messages"] == answer["messages"][:1]


def test_a_thousand_messages_come_in_at_once(chat: Machine) -> None:
    status, answer = chat.send({"messages": [{**MESSAGE, "id": f"m-{i}"} for i in range(1000)]})
    assert (status, answer["taken"]) == (202, 1000)


def test_the_same_id_with_the_same_body_gets_the_same_answer_and_does_nothing(shop: Machine, count: Count) -> None:
    raw = json.dumps({"events": [EVENT]}).encode()
    headers = shop.headers(raw)
    first = shop.send_raw(raw, headers, to="/parcels")
    before = count()
    assert first == (202, {"taken": 1, "new": 1})
    assert shop.send_raw(raw, headers, to="/parcels") == first
    later = shop.headers(raw, message_id=headers["webhook-id"], now_s=int(datetime.now(UTC).timestamp()) + 60)
    assert shop.send_raw(raw, later, to="/parcels") == first
    assert count() == before


def test_the_same_id_with_another_body_or_at_another_door_is_refused(shop: Machine, count: Count) -> None:
    raw, other = json.dumps({"orders": [ORDER]}).encode(), json.dumps({"orders": [{**ORDER, "number": "1008"}]}).encode()
    headers = shop.headers(raw)
    shop.send_raw(raw, headers, to="/orders")
    before = count()
    for body, to in ((other, "/orders"), (raw, "/parcels")):
        status, problem = shop.send_raw(body, shop.headers(body, message_id=headers["webhook-id"]), to=to)
        assert (status, problem["errors"]) == (409, [{"field": "webhook-id", "message": "used for another body"}])
    assert count() == before


def test_a_refused_request_leaves_its_id_free(shop: Machine) -> None:
    bad = json.dumps({"orders": [{**ORDER, "currency": "pounds"}]}).encode()
    headers = shop.headers(bad)
    assert shop.send_raw(bad, headers, to="/orders")[0] == 422
    good = json.dumps({"orders": [ORDER]}).encode()
    assert shop.send_raw(good, shop.headers(good, message_id=headers["webhook-id"]), to="/orders")[0] == 202


def test_twelve_equal_requests_at_once_have_one_effect_and_one_answer(
    shop: Machine, count: Count, django_db_blocker: DjangoDbBlocker
) -> None:
    raw = json.dumps({"orders": [ORDER]}).encode()
    headers = shop.headers(raw)
    start, answers = threading.Barrier(12), []

    def send() -> None:
        from django.db import connection

        with django_db_blocker.unblock():
            start.wait()
            try:
                answers.append(shop.send_raw(raw, headers, to="/orders"))
            finally:
                connection.close()

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(202, {"taken": 1})] * 12
    rows = count()
    assert (rows["orders_order"], rows["api_heard"]) == (1, 1)


def test_answers_are_forgotten_after_a_month(shop: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "SWEPT_EVERY", 1)  # it sweeps now and then
    shop.send({"orders": [ORDER]}, to="/orders")
    with tenancy.brand(shop.brand_id):
        Heard.objects.update(heard_at=datetime.now(UTC) - timedelta(days=31))
    shop.send({"events": [EVENT]}, to="/parcels")
    with tenancy.brand(shop.brand_id):
        assert Heard.objects.count() == 1


def test_a_new_secret_takes_over_from_the_old_one(shop: Machine) -> None:
    token = shop.path.rpartition("/")[2]
    with tenancy.brand(shop.brand_id):
        secret = doors.rotate_secret(token=token, keep_old_until=datetime.now(UTC) + timedelta(hours=1), by=SYSTEM, at=cast.AT)
    renewed = Machine(shop.brand_id, shop.path, secret)
    assert shop.send({"orders": [ORDER]}, to="/orders")[0] == 202
    assert renewed.send({"orders": [ORDER]}, to="/orders")[0] == 202
    with tenancy.brand(shop.brand_id):
        DoorSecret.objects.exclude(secret=secret).update(good_until=datetime.now(UTC) - timedelta(seconds=1))
    assert shop.send({"orders": [ORDER]}, to="/orders")[0] == 401
    assert renewed.send({"orders": [ORDER]}, to="/orders")[0] == 202


def test_a_closed_door_leads_nowhere(shop: Machine) -> None:
    with tenancy.brand(shop.brand_id):
        doors.close_door(token=shop.path.rpartition("/")[2], by=SYSTEM, at=cast.AT)
    assert shop.send({"orders": [ORDER]}, to="/orders")[0] == 404
    with tenancy.brand(shop.brand_id):
        assert [one.kind for one in journal.latest(limit=2)] == ["api.DoorClosed", "api.DoorOpened"]
        assert DoorSecret.objects.count() == 0


def test_only_a_tokens_hash_is_kept_and_no_secret_is_journalled(shop: Machine) -> None:
    token = shop.path.rpartition("/")[2]
    assert not Door.objects.filter(token_hash=token).exists()
    with tenancy.brand(shop.brand_id):
        told = str([entry.data for entry in journal.latest(limit=50)])
    assert shop.secret not in told
    assert token not in told
    assert token not in repr(doors.find(token=token, kind="shop"))


@pytest.mark.parametrize(
    ("kind", "channel", "field"),
    [("window", None, "kind"), ("messages", None, "channel_id"), ("shop", cast.NOBODY, "channel_id")],
)
def test_a_door_that_leads_nowhere_is_not_opened(
    committed_brightside: UUID, django_db_blocker: DjangoDbBlocker, kind: str, channel: UUID | None, field: str
) -> None:
    with django_db_blocker.unblock(), tenancy.brand(committed_brightside), pytest.raises(Refusal) as refused:
        doors.open_door(kind=kind, channel_id=channel, by=SYSTEM, at=cast.AT)
    assert list(refused.value.fields) == [field]


def test_another_brand_can_neither_rotate_nor_close_a_door(shop: Machine, pageturner: UUID) -> None:
    token = shop.path.rpartition("/")[2]
    with tenancy.brand(pageturner):
        with pytest.raises(Refusal):
            doors.rotate_secret(token=token, keep_old_until=datetime.now(UTC), by=SYSTEM, at=cast.AT)
        with pytest.raises(Refusal):
            doors.close_door(token=token, by=SYSTEM, at=cast.AT)


def test_a_refusal_leaves_no_token_in_the_log(shop: Machine, caplog: pytest.LogCaptureFixture) -> None:
    shop.send({"orders": []}, to="/orders")
    shop.send({"orders": [ORDER]}, to="/orders", webhook_signature="v1,AAAA")
    assert caplog.text == ""


def test_a_database_that_is_away_is_said_as_such(shop: Machine, count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**anything: object) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    monkeypatch.setattr("makegood.orders.actions.ordering.take_orders", away)
    before = count()
    status, problem = shop.send({"orders": [ORDER]}, to="/orders")
    assert (status, problem["detail"]) == (503, "Nothing was taken. Send it again in a moment, with the same webhook-id.")
    assert count() == before


def test_looking_at_a_door_is_refused_kindly(shop: Machine) -> None:
    answer = Client().get(shop.path + "/orders")
    assert (answer.status_code, answer["Allow"], answer["content-type"]) == (405, "POST", "application/problem+json")


def test_a_door_serves_no_browser_and_still_says_how_its_answer_is_to_be_kept(chat: Machine) -> None:
    raw = json.dumps({"messages": [MESSAGE]}).encode()
    signed = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in chat.headers(raw).items()}
    answer = Client().generic("POST", chat.path, raw, content_type="application/json", **signed)
    assert (answer.status_code, dict(answer.cookies)) == (202, {})
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == (
        "no-store",
        "nosniff",
        "DENY",
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "Vary" not in answer  # neither language nor session was looked at
    assert Client().post(chat.path, b"{}", content_type="application/json", HTTP_HOST="elsewhere.example").status_code == 400
    assert Client().post("/api/in/x/nothing").status_code == 404

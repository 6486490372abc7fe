"""Facts reach whoever asked for them, signed, once each under one id; what fails is tried again by the schedule, and given up with a word."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import draining, http, jobs, tenancy, work
from makegood.webhooks import queries
from makegood.webhooks.actions import sending, subscribing
from makegood.webhooks.types import DeliveryState
from tests.cast import AT, later
from tests.webhooks.conftest import MACHINE_ADDED, House
from tests.webhooks.receiver import Receiver


def test_a_fact_arrives_signed_and_holds_no_word_of_anybody(house: House, receiver: Receiver) -> None:
    webhook, secret = house.subscribe(receiver)
    house.happen("Till in the shop")
    house.work()
    (heard,) = receiver.heard
    assert heard.is_signed_with(secret)
    assert heard.headers["content-type"] == "application/json"
    assert heard.value["type"] == MACHINE_ADDED
    assert heard.value["timestamp"] == AT.isoformat()
    assert b"Till" not in heard.body
    (delivery,) = house.log(webhook)
    assert (delivery.state, delivery.tries, delivery.last_status) == (DeliveryState.DELIVERED, 1, 204)
    assert heard.id == delivery.message_id


def test_only_what_was_asked_for_is_told(house: House, receiver: Receiver) -> None:
    house.subscribe(receiver, kinds=["brands.MemberAdded", "cases.*"])
    house.happen("Till")
    house.work()
    assert receiver.heard == []


def test_what_happened_before_is_not_told(house: House, receiver: Receiver) -> None:
    house.happen("Before")
    house.subscribe(receiver)
    house.happen("After")
    house.work()
    assert len(receiver.heard) == 1


def test_a_try_that_fails_is_repeated_with_the_same_id_and_the_same_bytes(house: House, receiver: Receiver) -> None:
    webhook, secret = house.subscribe(receiver)
    house.happen("Till")
    receiver.answers(500, 503)
    for seconds in (0, 10, 100):
        house.work(AT + timedelta(seconds=seconds))
    assert len(receiver.heard) == 3
    assert len({heard.id for heard in receiver.heard}) == 1
    assert len({heard.body for heard in receiver.heard}) == 1
    assert all(heard.is_signed_with(secret) for heard in receiver.heard)
    (delivery,) = house.log(webhook)
    assert (delivery.state, delivery.tries) == (DeliveryState.DELIVERED, 3)
    with tenancy.brand(house.brand_id):
        _, body, tries = queries.delivery(delivery_id=delivery.id)
    assert [(one.status, one.trouble) for one in tries] == [(204, ""), (503, "It answered 503."), (500, "It answered 500.")]
    assert body.encode() == receiver.heard[0].body


def test_nothing_is_tried_before_its_time(house: House, receiver: Receiver) -> None:
    house.subscribe(receiver)
    house.happen("Till")
    receiver.answers(500)
    house.work()
    house.work(AT + timedelta(seconds=4))
    assert len(receiver.heard) == 1


def test_the_receivers_own_wish_is_kept(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Till")
    receiver.answers(429, retry_after="1800")
    house.work()
    (delivery,) = house.log(webhook)
    assert delivery.next_try_at == later(minutes=30)
    house.work(later(minutes=29))
    assert len(receiver.heard) == 1
    house.work(later(minutes=30))
    assert len(receiver.heard) == 2


def test_410_switches_the_webhook_off_and_says_why(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Till")
    receiver.answers(410)
    house.work()
    off = house.now(webhook)
    assert (off.active, off.off_because) == (False, "Whoever lives there answered that it wants no more (410).")
    with tenancy.brand(house.brand_id):
        assert queries.ask_how_many_troubles().answer == 1
    house.happen("Another", at=later(minutes=1))
    house.work(later(minutes=1))
    assert len(receiver.heard) == 1


def test_five_days_of_failures_switch_it_off_and_what_waited_can_be_sent_again(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("One", "Two", "Three")
    receiver.answers(*[500] * 500)
    at = AT
    while house.now(webhook).active:
        house.work(at)
        at += timedelta(hours=2)
        assert at < later(days=7)
    assert at - AT <= timedelta(days=5, hours=4)
    assert "Nobody took anything there for 5 days. Last: It answered 500." in house.now(webhook).off_because
    assert len(receiver.heard) < 90  # an outage is asked about hourly, not by every fact
    receiver.script.clear()
    receiver.heard.clear()
    with tenancy.brand(house.brand_id):
        subscribing.switch_on(webhook_id=webhook.id, by=SYSTEM, at=at)
        assert sending.resend_failed(webhook_id=webhook.id, by=SYSTEM, at=at) == 3
    house.work(at)
    assert len({heard.id for heard in receiver.heard}) == 3
    assert [one.state for one in house.log(webhook)] == [DeliveryState.DELIVERED] * 3


def test_one_that_always_fails_is_given_up_after_three_days_while_the_others_arrive(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Poison")
    house.work(AT, subscribing.FACTS)
    receiver.refused.add(house.log(webhook)[0].message_id)
    for days_eighths in range(48):
        at = later(hours=days_eighths * 3)
        house.happen(f"Good {days_eighths}", at=at)
        house.work(at)
    log = house.log(webhook)
    assert (log[0].state, log[0].tries, log[0].last_status) == (DeliveryState.FAILED, 11, 400)
    assert {one.state for one in log[1:]} == {DeliveryState.DELIVERED}
    assert house.now(webhook).active


def test_while_it_fails_one_delivery_at_a_time_is_tried_and_then_all(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen(*(f"Machine {n}" for n in range(20)))
    receiver.answers(*[500] * 8)
    house.work()
    assert len(receiver.heard) == 8  # the first handful
    receiver.answers(500)
    house.work(later(minutes=1))
    assert len(receiver.heard) == 9  # one to see whether it is well again
    house.work(later(minutes=10))
    assert {one.state for one in house.log(webhook)} == {DeliveryState.DELIVERED}
    assert len({heard.id for heard in receiver.heard}) == 20


def test_a_receiver_that_hangs_delays_nobody_else(house: House, receiver: Receiver, another: Receiver) -> None:
    slow, _ = house.subscribe(receiver, name="Slow")
    fast, _ = house.subscribe(another, name="Fast")
    house.happen("Till")
    house.work(AT, subscribing.FACTS)
    receiver.gate.clear()
    consumer = jobs.known()[subscribing.DELIVER]
    (first,) = (item for item in _taken(house, 2) if item.key == str(slow.id))
    with tenancy.brand(house.brand_id):
        parcels = sending.take(webhook_id=slow.id, at=AT)
    from makegood.flows import webhooks_out

    hanging = threading.Thread(target=webhooks_out._send_all, args=(parcels,))
    hanging.start()
    try:
        assert receiver.asked.wait(5)
        (other,) = (item for item in _release(house, first) if item.key == str(fast.id))
        consumer.handle([other], AT)
        assert len(another.heard) == 1
        assert house.log(fast)[0].state is DeliveryState.DELIVERED
        assert house.log(slow)[0].state is DeliveryState.WAITING
        with tenancy.brand(house.brand_id):
            assert sending.take(webhook_id=slow.id, at=AT) == ()  # nobody else sends it meanwhile
    finally:
        receiver.gate.set()
        hanging.join(10)


def test_a_fact_is_sent_once_however_often_the_journal_is_read(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Till")
    for _ in range(3):
        with tenancy.brand(house.brand_id):
            from makegood.webhooks import models

            models.Reach.objects.all().delete()
            work.leave(subscribing.FACTS, [work.Item(key="facts", due_at=AT)])
        house.work()
    assert len(house.log(webhook)) == 1
    assert len(receiver.heard) == 1


def test_a_worker_that_died_after_sending_sends_again_under_the_same_id(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Till")
    house.work(AT, subscribing.FACTS)
    with tenancy.brand(house.brand_id):
        parcels = sending.take(webhook_id=webhook.id, at=AT)
    from makegood.flows import webhooks_out

    webhooks_out._send_all(parcels)  # and here it died
    with tenancy.brand(house.brand_id):
        from makegood.webhooks import models

        models.Delivery.objects.update(sending_until=datetime(2020, 1, 1, tzinfo=UTC))
    house.work()
    assert [heard.id for heard in receiver.heard] == [parcels[0].message_id] * 2
    assert house.log(webhook)[0].state is DeliveryState.DELIVERED


def test_during_a_rotation_both_secrets_sign_and_then_the_new_one_alone(
    house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook, old = house.subscribe(receiver)
    with tenancy.brand(house.brand_id):
        new = subscribing.rotate_secret(webhook_id=webhook.id, by=SYSTEM, at=AT)
    house.happen("During")
    house.work()
    assert receiver.heard[0].is_signed_with(old)
    assert receiver.heard[0].is_signed_with(new)
    with tenancy.brand(house.brand_id):
        from makegood.webhooks import models

        models.Webhook.objects.update(old_secret_until=datetime(2020, 1, 1, tzinfo=UTC))
    house.happen("Afterwards", at=later(minutes=1))
    house.work(later(minutes=1))
    assert not receiver.heard[1].is_signed_with(old)
    assert receiver.heard[1].is_signed_with(new)


def test_a_test_says_only_that_it_is_one(house: House, receiver: Receiver) -> None:
    webhook, secret = house.subscribe(receiver)
    with tenancy.brand(house.brand_id):
        sending.send_test(webhook_id=webhook.id, brand="brightside", at=AT)
    house.work()
    (heard,) = receiver.heard
    assert heard.is_signed_with(secret)
    assert heard.value["type"] == "webhooks.Test"
    assert set(heard.value["data"]) == {"id", "brand", "links"}


def test_a_delivery_is_sent_again_by_hand_under_its_own_id(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Till")
    house.work()
    (delivery,) = house.log(webhook)
    with tenancy.brand(house.brand_id):
        sending.resend(delivery_id=delivery.id, by=SYSTEM, at=later(hours=1))
        with pytest.raises(Refusal, match="on its way already"):
            sending.resend(delivery_id=delivery.id, by=SYSTEM, at=later(hours=1))
    house.work(later(hours=1))
    assert [heard.id for heard in receiver.heard] == [delivery.message_id] * 2


def test_an_address_that_leads_inside_is_never_asked(house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook, _ = house.subscribe(receiver)
    with tenancy.brand(house.brand_id):
        from makegood.webhooks import models

        models.Webhook.objects.update(url="https://127.0.0.1:1/inside")
    house.happen("Till")
    house.work()
    assert receiver.heard == []
    (delivery,) = house.log(webhook)
    assert "private address" in delivery.last_trouble
    assert delivery.last_status is None


def test_a_redirect_is_not_followed(house: House, receiver: Receiver, another: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Till")
    receiver.answers(307, location=another.url)
    house.work()
    assert another.heard == []
    assert house.log(webhook)[0].last_status == 307


@pytest.mark.parametrize(
    "url", ["http://shop.example/hook", "ftp://shop.example/", "https://user:word@shop.example/", "https://shop.example:25/", ""]
)
def test_an_address_that_is_no_plain_https_is_refused_and_nothing_is_kept(house: House, receiver: Receiver, url: str) -> None:
    with tenancy.brand(house.brand_id), pytest.raises(Refusal) as refused:
        subscribing.add(name="Warehouse", url=url, kinds=["*"], by=SYSTEM, at=AT)
    assert set(refused.value.fields) == {"url"}
    with tenancy.brand(house.brand_id):
        assert queries.webhooks() == ()


def test_the_log_forgets_after_thirty_days(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Old")
    house.work()
    house.work(later(days=29))
    assert len(house.log(webhook)) == 1
    house.work(later(days=31))
    assert house.log(webhook) == []


def test_without_webhooks_nobody_reads_the_journal(house: House, receiver: Receiver) -> None:
    webhook, _ = house.subscribe(receiver)
    with tenancy.brand(house.brand_id):
        subscribing.remove(webhook_id=webhook.id, by=SYSTEM, at=AT)
    house.work()
    with tenancy.brand(house.brand_id):
        assert work.forget(kind=subscribing.FACTS, keys=["facts"]) == 0


def test_another_brand_sees_nothing_of_it(house: House, receiver: Receiver, pageturner: UUID) -> None:
    webhook, _ = house.subscribe(receiver)
    house.happen("Till")
    house.work()
    with tenancy.brand(pageturner):
        assert queries.webhooks() == ()
        with pytest.raises(Refusal, match="no such webhook"):
            subscribing.rotate_secret(webhook_id=webhook.id, by=SYSTEM, at=AT)


def test_one_who_sends_a_byte_now_and_then_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline is for the whole request, not for each read."""
    import socket
    from dataclasses import replace

    from makegood.config import environment
    from makegood.kernel.refusals import Trouble

    door = socket.create_server(("127.0.0.1", 0))
    place = f"127.0.0.1:{door.getsockname()[1]}"
    told = replace(environment.settings(), http_allow=frozenset({place}))
    monkeypatch.setattr(environment, "settings", lambda: told)
    over, said = threading.Event(), [0]

    def drip() -> None:
        line, _ = door.accept()
        with line:
            for letter in "HTTP/1.1 200 OK\r\nx-slow: " + "y" * 500:
                try:
                    line.sendall(letter.encode())
                except OSError:
                    return
                said[0] += 1
                if over.wait(0.05):
                    return

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    with pytest.raises(Trouble, match="did not answer"):
        http.request("POST", f"http://{place}/", timeout_s=0.4)
    assert said[0] < 100, "of some 500 letters, which come in twenty-six seconds and each in time"
    over.set()
    dripping.join(5)
    door.close()


def _taken(house: House, count: int) -> list[work.Taken]:
    found: list[work.Taken] = []
    for _ in range(count):
        found += draining._take(house.brand_id, jobs.known()[subscribing.DELIVER], AT).items
    return found


def _release(house: House, held: work.Taken) -> list[work.Taken]:
    """What is in hand, less the one that hangs."""
    from makegood.platform.models import WorkRow

    with tenancy.brand(house.brand_id):
        rows = WorkRow.objects.filter(kind=subscribing.DELIVER).exclude(id=held.id)
        return [work.Taken(r.id, r.brand_id, r.kind, r.key, r.payload, r.attempts, r.lease) for r in rows]

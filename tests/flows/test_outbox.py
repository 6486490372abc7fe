"""The outbox: in order, again and again, at its provider's pace, never twice without need, and taken back by exactly one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from uuid import UUID

import pytest
from django.db import connection

from makegood.channels import models, queries, stuck
from makegood.channels.actions import connecting, outbox, waiting
from makegood.channels.messages import Failure
from makegood.channels.types import OutgoingLetter, Pace
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import draining, jobs, tenancy
from tests import cast
from tests.flows import post
from tests.flows.post import Post


@pytest.fixture
def office(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post.opened(committed_brightside, monkeypatch) as one:
        yield one


# In order ------------------------------------------------------------------------------------------------------------


def test_a_later_message_waits_for_an_earlier_one_that_is_tried_again(office: Post) -> None:
    office.adapter.script = lambda letter: post.busy() if letter.text == "first" and len(office.adapter.tried) < 3 else None
    for words in ("first", "second", "third"):
        office.says(words)
    office.carries()
    assert office.adapter.words == []
    for _ in range(3):
        office.lets_pauses_pass()
        office.carries()
    assert office.adapter.words == ["first", "second", "third"]


def test_one_conversation_never_waits_for_another(office: Post) -> None:
    office.adapter.script = lambda letter: post.busy() if letter.text == "to tom" else None
    office.says("to tom", to="tom")
    office.says("to ana", to="ana")
    office.says("to lucy", to="lucy")
    office.carries()
    assert office.adapter.words == ["to ana", "to lucy"]


def test_what_failed_for_good_does_not_hold_up_the_rest(office: Post) -> None:
    office.adapter.script = lambda letter: post.refused() if letter.text == "first" else None
    first = office.says("first")
    office.says("second")
    office.carries()
    assert office.adapter.words == ["second"]
    assert (office.row(first).state, office.row(first).failure) == ("failed", Failure.UNKNOWN_ADDRESS)


def test_what_is_put_off_holds_up_nobody(office: Post) -> None:
    office.says("on monday", send_after=cast.later(days=7), scheduled=True)
    office.says("now")
    office.carries()
    assert office.adapter.words == ["now"]
    office.carries(cast.later(days=7))
    assert office.adapter.words == ["now", "on monday"]


def test_what_is_said_within_anothers_ten_seconds_leaves_after_it(office: Post) -> None:
    office.says("first", send_after=cast.AT + timedelta(seconds=10))
    second = office.says("second", at=cast.AT + timedelta(seconds=3))
    assert office.row(second).send_after == cast.AT + timedelta(seconds=10)
    office.carries(cast.AT + timedelta(seconds=9))
    assert office.adapter.words == []
    office.carries(cast.AT + timedelta(seconds=10))
    assert office.adapter.words == ["first", "second"]


def test_two_workers_keep_the_order_and_send_each_once(office: Post) -> None:
    for n in range(12):
        for name in ("tom", "ana", "lucy"):
            office.says(f"{name} {n}", to=name, at=cast.AT + timedelta(seconds=n))
    start = Barrier(4)

    def worker(_: int) -> None:
        try:
            start.wait()
            for _round in range(40):
                draining.drain(office.brand_id, jobs.known()["deliver"], at=cast.later(minutes=1))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(worker, range(4)))
    office.carries(cast.later(minutes=1))
    for name in ("tom", "ana", "lucy"):
        assert [words for words in office.adapter.words if words.startswith(name)] == [f"{name} {n}" for n in range(12)]


# Again and again -----------------------------------------------------------------------------------------------------


def test_passing_trouble_is_tried_for_three_days_and_then_shown(office: Post) -> None:
    office.adapter.script = lambda letter: post.busy("451 Try later, tom@example.org")
    said = office.says("hello")
    office.carries()
    row = office.row(said)
    assert (row.state, row.tries, row.held_because) == ("queued", 1, "451 Try later, …")
    assert row.retry_at is not None
    assert timedelta(seconds=15) <= row.retry_at - cast.AT <= timedelta(seconds=19)
    office.lets_pauses_pass()
    office.carries(cast.later(days=3) - timedelta(seconds=1))
    assert office.row(said).state == "queued"
    office.lets_pauses_pass()
    office.carries(cast.later(days=3))
    row = office.row(said)
    assert (row.state, row.failure, row.tries) == ("failed", Failure.UNREACHED, 3)


def test_a_pause_that_was_asked_for_rests_the_whole_channel(office: Post) -> None:
    office.adapter.script = lambda letter: post.busy("Too many.", retry_after_s=40) if letter.text == "to tom" else None
    tom = office.says("to tom", to="tom")
    office.carries()
    ana = office.says("to ana", to="ana")
    office.carries()
    assert office.adapter.tried == ["to tom"]
    assert office.row(ana).held_because == "Too many."
    assert office.row(tom).retry_at == cast.AT + timedelta(seconds=40)
    assert office.row(ana).tries == 0


def test_a_channel_that_stands_still_is_tried_by_one_message_and_then_all_go(office: Post) -> None:
    office.adapter.script = lambda letter: post.busy("Nobody answers.")
    for name in ("tom", "ana", "lucy", "nadia", "joe"):
        office.says(f"to {name}", to=name)
    office.carries()
    assert office.adapter.tried == ["to tom", "to ana"]  # two in a row: then the channel rests
    office.lets_pauses_pass()
    office.carries()
    assert len(office.adapter.tried) == 3
    office.adapter.script = lambda letter: None
    office.lets_pauses_pass()
    office.carries()  # one finds out that it works, and calls the others
    office.carries()
    assert sorted(office.adapter.words) == ["to ana", "to joe", "to lucy", "to nadia", "to tom"]
    assert office.parked() == 0


def test_the_three_days_run_for_those_too_that_wait_behind_one_that_finds_out(office: Post) -> None:
    said = [office.says(f"to {n}", to=f"person{n}") for n in range(6)]
    office.adapter.script = lambda letter: post.busy()
    for hours in range(0, 73, 8):
        office.lets_pauses_pass()
        office.carries(at=cast.later(hours=hours))
    rows = [office.row(one) for one in said]
    assert [(row.state, row.failure) for row in rows] == [("failed", Failure.UNREACHED)] * 6
    assert len(office.adapter.tried) < 6 * 10, "not each of them is tried each time"


def test_another_channel_goes_on_while_one_stands_still(office: Post) -> None:
    with tenancy.brand(office.brand_id):
        other = connecting.add_channel(kind="webhook", name="Other", address="other", settings={}, by=SYSTEM, at=cast.AT)
    office.adapter.script = lambda letter: post.busy() if letter.text.startswith("dead") else None
    for name in ("tom", "ana", "lucy"):
        office.says(f"dead {name}", to=name)
    office.says("alive", to="nadia", channel_id=other)
    office.carries()
    assert office.adapter.words == ["alive"]


def test_a_paused_channel_holds_what_leaves_and_goes_on_when_it_is_resumed(office: Post) -> None:
    with tenancy.brand(office.brand_id):
        connecting.pause(channel_id=office.channel, by=SYSTEM, at=cast.AT)
    said = office.says("hello")
    office.carries()
    with tenancy.brand(office.brand_id):
        (message,) = queries.messages(message_ids=[said])
        assert message.going is not None
        assert (message.state, message.going.channel_paused) == ("queued", True)
        connecting.resume(channel_id=office.channel, by=SYSTEM, at=cast.later(minutes=1))
    office.carries(cast.later(minutes=1))
    assert office.adapter.words == ["hello"]


# At their pace -------------------------------------------------------------------------------------------------------


def test_a_pace_is_kept_over_all_workers(office: Post) -> None:
    office.adapter.paced(Pace(5, 3600.0))
    for n in range(12):
        office.says("x", to=f"person{n}")
    start = Barrier(4)

    def worker(_: int) -> None:
        try:
            start.wait()
            draining.drain(office.brand_id, jobs.known()["deliver"], at=cast.AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(worker, range(4)))
    assert len(office.adapter.sent) == 5
    with tenancy.brand(office.brand_id):
        waits = list(models.Outgoing.objects.filter(state="queued").values_list("held_because", flat=True))
    assert waits == ["This channel takes 5 messages in 3600 s; it goes on by itself."] * 7
    office.lets_pauses_pass()
    office.carries()
    assert len(office.adapter.sent) == 10


# Taken back ----------------------------------------------------------------------------------------------------------


def test_what_is_leaving_cannot_be_taken_back_and_what_is_taken_back_does_not_leave(office: Post) -> None:
    refusals: list[str] = []

    def meddle(letter: OutgoingLetter) -> None:
        with pytest.raises(Refusal) as refused, tenancy.brand(office.brand_id):
            outbox.withdraw(outgoing_id=UUID(letter.message_key), by=SYSTEM, at=cast.AT)
        refusals.append(refused.value.code)

    office.adapter.while_sending = meddle
    said = office.says("hello")
    office.carries()
    assert (refusals, office.state(said)) == (["leaving_now"], "sent")
    other = office.says("oh no")
    with tenancy.brand(office.brand_id):
        outbox.withdraw(outgoing_id=other, by=SYSTEM, at=cast.AT)
    office.carries()
    assert (office.adapter.words, office.state(other)) == (["hello"], "withdrawn")


def test_of_taking_back_and_leaving_at_the_same_instant_exactly_one_happens(office: Post) -> None:
    outcomes = set()
    for n in range(30):
        said = office.says(f"word {n}", to=f"person{n}")
        start, taken_back = Barrier(2), Event()

        def take_back(said: UUID = said, start: Barrier = start, taken_back: Event = taken_back) -> None:
            try:
                start.wait()
                with tenancy.brand(office.brand_id):
                    outbox.withdraw(outgoing_id=said, by=SYSTEM, at=cast.AT)
                taken_back.set()
            except Refusal:
                pass
            finally:
                connection.close()

        def leave(start: Barrier = start) -> None:
            try:
                start.wait()
                draining.drain(office.brand_id, jobs.known()["deliver"], at=cast.AT)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            for done in [both.submit(take_back), both.submit(leave)]:
                done.result()
        office.carries()
        left = f"word {n}" in office.adapter.words
        assert left != taken_back.is_set()
        assert office.state(said) == ("sent" if left else "withdrawn")
        outcomes.add(left)
    assert office.open_count() == 0


def test_words_taken_back_let_those_behind_them_go(office: Post) -> None:
    office.adapter.script = lambda letter: post.busy() if letter.text == "first" else None
    first = office.says("first")
    office.says("second")
    office.carries()
    with tenancy.brand(office.brand_id):
        outbox.withdraw(outgoing_id=first, by=SYSTEM, at=cast.AT)
    office.carries()
    assert office.adapter.words == ["second"]


# What members do -----------------------------------------------------------------------------------------------------


def test_a_member_lets_go_now_what_was_put_off(office: Post) -> None:
    said = office.says("on monday", send_after=cast.later(days=7), scheduled=True)
    office.carries()
    with tenancy.brand(office.brand_id):
        waiting.release(outgoing_id=said, by=SYSTEM, at=cast.later(minutes=1))
    office.carries(cast.later(minutes=1))
    assert office.adapter.words == ["on monday"]


def test_a_member_puts_off_again_what_was_put_off(office: Post) -> None:
    said = office.says("on monday", send_after=cast.later(days=7), scheduled=True)
    office.carries()
    with tenancy.brand(office.brand_id):
        waiting.put_off(outgoing_id=said, leaves_at=cast.later(days=2), by=SYSTEM, at=cast.AT)
    office.carries(cast.later(days=1))
    assert office.adapter.words == []
    office.carries(cast.later(days=2))
    assert office.adapter.words == ["on monday"]


def test_a_rules_hold_is_not_a_members_to_lift(office: Post) -> None:
    night = cast.AT.replace(hour=23)
    said = office.says("good night", at=night, automatic=True)
    with tenancy.brand(office.brand_id):
        with pytest.raises(Refusal, match="It is night where they are"):
            waiting.release(outgoing_id=said, by=SYSTEM, at=night)
        with pytest.raises(Refusal, match="keep their own time"):
            waiting.put_off(outgoing_id=said, leaves_at=cast.later(days=1), by=SYSTEM, at=night)


def test_what_did_not_arrive_is_tried_again_under_the_same_key_or_left(office: Post) -> None:
    office.adapter.script = lambda letter: post.refused("552 5.2.2 Over quota")
    said = office.says("hello")
    office.carries()
    with tenancy.brand(office.brand_id):
        assert [one.failure for one in stuck.outgoing_failed()] == [Failure.FULL]
        waiting.let_be(outgoing_id=said, by=SYSTEM, at=cast.AT)
        assert stuck.outgoing_failed() == ()
        waiting.try_again(outgoing_id=said, by=SYSTEM, at=cast.AT)
    office.adapter.script = lambda letter: None
    office.carries()
    assert office.adapter.sent == [(str(said), "hello")]
    with tenancy.brand(office.brand_id):
        for refuse in (waiting.try_again, waiting.let_be):
            with pytest.raises(Refusal, match="no longer one that did not arrive"):
                refuse(outgoing_id=said, by=SYSTEM, at=cast.AT)
        with pytest.raises(Refusal, match="no longer waits here"):
            waiting.release(outgoing_id=said, by=SYSTEM, at=cast.AT)


def test_what_kills_its_worker_five_times_is_shown_and_holds_up_nobody(office: Post) -> None:
    class Killed(BaseException):
        pass

    def die(letter: OutgoingLetter) -> None:
        if letter.text == "deadly":
            raise Killed

    office.adapter.while_sending = die
    said = office.says("deadly")
    office.says("second")
    for _ in range(5):
        with pytest.raises(Killed):
            office.carries()
        office.lets_workers_die()
    office.carries()
    assert (office.row(said).state, office.row(said).failure) == ("failed", Failure.PROGRAM)
    office.lets_pauses_pass()
    office.carries()
    assert office.adapter.words == ["second"]
    assert office.parked() == 0

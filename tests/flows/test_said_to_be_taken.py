"""A provider that takes no key for repeats, but calls us about what it took: a letter of which nobody knows whether it left waits for that call,
once, and is not said again where it came."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID

import pytest

from makegood.channels import queries, registry
from makegood.channels.actions import departing, intake, outbox
from makegood.channels.types import Envelope, OutgoingLetter, WasTaken
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.refusals import Refusal
from makegood.platform import draining, jobs, tenancy
from tests import cast
from tests.flows import post
from tests.flows.post import Post, Scripted


class Killed(BaseException):
    """What a SIGKILL leaves behind."""


class CallsUs(Scripted):
    """Says in a raw item which letters it took."""

    calls_within_s: ClassVar[float] = 15.0

    def parse(self, raw: bytes, *, channel: Any) -> Sequence[Envelope]:
        return ()

    def taken(self, raw: bytes, *, channel: Any) -> Sequence[WasTaken]:
        return [WasTaken(*one) for one in json.loads(raw)]


@pytest.fixture
def office(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post.opened(committed_brightside, monkeypatch) as one:
        one.adapter = adapter = CallsUs()
        monkeypatch.setattr(registry, "adapter", lambda kind: adapter)
        yield one


def dies_after_sending(office: Post) -> UUID:
    """One letter, taken by the other side, whose worker died before it could write that down."""
    said = office.says("A new torch is on its way.")

    def die(letter: OutgoingLetter) -> None:
        office.adapter.sent.append((letter.message_key, letter.text))
        raise Killed

    office.adapter.while_sending = die
    with pytest.raises(Killed):
        draining.drain(office.brand_id, jobs.known()["deliver"], at=cast.AT)
    office.adapter.while_sending = lambda letter: None
    office.lets_workers_die()
    return said


def calls(office: Post, *told: tuple[str, str]) -> None:
    with tenancy.brand(office.brand_id):
        raw = json.dumps(told).encode()
        intake.store_raw(channel_id=office.channel, items=[(str(new_id()), raw)], cursor=None, at=cast.AT)
    draining.drain(office.brand_id, jobs.known()["read_raw"], at=cast.AT)


def test_what_it_says_it_took_is_not_said_again(office: Post) -> None:
    said = dies_after_sending(office)
    office.carries()
    assert office.state(said) == "leaving", "it waits for the call"
    calls(office, (str(said), "wamid.7"))
    office.carries()
    assert office.state(said) == "sent"
    assert office.adapter.words == ["A new torch is on its way."]
    with tenancy.brand(office.brand_id):
        assert queries.outgoing_by_external_id(external_ids=["wamid.7"]) == {"wamid.7": said}, "a bounce of it would find it"


def test_a_call_that_came_before_anybody_asked_is_enough(office: Post) -> None:
    said = dies_after_sending(office)
    calls(office, (str(said), "wamid.7"))
    office.carries()
    assert (office.state(said), len(office.adapter.sent)) == ("sent", 1)


def test_without_a_call_it_is_said_again_after_one_wait(office: Post) -> None:
    said = dies_after_sending(office)
    office.carries()
    assert len(office.adapter.sent) == 1
    office.lets_pauses_pass()
    office.carries()
    assert (office.state(said), len(office.adapter.sent)) == ("sent", 2)


def test_what_comes_after_it_waits_behind_it(office: Post) -> None:
    dies_after_sending(office)
    office.says("And a bag of sweets.")
    office.carries()
    assert office.adapter.words == ["A new torch is on its way."]
    office.lets_pauses_pass()
    office.carries()
    assert office.adapter.words[-1] == "And a bag of sweets."


def test_an_answer_that_was_lost_on_the_way_is_not_said_again_either(office: Post) -> None:
    said = office.says("Hello.")
    office.adapter.script = lambda letter: post.busy("No answer within 20 s.")
    office.carries()
    calls(office, (str(said), "wamid.8"))
    with tenancy.brand(office.brand_id), pytest.raises(Refusal, match="has left the house already"):
        outbox.withdraw(outgoing_id=said, by=SYSTEM, at=cast.AT)
    office.lets_pauses_pass()
    office.carries()
    assert (office.state(said), office.adapter.sent, office.adapter.tried) == ("sent", [], ["Hello."])


def test_a_call_about_nothing_of_ours_changes_nothing(office: Post) -> None:
    said = office.says("Hello.", at=cast.later(hours=1))
    with tenancy.brand(office.brand_id):
        strange = [WasTaken("no id", "wamid.1"), WasTaken(str(new_id()), "wamid.2")]
        departing.note_taken(channel_id=office.channel, taken=strange, at=cast.AT)
        departing.note_taken(channel_id=new_id(), taken=[WasTaken(str(said), "wamid.3")], at=cast.AT)
    assert office.row(said).taken_as == ""
    office.carries(cast.later(hours=2))
    calls(office, (str(said), "wamid.late"))
    assert (office.state(said), office.row(said).taken_as, len(office.adapter.sent)) == ("sent", "", 1)

"""A bug in an adapter closes no mailbox for good, and swallows no answer."""

from typing import Any

import pytest

from makegood.channels import registry
from makegood.channels.actions import connecting
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.types import Fetched
from makegood.kernel.actors import SYSTEM
from makegood.platform import journal, tenancy, work
from makegood.watch import queries as watch
from tests import cast
from tests.flows.conftest import House


class Broken(WebhookAdapter):
    """Everything that it does outside fails in a way that nobody thought of."""

    def fetch(self, **_: Any) -> Any:  # type: ignore[override]
        raise KeyError("UIDNEXT")

    def send(self, *_: Any, **__: Any) -> Any:
        raise UnicodeError("tom@exämple")


def test_a_mailbox_is_never_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.channels import queries as channels

    monkeypatch.setattr(registry, "adapter", lambda kind: Broken())
    for minute in range(work.BUG_TRIES + 2):
        house.turn_to(cast.later(minutes=minute))
    with tenancy.brand(house.brand_id):
        assert work.parked() == ()
        (state,) = [one for one in channels.channels() if one.id == house.mail]
    assert state.last_trouble == "A mistake in our own program stopped it while it listened; its log says where."
    monkeypatch.undo()


def test_a_mailbox_that_works_again_is_well(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.channels import queries as channels

    with monkeypatch.context() as broken:
        broken.setattr(registry, "adapter", lambda kind: Broken())
        house.turn_to(cast.AT)
    house.turn_to(cast.later(minutes=2))
    with tenancy.brand(house.brand_id):
        assert [one.last_trouble for one in channels.channels()] == ["", ""]


def test_an_answer_that_our_own_program_cannot_send_is_shown_and_opens_the_case(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    from makegood.brands import queries as brands
    from makegood.cases import queries as cases
    from makegood.cases.types import Turn
    from makegood.channels import queries as channels
    from makegood.flows import desk_work

    house.hears("Where is my lamp?", subject="Lamp")
    with tenancy.brand(house.brand_id):
        desk_work.answer(number=1, text="On its way.", member=brands.members()[0], at=cast.AT)
    monkeypatch.setattr(registry, "adapter", lambda kind: Broken())
    for minute in range(work.BUG_TRIES + 1):
        with tenancy.brand(house.brand_id), connection.cursor() as cursor:
            cursor.execute("UPDATE platform_work SET leased_until = NULL WHERE lease IS NULL")
        house.turn_to(cast.later(minutes=minute))
    with tenancy.brand(house.brand_id):
        assert [one.because for one in channels.outgoing_failed()] == [
            "A mistake in our own program stopped this on its way out; its log says where."
        ]
        assert cases.by_number(number=1).turn is Turn.OURS
        assert work.parked() == ()


class Forgetful(WebhookAdapter):
    """A place that no longer gives what was said there a while ago: it says so once."""

    gap = "It no longer shows what was said on Monday."

    def fetch(self, *, cursor: str, **_: Any) -> Fetched:  # type: ignore[override]
        gap, self.gap = self.gap, ""
        return Fetched((), cursor, more=False, gap=gap)


def test_what_may_have_been_missed_stands_on_the_channels_page_for_good(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.channels import queries as channels

    with tenancy.brand(house.brand_id):
        for one in channels.channels():
            if one.id != house.mail:
                connecting.pause(channel_id=one.id, by=SYSTEM, at=cast.AT)
    adapter = Forgetful()
    monkeypatch.setattr(registry, "adapter", lambda kind: adapter)
    for minute in range(4):
        house.turn_to(cast.later(minutes=minute))
    with tenancy.brand(house.brand_id):
        (spell,) = watch.spells(channel_id=house.mail)
        (state,) = [one for one in channels.channels() if one.id == house.mail]
        told = [one for one in journal.latest(limit=500) if one.kind == "watch.GapNoted"]
    assert (spell.what, spell.began_at, spell.ended_at) == (Forgetful.gap, cast.AT, cast.AT)
    assert (state.last_trouble, len(told)) == ("", 1), "the channel itself is well"
    monkeypatch.undo()

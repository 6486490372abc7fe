"""A bug in an adapter closes no mailbox for good, swallows no answer, and leaves a member who knows what to do."""

from typing import Any

import pytest

from makegood.channels import registry, stuck
from makegood.channels.actions import connecting
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.types import Fetched
from makegood.kernel.actors import SYSTEM
from makegood.platform import journal, tenancy, work
from makegood.watch import queries as watch
from tests import cast
from tests.flows.conftest import TOM, House


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
        assert [one.because for one in stuck.outgoing_failed()] == [
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


def test_a_plan_that_our_own_program_cannot_carry_out_tells_a_member_what_to_do_instead(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.brands import queries as brands
    from makegood.cases import queries as cases
    from makegood.cases.types import Turn
    from makegood.flows import desk_pages, desk_work
    from makegood.makegoods.types import StepState
    from makegood.orders.adapters.signed_http import SignedHttpShop

    def fails(*_: Any, **__: Any) -> Any:
        raise KeyError("reference")

    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1007", service=cast.SERVICE)
    house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    with tenancy.brand(house.brand_id):
        proposed = desk_pages.case_page(number=1, at=cast.AT).makegood
        assert proposed is not None
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        desk_work.approve(number=1, makegood_id=proposed.id, member=mara, at=cast.later(minutes=5))
    with monkeypatch.context() as broken:
        broken.setattr(SignedHttpShop, "carry_out", fails)
        for minute in range(6, 6 + 2 * work.BUG_TRIES):
            house.turn_to(cast.later(minutes=minute))
    with tenancy.brand(house.brand_id):
        plan = desk_pages.case_page(number=1, at=house.now).makegood
        assert plan is not None
        fix = next(step for step in plan.steps if step.key == "fix")
        assert fix.state is StepState.FAILED
        assert fix.trouble == (
            "A mistake in Makegood itself stopped this step. Try it again: it is never done twice. If it stops again, do it "
            "yourselves, say here how, and tell whoever looks after Makegood: its log says where."
        )
        case = cases.by_number(number=1)
        assert (case.turn, case.resolved_at) == (Turn.OURS, None)
        desk_work.retry_step(number=1, step_id=fix.id, member=mara, at=house.now)
    house.turn_to(cast.later(minutes=20))
    with tenancy.brand(house.brand_id):
        plan = desk_pages.case_page(number=1, at=house.now).makegood
        assert {step.key: step.state for step in plan.steps}["fix"] is StepState.DONE  # type: ignore[union-attr]

"""Rhythms and contests in a real browser: a week with somebody in it, a programme with its preview, a contest with its groups; accessible, light and
dark, and at the width of a phone."""

from datetime import time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from makegood.contests import actions as contests
from makegood.contests.types import EntryIn, How
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Fact, IdentityKind
from makegood.platform import tenancy
from makegood.relationships.actions import programmes
from makegood.relationships.types import ProgrammeIn, Rhythm, Rule, Step, StepKind
from makegood.rota.actions import planning as rota
from makegood.rota.types import LayerIn
from tests import cast
from tests.browser import chromium
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_needs_in_the_browser import shots
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]

PEOPLE = ("Ada Finch", "Basil Ormond", "Cora Linden-Hartley", "Dario Vance")


def accessible(desk: Desk) -> None:
    found = Axe().run(desk.page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def given(desk: Desk) -> None:
    """Four birthdays this week, a programme, a contest of four and one who only typed another's answer, and who is on call."""
    from makegood.brands import queries as brands

    with tenancy.brand(desk.house.brand_id):
        lead = next(one for one in brands.members() if one.role.value == "lead")
        by = actors.member(lead.id)
        wish = Step(StepKind.MESSAGE, {"en": "Happy birthday, {name}"}, {"en": "Dear {name}, all the best from {brand}."})
        programmes.make(told=ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (wish,)), by=by, at=cast.AT)
        entries = []
        for n, name in enumerate(PEOPLE):
            address = Address(IdentityKind.EMAIL, f"{name.split()[0].lower()}@example.org", name)
            (who,) = recognising.recognise(sightings=[cast.seen(address)], at=cast.AT)
            on = (cast.AT + timedelta(days=n)).date()
            noting.note_span(facts=[Fact(who.identity_id, "told.birthday", "own", cast.AT, {"month": on.month, "day": on.day})])
            at = cast.later(days=-3, minutes=7 * n)
            entries.append(
                EntryIn(
                    name,
                    How.ENTERED,
                    (address,),
                    at,
                    agreed=n != 3,
                    proof="the form",
                    answer=f"corner {n}?" if n == 1 else "a corner",
                )
            )
        contest = contests.open_contest(name="A corner of light", text="I agree.", text_version="1", by=by, at=cast.AT)
        contests.take(contest_id=contest, entries=entries, by=SYSTEM, at=cast.AT)
        turns = tuple(one.id for one in brands.members() if one.role.value != "viewer")
        rota.set_layer(layer=LayerIn("Nights", turns, cast.AT.date() - timedelta(days=14), time(9)), by=by, at=cast.AT)
    desk.house.turn_to(cast.later(minutes=1))


def test_what_is_done_unasked_can_be_read_by_everybody_anywhere(desk: Desk) -> None:
    given(desk)
    page = desk.page
    for path, name, seen in (
        ("rhythms/", "rhythms", "Birthdays"),
        ("rhythms/week/", "rhythms-week", "Ada Finch"),
        ("contests/", "contests", "A corner of light"),
        ("rota/", "rota-filled", "Nights"),
        ("contacts/", "contacts", "What was not sent, and why"),
    ):
        desk.go(path)
        expect(page.locator("main")).to_contain_text(seen)
        accessible(desk)
        shots(desk, name)
    desk.go("rhythms/")
    page.get_by_role("link", name="Birthdays").first.click()
    expect(page.locator("main")).to_contain_text("Basil Ormond")
    accessible(desk)
    shots(desk, "rhythm")
    desk.go("contests/")
    page.get_by_role("link", name="A corner of light").click()
    expect(page.locator(".room__lead")).to_contain_text("4 people")
    accessible(desk)
    shots(desk, "contest")
    assert desk.complaints == []

"""Needs through the API: each audience what it may see, and no word of them in the journal that machines follow."""

import json
from datetime import timedelta

from makegood.kernel.actors import SYSTEM
from makegood.needs import actions as needs
from makegood.needs.types import DESK, PICK_LIST, Agreed, NeedIn, Source
from makegood.platform import clock, journal, tenancy
from tests.api.v1.conftest import Let, World


def told(world: World, what: str, *audiences: str, why: str = "") -> None:
    at = clock.now()
    with tenancy.brand(world.machine.brand_id):
        agreed = Agreed("said so by mail", at)
        need = NeedIn(world.identity, what, audiences, at.date() - timedelta(days=1), None, agreed, Source.MEMBER, why=why)
        needs.tell(need=need, by=SYSTEM, at=at)


def test_each_audience_gets_its_own_and_only_the_desk_gets_why(world: World, let_in: Let) -> None:
    told(world, "No gluten", DESK, PICK_LIST, why="coeliac disease")
    told(world, "Side door", "courier")
    ask, path = let_in("needs:read", brand_id=world.machine.brand_id), f"/people/{world.person}/needs"
    (desk,) = ask.get(path).json["data"]
    assert (desk["what"], desk["why"], desk["means"], desk["until_on"]) == ("No gluten", "coeliac disease", ["no_gluten"], None)
    (packing,) = ask.get(path, audience=PICK_LIST).json["data"]
    assert (packing["what"], packing["why"]) == ("No gluten", "")
    assert [one["what"] for one in ask.get(path, audience="courier").json["data"]] == ["Side door"]
    wrong = ask.get(path, audience="the_press")
    assert (wrong.status, list(wrong.errors)) == (404, ["audience"])


def test_no_other_scope_and_no_other_answer_tells_of_them(world: World, let_in: Let) -> None:
    told(world, "No gluten", DESK, why="coeliac disease")
    ask = let_in("people:read", "events:read", "cases:read", brand_id=world.machine.brand_id)
    assert ask.get(f"/people/{world.person}/needs").status == 403
    with tenancy.brand(world.machine.brand_id):  # what is followed at /events, and told to webhooks
        (fact,) = journal.latest(limit=9, kinds=["needs.NeedTold"])
    told_of = [dict(fact.data), ask.get(f"/people/{world.person}").json, ask.get(f"/cases/{world.case}").json]
    for said in (json.dumps(one).casefold() for one in told_of):
        assert "gluten" not in said
        assert "coeliac" not in said

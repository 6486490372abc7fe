"""Incidents and statements by the API: what an incident is, a member says, whom the machine names; and what is new of a statement, once."""

from datetime import timedelta

from makegood.platform import clock, tenancy
from makegood.statements import queries as statements
from tests.api.v1.conftest import Machine, World
from tests.api.v1.operations import MEMBER

AGENT = "joe@brightside.example"
NEW = {"phase": "identified", "words": {"en": "We found the switch that failed."}, "member": MEMBER}


def test_an_incident_is_written_down_once_by_its_key_and_is_over_when_it_is_said(world: World) -> None:
    ask, now = world.machine, clock.now()
    body = {"title": "Torches flicker", "began_at": (now - timedelta(hours=1)).isoformat(), "member": MEMBER}
    made = ask.post("/incidents", body, key="torches")
    again = ask.post("/incidents", body, key="torches")
    assert (made.status, made.json["state"], again.json) == (201, "open", made.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    here = f"/incidents/{made.json['id']}"
    assert ask.post(f"{here}/members", {"case": world.case, "member": MEMBER}).json["counts"]["messages"] == 1
    assert ask.post(f"{here}/members", {"case": world.case, "member": MEMBER}).json["counts"]["messages"] == 1
    [member] = ask.get(f"{here}/members").json["data"]
    out = ask.post(f"{here}/members/{member['message_id']}/removal", {"because": "Another lamp", "member": MEMBER})
    assert out.json["counts"] == {"messages": 0, "cases": 0, "taken_out": 1}
    assert ask.get(f"{here}/members").json["data"] == []
    ended = ask.post(f"{here}/ending", {"member": MEMBER})
    assert (ended.status, ended.json["state"]) == (200, "over")


def test_what_was_put_aside_is_confirmed_by_nobody_any_more(world: World) -> None:
    ask, here = world.machine, f"/incidents/{world.incident}"
    assert ask.post(f"{here}/dismissal", {"member": MEMBER, "because": ""}).status == 422
    assert ask.post(f"{here}/dismissal", {"member": MEMBER, "because": "Two causes"}).json["state"] == "dismissed"
    late = ask.post(f"{here}/confirmation", {"member": MEMBER})
    assert (late.status, late.json["type"]) == (409, "urn:makegood:problem:incident_settled")


def test_whoever_may_not_judge_may_not_by_a_machine_either(world: World) -> None:
    ask = world.machine
    for path, more in (
        (f"/incidents/{world.incident}/confirmation", {}),
        (f"/incidents/{world.incident}/dismissal", {"because": "Nothing"}),
        (f"/incidents/{world.incident}/ending", {}),
        (f"/statements/{world.statement}/updates", {"phase": "resolved", "words": {"en": "Done."}}),
    ):
        assert ask.post(path, {"member": AGENT, **more}).status == 403
        assert ask.post(path, {"member": "nobody@brightside.example", **more}).status == 422
    assert ask.get(f"/incidents/{world.incident}").json["state"] == "open"
    assert ask.get(f"/statements/{world.statement}").json["updates"] == []


def test_an_update_stands_on_the_status_page_once_however_often_it_is_sent(world: World) -> None:
    ask = world.machine
    for key in ("first", "first", ""):
        told = _updated(ask, world, key)
        assert [(one["number"], one["phase"], one["words"]) for one in told] == [(1, "identified", NEW["words"])]
    refused = ask.post(f"/statements/{world.statement}/updates", NEW | {"words": {"de": "Gefunden."}})
    assert refused.status == 422  # the statement's own language is always there
    resolved = ask.post(f"/statements/{world.statement}/updates", NEW | {"phase": "resolved", "words": {"en": "It is mended."}})
    assert (resolved.json["phase"], resolved.json["resolved_at"] is not None) == ("resolved", True)
    with tenancy.brand(ask.brand_id):
        there = statements.statement(statement_id=world.statement)
    assert [one.words["en"] for one in there.updates] == ["We found the switch that failed.", "It is mended."]
    assert there.updates[0].by_member_id is not None


def _updated(ask: Machine, world: World, key: str) -> list[dict[str, object]]:
    answer = ask.post(f"/statements/{world.statement}/updates", NEW, key=key)
    assert answer.status == 201, answer.json
    found: list[dict[str, object]] = answer.json["updates"]
    return found

"""Saved segments by the API: the rule as a sentence and line by line, and who fits it."""

from tests.api.v1.conftest import World


def test_a_segment_says_its_rule_and_who_fits(world: World) -> None:
    ask = world.machine
    (listed,) = ask.get("/segments").json["data"]
    assert (listed["name"], listed["sentence"], listed["people"]) == ("Customers", "People who ordered something.", 1)
    assert listed["lines"] == [{"kind": "order_placed", "has": True, "within_days": None}]
    assert ask.get(f"/segments/{world.segment}").json == listed
    page = ask.get(f"/segments/{world.segment}/people").json
    assert [one["person_id"] for one in page["data"]] == [str(world.person)]
    assert page["next_cursor"] is None

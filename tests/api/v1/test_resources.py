"""What engineers do with the API, resource by resource, from the first order to a made good."""

from tests import cast
from tests.api.v1.conftest import World


def test_a_morning_leaves_a_person_an_order_a_case_and_a_proposal(world: World) -> None:
    ask = world.machine
    person = ask.get(f"/people/{world.person}").json
    assert (person["name"], [one["kind"] for one in person["identities"]]) == (cast.TOM_NAME, ["email", "phone"])
    assert person["standing"]["standing"] == "passive"
    assert [fact["kind"] for fact in person["facts"]][-1:] == ["order_placed"]
    order = ask.get("/orders/1007").json
    assert (order["total"], order["parcels"][0]["state"]) == ({"minor": 199, "currency": "GBP"}, "delivered")
    case = ask.get(f"/cases/{world.case}").json
    assert (case["state"], case["clock"]["what"], case["messages"][0]["text"]) == ("open", "first_reply", cast.TOM_WORDS)
    assert case["makegood"]["id"] == str(world.makegood)
    assert case["makegood"]["cost"]["currency"] == "GBP"

"""Touchpoints and findings by the API: the desk's own figures, and a finding filed in a machine's name with words that are theirs."""

from makegood.platform import tenancy
from makegood.touchpoints import raised
from tests.api.v1.conftest import World


def test_touchpoints_say_what_is_promised_and_how_it_goes(world: World) -> None:
    told = world.machine.get("/touchpoints", days="30").json
    assert told["days"] == 30
    places = {one["key"]: one for one in told["data"]}
    assert len(places) == 12
    assert [one["words"] for one in places["delivery"]["standards"]] == [
        "What was ordered comes on the day, and in the hours, that were said."
    ]
    goods = places["goods"]["complaints"]
    assert (goods["hits"], goods["of"]) == (1, 1)
    assert places["goods"]["turn"] == "too_little"
    assert world.machine.get("/touchpoints", days="31").status == 422


def test_a_machine_files_a_finding_and_lists_it(world: World) -> None:
    ask = world.machine
    (message,) = ask.get("/messages", case=str(world.case)).json["data"][-1:]
    body = {
        "touchpoint": "goods",
        "sentence": "Try every torch before it is packed.",
        "quotes": [{"message_id": message["id"], "words": message["text"][:20]}],
    }
    made = ask.post("/findings", body)
    assert made.status == 201, made.json
    assert (made.json["state"], made.json["voices"], made.json["touchpoint"]) == ("open", 1, "goods")
    assert [one["id"] for one in ask.get("/findings", touchpoint="goods").json["data"]] == [made.json["id"]]
    assert ask.get("/findings", state="checked").json["data"] == []
    with tenancy.brand(ask.brand_id):
        assert [one.case_id for one in raised.voices(finding_id=made.json["id"])]


def test_what_nobody_wrote_is_refused_and_nothing_is_filed(world: World) -> None:
    ask = world.machine
    (message,) = ask.get("/messages", case=str(world.case)).json["data"][-1:]
    plain = {"touchpoint": "goods", "sentence": "Say so."}
    wrong = [
        plain | {"quotes": [{"message_id": message["id"], "words": "I hate you"}]},
        plain | {"quotes": [{"message_id": str(ask.brand_id), "words": "Hello"}]},
        plain | {"touchpoint": "moon"},
        plain | {"due_on": "2001-01-01"},
        plain | {"due_on": "2026-02-30"},
        plain | {"owner_id": str(ask.brand_id)},
    ]
    assert [ask.post("/findings", body).status for body in wrong] == [422] * 6
    with tenancy.brand(ask.brand_id):
        assert [one.id for one in raised.findings(limit=5)] == [world.finding]


def test_a_check_is_read_as_it_was_planned_and_a_place_by_its_year(world: World) -> None:
    (check,) = world.machine.get(f"/findings/{world.finding}/checks").json["data"]
    assert (check["number"], check["watched"], check["least"], check["power"], check["result"]) == (
        1,
        "complaints",
        10,
        0.0,
        None,
    )
    health = world.machine.get("/touchpoints/health", touchpoint="goods").json
    assert "key" in health, health
    assert (health["key"], len(health["signals"]), health["alarms"]) == ("goods", 6, [])
    assert [len(one["weeks"]) for one in health["signals"]] == [52] * 6
    assert world.machine.get("/touchpoints/health", touchpoint="nowhere").status == 404

"""What people do for a brand, by the API: who brought whom told once, judged at once, and the ledger with its reasons."""

from makegood.advocacy.actions import linking
from makegood.kernel.actors import SYSTEM
from makegood.platform import clock, tenancy
from tests.api.v1.conftest import World, order


def test_who_brought_somebody_is_told_once_and_counts_when_they_buy(world: World) -> None:
    ask, now = world.machine, clock.now()
    with tenancy.brand(ask.brand_id):
        code = linking.give_link(identity_id=world.identity, identity_ids=[world.identity], by=SYSTEM, at=now).code
    told = {"reference": "n-1", "newcomer": {"email": "mia@example.org", "name": "Mia"}, "told_by": code}
    first, again = (ask.post("/referrals", told).json for _ in range(2))
    assert first == again
    assert (first["state"], first["how"], first["advocate_id"], first["said"]) == ("waiting", "code", str(world.identity), "")
    assert ask.get("/advocacy", kind="referral").json["data"] == []
    bought = order(now, "2001") | {"customer": {"email": "mia@example.org"}, "placed_at": clock.now().isoformat()}
    assert ask.post("/orders", {"orders": [bought]}).status == 200
    now_it_is = ask.post("/referrals", told).json
    assert (now_it_is["id"], now_it_is["state"], now_it_is["came_order"]) == (first["id"], "came", "2001")
    (line,) = ask.get("/advocacy", kind="referral").json["data"]
    assert (line["kind"], line["identity_id"], line["left_out"]) == ("referral", str(world.identity), "")
    assert ask.get("/advocacy", kind="help").json["data"] == []


def test_words_wait_for_a_member_and_no_words_are_refused(world: World) -> None:
    told = {"reference": "n-2", "newcomer": {"email": "mia@example.org"}, "told_by": "Tom from work"}
    said = world.machine.post("/referrals", told).json
    assert (said["state"], said["said"], said["advocate_id"]) == ("unknown", "Tom from work", None)
    assert world.machine.post("/referrals", told | {"reference": "n-3", "told_by": ""}).status == 422
    assert world.machine.post("/referrals", told | {"reference": "n-4", "newcomer": {"email": "nobody"}}).status == 422

"""What engineers do with the API, resource by resource, from the first order to a made good."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from makegood.channels.actions import outbox, waiting
from makegood.platform import clock, journal, tenancy
from makegood.views import queries as views
from tests import cast
from tests.api.v1.conftest import World, complaint, order
from tests.api.v1.operations import MEMBER


def test_a_morning_leaves_a_person_an_order_a_case_and_a_proposal(world: World) -> None:
    ask = world.machine
    person = ask.get(f"/people/{world.person}").json
    assert (person["name"], [one["kind"] for one in person["identities"]]) == (cast.TOM_NAME, ["email", "phone"])
    assert "order_placed" in [fact["kind"] for fact in person["facts"]]
    bought = ask.get("/orders/1007").json
    assert (bought["total"], bought["parcels"][0]["state"]) == ({"minor": 199, "currency": "GBP"}, "delivered")
    case = ask.get(f"/cases/{world.case}").json
    assert (case["state"], case["clock"]["what"], case["messages"][0]["text"]) == ("open", "first_reply", cast.TOM_WORDS)
    assert case["makegood"]["id"] == str(world.makegood)
    assert case["makegood"]["cost"]["currency"] == "GBP"


def test_what_was_promised_with_an_order_is_there_and_how_it_stands(world: World) -> None:
    ask = world.machine
    promise, offer, visit = sorted(ask.get("/promises").json["data"], key=lambda one: one["kind"])
    assert (visit["kind"], visit["state"]) == ("visit", "open")
    assert (offer["kind"], offer["source"], offer["state"]) == ("offer", "sale", "open")
    parcel = ask.get("/orders/1007").json["parcels"][0]
    assert (promise["kind"], promise["source"], promise["state"]) == ("delivery", "order", "kept")
    assert (promise["identity_id"], promise["chance"], promise["because"]) == (str(world.identity), None, "")
    assert promise["state_at"] == parcel["delivered_at"] < promise["due_at"]
    assert ask.get("/promises", state="kept", person=str(world.person)).json["data"] == [promise]
    assert ask.get("/promises", state="broken").json["data"] == []


def test_an_address_is_tied_asked_about_or_left_apart_by_its_evidence(world: World) -> None:
    ask, path = world.machine, f"/people/{world.person}/identities"
    known = ask.post(path, {"customer_number": "C-9", "evidence": "known", "source": "shop account"}).json
    assert (known["outcome"], len(known["person"]["identities"])) == ("linked", 3)
    asked = {"handle": "bluesky:somebody.example", "evidence": "seen_together", "source": "till 4"}
    assert ask.post(path, asked).json["outcome"] == "asked"
    links = ask.get(f"/people/{world.person}/links").json["data"]
    fresh = next(one for one in links if one["state"] == "suggested" and one["id"] != str(world.link))
    assert fresh["evidence"][0]["words"] == "Till 4 names both."
    assert ask.post(f"/links/{fresh['id']}/refusal", {"member": MEMBER}).json["state"] == "refused"
    assert ask.post(path, asked).json["outcome"] == "apart"
    assert ask.post(f"/links/{world.link}/confirmation", {"member": MEMBER}).json["state"] == "live"
    assert len(ask.get(f"/people/{world.person}").json["identities"]) == 4


def test_only_a_member_whose_role_allows_it_decides(world: World) -> None:
    ask = world.machine
    stranger = ask.post(f"/links/{world.link}/confirmation", {"member": "stranger@example.org"})
    assert (stranger.status, stranger.errors) == (422, {"#/member": "unknown"})
    approved = ask.post(f"/makegoods/{world.makegood}/approval", {"member": MEMBER})
    assert (approved.status, approved.json["state"]) == (200, "running")
    again = ask.post(f"/makegoods/{world.makegood}/refusal", {"member": MEMBER, "reason": "Too late."})
    assert (again.status, again.json["type"]) == (409, "urn:makegood:problem:not_open")
    with tenancy.brand(ask.brand_id):
        told = [entry for entry in journal.latest(limit=50) if entry.kind == "api.ActedForMember"]
    assert [(entry.actor.kind, entry.actor.id, entry.data["what"]) for entry in told] == [
        ("machine", ask.machine_id, "approved a makegood")
    ]


def test_an_answer_goes_through_the_one_gate(world: World) -> None:
    ask, path = world.machine, f"/cases/{world.case}/answers"
    said = ask.post(path, {"text": "I am looking into it.", "member": MEMBER}, key="a-1")
    assert (said.status, said.json["state"]) == (202, "queued")
    assert ask.get(f"/cases/{world.case}").json["state"] == "waiting"
    assert ask.get(f"/messages/{said.json['id']}").json["direction"] == "out"
    (heard,) = [one["id"] for one in ask.get(f"/cases/{world.case}").json["messages"] if one["direction"] == "in"]
    second = ask.post(path, {"text": "So am I.", "member": cast.JOE["email"], "seen": heard})
    assert (second.status, second.json["type"]) == (409, "urn:makegood:problem:colleague_answered")
    withdrawn = {
        "identity_id": str(world.identity), "channel": "webhook", "purpose": "service", "granted": False,
        "source": "told us at the till", "at": clock.now().isoformat(),
    }  # fmt: skip
    assert ask.post(f"/people/{world.person}/consent", withdrawn).json["data"][0]["granted"] is False
    for body in ({"text": "Hello?"}, {"text": "Hello?", "member": MEMBER}):
        refused = ask.post(path, body)
        assert (refused.status, refused.json["type"]) == (409, "urn:makegood:problem:consent_withdrawn")


def test_a_message_says_when_it_leaves_and_why_it_waits_or_did_not_arrive(world: World) -> None:
    ask = world.machine
    said = ask.post(f"/cases/{world.case}/answers", {"text": "I am looking into it.", "member": MEMBER}, key="w-1").json
    assert (said["state"], said["because"]) == ("queued", "")
    assert abs(datetime.fromisoformat(said["leaves_at"]) - clock.now()) < timedelta(minutes=1)
    path, outgoing_id = f"/messages/{said['id']}", UUID(said["id"])
    with tenancy.brand(ask.brand_id):
        waiting.hold_for_member(outgoing_id=outgoing_id, because="They wrote to us meanwhile.", at=clock.now())
    held = ask.get(path).json
    assert (held["state"], held["leaves_at"]) == ("held", None)
    assert held["because"] == "It waits for a member’s word. They wrote to us meanwhile."
    with tenancy.brand(ask.brand_id):
        outbox.mark_failed(outgoing_id=outgoing_id, reason="550 5.2.2 mailbox full", status="5.2.2", at=clock.now())
    failed = ask.get(path).json
    assert (failed["state"], failed["leaves_at"], failed["because"]) == ("failed", None, "Their mailbox is full.")
    assert failed["way_out"] == "Try again tomorrow, or reach them another way."
    (heard,) = [one for one in ask.get(f"/cases/{world.case}").json["messages"] if one["direction"] == "in"]
    assert (heard["leaves_at"], heard["because"], heard["way_out"], heard["authentic"]) == (None, "", "", "")


def test_a_machines_own_answer_is_an_automatic_one(world: World) -> None:
    ask = world.machine
    said = ask.post(f"/cases/{world.case}/answers", {"text": "We have it."})
    assert said.status == 202
    case = ask.get(f"/cases/{world.case}").json
    assert (case["state"], case["clock"]["what"]) == ("open", "first_reply")


def test_a_case_is_renamed_given_resolved_and_opened_again(world: World) -> None:
    ask, path = world.machine, f"/cases/{world.case}"
    changed = ask.ask("PATCH", path, {"title": "The dark torch", "owner": MEMBER}).json
    assert (changed["title"], changed["owner_id"] is not None) == ("The dark torch", True)
    assert ask.get("/cases", owner=MEMBER.upper()).json["data"][0]["title"] == "The dark torch"
    back = ask.ask("PATCH", path, {"owner": None}).json
    assert (back["title"], back["owner_id"]) == ("The dark torch", None)
    assert ask.post(f"{path}/resolution", {"how": "A new one was sent."}).json["state"] == "resolved"
    assert ask.ask("DELETE", f"{path}/resolution").json["state"] == "open"
    note = ask.post(f"{path}/notes", {"text": "Called him.", "member": MEMBER})
    assert (note.status, ask.get(path).json["notes"][0]["text"]) == (201, "Called him.")


def test_what_happened_becomes_a_fact_and_a_line_in_the_machines_name_once(world: World) -> None:
    ask, at = world.machine, (clock.now() - timedelta(days=3)).isoformat()
    event = {
        "id": "v-1",
        "who": {"email": cast.TOM_EMAIL},
        "kind": "km_reading",
        "at": at,
        "values": {"km": 48210, "tyres": "worn"},
    }
    assert [ask.post("/events", {"events": [event, {**event, "id": "v-2"}]}).json["new"] for _ in range(2)] == [2, 0]
    facts = [one for one in ask.get(f"/people/{world.person}").json["facts"] if one["kind"] == "told.km_reading"]
    assert [one["value"] for one in facts] == [{"km": 48210, "tyres": "worn"}] * 2
    with tenancy.brand(ask.brand_id):
        lines, _ = views.timeline(identity_ids=[world.identity], limit=100)
    assert [line.sentence for line in lines if line.kind == "people.SomethingHappened"] == [
        f"{ask.name} told us of {cast.TOM_NAME}: km reading."
    ] * 2


def test_a_batch_is_whole_or_refused_naming_every_entry(world: World) -> None:
    ask = world.machine
    orders = [order(clock.now(), f"B-{i}") for i in range(4)]
    orders[1]["lines"] = [{**orders[1]["lines"][0], "quantity": 0}]
    orders[3]["currency"] = "pounds"
    answer = ask.post("/orders", {"orders": orders})
    assert (answer.status, set(answer.errors)) == (422, {"#/orders/1/lines/0/quantity", "#/orders/3/currency"})
    assert ask.get("/orders", number="B-0").json["data"] == []
    bad = [{"id": f"e-{i}", "who": {"email": "nobody"}, "kind": "visited", "at": "2026-03-02T10:00:00Z"} for i in range(2)]
    answer = ask.post("/events", {"events": bad})
    assert (answer.status, set(answer.errors)) == (422, {"#/events/0/who/email", "#/events/1/who/email"})
    messages = [complaint(clock.now(), "same"), complaint(clock.now(), "same")]
    answer = ask.post(f"/channels/{world.channel}/messages", {"messages": messages})
    assert (answer.status, answer.errors) == (422, {"#/messages/1/id": "is there twice in this request"})


def test_five_hundred_orders_and_messages_come_in_at_once(world: World) -> None:
    ask, now = world.machine, clock.now()
    many = [order(now, f"M-{i}", customer={"email": f"m{i}@example.org"}) for i in range(500)]
    assert ask.post("/orders", {"orders": many}).json["taken"] == 500
    assert ask.post("/orders", {"orders": [*many, order(now, "M-500")]}).status == 422
    told = [complaint(now, f"c-{i}") for i in range(500)]
    assert ask.post(f"/channels/{world.channel}/messages", {"messages": told}).json["taken"] == 500


def test_another_of_the_proposals_is_taken_in_a_members_name_before_anything_runs(world: World) -> None:
    ask, path = world.machine, f"/makegoods/{world.makegood}"
    before = ask.get(path).json
    other = before["alternatives"][0]
    chosen = ask.post(f"{path}/choice", {"member": MEMBER, "name": other["name"]})
    assert (chosen.status, chosen.json["state"]) == (200, "proposed")
    assert (chosen.json["name"], chosen.json["title"], chosen.json["cost"]) == (other["name"], other["title"], other["cost"])
    assert before["name"] in [one["name"] for one in chosen.json["alternatives"]]
    assert ask.post(f"{path}/choice", {"member": MEMBER, "name": other["name"]}).json == chosen.json
    unknown = ask.post(f"{path}/choice", {"member": MEMBER, "name": "a trip to the moon"})
    assert (unknown.status, unknown.errors) == (422, {"#/name": "unknown"})
    assert ask.get(path).json == chosen.json
    assert ask.post(f"{path}/approval", {"member": MEMBER}).json["name"] == other["name"]
    late = ask.post(f"{path}/choice", {"member": MEMBER, "name": before["name"]})
    assert (late.status, late.json["type"]) == (409, "urn:makegood:problem:not_open")


def test_the_questions_of_the_whole_brand_are_listed_until_a_member_answers(world: World) -> None:
    ask, path = world.machine, f"/people/{world.person}/identities"
    asked = {"handle": "bluesky:somebody.example", "evidence": "seen_together", "source": "till 4"}
    assert ask.post(path, asked).json["outcome"] == "asked"
    links = ask.get("/links").json["data"]
    assert [(one["state"], one["evidence"][0]["kind"]) for one in links] == [("suggested", "seen_together")] * 2
    assert links[1]["id"] == str(world.link)
    ask.post(f"/links/{world.link}/confirmation", {"member": MEMBER})
    assert [one["id"] for one in ask.get("/links").json["data"]] == [links[0]["id"]]
    with tenancy.brand(ask.brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE people_identity SET person_id = %s WHERE value LIKE '%%somebody.example'", [world.person])
        assert cursor.rowcount == 1
    assert ask.get("/links").json["data"] == []  # both ends are one person's by other ways: there is nothing left to ask


def test_messages_are_journalled_in_the_name_of_the_machine_that_handed_them_in(world: World) -> None:
    ask = world.machine
    with tenancy.brand(ask.brand_id):
        told = journal.latest(limit=50, kinds=["channels.MessageReceived"])
    assert [(entry.actor.kind, entry.actor.id) for entry in told] == [("machine", ask.machine_id)]

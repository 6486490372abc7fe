"""Who is on call, on the desk: a layer, the week in words, “cover me”, one's own calendar; after hours: what is said, and taking what rings."""

import re
from datetime import datetime, timedelta

from django.test import Client
from icalendar import Calendar

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.people.actions import recognising
from makegood.platform import tenancy
from makegood.rota import queries as rota
from makegood.rota.actions import waking
from tests import cast
from tests.desk.conftest import VERA, Door


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def ids(door: Door) -> dict[str, str]:
    with tenancy.brand(door.brand_id):
        return {one.name.split()[0]: str(one.id) for one in brands.members()}


def nights(door: Door, mara: Client, **more: object) -> None:
    team = ids(door)
    told = {"name": "Nights", "members": [team["Joe"], team["Mara"]], "starts_on": "2026-03-02", "hands_over": "09:00", **more}
    assert mara.post(door.at("rota/"), told).status_code == 303


def test_a_layer_fills_the_week_and_a_gap_is_said_in_words(door: Door) -> None:
    mara = door.signed_in(cast.MARA["user_id"])
    assert "Nobody is on call yet." in text(mara.get(door.at("rota/")))
    nights(door, mara, covers="Mon 17:00-24:00\nTue 00:00-08:00")
    page = text(mara.get(door.at("rota/")))
    assert "Nobody is on call Tuesday 08:00–09:00." in page  # the team is there from nine
    assert "17:00–24:00 Joe Okafor" in page
    assert "Week of 2 March" in page
    assert "Mara Lindqvist" in text(mara.get(door.at("rota/?week=2026-03-09")))


def test_a_colleague_covers_for_me_and_it_can_be_taken_back(door: Door) -> None:
    nights(door, door.signed_in(cast.MARA["user_id"]))
    joe, team = door.signed_in(cast.JOE["user_id"]), ids(door)
    assert "You: Mon 02 Mar" in text(joe.get(door.at("rota/")))
    with tenancy.brand(door.brand_id):
        (layer,) = rota.layers()
    told = {"layer": str(layer.id), "member": team["Priya"], "from_at": "2026-03-02T18:00", "until_at": "2026-03-03T08:00"}
    assert joe.post(door.at("rota/changes/"), told).status_code == 303
    page = text(joe.get(door.at("rota/")))
    assert "18:00–24:00 Priya Raman (changed)" in page
    with tenancy.brand(door.brand_id):
        (change,) = rota.changes(since=cast.AT, until=cast.later(days=3))
    joe.post(door.at(f"rota/changes/{change.id}/return/"))
    assert "Priya Raman (changed)" not in text(joe.get(door.at("rota/")))
    wrong = joe.post(door.at("rota/changes/"), told | {"until_at": "2026-03-02T17:00"})
    assert (wrong.status_code, "ends before it begins" in text(wrong)) == (422, True)


def test_a_viewer_changes_nothing_and_an_agent_sets_no_layer(door: Door) -> None:
    nights(door, door.signed_in(cast.MARA["user_id"]))
    assert door.signed_in(VERA["user_id"]).post(door.at("rota/changes/"), {}).status_code == 422
    joe = door.signed_in(cast.JOE["user_id"])
    assert joe.post(door.at("rota/"), {"name": "Mine"}).status_code == 422
    with tenancy.brand(door.brand_id):
        assert [one.told.name for one in rota.layers()] == ["Nights"]


def test_my_duty_is_a_calendar_that_ends_with_a_new_address(door: Door) -> None:
    nights(door, door.signed_in(cast.MARA["user_id"]))
    joe = door.signed_in(cast.JOE["user_id"])
    (path,) = re.findall(r"<code>https?://[^/]+(/duty/[^<]+\.ics)</code>", joe.get(door.at("rota/")).content.decode())
    answer = Client().get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert events[0].decoded("dtstart") == datetime.fromisoformat("2026-03-02T09:00:00+00:00")
    assert events[1].decoded("dtstart") - events[0].decoded("dtstart") == timedelta(days=14)
    assert joe.post(door.at("rota/feed/")).status_code == 303
    joe.post(door.at("rota/feed/"))
    assert Client().get(path).status_code == 404
    assert Client().get(path.replace("/duty/", "/duty/x")).status_code == 404


def test_how_i_am_woken_is_refused_where_it_cannot_be(door: Door) -> None:
    joe = door.signed_in(cast.JOE["user_id"])
    assert joe.post(door.at("rota/contact/"), {"way": "sms", "address": "+44 7700 900123"}).status_code == 303
    wrong = joe.post(door.at("rota/contact/"), {"way": "sms", "address": "next door"})
    assert "write a number with its country" in text(wrong)
    with tenancy.brand(door.brand_id):
        assert [one.address for one in rota.contacts().values()] == ["+44 7700 900123"]


def test_after_hours_is_switched_on_with_acknowledgements_and_what_rings_is_taken_here(door: Door) -> None:
    mara = door.signed_in(cast.MARA["user_id"])
    assert "Switched off" in text(mara.get(door.at("after-hours/")))
    told = {"on": "yes", "acknowledge": "yes", "wait_minutes": "7", "text_stranded": "Stay behind the barrier."}
    assert mara.post(door.at("after-hours/"), told).status_code == 303
    assert mara.post(door.at("after-hours/"), told | {"wait_minutes": "0"}).status_code == 422
    with tenancy.brand(door.brand_id):
        assert (rota.settings().wait_minutes, rota.settings().text("stranded")) == (7, "Stay behind the barrier.")
        assert channels.acknowledgements().on  # type: ignore[union-attr]
        case_id, who = a_case()
        alarm = waking.raise_alarm(key="one", case_id=case_id, identity_id=who, why="stranded", at=cast.AT)
    page = mara.get(door.at("after-hours/"))
    assert "This does not wait:" in text(page)
    assert mara.post(door.at(f"after-hours/{alarm.id}/taking/")).status_code == 303  # type: ignore[union-attr]
    assert "taken by Mara Lindqvist 10:00" in text(mara.get(door.at("after-hours/")))


def a_case() -> tuple[object, object]:
    from makegood.cases.actions import foreseen
    from makegood.cases.types import Foretold

    (who,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
    told = Foretold(who.identity_id, (who.identity_id,), "", "car", "Tom", true=True)
    (case_id,) = foreseen.open_or_join(foretold=[told], at=cast.AT)
    return case_id, who.identity_id

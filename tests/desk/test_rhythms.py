"""Rhythms on the desk: a programme with its preview, this week's occasions, each one's yes, no and another day; and on the person's own page."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.platform import jobs, tenancy
from makegood.portal.mine.parts.rhythms import Rhythms
from makegood.portal.mine.seam import NotSo, Posted, Who
from makegood.relationships import queries
from makegood.relationships.actions import telling
from makegood.relationships.types import OccasionState
from tests import cast
from tests.desk.conftest import VERA, Door

FORM = {
    "name": "Birthdays",
    "rhythm": "birthday",
    "hour": "9",
    "message_subject_en": "For you",
    "message_en": "All the best, {name}!",
}


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def tom(door: Door) -> UUID:
    with tenancy.brand(door.brand_id):
        whom = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id
        on = cast.later(days=2)
        telling.tell_birthday(identity_id=whom, month=on.month, day=on.day, by=SYSTEM, at=cast.AT)
    return whom


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def made(door: Door, mara: Client) -> UUID:
    answer = mara.post(door.at("rhythms/"), FORM)
    assert answer.status_code == 303, text(answer)
    jobs.do_all_due(door.brand_id, at=cast.AT)
    return UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def test_who_would_be_meant_is_shown_before_anything_is_made(door: Door, mara: Client, tom: UUID) -> None:
    for shown in (mara.post(door.at("rhythms/"), FORM | {"look": "yes"}), mara.post(door.at("rhythms/preview/"), FORM)):
        assert shown.status_code == 200
        assert "In the year ahead once, for 1 person." in text(shown)
        assert cast.TOM_NAME in text(shown)
    with tenancy.brand(door.brand_id):
        assert queries.programmes() == ()
    wrong = text(mara.post(door.at("rhythms/preview/"), FORM | {"message_en": "{nickname}"}))
    assert "{nickname} is not known" in wrong


def test_whose_birthday_is_today_is_counted_once_for_the_year_and_waits_once(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        (nell,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
        telling.tell_birthday(identity_id=nell.identity_id, month=cast.AT.month, day=cast.AT.day, by=SYSTEM, at=cast.AT)
    shown = text(mara.post(door.at("rhythms/preview/"), FORM | {"fact": "told.birthday"}))
    assert "Only for people who have “birthday” noted of them." in shown
    assert "In the year ahead once, for 1 person." in shown
    made(door, mara)
    jobs.do_all_due(door.brand_id, at=cast.later(minutes=5))
    assert "0 in the year ahead · 0 done in the last · 1 waits for a yes" in text(mara.get(door.at("rhythms/")))


def test_a_programme_is_made_changed_and_paused_by_those_who_set_policy(door: Door, mara: Client, tom: UUID) -> None:
    programme_id = made(door, mara)
    page = text(mara.get(door.at(f"rhythms/{programme_id}/")))
    assert "On their birthday (29 February is kept on 28 February in other years), at 9:00 where they are, we write." in page
    assert mara.post(door.at(f"rhythms/{programme_id}/"), FORM | {"hour": "10"}).status_code == 303
    assert mara.post(door.at(f"rhythms/{programme_id}/pause/"), {"on": "no"}).status_code == 303
    assert "paused" in text(mara.get(door.at("rhythms/")))
    assert (
        door.signed_in(VERA["user_id"]).post(door.at("rhythms/"), FORM | {"name": "Another"}).status_code == 422
    )  # as every refusal
    with tenancy.brand(door.brand_id):
        assert [one.name for one in queries.programmes()] == ["Birthdays"]


def test_this_week_says_whose_day_it_is_and_takes_a_yes_a_no_and_another_day(door: Door, mara: Client, tom: UUID) -> None:
    made(door, mara)
    with tenancy.brand(door.brand_id):
        (one,) = queries.coming(identity_ids=[tom], start=cast.AT.date(), limit=1)
        person_id = people.person_ids_of(identity_ids=[tom])[tom]  # type: ignore[index]
    week = text(mara.get(door.at("rhythms/week/")))
    assert f"{cast.TOM_NAME} Birthday" in week
    assert "planned" in week
    assert "All the best, Tom Arden!" in text(mara.get(door.at(f"occasions/{one.id}/")))
    assert "What is coming Birthday" in text(mara.get(door.at(f"people/{person_id}/")))
    later = (cast.AT + timedelta(days=4)).date()
    assert mara.post(door.at(f"occasions/{one.id}/day/"), {"day": later.isoformat()}).status_code == 303
    assert mara.post(door.at(f"occasions/{one.id}/day/"), {"day": "2020-01-01"}).status_code == 422
    assert mara.post(door.at(f"occasions/{one.id}/no/")).status_code == 303
    with tenancy.brand(door.brand_id):
        found = queries.occasion(occasion_id=one.id)
    assert (found.state, found.on) == (OccasionState.SKIPPED, later)


def test_on_their_own_page_people_tell_what_they_like_and_take_it_back(door: Door, mara: Client, tom: UUID) -> None:
    made(door, mara)
    mara.post(door.at("rhythms/"), FORM | {"name": "Service", "rhythm": "kilometres", "every": "10000"})
    part = Rhythms()
    with tenancy.brand(door.brand_id):
        who = _who(tom)
        part.do(who, "birthday", Posted("k1", {"day": "29", "month": "2"}), at=cast.AT)
        shown = part.look(who, at=cast.AT)
        assert shown is not None
        assert (shown.birthday, shown.silent, shown.drives) == ("We have noted 29 February.", True, True)
        with pytest.raises(NotSo, match="no such day"):
            part.do(who, "birthday", Posted("k2", {"day": "30", "month": "2"}), at=cast.AT)
        part.do(who, "reading", Posted("k3", {"km": "61,200"}), at=cast.AT)
        with pytest.raises(NotSo, match="whole kilometres"):
            part.do(who, "reading", Posted("k4", {"km": "many"}), at=cast.AT)
        part.do(who, "feasts", Posted("k5", {}, {"feast": ["easter"]}), at=cast.AT)
        assert part.do(who, "forget", Posted("k6"), at=cast.AT) == "forgotten"
        told = queries.told_of(identity_ids=[tom])
        assert (told.birthday, told.feasts) == (None, ("easter",))
        assert [one.km for one in queries.readings_of(identity_ids=[tom])] == [61_200]
        assert queries.coming(identity_ids=[tom], start=cast.AT.date()) == ()


def _who(tom: UUID) -> Who:
    from makegood.brands import queries as brands
    from makegood.channels import queries as channels
    from makegood.channels.actions import connecting

    channel_id = connecting.add_channel(kind="own_page", name="Own pages", address="mine", settings={}, by=SYSTEM, at=cast.AT)
    person = people.persons_of(identity_ids=[tom])[tom]
    identity = people.identity(identity_id=tom)
    return Who(brands.current(), channels.channel(channel_id=channel_id), identity, person, None)

"""Founding a brand and keeping its team."""

from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from makegood.brands import actions, queries
from makegood.brands.types import Brand, Member, Opening, Role
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.platform import journal, tenancy
from tests import cast


def owner() -> Member:
    return next(one for one in queries.members() if one.role is Role.OWNER)


def test_a_founded_brand_is_what_was_said(brightside: Brand) -> None:
    assert (brightside.slug, brightside.name, brightside.zone, brightside.currency) == (
        "brightside",
        "Brightside Lights",
        "Europe/London",
        "GBP",
    )
    assert brightside.hours.openings == cast.WEEKDAYS_9_TO_5
    assert (brightside.first_reply_minutes, brightside.resolution_minutes, brightside.country) == (60, 480, "GB")
    assert brightside.id == tenancy.current_brand()


def test_an_address_leads_to_its_brand_without_a_brand_being_open(pageturner: UUID) -> None:
    assert queries.brand_id_for_slug(slug="pageturner") == pageturner
    assert queries.brand_id_for_slug(slug="nobody-here") is None
    assert pageturner in queries.all_brand_ids()


def test_a_taken_address_is_refused_and_founds_nothing(pageturner: UUID) -> None:
    before = queries.all_brand_ids()
    with pytest.raises(Refusal) as refused:
        actions.found(**cast.PAGETURNER, at=cast.AT)
    assert (refused.value.code, refused.value.fields) == ("slug_taken", {"slug": "taken"})
    assert queries.all_brand_ids() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Bright Side"),
        ("slug", "-bright"),
        ("slug", "admin"),
        ("slug", ""),
        ("name", "  "),
        ("zone", "Europe/Atlantis"),
        ("currency", "gbp"),
        ("currency", "GPB"),
        ("language", "english"),
        ("openings", ()),
        ("holidays_country", "Atlantis"),
        ("holidays_country", "GB-XXX"),
        ("first_reply_minutes", 0),
        ("resolution_minutes", 59),
    ],
)
def test_a_malformed_founding_names_the_field_and_founds_nothing(db: None, field: str, value: object) -> None:
    before = queries.all_brand_ids()
    told: dict[str, Any] = {**cast.BRIGHTSIDE, field: value}
    with pytest.raises(Refusal) as refused:
        actions.found(**told, at=cast.AT)
    assert refused.value.code == "brand_malformed"
    assert list(refused.value.fields) == [field]
    assert refused.value.sentence.startswith(f"{field}: ")
    assert queries.all_brand_ids() == before


def test_everything_that_is_wrong_is_named_at_once(db: None) -> None:
    told: dict[str, Any] = {**cast.BRIGHTSIDE, "slug": "?", "zone": "?", "currency": "?"}
    with pytest.raises(Refusal) as refused:
        actions.found(**told, at=cast.AT)
    assert list(refused.value.fields) == ["slug", "zone", "currency"]


def test_the_team_is_listed_by_name(brightside: Brand) -> None:
    assert [(one.name, one.role) for one in queries.members()] == [
        ("Joe Okafor", Role.AGENT),
        ("Mara Lindqvist", Role.LEAD),
        ("Priya Raman", Role.OWNER),
    ]


def test_a_member_of_the_team_is_found_by_account(brightside: Brand, mara: Member) -> None:
    assert queries.member_of_user(user_id=mara.user_id) == mara
    assert queries.member(member_id=mara.id) == mara
    assert queries.member_of_user(user_id=99) is None


def test_an_account_joins_once(brightside: Brand) -> None:
    with pytest.raises(Refusal) as refused:
        actions.add_member(**cast.MARA, by=actors.SYSTEM, at=cast.AT)
    assert refused.value.code == "already_member"


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("email", "mara at home"), ("email", "")])
def test_a_malformed_member_is_refused(brightside: Brand, field: str, value: str) -> None:
    joining: dict[str, Any] = {
        "user_id": 7,
        "name": "Ines Marlow",
        "email": "ines@brightside.example",
        "role": Role.VIEWER,
        field: value,
    }
    with pytest.raises(Refusal) as refused:
        actions.add_member(**joining, by=actors.SYSTEM, at=cast.AT)
    assert list(refused.value.fields) == [field]
    assert len(queries.members()) == 3


def test_who_leaves_keeps_the_name_and_loses_the_way_in(brightside: Brand, joe: Member) -> None:
    actions.remove_member(member_id=joe.id, by=actors.member(owner().id), at=cast.AT)
    assert joe.id not in [one.id for one in queries.members()]
    assert joe.id in [one.id for one in queries.members(former_too=True)]
    assert queries.member(member_id=joe.id).name == "Joe Okafor"
    assert queries.member_of_user(user_id=joe.user_id) is None
    assert brightside.id not in [one.brand_id for one in queries.memberships_of(user_id=joe.user_id)]


def test_who_comes_back_is_the_same_member(brightside: Brand, joe: Member) -> None:
    actions.remove_member(member_id=joe.id, by=actors.SYSTEM, at=cast.AT)
    back = actions.add_member(**{**cast.JOE, "role": Role.LEAD}, by=actors.SYSTEM, at=cast.AT)
    assert (back.id, back.role, back.active) == (joe.id, Role.LEAD, True)


def test_the_last_owner_stays(brightside: Brand) -> None:
    with pytest.raises(Refusal) as removing:
        actions.remove_member(member_id=owner().id, by=actors.SYSTEM, at=cast.AT)
    with pytest.raises(Refusal) as demoting:
        actions.change_role(member_id=owner().id, role=Role.VIEWER, by=actors.SYSTEM, at=cast.AT)
    assert removing.value.code == demoting.value.code == "last_owner"
    assert owner().name == "Priya Raman"


def test_an_owner_may_go_when_there_is_another(brightside: Brand, mara: Member) -> None:
    first = owner()
    actions.change_role(member_id=mara.id, role=Role.OWNER, by=actors.member(first.id), at=cast.AT)
    actions.remove_member(member_id=first.id, by=actors.member(mara.id), at=cast.AT)
    assert owner().name == "Mara Lindqvist"


def test_raw_sql_cannot_take_the_last_owner_either(brightside: Brand) -> None:
    with pytest.raises(IntegrityError, match="keeps at least one owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE brands_member SET role = 'viewer' WHERE role = 'owner'")


@pytest.mark.parametrize("who", ["Mara Lindqvist", "Joe Okafor"])
def test_only_an_owner_manages_the_team(brightside: Brand, who: str) -> None:
    by = actors.member(next(one.id for one in queries.members() if one.name == who))
    with pytest.raises(Refusal, match="It takes an owner to manage the brand"):
        actions.change_role(member_id=owner().id, role=Role.VIEWER, by=by, at=cast.AT)
    with pytest.raises(Refusal, match="Only a member of the team"):
        actions.change_role(member_id=owner().id, role=Role.VIEWER, by=actors.SHOP, at=cast.AT)


def test_a_change_of_the_team_is_journalled_once(brightside: Brand, mara: Member) -> None:
    for _ in range(2):
        actions.change_role(member_id=mara.id, role=Role.AGENT, by=actors.SYSTEM, at=cast.AT)
    changes = journal.latest(limit=10, kinds=["brands.RoleChanged"])
    assert [entry.data for entry in changes] == [{"member_id": str(mara.id), "was": "lead", "role": "agent"}]


def test_memberships_show_one_account_its_own_brands_alone(pageturner: UUID, brightside: Brand) -> None:
    [mine] = [one for one in queries.memberships_of(user_id=cast.MARA["user_id"]) if one.slug == "brightside"]
    assert (mine.brand_id, mine.brand_name, mine.role) == (brightside.id, "Brightside Lights", Role.LEAD)
    assert queries.memberships_of(user_id=4_000_000) == ()


def test_another_brand_and_its_team_are_not_there(pageturner: UUID, brightside: Brand) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM brands_brand")
        assert cursor.fetchall() == [(brightside.id,)]
        cursor.execute("SELECT count(*) FROM brands_member WHERE brand_id <> %s", [brightside.id])
        assert cursor.fetchone() == (0,)


def test_without_a_brand_there_is_nothing(pageturner: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM brands_brand) + (SELECT count(*) FROM brands_member)")
        assert cursor.fetchone() == (0,)


# Hours ---------------------------------------------------------------------------------------------------------------

SATURDAYS = (Opening(weekday=5, opens=time(10), closes=time(0)),)


def test_hours_are_replaced_and_journalled(brightside: Brand) -> None:
    day_off = date(2026, 3, 7)
    for _ in range(2):
        actions.set_hours(openings=SATURDAYS, holidays_country="DE", days_off=[day_off], by=actors.member(owner().id), at=cast.AT)
    hours = queries.current().hours
    assert hours.openings == SATURDAYS
    assert day_off in hours.holidays
    assert date(2026, 10, 3) in hours.holidays  # Germany's, computed
    assert queries.days_off() == (day_off,)
    assert journal.latest(limit=1)[0].data == {"openings": 1, "days_off": 1}
    actions.set_hours(openings=SATURDAYS, holidays_country="", by=actors.SYSTEM, at=cast.AT)
    assert queries.current().hours.holidays == frozenset()


def test_hours_that_make_no_sense_change_nothing(brightside: Brand) -> None:
    with pytest.raises(Refusal) as refused:
        actions.set_hours(openings=(), holidays_country="Atlantis", by=actors.SYSTEM, at=cast.AT)
    assert (refused.value.code, list(refused.value.fields)) == ("hours_malformed", ["openings", "holidays_country"])
    assert queries.current() == brightside


def test_an_agent_does_not_set_hours(brightside: Brand, joe: Member) -> None:
    with pytest.raises(Refusal) as refused:
        actions.set_hours(openings=SATURDAYS, holidays_country="", by=actors.member(joe.id), at=cast.AT)
    assert refused.value.code == "not_allowed"
    assert queries.current() == brightside

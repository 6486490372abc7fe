"""The demonstration: made once through the real flows, looked at, and taken away to the last row."""

import dataclasses
import stat
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from makegood.commands.demo.place import Place
from makegood.config import environment
from tests import cast


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """Made on the morning of Monday, 2 March 2026, ten o'clock: the story alone (the crowd around it: test_demo_crowd), read by the reader
    that the product ships with, as `make run` does."""
    from makegood.commands.demo import place, removing, seeding
    from makegood.platform import clock
    from makegood.understanding import registry

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAKEGOOD_HTTP_ALLOW", "127.0.0.1:9")
        patch.setattr(clock, "now", lambda: cast.AT)
        patch.setattr(settings, "READER", environment.read({}).message_reader)
        _read_anew()
        try:
            yield seeding.make(scale=0)
        finally:
            left = removing.found()
            if left is not None:
                removing.remove(left)
            place.forget()
            registry.let_go()
            _read_anew()  # also where it could not be made: others read with theirs
            environment.settings.cache_clear()


def _read_anew() -> None:
    """Reader and embedder are chosen anew, by the settings as they are then."""
    from makegood.understanding import registry

    for chosen in (registry.reader, registry.embedder):
        chosen.cache_clear()


@pytest.fixture
def inside(demo: Place) -> Iterator[UUID]:
    from makegood.platform import tenancy

    with tenancy.brand(demo.brand_id):
        yield demo.brand_id


def lists(owner_id: UUID) -> dict[str, list[str]]:
    from makegood.views import queries as views

    names = ("ours", "theirs", "mine", "unowned", "late", "resolved")
    return {name: [row.person_name for row in views.inbox(which=name, owner_id=owner_id, at=cast.AT).rows] for name in names}


def mara() -> UUID:
    from makegood.brands import queries as brands

    return next(member.id for member in brands.members() if member.name == "Mara Lindqvist")


def test_every_list_has_somebody_in_it(inside: UUID) -> None:
    found = lists(mara())
    assert sorted(found["ours"]) == sorted(
        [
            "Nina Torres",
            "Carlos Mena",
            "Chloe Winter",
            "Felix Grant",
            "Maya Chen",
            "Dev Patel",
            "Tom Arden",
            "Lena Brook",
            "Edith Hale",
        ]
    )
    assert found["ours"][0] == "Nina Torres"  # sparks come first
    assert sorted(found["theirs"]) == ["Greta Lund", "Jack Rowe", "Lampless in Leeds", "Yusuf Khan"]
    assert sorted(found["mine"]) == ["Chloe Winter", "Jack Rowe"]
    assert sorted(found["unowned"]) == ["Dev Patel", "Lena Brook", "Maya Chen", "Nina Torres", "Tom Arden"]
    assert sorted(found["late"]) == [
        "Carlos Mena",
        "Chloe Winter",
        "Dev Patel",
    ]  # of Dev's parcel the carrier told three days ago
    assert len(found["resolved"]) == 14


def test_toms_torch_waits_for_the_click(inside: UUID) -> None:
    from makegood.commands.demo import where
    from makegood.makegoods.types import MakegoodState
    from makegood.people import queries as people
    from makegood.views import queries as views

    now = where.look(inside)
    assert now.case.title == "Tom’s pocket torch arrived faulty"
    assert now.makegood is not None
    assert now.makegood.state is MakegoodState.PROPOSED
    assert str(now.makegood.cost) == "£2.59"
    assert [str(one.cost) for one in now.makegood.alternatives if one.plain] == ["£1.99"]
    tom = people.persons_of(identity_ids=[now.case.identity_id])[now.case.identity_id]
    page = views.person_page(person_id=tom.id, at=cast.AT)
    assert (page.orders_count, page.spent, page.standing) == (7, "£166.19", "passive")


def test_three_findings_stand_at_three_stages_and_owen_was_told(inside: UUID) -> None:
    from makegood.brands import queries as brands
    from makegood.channels import queries as channels
    from makegood.flows import findings
    from makegood.touchpoints import queries as touchpoints
    from makegood.touchpoints import raised
    from makegood.touchpoints.types import ToldState

    filed = {one.key: one for one in raised.findings(limit=50) if one.by_member_id}
    assert {key: one.state.value for key, one in filed.items()} == {"delivery": "changed", "goods": "changing", "bill": "open"}
    (told,) = raised.tellings(finding_id=filed["delivery"].id)
    assert told.state is ToldState.TOLD
    assert told.outgoing_id is not None
    (letter,) = channels.messages(message_ids=[told.outgoing_id])
    assert letter.state == "sent"
    assert letter.text.startswith("Dear Owen,")
    assert "If it will miss its hour, you hear it from us before the hour has come." in letter.text
    lead = next(member for member in brands.members() if member.id == mara())
    assert [one.key for one in findings.overdue(member=lead, at=cast.AT)] == ["bill"]
    owned = [one.key for one in touchpoints.touchpoints() if one.owner_id]
    assert len(owned) == 9


def test_the_weeks_left_an_advocate_a_reopened_case_and_troubles(inside: UUID) -> None:
    from makegood.cases import queries as cases
    from makegood.channels import queries as channels
    from makegood.commands.demo.people import PEOPLE
    from makegood.flows import desk_pages
    from makegood.outcomes import queries as outcomes
    from makegood.people import queries as people

    nora = people.find_identity(address=PEOPLE["nora"].by_mail)
    assert nora is not None
    ids = [identity.id for identity in people.persons_of(identity_ids=[nora.id])[nora.id].identities]
    assert outcomes.standing(identity_ids=ids).standing == "advocate"
    carlos = people.find_identity(address=PEOPLE["carlos"].by_mail)
    assert carlos is not None
    assert [len(case.segments) for case in cases.cases_of(identity_ids=[carlos.id])] == [2]
    troubles = desk_pages.troubles_page()
    assert (len(troubles.parked), len(troubles.failed), len(troubles.stuck), len(troubles.set_aside)) == (1, 1, 1, 2)
    hanna = people.find_identity(address=PEOPLE["hanna"].by_mail)
    assert hanna is not None
    (case,) = cases.cases_of(identity_ids=[hanna.id])
    said = channels.conversations(conversation_ids=case.conversation_ids)
    assert "Guten Tag" in said[1].text or "Hallo" in said[1].text


def test_isoldes_wish_was_declined_well_and_her_wrist_is_kept_in_mind(inside: UUID) -> None:
    from makegood.cases import queries as cases
    from makegood.choices import queries as choices
    from makegood.choices.types import How, Went
    from makegood.commands.demo.people import PEOPLE
    from makegood.needs import queries as needs
    from makegood.people import queries as people

    isolde = people.find_identity(address=PEOPLE["isolde"].by_mail)
    assert isolde is not None
    (case,) = cases.cases_of(identity_ids=[isolde.id])
    offer = choices.of_case(case_id=case.id)
    assert offer is not None
    assert (offer.chosen, offer.chosen_how, offer.went) == (1, How.MESSAGE, Went.WELL)
    assert case.resolved_at is not None
    kept = needs.in_force(at=cast.AT, limit=9)
    assert [one.what for one in kept] == ["No lifting, and nothing that takes two hands to open", "No calls before 10"]
    assert kept[0].identity_id == isolde.id
    found = choices.suggestions(touchpoint="delivery", request="Please carry the lamp up and put it together")
    assert [(one.offered, one.chosen, one.well) for one in found] == [(1, 1, 1), (1, 0, 0)]


def test_nothing_is_left_to_do_and_nothing_went_wrong(inside: UUID) -> None:
    from makegood.platform import work

    assert work.parked() == ()
    due = {kind for brand_id, kind in work.due(at=cast.AT, kinds=["read_raw", "message_arrived", "deliver", "making_good", "inbox_row"])
           if brand_id == inside}  # fmt: skip
    assert due == set()


def test_nobody_of_the_story_is_held_out_and_the_key_was_drawn_for_that_alone(inside: UUID) -> None:
    from makegood.commands.demo.people import PEOPLE
    from makegood.experiments import actions, queries
    from makegood.people import queries as people

    known = [people.find_identity(address=one.by_mail) for key, one in PEOPLE.items() if one.email and one.name]
    persons = people.persons_of(identity_ids=[one.id for one in known if one and one.value.split("@")[1] != "gone.example"])
    ids = {
        one.id: [identity.id for identity in one.identities]
        for one in persons.values()
        if one.name in {"Tom Arden", "Ruth Okonjo"}
    }
    trial, lots = actions.draw(persons=ids, without_share=1_000, at=cast.AT)
    assert [lot.held_out for lot in lots.values()] == [False, False]
    assert trial is not None
    edith = people.find_identity(address=PEOPLE["edith"].by_mail)  # a stranger when the key was drawn: she falls as it lets her
    assert edith is not None
    assert not [one.identity_id for one in queries.drawn(trial_id=trial.id) if one.held_out and one.identity_id != edith.id]


def test_it_does_something_without_being_asked(inside: UUID) -> None:
    """Rowan's birthday waits for a yes and is known at the counter; the garage is rung up; a contest, the nights, a visit tomorrow."""
    from makegood.commands.demo.people import PEOPLE
    from makegood.contests import queries as contests
    from makegood.flows import at_counter
    from makegood.people import queries as people
    from makegood.relationships import queries as relationships
    from makegood.relationships.types import OccasionState
    from makegood.rota import queries as rota
    from makegood.visits import queries as visits

    rowan = people.find_identity(address=PEOPLE["rowan"].by_mail)
    assert rowan is not None
    assert sorted(one.name for one in relationships.programmes()) == ["Birthdays", "Lamps looked after"]
    front = at_counter.in_front(person_id=rowan.person_id, at=cast.AT)
    assert [(one.programme, one.state) for one in front.occasions] == [("Birthdays", OccasionState.PROPOSED)]
    (contest,) = contests.contests()
    placed = contests.placed(contest_id=contest.id)
    assert (len(placed), sum(one.customer for one in placed), sum(one.entry.agreed for one in placed)) == (13, 1, 11)
    assert len(rota.on_call(at=cast.later(hours=12))) == 1
    (visit,) = visits.within(since=cast.AT, until=cast.later(days=5))
    assert (visit.state.value, visit.wanted) == ("booked", "after work, at home")
    coming = relationships.between(start=cast.AT.date(), end=cast.later(days=30).date())
    assert sorted(one.programme for one in coming) == ["Birthdays", "Lamps looked after"]


def test_its_secrets_are_for_its_owner_alone(demo: Place) -> None:
    from makegood.commands.demo import place

    told = environment.settings().home
    for name in ("demo.json", "reference-shop.sqlite"):
        assert stat.S_IMODE((told / name).stat().st_mode) == 0o600
    assert place.load() == demo
    assert demo.secret not in repr(demo)


def test_next_leaves_to_the_visitor_what_a_member_does(inside: UUID, demo: Place) -> None:
    from makegood.commands.demo import where
    from makegood.commands.demo.telling import Teller
    from makegood.makegoods.types import MakegoodState

    now = where.look(inside)
    teller = Teller(demo, "http://desk/b/brightside", "http://desk")
    assert teller.scene(now).endswith(f"approve it: http://desk/b/brightside/cases/{now.case.number}/")
    assert now.makegood is not None
    declined = dataclasses.replace(now, makegood=dataclasses.replace(now.makegood, state=MakegoodState.DECLINED))
    assert "Answer Tom yourself" in teller.scene(declined)


def test_a_brand_that_is_no_demonstration_cannot_be_removed(committed_brightside: UUID) -> None:
    from makegood.commands.demo import removing
    from makegood.kernel.refusals import Refusal

    with pytest.raises(Refusal) as refused:
        removing.remove(committed_brightside)
    assert refused.value.code == "not_a_demonstration"


def test_it_goes_to_the_last_row_and_touches_nobody_else(demo: Place, committed_brightside: UUID) -> None:
    from makegood.brands import queries as brands
    from makegood.commands.demo import place, removing
    from makegood.platform import published, tenancy

    others = rows_of(committed_brightside)
    with tenancy.brand(demo.brand_id):
        accounts = [member.user_id for member in brands.members(former_too=True)]
    assert len(accounts) == 8
    for slug in (brand_slug(demo.brand_id), brand_slug(committed_brightside)):
        published.write(f"status/{slug}", {"index.html": b"What is wrong now."})
    ours, theirs = f"status/{brand_slug(demo.brand_id)}/index.html", f"status/{brand_slug(committed_brightside)}/index.html"
    assert removing.remove(demo.brand_id) > 1_500
    assert (published.read(ours), published.read(theirs) is not None) == (None, True)
    assert rows_of(demo.brand_id) == {}
    assert rows_of(committed_brightside) == others
    assert not get_user_model().objects.filter(id__in=accounts).exists()
    assert place.load() is None
    assert removing.found() is None
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    connections["owner"].close()


def brand_slug(brand_id: UUID) -> str:
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    with tenancy.brand(brand_id):
        return brands.current().slug


def rows_of(brand_id: UUID) -> dict[str, int]:
    """How many rows each table has of a brand; tables without any are left out."""
    from makegood.commands.demo import removing

    counts = {}
    with connections["owner"].cursor() as cursor:
        for table, key in removing.tables(cursor):
            cursor.execute("SELECT set_config('makegood.brand', %s, false)", [str(brand_id)])
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {key} = %s", [brand_id])
            (counts[table],) = cursor.fetchone() or (0,)
    connections["owner"].close()
    return {table: count for table, count in counts.items() if count}

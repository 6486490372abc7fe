"""Lists and the feed: whole, in order, without repeats, whatever comes in meanwhile."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.kernel.actors import SYSTEM
from makegood.people import events as people_events
from makegood.platform import clock, feed, journal, tenancy
from tests import cast
from tests.api.v1.conftest import Machine, World, order, token_of

LISTS = ("/people", "/links", "/orders", "/messages", "/cases", "/makegoods")


def fill(machine: Machine, count: int) -> None:
    told = [order(clock.now(), f"N-{i}", customer={"email": f"n{i}@example.org"}) for i in range(count)]
    assert machine.post("/orders", {"orders": told}).status == 200


def walk(machine: Machine, path: str, limit: int, **query: object) -> list[str]:
    ids, cursor = [], None
    while True:
        page = machine.get(path, limit=limit, **query, **({"cursor": cursor} if cursor else {})).json
        ids += [one["id"] for one in page["data"]]
        assert len(page["data"]) <= limit
        cursor = page["next_cursor"]
        if cursor is None:
            return ids


@pytest.mark.parametrize("path", ["/people", "/orders"])
def test_a_walk_finds_everything_once_and_newest_first(till: Machine, path: str) -> None:
    fill(till, 25)
    whole = walk(till, path, 200)
    assert len(set(whole)) == len(whole) == {"/people": 27, "/orders": 26}[path]  # Tom, and an account that may be his
    for limit in (1, 7, 25, 26):
        assert walk(till, path, limit) == whole


@pytest.mark.parametrize("path", ["/people", "/orders"])
def test_what_comes_in_meanwhile_moves_nothing(till: Machine, path: str) -> None:
    fill(till, 5)
    before = walk(till, path, 200)
    first = till.get(path, limit=3).json
    till.post("/orders", {"orders": [order(clock.now(), "later", customer={"email": "later@example.org"})]})
    second = till.get(path, limit=200, cursor=first["next_cursor"]).json
    assert [one["id"] for one in first["data"] + second["data"]] == before


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_that_is_not_ours_or_of_another_list_or_brand_is_refused(world: World, other_world: World, path: str) -> None:
    other = "/orders" if path != "/orders" else "/people"
    fill(world.machine, 3)
    fill(other_world.machine, 3)
    foreign = other_world.machine.get("/orders", limit=1).json["next_cursor"]
    for cursor in ("abc", "MDE5", world.machine.get(other, limit=1).json["next_cursor"] or "x", foreign + "A", foreign):
        answer = world.machine.get(path, cursor=cursor)
        assert (answer.status, list(answer.errors)) == (422, ["cursor"])


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", ""])
def test_a_limit_is_1_to_200(till: Machine, limit: str) -> None:
    answer = till.get("/people", limit=limit)
    assert (answer.status, list(answer.errors)) == (422, ["limit"])


@pytest.mark.parametrize("path", LISTS)
def test_since_leaves_out_what_was_known_before(world: World, path: str) -> None:
    now = clock.now()
    assert world.machine.get(path, since=(now + timedelta(minutes=1)).isoformat()).json == {"data": [], "next_cursor": None}
    assert len(world.machine.get(path, since=(now - timedelta(days=1)).isoformat()).json["data"]) >= 1


def test_lists_are_filtered(world: World) -> None:
    ask = world.machine
    fill(ask, 3)
    assert [one["number"] for one in ask.get("/orders", person=str(world.person)).json["data"]] == ["1007"]
    assert [one["number"] for one in ask.get("/orders", number="N-1").json["data"]] == ["N-1"]
    assert ask.get("/orders", number="N-9").json["data"] == []
    assert [one["number"] for one in ask.get("/cases", state="open", owner="nobody").json["data"]] == [world.case]
    assert ask.get("/cases", state="resolved").json["data"] == []
    assert ask.get("/cases", owner=cast.MARA["email"]).json["data"] == []
    assert ask.get("/cases", owner="stranger@example.org").json["data"] == []
    assert [one["id"] for one in ask.get("/messages", case=world.case).json["data"]] == [str(world.message)]
    assert ask.get("/messages", case=4711).json["data"] == []
    assert [one["id"] for one in ask.get("/messages", person=str(world.person)).json["data"]] == [str(world.message)]
    assert [one["id"] for one in ask.get("/makegoods", state="proposed").json["data"]] == [str(world.makegood)]
    assert ask.get("/people", email=cast.TOM_EMAIL, phone=cast.TOM_PHONE).json["data"][0]["id"] == str(world.person)
    assert ask.get("/people", email=cast.TOM_EMAIL, customer_number="nobody's").json["data"] == []
    malformed = ask.get("/people", handle="bluesky:tom", email="not an address")
    assert (malformed.status, malformed.errors) == (422, {"email": "is not a mail address like tom@example.org"})


# The feed ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh(new_brightside: Callable[[], UUID], monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A brand that is really committed, with a feed that is not behind: all clocks here are one."""
    monkeypatch.setattr(feed, "SKEW", timedelta())
    return token_of(new_brightside())


def note(brand_id: UUID) -> None:
    with tenancy.brand(brand_id):
        journal.record(people_events.NameNoted(identity_id=uuid4()), by=SYSTEM, at=clock.now())


def follow(machine: Machine, cursor: str | None, **query: object) -> tuple[list[str], str | None]:
    """Everything that is there now, and where to go on."""
    seen: list[str] = []
    while True:
        page = machine.get("/events", limit=7, **query, **({"cursor": cursor} if cursor else {})).json
        seen += [one["id"] for one in page["data"]]
        cursor = page["next_cursor"]
        if not page["more"]:
            return seen, cursor


def test_the_feed_is_the_journal_in_the_order_in_which_it_was_written(fresh: Machine) -> None:
    for _ in range(10):
        note(fresh.brand_id)
    seen, cursor = follow(fresh, None)
    with tenancy.brand(fresh.brand_id):
        written = sorted(str(entry.id) for entry in journal.latest(limit=1000))
    assert seen == written
    assert follow(fresh, cursor) == ([], cursor)
    note(fresh.brand_id)
    assert len(follow(fresh, cursor)[0]) == 1


def test_a_rare_kind_is_found_behind_many_others(fresh: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "SCANNED", 3)
    for _ in range(10):
        note(fresh.brand_id)
    page = fresh.get("/events", kinds="brands.MachineAdded,people.NameNoted", limit=200).json
    assert (len(page["data"]) <= 3, page["more"]) == (True, True)
    seen, _ = follow(fresh, None, kinds="brands.MachineAdded")
    assert len(seen) == 1


def test_what_a_slow_transaction_commits_late_is_not_missed(fresh: Machine, django_db_blocker: DjangoDbBlocker) -> None:
    """A fact takes its id, its transaction waits, a later one commits: the feed shows neither before both are there."""
    written, go_on = threading.Event(), threading.Event()
    _, cursor = follow(fresh, None)

    def slowly() -> None:
        with django_db_blocker.unblock():
            with tenancy.brand(fresh.brand_id):
                journal.record(people_events.NameNoted(identity_id=uuid4()), by=SYSTEM, at=clock.now())
                written.set()
                assert go_on.wait(30)
            connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert written.wait(30)
    note(fresh.brand_id)
    during, cursor = follow(fresh, cursor)
    go_on.set()
    slow.join()
    after, _ = follow(fresh, cursor)
    assert (len(during), len(after)) == (0, 2)

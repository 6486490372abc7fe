"""A candidate is nowhere for whoever does not hire: every address of the desk, every change of what is theirs, every look of the API."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from makegood.flows.guest_pages import OutOfSight
from makegood.guests.types import Place
from makegood.platform import clock, jobs, tenancy
from tests import cast
from tests.tenancy.conftest import TwoBrands
from tests.tenancy.test_addresses import PARAMETERS, addresses, counts, entered, ids, url

THEIRS = ("Tom Arden", "Tom&#x27;s", cast.TOM_EMAIL, "Pocket torch arrived", "A patient man")
SEARCHES = ("inbox/?q=Tom", "inbox/?q=torch&meaning=yes", "note/?who=Tom", "letters/?who=Tom", "calls/?who=Tom", "counter/?who=Tom",
            "visits/book/?who=Tom", "inbox/?list=all", "inbox/?list=resolved", "praise/?list=all", "touchpoints/goods/?days=365",
            "touchpoints/delivery/?days=365", "promises/", "after-hours/", "contacts/")  # fmt: skip


@dataclass
class Hired:
    """Brightside, in which Tom Arden applied for a job too: Priya hires, the insider (an owner) does not."""

    two: TwoBrands
    tom: UUID
    person: UUID
    known: dict[str, Any]


@pytest.fixture
def hired(two: TwoBrands) -> Hired:
    from makegood.brands import queries as brands
    from makegood.flows import guesting
    from makegood.guests.types import GuestKind, KindRule
    from makegood.kernel.actors import SYSTEM
    from makegood.people import queries as people

    with tenancy.brand(two.full):
        found = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert found is not None
        tom = UUID(str(found.id))
        _everything_about(tom)
    jobs.do_all_due(two.full, at=cast.later(hours=3))
    with tenancy.brand(two.full):
        person = people.persons_of(identity_ids=[found.id])[found.id].id
        known = ids(two.full) | {"person_id": person}
        team = next(one.id for one in brands.members() if one.name.startswith("Priya"))
        guesting.note(identity_id=tom, kind=GuestKind.CANDIDATE, by=SYSTEM, at=cast.AT)
        guesting.set_rule(rule=KindRule(GuestKind.CANDIDATE, 9 * 365, (team,)), by=SYSTEM, at=cast.AT)
    return Hired(two, tom, UUID(str(person)), known)


def _everything_about(tom: UUID) -> None:
    """A call, a card, a visit, a birthday, a segment, a contest, a broken promise and a night alarm, each of his."""
    from makegood.brands import queries as brands
    from makegood.calls import actions as calls
    from makegood.calls.types import CallIn
    from makegood.cases import queries as cases
    from makegood.contests import actions as contests
    from makegood.contests.types import EntryIn, How
    from makegood.kernel import actors
    from makegood.kernel.actors import SYSTEM
    from makegood.people.actions import noting
    from makegood.people.types import Fact, IdentityId
    from makegood.relationships.actions import programmes
    from makegood.relationships.types import ProgrammeIn, Rhythm, Rule, Step, StepKind
    from makegood.rota.actions import waking
    from makegood.segments import actions as segments
    from makegood.segments.types import Line
    from makegood.segments.types import Rule as SegmentRule
    from tests.touchpoints import telling
    from tests.visits import given

    now = cast.later(hours=2)
    lead = actors.member(next(one.id for one in brands.members() if one.role.value == "lead"))
    noting.note_span(facts=[Fact(IdentityId(tom), "told.birthday", "own", now, {"month": now.month, "day": now.day})])
    calls.plan(call=CallIn(tom, "Three days after the service", now, "one"), by=SYSTEM, at=now)
    wish = Step(StepKind.MESSAGE, {"en": "Happy birthday"}, {"en": "All the best, {name}."})
    programmes.make(told=ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (wish,)), by=lead, at=now)
    segments.save(name="Told us", rule=SegmentRule((Line("told.birthday", True, None),), True), by=lead, at=now)
    contest = contests.open_contest(name="Win", text="I agree.", text_version="1", by=lead, at=now)
    contests.take(contest_id=contest, entries=[EntryIn("tom", How.ENTERED, (cast.TOM_BY_EMAIL,), now)], by=SYSTEM, at=now)
    from makegood.visits.actions import booking

    booking.book(visit=given.wish(tom, given.sam(), cast.later(days=7, hours=2)), by=SYSTEM, at=now)
    telling.ended("delivery", tom, [(clock.now() - timedelta(hours=1), False)])
    case = cases.by_number(number=1)
    assert waking.raise_alarm(key="night", case_id=case.id, identity_id=tom, why="safety", at=clock.now()) is not None


def test_no_page_of_the_desk_shows_them(hired: Hired) -> None:
    insider, slug = entered(hired.two.insider), hired.two.full_slug
    found = {}
    for address in [url(name, slug, hired.known) for name in addresses()] + [f"/b/{slug}/{one}" for one in SEARCHES]:
        answer = insider.get(address)
        told = answer.getvalue().decode(errors="replace")
        if seen := [word for word in THEIRS if word in told]:
            found[address.removeprefix(f"/b/{slug}/")] = seen
    assert found == {}, json.dumps(found)


def test_nothing_of_theirs_is_changed_by_whoever_may_not_see_it(hired: Hired) -> None:
    insider, slug, before = entered(hired.two.insider), hired.two.full_slug, counts(hired.two.full)
    names = [
        one
        for one in addresses()
        if one.startswith("desk:") and ("person_id" in PARAMETERS[one] or "/cases/" in url(one, slug, hired.known))
    ]
    assert len(names) > 30
    for name in names:
        for method in ("get", "post", "delete"):
            status = getattr(insider, method)(url(name, slug, hired.known)).status_code
            assert status in (404, 405), f"{method} {name}: {status}"
    assert counts(hired.two.full) == before


def test_who_hires_sees_and_counts_them_and_to_others_they_are_not_counted_either(hired: Hired) -> None:
    """Otherwise the tests above would prove nothing."""
    from makegood.guests import queries as guests

    with tenancy.brand(hired.two.full):
        from makegood.brands import queries as brands

        priya = next(one.id for one in brands.members() if one.name.startswith("Priya"))
        assert guests.may_see(identity_ids=[hired.tom], place=Place.DESK, member_id=priya)
        kept = guests.ask_kinds_kept().answer
        assert guests.hidden_everywhere(kinds=kept, place=Place.DESK, member_id=priya).person_ids == frozenset()
        assert hired.person in guests.hidden_everywhere(kinds=kept, place=Place.SEARCH, member_id=priya).person_ids
        assert hired.person in guests.hidden_everywhere(kinds=kept, place=Place.MACHINE, member_id=None).person_ids
        insider = next(one.id for one in brands.members() if one.name == "Ina")
        seen, hidden = OutOfSight(kept, priya), OutOfSight(kept, insider)
        assert _numbers(hired, seen) == {"all": 2, "broken": 1, "ended broken": 1, "told": 1, "live": 1, "night": 1}
        assert _numbers(hired, hidden) == {
            "all": 1,  # of somebody else
            "broken": 0,
            "ended broken": 0,
            "told": 0,
            "live": 0,
            "night": 0,
        }


def test_no_look_of_the_api_shows_them_but_to_a_token_that_may_see_guests(hired: Hired) -> None:
    from makegood.api import tokens
    from makegood.kernel.actors import SYSTEM

    with tenancy.brand(hired.two.full):
        every = [one for one in tokens.SCOPES if one != "guests:read"]
        most = tokens.make(name="Most", scopes=every, by=SYSTEM, at=clock.now()).token
        whole = tokens.make(name="Whole", scopes=tokens.SCOPES, by=SYSTEM, at=clock.now()).token
    looks = _looks(hired)
    shown = {path: _asked(whole, path) for path in looks}
    assert sum(str(hired.tom) in told or str(hired.person) in told or cast.TOM_EMAIL in told for _, told in shown.values()) > 8
    assert [json.loads(_asked(one, "/segments")[1])["data"][0]["people"] for one in (whole, most)] == [1, 0]
    found = {}
    for path in looks:
        status, told = _asked(most, path)
        assert status in (200, 404) or (path, status) == ("/guests", 403), f"{path}: {status} {told[:200]}"
        if path.split("?")[0] in _SHOPS_OWN:
            continue
        if str(hired.tom) in told or str(hired.person) in told or any(word in told for word in (*THEIRS, cast.TOM_WORDS[:30])):
            found[path] = told[:300]
    assert found == {}, json.dumps(found)


def _numbers(hired: Hired, away: OutOfSight) -> dict[str, int]:
    """What is counted for whoever looks, where nearly all of it is his."""
    from makegood.flows import promise_pages, rota_pages, segment_pages
    from makegood.promises.types import PromiseState
    from makegood.segments import queries as segments
    from makegood.views import queries as views

    at = clock.now() + timedelta(seconds=1)
    lists = views.counters(member_id=None, away=away.at(Place.DESK), at=at)
    promises = promise_pages.page(away=away, at=at)
    (told,) = segments.segments(but=away.people)
    return {
        "all": lists.ours + lists.theirs + lists.resolved,
        "broken": len(promises.broken),
        "ended broken": promises.counts.get(PromiseState.BROKEN, 0),
        "told": told.people,
        "live": segment_pages.live(rule=told.rule, away=away, at=at).people,
        "night": len(rota_pages.night(away=away, at=at).night),
    }


_SHOPS_OWN = ("/orders", "/orders/1007")  # the shop's own records, told by it, are its to read


def _looks(hired: Hired) -> list[str]:
    """Every look of the API's description, for what is Tom's."""
    from tests.api.v1.conftest import DOCUMENT

    paths = []
    for path, methods in DOCUMENT["paths"].items():
        if "get" not in methods:
            continue
        place = path.removeprefix("/api/v1")
        number = "1007" if "/orders/" in place else "1"
        paths.append(place.format_map(_Known(hired.known | {"number": number})))
    asked = (
        f"/people?email={cast.TOM_EMAIL}",
        f"/cases?person={hired.person}",
        f"/messages?person={hired.person}",
        "/messages?case=1",
    )
    return [*paths, *asked]


class _Known(dict[str, Any]):
    def __missing__(self, _key: str) -> str:
        return "00000000-0000-7000-8000-000000000000"


def _asked(token: str, path: str) -> tuple[int, str]:
    answer = Client().get(f"/api/v1{path}", HTTP_AUTHORIZATION=f"Bearer {token}")
    return answer.status_code, json.dumps(answer.json(), ensure_ascii=False) if answer.content else ""

"""At the counter: found by name, number or their own code; what matters is said in a sentence; one touch notes what was done; nobody is shown who may
not be, nothing of the one before stays."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.brands.types import Opening
from makegood.counter import queries as touches
from makegood.flows import at_counter
from makegood.gestures import queries as gestures
from makegood.gestures.actions import shelf
from makegood.gestures.types import GestureKind
from makegood.guests import actions as guests
from makegood.guests.types import GuestKind
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.letters import actions as letters
from makegood.letters import queries as letter_queries
from makegood.letters.types import LetterIn, LetterState
from makegood.needs import actions as needs
from makegood.needs.types import DESK, Agreed, NeedIn, Source
from makegood.orders.actions import ordering as orders
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, Fact, IdentityId, Purpose
from makegood.platform import draining, jobs, tenancy
from makegood.relationships import queries as relationships
from makegood.relationships.actions import programmes
from makegood.relationships.types import OccasionState, ProgrammeIn, Rhythm, Rule, Step, StepKind
from makegood.visits.actions import booking
from makegood.visits.types import ResourceIn, ResourceKind, VisitIn, VisitKind
from tests import cast
from tests.desk.conftest import VERA, Door

TODAY = date(2026, 3, 2)
WISH = Step(StepKind.MESSAGE, {"en": "Happy birthday"}, {"en": "All the best."})


@pytest.fixture
def joe(door: Door) -> Client:
    return door.signed_in(cast.JOE["user_id"])


@pytest.fixture
def tom(door: Door) -> UUID:
    """Tom's person; his birthday is today, a card is in the drawer."""
    with tenancy.brand(door.brand_id):
        found = recognising.recognise(
            sightings=[cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE, strong=True, source="order 1007")], at=cast.later(days=-9)
        )[0]
        shelf.add_item(
            code="birthday-card", kind=GestureKind.SURPRISE, name="Birthday card", face_value=Money(200, "GBP"),
            real_cost=Money(90, "GBP"), stock=2, by=SYSTEM, at=cast.AT,
        )  # fmt: skip
        noting.note_span(facts=[Fact(found.identity_id, "told.birthday", "own", cast.later(days=-9), {"month": 3, "day": 2})])
        programmes.make(told=ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (WISH,)), by=SYSTEM, at=cast.later(days=-5))
    for kind in [one for one in jobs.known() if one.startswith("rhythm")]:
        draining.drain(door.brand_id, jobs.known()[kind], at=cast.later(days=-5))
    return UUID(str(found.person_id))


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def address(door: Door, person_id: UUID) -> str:
    with tenancy.brand(door.brand_id):
        return door.at(f"counter/{at_counter.page_token(person_id)}/")


def identity(door: Door) -> UUID:
    with tenancy.brand(door.brand_id):
        found = people.find_identity(address=cast.TOM_BY_EMAIL)
    assert found is not None
    return found.id


def occasion(door: Door) -> UUID:
    with tenancy.brand(door.brand_id):
        (one,) = relationships.occasions_for(identity_ids=[identity(door)], on=TODAY)
        return one.id


def card(door: Door) -> tuple[UUID, int | None]:
    with tenancy.brand(door.brand_id):
        return next((one.id, one.stock) for one in gestures.catalogue() if one.code == "birthday-card")


def noted(door: Door) -> list[str]:
    with tenancy.brand(door.brand_id):
        return [one.done.value for one in touches.of_identities(identity_ids=_all(door))][::-1]


def _all(door: Door) -> list[UUID]:
    return [one.id for one in people.persons_of(identity_ids=[identity(door)])[identity(door)].identities]


def tell(door: Door, what: str, *audiences: str) -> None:
    with tenancy.brand(door.brand_id):
        agreed = Agreed("said so", cast.later(days=-1))
        need = NeedIn(identity(door), what, audiences, date(2026, 2, 20), None, agreed, Source.MEMBER)
        needs.tell(need=need, by=SYSTEM, at=cast.later(days=-1))


def test_somebody_is_found_by_name_number_and_address(door: Door, joe: Client, tom: UUID) -> None:
    for who in ("07700 900123", cast.TOM_EMAIL):
        answer = joe.get(door.at("counter/"), {"who": who})
        assert answer.status_code == 303
        assert "Tom Arden" in text(joe.get(answer.headers["Location"]))


def test_somebody_of_whom_there_is_no_case_is_found_by_a_part_of_their_name(door: Door, joe: Client, tom: UUID) -> None:
    for who in ("arden", "Tom A"):
        answer = joe.get(door.at("counter/"), {"who": who})
        assert answer.status_code == 303, who
        assert "Tom Arden" in text(joe.get(answer.headers["Location"]))
    assert joe.get(door.at("counter/"), {"who": "Tom Nobody"}).status_code == 200


def test_somebody_is_found_by_an_order(door: Door, joe: Client) -> None:
    with tenancy.brand(door.brand_id):
        orders.take_orders(orders=[cast.torch_order()], at=cast.AT)
    assert joe.get(door.at("counter/"), {"who": "1007"}).status_code == 303


def test_the_code_on_their_page_leads_to_them_and_to_nobody_for_a_stranger(door: Door, joe: Client, tom: UUID) -> None:
    with tenancy.brand(door.brand_id):
        path = at_counter.code(identity_id=identity(door), brand=brands.current())
    path = "/b/" + path.partition("/b/")[2]
    answer = joe.get(path)
    assert answer.status_code == 303
    assert "Tom Arden" in text(joe.get(answer.headers["Location"]))
    stranger = Client().get(path)
    assert stranger.status_code == 302
    assert "login" in stranger.headers["Location"]
    assert joe.get(path.replace("/code/", "/code/x")).status_code == 404


def test_it_says_in_a_sentence_what_matters(door: Door, joe: Client, tom: UUID) -> None:
    tell(door, "Cannot lift", DESK, "counter")
    page = text(joe.get(address(door, tom)))
    assert "Today: Birthday. “Birthday card” is in the drawer." in page or re.search(
        r"Today: [^.]*irthday[^.]*\. “Birthday card” is", page
    )
    assert "To keep in mind: Cannot lift" in page


def test_what_the_counter_may_not_see_is_not_shown(door: Door, joe: Client, tom: UUID) -> None:
    tell(door, "Side door only", DESK)
    page = text(joe.get(address(door, tom)))
    assert "Side door" not in page


def test_why_somebody_needs_it_is_never_shown_here(door: Door, joe: Client, tom: UUID) -> None:
    with tenancy.brand(door.brand_id):
        agreed = Agreed("said so", cast.later(days=-1))
        need = NeedIn(
            identity(door), "Cannot lift", (DESK, "counter"), date(2026, 2, 20), None, agreed, Source.MEMBER, why="a broken wrist"
        )
        needs.tell(need=need, by=SYSTEM, at=cast.later(days=-1))
    page = text(joe.get(address(door, tom)))
    assert "Cannot lift" in page
    assert "wrist" not in page


def test_a_candidate_is_nobody_at_the_counter(door: Door, joe: Client, tom: UUID) -> None:
    with tenancy.brand(door.brand_id):
        guests.note(identity_id=identity(door), kind=GuestKind.CANDIDATE, by=SYSTEM, at=cast.AT)
    assert "Tom Arden" not in text(joe.get(door.at("counter/"), {"who": cast.TOM_EMAIL}))
    assert joe.get(address(door, tom)).status_code == 404
    assert joe.post(address(door, tom) + "touch/", {"done": "came_in", "key": "k"}).status_code == 404
    assert noted(door) == []


def test_an_interview_is_never_shown_at_the_counter_and_a_visit_is(door: Door, joe: Client, tom: UUID) -> None:
    with tenancy.brand(door.brand_id):
        week = tuple(Opening(day, cast.WEEKDAYS_9_TO_5[0].opens, cast.WEEKDAYS_9_TO_5[0].closes) for day in range(5))
        room = booking.set_resource(told=ResourceIn(ResourceKind.PLACE, "Front room", week, 60), by=SYSTEM, at=cast.AT)
        for key, kind, hours, about in (
            ("a", VisitKind.VISIT, 2, "Lamp fitting"),
            ("b", VisitKind.INTERVIEW, 4, "Interview as a fitter"),
        ):
            wanted = VisitIn(key, identity(door), room.id, cast.later(hours=hours), about, kind=kind)
            booking.book(visit=wanted, by=SYSTEM, at=cast.AT)
    page = text(joe.get(address(door, tom)))
    assert "Booked for 12:00: Lamp fitting" in page
    assert "Interview" not in page


def test_a_card_handed_over_is_counted_and_its_occasion_done_once(door: Door, joe: Client, tom: UUID) -> None:
    form = {"done": "card_given", "key": "k", "item": str(card(door)[0]), "occasion": str(occasion(door))}
    for _ in range(2):
        assert joe.post(address(door, tom) + "touch/", form).status_code == 303
    assert card(door)[1] == 1
    assert noted(door) == ["came_in", "card_given"]
    with tenancy.brand(door.brand_id):
        (one,) = relationships.occasions_for(identity_ids=[identity(door)], on=TODAY)
    assert one.state is OccasionState.DONE
    assert "It was thought of already." in text(joe.get(address(door, tom)))
    assert "Joe Okafor handed “Birthday card” to Tom Arden at the counter." in text(joe.get(door.at(f"people/{tom}/")))


def test_what_is_handed_over_does_not_come_by_post_too(door: Door, joe: Client, tom: UUID) -> None:
    with tenancy.brand(door.brand_id):
        yes = Consent(IdentityId(identity(door)), "post", Purpose.RELATIONSHIP, True, "told us", "", cast.AT)
        noting.note_consent(consent=yes, by=SYSTEM)
        wanted = LetterIn(
            identity(door), "birthday-card", "All the best", "k", occasion_kind="rhythm", occasion_id=occasion(door)
        )
        letter = letters.ask(letter=wanted, by=SYSTEM, at=cast.AT)
    form = {"done": "card_given", "key": "k", "item": str(card(door)[0]), "occasion": str(occasion(door))}
    joe.post(address(door, tom) + "touch/", form)
    with tenancy.brand(door.brand_id):
        assert letter_queries.letter(letter_id=letter.id).state is LetterState.CANCELLED
    assert card(door)[1] == 1


def test_an_empty_drawer_is_said_and_nothing_is_noted(door: Door, joe: Client, tom: UUID) -> None:
    item_id, _ = card(door)
    with tenancy.brand(door.brand_id):
        shelf.change_stock(item_id=item_id, by_how_many=-2, by=SYSTEM, at=cast.AT)
    form = {"done": "card_given", "key": "k", "item": str(item_id), "occasion": str(occasion(door))}
    answer = joe.post(address(door, tom) + "touch/", form)
    assert answer.status_code == 422
    assert "is left in the drawer" in text(answer)
    assert noted(door) == []


def test_wishing_well_coming_in_and_a_note_are_one_touch_each(door: Door, joe: Client, tom: UUID) -> None:
    for form in (
        {"done": "wished_well", "occasion": str(occasion(door))},
        {"done": "note", "words": "Likes warm light"},
        {"done": "came_in"},
    ):
        assert joe.post(address(door, tom) + "touch/", {"key": "k", **form}).status_code == 303
    assert noted(door) == ["came_in", "wished_well", "note"]
    assert "Likes warm light" in text(joe.get(address(door, tom)))


def test_nobody_is_asked_for_an_odometer_where_nothing_goes_by_it(door: Door, joe: Client, tom: UUID) -> None:
    assert "Odometer" not in text(joe.get(address(door, tom)))
    joe.post(address(door, tom) + "touch/", {"key": "k", "done": "odometer", "number": "58 400"})
    assert "Odometer" in text(joe.get(address(door, tom)))  # they told one: they drive


def test_an_odometer_read_at_the_counter_is_a_fact_of_theirs(door: Door, joe: Client, tom: UUID) -> None:
    joe.post(address(door, tom) + "touch/", {"key": "k", "done": "odometer", "number": "58 400"})
    with tenancy.brand(door.brand_id):
        (fact,) = people.facts_of(identity_ids=_all(door), kinds=["told.km_reading"])
        (visited,) = people.facts_of(identity_ids=_all(door), kinds=["told.visited"])
    assert fact.value == {"km": 58400}
    assert visited.value == {"touchpoint": "visit"}


@pytest.mark.parametrize(
    "form", [{"done": "note"}, {"done": "odometer", "number": "many"}, {"done": "danced"}, {"done": "card_given"}]
)
def test_what_says_nothing_is_refused(door: Door, joe: Client, tom: UUID, form: dict[str, str]) -> None:
    assert joe.post(address(door, tom) + "touch/", {"key": "k", **form}).status_code in (404, 422)
    assert noted(door) == []


def test_a_page_about_somebody_gives_way_and_its_address_ends(
    door: Door, joe: Client, tom: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = address(door, tom)
    answer = joe.get(there)
    without_script = (
        f"""<noscript><meta http-equiv="refresh" content="{at_counter.LASTS_S};url={door.at("counter/")}"></noscript>"""
    )
    assert without_script in answer.content.decode()
    assert f'data-lasts-s="{at_counter.LASTS_S}" data-empty="{door.at("counter/")}"' in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    monkeypatch.setattr(at_counter, "LASTS_S", -61)
    gone = joe.get(there)
    assert (gone.status_code, gone.headers["Location"]) == (303, door.at("counter/"))
    monkeypatch.setattr(at_counter, "LASTS_S", -at_counter.WRITES_S - 1)  # whoever types has a quarter of an hour more
    late = joe.post(there + "touch/", {"key": "k", "done": "came_in"})
    assert late.headers["Location"] == door.at("counter/")
    assert noted(door) == []


def test_the_empty_page_shows_nobody(door: Door, joe: Client, tom: UUID) -> None:
    joe.get(address(door, tom))
    assert "Tom Arden" not in text(joe.get(door.at("counter/")))


def test_an_address_that_we_never_made_shows_nobody(door: Door, joe: Client, tom: UUID) -> None:
    assert joe.get(door.at(f"counter/{uuid4().hex}/")).status_code == 404
    assert joe.get(address(door, tom)[:-2] + "x/").status_code == 404


def test_whoever_may_only_look_is_not_let_to_the_counter(door: Door, tom: UUID) -> None:
    vera = door.signed_in(VERA["user_id"])
    assert vera.get(door.at("counter/")).status_code == 403
    assert vera.get(address(door, tom)).status_code == 403


def test_cases_and_broken_promises_say_what_we_owe(door: Door, joe: Client, tom: UUID) -> None:
    from makegood.calls import actions as calls
    from makegood.calls.types import CallIn, Result
    from makegood.flows import by_hand, calling_people

    del by_hand
    with tenancy.brand(door.brand_id):
        planned = calls.plan(call=CallIn(identity(door), "to ask", cast.AT, "k"), by=SYSTEM, at=cast.AT)
        member = next(one for one in brands.members() if one.name == "Joe Okafor")
        calling_people.ended(
            call_id=planned.id, result=Result.NOT_FINE, words="The dimmer hums.", member=member, at=cast.AT + timedelta(minutes=1)
        )
    page = text(joe.get(address(door, tom)))
    assert "What we owe them" in page
    assert "The dimmer hums" in page

"""A sale as it is promised: announced, moved and widened in everybody's favour, kept or broken; and the promises of those who were told."""

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.kernel.actors import SHOP, SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import jobs, journal, tenancy
from makegood.promises import queries as promises
from makegood.promises.types import Promise, PromiseKind, PromiseState, RecordKind
from makegood.sales import queries
from makegood.sales.actions import announcing, telling
from makegood.sales.types import Because, End, PlaceIn, PlaceKind, Sale, SaleIn, SaleState, Scope, Told
from tests import cast

ENDS = End(datetime(2026, 3, 6, 23, 59, 59), "Europe/London")  # noqa: DTZ001 - as it is said
LATER = End(datetime(2026, 3, 9, 23, 59, 59), "Europe/London")  # noqa: DTZ001
SPRING = SaleIn("Spring Cleaning", Scope("all bulbs", ("bulb-1", "bulb-2")), cast.later(hours=-2), ENDS, "spring")
DOWN = Because("The shop was down for 90 minutes.")


@pytest.fixture
def spring(brightside: Brand) -> Sale:
    return announcing.announce(sale=SPRING, by=SHOP, at=cast.AT)


def people(*names: str) -> list[UUID]:
    seen = [Sighting((Address(IdentityKind.EMAIL, f"{name}@example.org"),)) for name in names]
    return [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]


def tell(sale: Sale, who: list[UUID], at: datetime = cast.AT) -> int:
    return telling.note_told(sale_id=sale.id, identity_ids=who, where=PlaceKind.NEWSLETTER, by=SHOP, at=at)


def kept_up(sale: Sale, at: datetime) -> None:
    while telling.keep_up(sale_id=sale.id, by=SYSTEM, at=at):
        pass


def made() -> list[Promise]:
    return sorted(promises.page(before=None, state=None, identity_ids=None, since=None, limit=50), key=lambda one: one.id)


def test_a_sale_is_announced_once_by_its_reference(spring: Sale) -> None:
    assert (spring.ends_at, spring.terms) == (datetime.fromisoformat("2026-03-07T00:00:00+00:00"), 1)
    assert spring.said_as == "11:59:59 pm on Friday 6 March 2026 by the clocks in London"
    assert announcing.announce(sale=SPRING, by=SHOP, at=cast.later(hours=1)) == spring
    with pytest.raises(Refusal, match="is the sale “Spring Cleaning” already") as no:
        announcing.announce(sale=dataclasses.replace(SPRING, ends=LATER), by=SHOP, at=cast.AT)
    assert no.value.code == "sale_known"
    assert [one.kind for one in journal.latest(limit=9)][:1] == ["sales.SaleAnnounced"]


def test_announced_again_after_it_was_moved_it_is_still_the_same_sale(spring: Sale) -> None:
    moved = announcing.move_end(sale_id=spring.id, ends=LATER, because=DOWN, by=SHOP, at=cast.AT)
    assert announcing.announce(sale=SPRING, by=SHOP, at=cast.AT) == moved


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"name": " "}, "name", "is missing"),
        ({"scope": Scope("")}, "scope", "is missing"),
        ({"ends": End(datetime(2026, 3, 1, 9), "UTC")}, "ends", "is not after the start"),  # noqa: DTZ001
        ({"ends": End(datetime(2036, 3, 1, 9), "UTC")}, "ends", "too far ahead"),  # noqa: DTZ001
        ({"starts_at": cast.later(hours=-9), "ends": End(datetime(2026, 3, 2, 9), "UTC")}, "ends", "is past"),  # noqa: DTZ001
        ({"ends": End(datetime(2026, 3, 6, 9), "XYZ")}, "zone", "unknown"),  # noqa: DTZ001
        ({"scope": Scope("x", ("y" * 101,))}, "skus", "too long"),
        ({"reference": "r" * 101}, "reference", "too long"),
    ],
)
def test_a_sale_that_cannot_be_is_refused_in_words_and_changes_nothing(
    brightside: Brand, changed: dict[str, object], field: str, why: str
) -> None:
    with pytest.raises(Refusal) as no:
        announcing.announce(sale=dataclasses.replace(SPRING, **changed), by=SHOP, at=cast.AT)  # type: ignore[arg-type]
    assert no.value.fields == {field: why}
    assert queries.page(limit=9) == ()


def test_everybody_who_is_told_is_promised_it_once_a_person(spring: Sale) -> None:
    tom, ana = people("tom", "ana")
    both = Sighting((Address(IdentityKind.EMAIL, "tom@example.org"), Address(IdentityKind.CUSTOMER_NUMBER, "C-1")), strong=True)
    recognising.recognise(sightings=[both], at=cast.AT)
    number = recognising.recognise(sightings=[Sighting((Address(IdentityKind.CUSTOMER_NUMBER, "C-1"),))], at=cast.AT)
    assert tell(spring, [tom, ana, number[0].identity_id]) == 2
    assert tell(spring, [number[0].identity_id]) == 0
    assert queries.told(sale_id=spring.id) == Told(people=2, of_now=2)
    assert {one.identity_id for one in made()} == {tom, ana}
    promise = made()[0]
    assert (promise.kind, promise.due.at, promise.what) == (PromiseKind.OFFER, spring.ends_at, "Spring Cleaning: all bulbs")
    assert promises.next_look() is None  # no clock breaks it


def test_a_moved_end_moves_every_promise_and_says_who_was_told_the_old(spring: Sale) -> None:
    tom, ana = people("tom", "ana")
    tell(spring, [tom])
    moved = announcing.move_end(sale_id=spring.id, ends=LATER, because=DOWN, by=SHOP, at=cast.later(hours=1))
    tell(moved, [ana], at=cast.later(hours=2))
    kept_up(spring, cast.later(hours=2))
    assert [one.due.at for one in made()] == [moved.ends_at, moved.ends_at]
    assert queries.told(sale_id=spring.id) == Told(people=2, of_now=1)
    assert [(one.identity_id, one.terms) for one in queries.told_old(sale_id=spring.id, limit=9)] == [(tom, 1)]
    kinds = [one.kind for one in promises.records_of(promise_ids=[made()[0].id])]
    assert kinds == [RecordKind.MADE, RecordKind.MOVED]
    fact = next(one for one in journal.latest(limit=20) if one.kind == "promises.PromiseMoved")
    assert (fact.identity_id, fact.data["was"], fact.data["due"]) == (tom, "2026-03-07T00:00+00:00", "2026-03-10T00:00+00:00")
    tell(moved, [tom], at=cast.later(hours=3))
    assert queries.told_old(sale_id=spring.id, limit=9) == ()
    assert [one.number for one in queries.terms_of(sale_id=spring.id)] == [1, 2]
    assert queries.terms_of(sale_id=spring.id)[1].because == DOWN


def test_moving_again_to_the_same_end_and_keeping_up_again_change_nothing(spring: Sale) -> None:
    tell(spring, people("tom"))
    for hours in (1, 2):
        announcing.move_end(sale_id=spring.id, ends=LATER, because=DOWN, by=SHOP, at=cast.later(hours=hours))
        kept_up(spring, cast.later(hours=hours))
        kept_up(spring, cast.later(hours=hours))
    assert queries.sale(sale_id=spring.id).terms == 2
    assert len(promises.records_of(promise_ids=[made()[0].id])) == 2


def test_an_end_is_moved_earlier_only_while_nobody_was_told(spring: Sale) -> None:
    sooner = End(datetime(2026, 3, 5, 12), "Europe/London")  # noqa: DTZ001
    assert announcing.move_end(sale_id=spring.id, ends=sooner, because=DOWN, by=SHOP, at=cast.AT).terms == 2
    moved = announcing.move_end(sale_id=spring.id, ends=ENDS, because=DOWN, by=SHOP, at=cast.AT)
    tell(moved, people("tom", "ana"))
    with pytest.raises(Refusal, match="2 people were told that it runs until 11:59:59 pm") as no:
        announcing.move_end(sale_id=spring.id, ends=sooner, because=DOWN, by=SHOP, at=cast.AT)
    assert no.value.code == "sale_promised"


def test_a_scope_only_widens(spring: Sale) -> None:
    tell(spring, people("tom"))
    wider = Scope("all bulbs and Monday's new lamps", ("bulb-1", "bulb-2", "lamp-9"), ("monday",))
    assert announcing.widen(sale_id=spring.id, scope=wider, because=DOWN, by=SHOP, at=cast.AT).scope == wider
    kept_up(spring, cast.AT)
    assert made()[0].what == "Spring Cleaning: all bulbs and Monday's new lamps"
    with pytest.raises(Refusal, match="bulb-2 would no longer be on sale") as no:
        announcing.widen(
            sale_id=spring.id, scope=Scope("less", ("bulb-1", "lamp-9"), ("monday",)), because=DOWN, by=SHOP, at=cast.AT
        )
    assert no.value.fields == {"skus": "lacks what was on sale"}


def test_a_change_takes_a_reason_and_a_sale_that_is_not_over(spring: Sale) -> None:
    with pytest.raises(Refusal, match="because: it is missing"):
        announcing.move_end(sale_id=spring.id, ends=LATER, because=Because(" "), by=SHOP, at=cast.AT)
    gone = End(datetime(2026, 3, 2, 9), "UTC")  # noqa: DTZ001
    with pytest.raises(Refusal, match="has passed"):
        announcing.move_end(sale_id=spring.id, ends=gone, because=DOWN, by=SHOP, at=cast.AT)
    with pytest.raises(Refusal, match="is over") as no:
        announcing.move_end(sale_id=spring.id, ends=LATER, because=DOWN, by=SHOP, at=spring.ends_at)
    assert no.value.code == "sale_over"


def test_it_is_kept_when_it_ran_to_its_end_and_broken_when_it_ended_earlier(spring: Sale) -> None:
    tell(spring, people("tom", "ana"))
    sooner = spring.ends_at - timedelta(hours=3)
    broken = announcing.end(sale_id=spring.id, ended_at=sooner, by=SHOP, at=cast.later(days=5))
    kept_up(spring, cast.later(days=5))
    assert broken.state(cast.later(days=5)) is SaleState.BROKEN
    assert [(one.state, one.state_at) for one in made()] == [(PromiseState.BROKEN, sooner)] * 2
    # The shop's later word corrects it.
    kept = announcing.end(sale_id=spring.id, ended_at=spring.ends_at, by=SHOP, at=cast.later(days=6))
    kept_up(spring, cast.later(days=6))
    assert kept.state(cast.later(days=6)) is SaleState.KEPT
    assert [(one.state, one.state_at) for one in made()] == [(PromiseState.KEPT, spring.ends_at)] * 2
    told = [one.kind for one in journal.latest(limit=50) if one.kind in ("promises.PromiseKept", "promises.PromiseBroken")]
    assert sorted(told) == ["promises.PromiseBroken"] * 2 + ["promises.PromiseKept"] * 2
    with pytest.raises(Refusal, match="has not come yet"):
        announcing.end(sale_id=spring.id, ended_at=cast.later(days=9), by=SHOP, at=cast.later(days=6))
    with pytest.raises(Refusal, match="had not begun"):
        announcing.end(sale_id=spring.id, ended_at=cast.later(days=-2), by=SHOP, at=cast.later(days=6))


def test_it_is_called_off_only_before_it_begins_and_while_nobody_was_told(brightside: Brand) -> None:
    coming = announcing.announce(sale=dataclasses.replace(SPRING, starts_at=cast.later(days=1)), by=SHOP, at=cast.AT)
    other = announcing.announce(
        sale=dataclasses.replace(SPRING, starts_at=cast.later(days=1), reference="other"), by=SHOP, at=cast.AT
    )
    tell(other, people("tom"))
    assert announcing.call_off(sale_id=coming.id, by=SHOP, at=cast.AT).state(cast.AT) is SaleState.CALLED_OFF
    with pytest.raises(Refusal) as no:
        announcing.call_off(sale_id=other.id, by=SHOP, at=cast.AT)
    assert no.value.code == "sale_promised"


def test_a_place_says_the_old_until_it_says_what_counts(spring: Sale) -> None:
    banner = announcing.note_place(
        sale_id=spring.id, place=PlaceIn(PlaceKind.BANNER, "Banner on the front page", "front"), by=SHOP, at=cast.AT
    )
    page = announcing.note_place(
        sale_id=spring.id, place=PlaceIn(PlaceKind.STATUS_PAGE, "Status page", "status"), by=SHOP, at=cast.AT
    )
    announcing.move_end(sale_id=spring.id, ends=LATER, because=DOWN, by=SHOP, at=cast.AT)
    assert announcing.places_say(sale_id=spring.id, kinds=(PlaceKind.STATUS_PAGE,), by=SYSTEM, at=cast.AT) == 1
    assert {one.id: one.terms for one in queries.places_of(sale_ids=[spring.id])} == {banner.id: 1, page.id: 2}
    assert announcing.place_says(place_id=banner.id, terms=2, by=SHOP, at=cast.AT).terms == 2
    assert announcing.place_says(place_id=banner.id, terms=1, by=SHOP, at=cast.AT).terms == 2
    with pytest.raises(Refusal, match="has terms 1 to 2"):
        announcing.place_says(place_id=banner.id, terms=3, by=SHOP, at=cast.AT)


def test_the_work_follows_by_itself_in_goes_of_a_few_thousand(
    committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    with tenancy.brand(committed_brightside):
        sale = announcing.announce(sale=SPRING, by=SHOP, at=cast.AT)
        tell(sale, people("a", "b", "c", "d", "e"))
        moved = announcing.move_end(sale_id=sale.id, ends=LATER, because=DOWN, by=SHOP, at=cast.AT)
    jobs.do_all_due(committed_brightside, at=cast.later(minutes=1))
    with tenancy.brand(committed_brightside):
        assert [one.due.at for one in made()] == [moved.ends_at] * 5
        assert queries.unsettled(sale_id=sale.id) == 0
        announcing.end(sale_id=sale.id, ended_at=moved.ends_at, by=SHOP, at=cast.later(days=9))
    jobs.do_all_due(committed_brightside, at=cast.later(days=9))
    with tenancy.brand(committed_brightside):
        assert {one.state for one in made()} == {PromiseState.KEPT}
        assert queries.unsettled(sale_id=sale.id) == 0


def test_a_sale_is_found_by_what_gave_rise_to_its_change(spring: Sale) -> None:
    incident = UUID(int=7)
    because = Because("The shop was down.", "incident", incident)
    announcing.move_end(sale_id=spring.id, ends=LATER, because=because, by=SHOP, at=cast.AT)
    assert [one.id for one in queries.of_occasion(kind="incident", occasion_id=incident)] == [spring.id]
    assert queries.of_occasion(kind="incident", occasion_id=UUID(int=8)) == ()

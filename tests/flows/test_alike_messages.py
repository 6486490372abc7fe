"""Vectors are made in the background, for what may be like others; the past is gone through; what was like a case before is told beside it."""

from datetime import timedelta
from uuid import UUID

import pytest

from makegood.alike import actions as alike
from makegood.alike import queries as known
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.channels import queries as channels
from makegood.flows import alike_messages, like_before, out_of_sight, searching
from makegood.flows.like_before import Ended
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import jobs, tenancy
from makegood.views import actions as views
from tests import cast
from tests.flows.conftest import House

TORCH = "Hello, the pocket torch arrived this morning and does not switch on, with new batteries either. I am disappointed."
TORCH_TOO = "My pocket torch arrived broken, it does not switch on even with new batteries. Please replace it."
LATE = "Where is my parcel? It was promised for Monday morning and nobody came. This is a complaint about the late courier."
ANA = cast.ANA_BY_EMAIL
THIRD = Address(IdentityKind.EMAIL, "kit.moss@example.com", "Kit Moss")


def vectors(house: House) -> int:
    with tenancy.brand(house.brand_id):
        return sum(known.how_many().values())


def number_of(house: House, who: str) -> int:
    with tenancy.brand(house.brand_id):
        return next(case.number for case in cases.page(before=None, since=None, limit=50) if who in case.title)


def close(house: House, number: int, *, days: int) -> None:
    """Closed, and so many days go by."""
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=number)
        working.resolve(case_id=case.id, how="Answered.", by=SYSTEM, at=house.now)
    house.turn_to(house.now + timedelta(days=days))


def before(house: House, number: int) -> like_before.LikeBefore:
    with tenancy.brand(house.brand_id):
        return like_before.like_before(number=number, at=house.now)


def test_a_complaint_gets_a_vector_in_the_background_and_chatter_gets_none(house: House) -> None:
    house.hears(TORCH)
    assert vectors(house) == 1
    house.hears("Lovely shop, thank you so much, the lamps are wonderful!", by=ANA)
    assert vectors(house) == 1
    house.hears(LATE, by=THIRD)
    assert vectors(house) == 2


def test_a_closed_case_like_it_is_told_with_its_end_and_the_words_in_common(house: House) -> None:
    house.hears(TORCH_TOO, by=ANA)
    close(house, number_of(house, "Ana"), days=5)
    house.hears(LATE, by=THIRD)
    close(house, number_of(house, "Kit"), days=5)
    house.hears(TORCH)
    told = before(house, number_of(house, "Tom"))
    assert told.known
    assert [case.number for case in told.cases] == [number_of(house, "Ana")]
    assert {"batteries", "torch", "switch", "pocket"} == set(told.cases[0].words)
    assert (told.cases[0].ended, told.cases[0].what, told.cases[0].done) == (Ended.STAYED, "words", ())


def test_open_cases_are_not_told_and_one_closed_a_moment_ago_is_too_early(house: House) -> None:
    house.hears(TORCH_TOO, by=ANA)
    house.hears(TORCH)
    number = number_of(house, "Tom")
    assert before(house, number).cases == ()
    close(house, number_of(house, "Ana"), days=1)
    assert [case.ended for case in before(house, number).cases] == [Ended.EARLY]
    house.hears("My pocket torch arrived broken again and does not switch on!", by=ANA)
    close(house, number_of(house, "Ana"), days=9)  # another case of hers, and stayed closed
    assert [case.ended for case in before(house, number).cases] == [Ended.CAME_BACK, Ended.STAYED]


def test_what_helped_is_counted_over_closed_cases_of_one_kind(house: House) -> None:
    for name in ("Una", "Bo", "Cy", "Dee"):
        house.hears(f"{TORCH_TOO} {name}", by=named(name))
        close(house, number_of(house, name), days=5)
    house.hears("My pocket torch arrived broken again and does not switch on!", by=named("Dee"))
    house.hears(TORCH)
    told = before(house, number_of(house, "Tom"))
    assert len(told.cases) == 3
    assert [(one.what, one.helped, one.of) for one in told.helped] == [("words", 3, 4)]


def test_what_is_out_of_sight_is_not_told_and_its_vector_goes_with_its_words(house: House, mara_here: Member) -> None:
    house.hears(TORCH_TOO, by=ANA)
    number = number_of(house, "Ana")
    close(house, number, days=5)
    house.hears(TORCH)
    own = number_of(house, "Tom")
    assert len(before(house, own).cases) == 1
    with tenancy.brand(house.brand_id):
        out_of_sight.put_case_away(number=number, why="trash", member=mara_here, at=house.now)
    house.turn_to(house.now)
    assert before(house, own).cases == ()
    with tenancy.brand(house.brand_id):
        assert [hit.row.number for hit in found("torch does not switch on", mara_here, house)] == [own]
    assert vectors(house) == 2
    house.turn_to(house.now + timedelta(days=31))
    assert vectors(house) == 1


def test_a_search_by_meaning_says_why_each_row_is_there(house: House, mara_here: Member) -> None:
    house.hears(TORCH_TOO, by=ANA)
    house.hears(LATE, by=THIRD)
    with tenancy.brand(house.brand_id):
        hits = found("batteries torch broken", mara_here, house)
        assert [hit.row.person_name for hit in hits] == [cast.ANA_NAME]
        assert hits[0].exact  # its row holds every word
        assert hits[0].near is not None
        assert set(hits[0].words) == {"batteries", "torch", "broken"}
        loosely = found("torch that never lights up, new batteries", mara_here, house)
        assert [(hit.row.person_name, hit.exact) for hit in loosely] == [(cast.ANA_NAME, False)]
        assert found("", mara_here, house) == ()


def test_the_past_is_gone_through_when_the_first_vector_of_an_embedder_is_made(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.hears(TORCH_TOO, by=ANA)
    house.hears(LATE, by=THIRD)
    with tenancy.brand(house.brand_id):
        ids = [one.id for one in channels.page(before=None, since=None, limit=9)]
        assert alike.forget(message_ids=ids) == 2
    monkeypatch.setattr(alike_messages, "CASES", 1)
    house.hears(TORCH)
    house.turn_to(house.now + timedelta(seconds=1))
    house.turn_to(house.now + timedelta(seconds=9))
    assert vectors(house) == 3
    assert waiting(house) == []


def test_a_rebuild_can_begin_anywhere_any_number_of_times(house: House) -> None:
    house.hears(TORCH_TOO, by=ANA)
    with tenancy.brand(house.brand_id):
        for _ in range(2):
            place: UUID | None = None
            while (place := alike_messages.go_on(before=place)) is not None:
                pass
        known.models.StoredVector.objects.update(version="older-1")
        assert known.how_many() == {"older-1": 1}
        alike_messages.go_on(before=alike_messages.go_on(before=None))
        assert known.how_many() == {alike.version(): 1}


def test_a_case_whose_words_have_no_vector_yet_says_so_and_an_unknown_number_is_refused(house: House) -> None:
    house.hears(TORCH)
    with tenancy.brand(house.brand_id):
        known.models.StoredVector.objects.all().delete()
        assert like_before.like_before(number=number_of(house, "Tom"), at=house.now).known is False
        with pytest.raises(Refusal, match="case"):
            like_before.like_before(number=999, at=house.now)


# ---------------------------------------------------------------------------------------------------------------------


def named(name: str) -> Address:
    return Address(IdentityKind.EMAIL, f"{name.lower()}@example.com", f"{name} Moor")


@pytest.fixture
def mara_here(house: House) -> Member:
    from makegood.brands import queries as brands

    with tenancy.brand(house.brand_id):
        return next(member for member in brands.members() if member.name == cast.MARA["name"])


def found(search: str, member: Member, house: House) -> tuple[searching.Hit, ...]:
    return searching.by_meaning(search=search, owner_id=member.id, at=house.now).hits


def waiting(house: House) -> list[str]:
    from makegood.platform import work

    with tenancy.brand(house.brand_id):
        views.fold_tallies()
    return [kind for brand_id, kind in work.due(at=house.now, kinds=list(jobs.known())) if brand_id == house.brand_id]

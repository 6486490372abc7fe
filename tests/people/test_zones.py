"""By which clock somebody lives: what they told, else what is known without guessing, else the brand's."""

import pytest

from makegood.brands.types import Brand
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries
from makegood.people.actions import linking, noting, recognising
from makegood.people.rules import zones
from makegood.people.types import Address, Evidence, EvidenceKind, Fact, IdentityId, IdentityKind, Sighting
from tests import cast


def seen(kind: IdentityKind, value: str) -> IdentityId:
    return recognising.recognise(sightings=[Sighting((Address(kind, value),))], at=cast.AT)[0].identity_id


def zone(identity_id: IdentityId) -> str:
    return queries.zones_of(identity_ids=[identity_id])[identity_id]


def test_who_told_nothing_lives_by_the_brands_clock(brightside: Brand) -> None:
    assert zone(seen(IdentityKind.EMAIL, "tom@example.org")) == "Europe/London"


def test_the_zone_that_they_told_last_counts_for_every_address_of_theirs(brightside: Brand) -> None:
    tom, phone = seen(IdentityKind.EMAIL, "tom@example.org"), seen(IdentityKind.PHONE, "+49 170 1234567")
    noting.note_zone(identity_id=tom, zone="America/New_York", by=actors.person(tom), at=cast.AT)
    noting.note_zone(identity_id=tom, zone="Asia/Tokyo", by=actors.person(tom), at=cast.later(days=1))
    same = Evidence(EvidenceKind.SAME_ORDER, 20.0, "Order 1007 names both.")
    linking.link(identity_id=tom, other_identity_id=phone, evidence=[same], by=actors.SYSTEM, at=cast.AT)
    assert queries.zones_of(identity_ids=[tom, phone]) == {tom: "Asia/Tokyo", phone: "Asia/Tokyo"}


def test_a_number_that_rings_in_one_zone_says_it_and_one_that_may_ring_in_several_does_not(brightside: Brand) -> None:
    assert zone(seen(IdentityKind.PHONE, "+49 170 1234567")) == "Europe/Berlin"
    assert zone(seen(IdentityKind.PHONE, "+1 212 555 1234")) == "America/New_York"
    assert zone(seen(IdentityKind.PHONE, "+61 412 345 678")) == "Europe/London"


def test_a_country_of_one_zone_says_it_and_wins_over_a_number(brightside: Brand) -> None:
    phone = seen(IdentityKind.PHONE, "+49 170 1234567")
    noting.note_fact(facts=[Fact(phone, "told.country", "crm", cast.AT, {"country": "JP"})])
    assert zone(phone) == "Asia/Tokyo"
    noting.note_fact(facts=[Fact(phone, "told.country", "crm-2", cast.later(days=1), {"country": "AU"})])
    assert zone(phone) == "Europe/Berlin"  # Australia has several: the number is what is left


def test_a_zone_that_there_is_not_is_refused_and_nothing_changes(brightside: Brand) -> None:
    tom = seen(IdentityKind.EMAIL, "tom@example.org")
    with pytest.raises(Refusal) as refused:
        noting.note_zone(identity_id=tom, zone="Europe/Atlantis", by=actors.person(tom), at=cast.AT)
    assert refused.value.code == "zone_unknown"
    assert queries.facts_of(identity_ids=[tom], kinds=zones.KINDS) == ()


def test_of_a_country_with_several_zones_or_one_that_is_none_nothing_is_said() -> None:
    assert [zones.of_country(one) for one in ("DE", "de", "US", "ES", "XX", "")] == [
        "Europe/Berlin",
        "Europe/Berlin",
        "",
        "",
        "",
        "",
    ]

"""What is known about people: facts, consent and names."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import by_name, queries
from makegood.people.actions import linking, noting, recognising
from makegood.people.types import Address, Consent, Fact, IdentityKind, Purpose, Recognised
from makegood.platform import journal
from tests import cast
from tests.cases import telling

TOM_ORDERS = cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_NUMBER, strong=True, source="order 1007")


@pytest.fixture
def tom(brightside: Brand) -> Recognised:
    return recognising.recognise(sightings=[TOM_ORDERS], at=cast.AT)[0]


@pytest.fixture
def poster(brightside: Brand) -> Recognised:
    return recognising.recognise(sightings=[cast.seen(cast.TOM_BY_HANDLE)], at=cast.AT)[0]


def says(who: Recognised, granted: bool, at: datetime, purpose: Purpose = Purpose.RELATIONSHIP) -> Consent:
    consent = Consent(who.identity_id, "email", purpose, granted, "by mail", "v1", at)
    noting.note_consent(consent=consent, by=actors.person(who.identity_id))
    return consent


def stands(who: Recognised, purpose: Purpose = Purpose.RELATIONSHIP) -> Consent | None:
    return queries.consent(identity_id=who.identity_id, channel="email", purpose=purpose)


def test_a_fact_is_kept_once(tom: Recognised) -> None:
    fact = Fact(tom.identity_id, "order_placed", "1007", cast.AT, {"total_minor": 5099})
    noting.note_fact(facts=[fact, fact])
    noting.note_fact(facts=[Fact(tom.identity_id, "order_placed", "1007", cast.later(days=1), {"total_minor": 1})])
    assert queries.facts_of(identity_ids=[tom.identity_id], kinds=["order_placed"]) == (fact,)
    assert queries.facts_of(identity_ids=[tom.identity_id], kinds=["complained"]) == ()


def test_consent_is_what_was_said_last(tom: Recognised) -> None:
    assert stands(tom) is None
    yes = says(tom, True, cast.AT)
    assert stands(tom) == yes
    no = says(tom, False, cast.later(days=1))
    assert stands(tom) == no
    again = says(tom, True, cast.later(days=2))
    assert stands(tom) == again
    assert stands(tom, Purpose.MARKETING) is None


def test_a_withdrawal_wins_over_a_grant_of_the_same_instant(tom: Recognised) -> None:
    no = says(tom, False, cast.AT)
    says(tom, True, cast.AT)
    assert stands(tom) == no


def test_a_withdrawal_at_one_address_counts_for_the_whole_person(tom: Recognised, poster: Recognised, mara: Member) -> None:
    no = says(poster, False, cast.AT)
    yes = says(tom, True, cast.later(days=1))
    assert stands(tom) == yes
    by = actors.member(mara.id)
    link_id = linking.link(
        identity_id=tom.identity_id, other_identity_id=poster.identity_id, evidence=[], by=by, at=cast.later(days=2)
    )
    assert stands(tom) == stands(poster) == no
    linking.unlink(link_id=link_id, by=by, at=cast.later(days=3))
    assert stands(tom) == yes


def test_consent_is_journalled_once_and_cannot_be_rewritten(tom: Recognised) -> None:
    says(tom, False, cast.AT)
    says(tom, False, cast.AT)
    [entry] = journal.latest(limit=10, kinds=["people.ConsentNoted"])
    assert entry.data == {"channel": "email", "purpose": "relationship", "granted": False}
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_consent SET granted = true")


def test_a_member_names_somebody(tom: Recognised, mara: Member) -> None:
    noting.note_name(identity_id=tom.identity_id, name="Tommy", by=actors.member(mara.id), at=cast.AT)
    assert queries.person(person_id=tom.person_id).name == "Tommy"
    for name, identity_id, code in (("a@b.example", tom.identity_id, "name_malformed"), ("Tom", cast.NOBODY, "no_identity")):
        with pytest.raises(Refusal) as refused:
            noting.note_name(identity_id=identity_id, name=name, by=actors.member(mara.id), at=cast.AT)
        assert refused.value.code == code


def test_nobody_is_found_where_nobody_is(brightside: Brand) -> None:
    for look in (lambda: queries.person(person_id=cast.NOBODY), lambda: queries.identity(identity_id=cast.NOBODY)):
        with pytest.raises(Refusal):
            look()
    assert queries.find_identity(address=cast.TOM_BY_EMAIL) is None
    assert queries.persons_of(identity_ids=[cast.NOBODY]) == {}
    assert queries.identities_of_person(person_id=cast.NOBODY) == ()


def test_people_are_found_by_parts_of_their_name_whatever_its_case_and_nobody_by_a_sign(
    pageturner: UUID, brightside: Brand
) -> None:
    def known(*names: str) -> None:
        seen = [cast.seen(Address(IdentityKind.EMAIL, f"{nth}@example.org", name)) for nth, name in enumerate(names)]
        recognising.recognise(sightings=seen, at=cast.AT)

    def found(words: str) -> list[str]:
        return sorted(one.name for one in by_name.named(words=words, limit=8))

    known("Änne Groß", "Ann Lee", "Lee Ann Park", "")
    assert (found("äNNE"), found("lee ann"), found("park lee")) == (["Änne Groß"], ["Ann Lee", "Lee Ann Park"], ["Lee Ann Park"])
    assert found("%") == found("_") == found("\\") == found("  ") == found("nobody") == []
    assert len(by_name.named(words="e", limit=2)) == 2
    with telling.inside(pageturner):
        assert found("lee") == []

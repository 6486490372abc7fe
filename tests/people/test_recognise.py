"""Who was seen: one identity per address, and strong sightings tie addresses together."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import linked, models, queries
from makegood.people.actions import history, linking, noting, recognising
from makegood.people.types import Address, IdentityKind, LinkState, NameSource, Recognised, Sighting
from makegood.platform import journal, tenancy
from tests import cast

EMAIL, PHONE, HANDLE, NUMBER = IdentityKind.EMAIL, IdentityKind.PHONE, IdentityKind.HANDLE, IdentityKind.CUSTOMER_NUMBER
TOM_ORDERS = cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE, cast.TOM_BY_NUMBER, strong=True, source="order 1007")


def recognise(*sightings: Sighting) -> list[Recognised]:
    return recognising.recognise(sightings=sightings, at=cast.AT)


def mail(number: int) -> Address:
    return Address(EMAIL, f"somebody{number}@example.org", f"Some Body {number}")


def test_a_new_address_is_a_new_person(brightside: Brand) -> None:
    [seen] = recognise(cast.seen(cast.TOM_BY_EMAIL))
    assert seen.is_new
    person = queries.person(person_id=seen.person_id)
    assert (person.name, person.first_seen_at) == ("Tom Arden", cast.AT)
    [identity] = person.identities
    assert (identity.kind, identity.value, identity.shown, identity.verified) == (
        EMAIL,
        "tom.arden@example.org",
        cast.TOM_EMAIL,
        False,
    )


def test_the_same_address_is_the_same_identity(brightside: Brand) -> None:
    first, again, shouted = recognise(
        cast.seen(cast.TOM_BY_EMAIL), cast.seen(cast.TOM_BY_EMAIL), cast.seen(Address(EMAIL, " Tom.ARDEN@Example.Org "))
    )
    [later] = recognise(cast.seen(cast.TOM_BY_EMAIL))
    assert (first.is_new, again.is_new, shouted.is_new, later.is_new) == (True, False, False, False)
    assert {one.identity_id for one in (first, again, shouted, later)} == {first.identity_id}
    assert queries.identity(identity_id=first.identity_id).shown == "tom.arden@example.org"


def test_an_account_whose_handle_changed_is_shown_and_found_by_the_one_it_has_now(brightside: Brand) -> None:
    def shown_as(handle: str) -> Sighting:
        return cast.seen(Address(HANDLE, "bluesky:did:plc:tom", "Tom Arden", shown=handle))

    def found(name: str) -> tuple[UUID, ...]:
        typed = Address(HANDLE, name)
        return linked.accounts_shown(addresses=[typed]).get(typed, ())

    [first] = recognise(shown_as("bluesky:tom.example"))
    [again] = recognise(shown_as("bluesky:torch-tom.example"))
    recognise(cast.seen(Address(HANDLE, "bluesky:did:plc:tom")), cast.seen(Address(HANDLE, "bluesky:Tom", shown="bluesky:TOM")))
    assert again.identity_id == first.identity_id
    assert queries.identity(identity_id=first.identity_id).shown == "bluesky:torch-tom.example"
    assert found("bluesky:torch-tom.example") == (first.identity_id,)
    assert found("bluesky:tom.example") == (), "whoever takes the old name is somebody else"
    history.recognise_past(seen=[(shown_as("bluesky:tom.example"), cast.later(days=-90))])
    assert queries.identity(identity_id=first.identity_id).shown == "bluesky:torch-tom.example", "the past says nothing of now"


def test_answers_keep_the_order_of_the_sightings(brightside: Brand) -> None:
    recognise(cast.seen(mail(7)))
    found = recognise(*(cast.seen(mail(number)) for number in (9, 7, 3, 9)))
    values = [queries.identity(identity_id=one.identity_id).value for one in found]
    assert values == [mail(number).value for number in (9, 7, 3, 9)]
    assert [one.is_new for one in found] == [True, False, True, False]


def test_nothing_seen_is_nothing_recognised(brightside: Brand) -> None:
    assert recognise() == []


def test_an_order_ties_its_addresses_together(brightside: Brand) -> None:
    [seen] = recognise(TOM_ORDERS)
    person = queries.person(person_id=seen.person_id)
    assert {(one.kind, one.value) for one in person.identities} == {
        (EMAIL, cast.TOM_EMAIL),
        (PHONE, cast.TOM_PHONE),
        (NUMBER, cast.TOM_NUMBER),
    }
    assert all(one.verified and one.name_source is NameSource.ORDER for one in person.identities)
    links = linked.links_of(person_id=person.id)
    assert [(link.state, link.evidence[0].words, link.decided_by) for link in links] == [
        (LinkState.LIVE, "Order 1007 names both.", None)
    ] * 2


def test_a_mail_names_another_address_and_links_nothing(brightside: Brand) -> None:
    [seen] = recognise(cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE))
    assert len(queries.person(person_id=seen.person_id).identities) == 1
    assert queries.find_identity(address=cast.TOM_BY_PHONE) is None
    [hint] = linked.hints_of(identity_ids=[seen.identity_id])
    assert (hint.kind, hint.value, hint.source) == (PHONE, cast.TOM_PHONE, "mail")


def test_the_same_name_alone_never_links(brightside: Brand) -> None:
    tom, other = recognise(cast.seen(cast.TOM_BY_EMAIL), cast.seen(Address(EMAIL, "tom@elsewhere.example", "Tom Arden")))
    assert tom.person_id != other.person_id


def test_an_order_joins_what_was_seen_apart(brightside: Brand) -> None:
    by_mail, by_number = recognise(cast.seen(cast.TOM_BY_EMAIL), cast.seen(cast.TOM_BY_NUMBER))
    assert by_mail.person_id != by_number.person_id
    [ordered] = recognise(TOM_ORDERS)
    assert ordered.person_id == by_mail.person_id
    assert queries.person(person_id=by_number.person_id).id == by_mail.person_id  # the old id leads on


def test_the_same_order_again_writes_nothing(brightside: Brand) -> None:
    recognise(TOM_ORDERS)
    before = (models.Link.objects.count(), models.Evidence.objects.count(), len(journal.latest(limit=100)))
    [seen] = recognise(TOM_ORDERS)
    assert not seen.is_new
    assert (models.Link.objects.count(), models.Evidence.objects.count(), len(journal.latest(limit=100))) == before


def test_a_telephone_of_another_household_member_asks_instead_of_joining(brightside: Brand) -> None:
    [tom] = recognise(TOM_ORDERS)
    ana = cast.seen(cast.ANA_BY_EMAIL, Address(PHONE, cast.TOM_PHONE, cast.ANA_NAME), strong=True, source="order 1010")
    [seen] = recognise(ana)
    assert seen.person_id != tom.person_id
    [question] = linked.suggestions()
    assert {question.unknown.value, question.known.value} == {cast.ANA_EMAIL, cast.TOM_PHONE}
    assert question.evidence[0].words == "Order 1010 names both, and we know one of them from somebody else."
    assert question.probability == pytest.approx(1 / 3)


def test_a_telephone_that_only_called_joins_the_order_that_names_it(brightside: Brand) -> None:
    [caller] = recognise(cast.seen(cast.TOM_BY_PHONE))
    [tom] = recognise(TOM_ORDERS)
    assert tom.person_id == caller.person_id


def test_more_than_twelve_identities_need_a_member(brightside: Brand) -> None:
    """Each order names the same customer number and another address; the thirteenth identity is a question."""
    for number in range(12):
        [seen] = recognise(cast.seen(mail(number), cast.TOM_BY_NUMBER, strong=True, source=f"order {number}"))
    [tom] = recognise(cast.seen(cast.TOM_BY_NUMBER))
    assert len(queries.identities_of_person(person_id=tom.person_id)) == 12
    assert len(queries.identities_of_person(person_id=seen.person_id)) == 1
    [question] = linked.suggestions()
    assert {question.unknown.value, question.known.value} == {cast.TOM_NUMBER, mail(11).value}


def test_what_a_member_undid_an_order_does_not_do_again(brightside: Brand, mara: Member) -> None:
    [seen] = recognise(TOM_ORDERS)
    by = actors.member(mara.id)
    for link in linked.links_of(person_id=seen.person_id):
        linking.unlink(link_id=link.id, by=by, at=cast.later(hours=1))
    recognise(TOM_ORDERS)
    assert len(queries.identities_of_person(person_id=seen.person_id)) == 1
    assert linked.suggestions() == ()


def test_a_malformed_address_beside_a_good_one_is_left_out(brightside: Brand) -> None:
    [seen] = recognise(cast.seen(Address(EMAIL, "nobody at home"), Address(PHONE, "07700 900123"), strong=True, source="order 5"))
    assert queries.identity(identity_id=seen.identity_id).value == "+447700900123"  # a London brand reads it as British


@pytest.mark.parametrize(
    "addresses", [(), (Address(EMAIL, "nobody at home"),), (Address(PHONE, "call me"), Address(HANDLE, "?"))]
)
def test_a_sighting_of_nobody_is_refused_and_stores_nothing(brightside: Brand, addresses: tuple[Address, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        recognise(cast.seen(cast.TOM_BY_EMAIL), Sighting(addresses, source="mail 9"))
    assert refused.value.code == "nobody_named"
    assert set(refused.value.fields) == ({str(one.kind) for one in addresses} or {"addresses"})
    assert queries.find_identity(address=cast.TOM_BY_EMAIL) is None


def test_the_best_name_is_kept_whatever_the_order_of_hearing(brightside: Brand) -> None:
    said = [("Tom", False), ("Thomas Arden", True), ("Tom Arden the bulb man", False), ("T. Arden", True)]
    for value, order in (("one@example.org", said), ("two@example.org", said[::-1])):
        for name, strong in order:
            [seen] = recognise(cast.seen(Address(EMAIL, value, name), strong=strong))
        identity = queries.identity(identity_id=seen.identity_id)
        assert (identity.name, identity.name_source, identity.verified) == ("Thomas Arden", NameSource.ORDER, True)


def test_an_address_is_no_name_where_a_name_is_known(brightside: Brand, mara: Member) -> None:
    [seen] = recognise(cast.seen(Address(EMAIL, "tom.arden@example.org", "tom.arden@example.org")))
    assert queries.person(person_id=seen.person_id).name == "tom.arden@example.org"  # nothing better is known yet
    recognise(cast.seen(cast.TOM_BY_EMAIL))
    assert queries.person(person_id=seen.person_id).name == "Tom Arden"
    noting.note_name(identity_id=seen.identity_id, name="Tommy", by=actors.member(mara.id), at=cast.AT)
    recognise(TOM_ORDERS)
    assert queries.person(person_id=seen.person_id).name == "Tommy"


def test_a_new_person_is_journalled_once(brightside: Brand) -> None:
    [tom] = recognise(TOM_ORDERS)
    recognise(TOM_ORDERS)
    seen = journal.latest(limit=10, kinds=["people.IdentityFirstSeen"])
    assert [(entry.identity_id, entry.data) for entry in seen] == [
        (tom.identity_id, {"channel": "order 1007", "address": "email"})
    ]


@pytest.mark.parametrize("strong", [False, True])
def test_five_hundred_sightings_take_no_more_queries_than_five(brightside: Brand, strong: bool) -> None:
    counts = []
    for start, many in ((0, 5), (1000, 500)):
        sightings = [
            cast.seen(mail(start + i), Address(NUMBER, f"N-{start + i}"), strong=strong, source=f"order {i}") for i in range(many)
        ]
        recognise(*(cast.seen(mail(start + i)) for i in range(0, many, 2)))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = recognise(*sightings)
        counts.append(len(captured))
        assert len({one.identity_id for one in found}) == many
    assert counts[0] == counts[1] <= 20


def test_another_brand_knows_nobody_of_ours(pageturner: UUID, brightside: Brand) -> None:
    recognise(TOM_ORDERS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(pageturner)])
        cursor.execute("SELECT (SELECT count(*) FROM people_identity) + (SELECT count(*) FROM people_link)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(tenancy.current_brand())])

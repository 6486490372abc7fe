"""Links: asked, confirmed, refused, undone; never by weak evidence, and taken away exactly."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from makegood.brands import actions as brands
from makegood.brands.types import Brand, Member, Role
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import linked, models, queries
from makegood.people.actions import linking, recognising
from makegood.people.rules import joining, weighing
from makegood.people.types import Address, Evidence, EvidenceKind, IdentityKind, LinkId, LinkState, Recognised
from makegood.platform import journal
from tests import cast
from tests.people.test_rules import walk

NAME = Evidence(EvidenceKind.SAME_NAME, weighing.SAME_NAME_BITS, "Both are called Tom Arden.")
MATTER = Evidence(EvidenceKind.SAME_MATTER, 7.0, "It speaks of the torch and the sweets.")
SOON = Evidence(EvidenceKind.RIGHT_TIME, 2.0, "It was written the day after the parcel came.")
ORDER = Evidence(EvidenceKind.SAME_ORDER, weighing.STRONG_BITS, "Order 1007 names both.")
TOM_ORDERS = cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE, cast.TOM_BY_NUMBER, strong=True, source="order 1007")
POSTED = cast.later(days=2)


@pytest.fixture
def tom(brightside: Brand) -> Recognised:
    return recognising.recognise(sightings=[TOM_ORDERS], at=cast.AT)[0]


@pytest.fixture
def poster(brightside: Brand) -> Recognised:
    """The account that praises the torch and that nobody has seen."""
    return recognising.recognise(sightings=[cast.seen(cast.TOM_BY_HANDLE, source="bluesky")], at=POSTED)[0]


@pytest.fixture
def joe_says(joe: Member) -> actors.Actor:
    return actors.member(joe.id)


def suggest(unknown: Recognised, known: Recognised, *evidence: Evidence) -> LinkId | None:
    return linking.suggest_link(
        unknown_identity_id=unknown.identity_id, known_identity_id=known.identity_id, evidence=evidence, at=POSTED
    )


def asked(unknown: Recognised, known: Recognised) -> LinkId:
    link_id = suggest(unknown, known, NAME, MATTER, SOON)
    assert link_id is not None
    return link_id


def person_of(one: Recognised) -> UUID:
    return queries.persons_of(identity_ids=[one.identity_id])[one.identity_id].id


def everything() -> list[tuple[UUID, UUID]]:
    return list(models.Identity.objects.order_by("id").values_list("id", "person_id"))


# Asking --------------------------------------------------------------------------------------------------------------


def test_enough_weak_evidence_asks_and_links_nothing(tom: Recognised, poster: Recognised) -> None:
    before = everything()
    link_id = asked(poster, tom)
    [question] = linked.suggestions()
    assert (question.id, question.unknown.id, question.known.id, question.known_person) == (
        link_id,
        poster.identity_id,
        tom.identity_id,
        tom.person_id,
    )
    assert question.probability == pytest.approx(64 / 65)
    assert set(question.evidence) == {NAME, MATTER, SOON}
    assert question.suggested_at == POSTED
    assert everything() == before


@pytest.mark.parametrize("evidence", [(), (NAME,), (SOON,), (Evidence(EvidenceKind.SAME_NAME, 40.0, "Only one has that name."),)])
def test_too_little_evidence_and_a_name_alone_do_not_ask(
    tom: Recognised, poster: Recognised, evidence: tuple[Evidence, ...]
) -> None:
    assert suggest(poster, tom, *evidence) is None
    assert linked.suggestions() == ()


def test_overwhelming_weak_evidence_still_only_asks(tom: Recognised, poster: Recognised) -> None:
    assert suggest(poster, tom, NAME, Evidence(EvidenceKind.SAME_MATTER, 50.0, "")) is not None
    assert person_of(poster) != person_of(tom)
    assert linked.suggestions()[0].probability == 0.995


def test_asking_again_brings_the_newer_evidence_to_the_same_question(tom: Recognised, poster: Recognised) -> None:
    link_id = asked(poster, tom)
    newer = Evidence(EvidenceKind.SAME_MATTER, 4.0, "It speaks of the torch.")
    assert suggest(poster, tom, newer, NAME) == link_id
    [question] = linked.suggestions()
    assert set(question.evidence) == {NAME, newer, SOON}
    assert len(journal.latest(limit=10, kinds=["people.LinkSuggested"])) == 1


def test_one_question_stands_for_all_addresses_of_a_person(tom: Recognised, poster: Recognised) -> None:
    by_phone = queries.find_identity(address=cast.TOM_BY_PHONE)
    assert by_phone is not None
    link_id = asked(poster, tom)
    assert (
        linking.suggest_link(
            unknown_identity_id=poster.identity_id, known_identity_id=by_phone.id, evidence=[NAME, MATTER], at=POSTED
        )
        == link_id
    )
    assert [one.id for one in linked.suggestions_for(identity_ids=[poster.identity_id])] == [link_id]
    assert linked.suggestions_for(identity_ids=[by_phone.id]) == ()


def test_a_handle_that_imitates_a_confirmed_one_is_not_asked_about(
    tom: Recognised, poster: Recognised, joe_says: actors.Actor
) -> None:
    linking.confirm_link(link_id=asked(poster, tom), by=joe_says, at=POSTED)
    [imitator] = recognising.recognise(sightings=[cast.seen(cast.LOOKALIKE, source="bluesky")], at=POSTED)
    assert suggest(imitator, tom, NAME, MATTER, SOON) is None


def test_two_accounts_that_look_alike_speak_against_each_other_while_both_are_asked_about(
    tom: Recognised, poster: Recognised, joe_says: actors.Actor
) -> None:
    [imitator] = recognising.recognise(sightings=[cast.seen(cast.LOOKALIKE, source="bluesky")], at=POSTED)
    link_id = asked(poster, tom)
    suggest(imitator, tom, NAME, MATTER, SOON)
    assert [one.probability for one in linked.suggestions()] == [0.5, 0.5]
    words = f"{cast.LOOKALIKE_HANDLE} looks like it: at most one of the two can be theirs."
    assert next(one for one in linked.suggestions() if one.id == link_id).evidence[-1].words == words
    linking.confirm_link(link_id=link_id, by=joe_says, at=POSTED)
    [question] = linked.suggestions()
    assert question.evidence[-1].words == f"{cast.LOOKALIKE_HANDLE} looks like {cast.TOM_HANDLE}, but it is another account."
    assert question.probability < 0.001


def test_an_unknown_identity_is_refused_by_its_field(tom: Recognised) -> None:
    with pytest.raises(Refusal) as refused:
        linking.suggest_link(
            unknown_identity_id=cast.NOBODY, known_identity_id=tom.identity_id, evidence=[NAME, MATTER], at=POSTED
        )
    assert (refused.value.code, list(refused.value.fields)) == ("no_identity", ["unknown_identity_id"])


# Deciding ------------------------------------------------------------------------------------------------------------


def test_a_confirmed_account_is_the_persons(tom: Recognised, poster: Recognised, joe: Member, joe_says: actors.Actor) -> None:
    link_id = asked(poster, tom)
    for _ in range(2):  # twice changes nothing
        linking.confirm_link(link_id=link_id, by=joe_says, at=POSTED)
    person = queries.person(person_id=tom.person_id)
    assert cast.TOM_HANDLE in [one.value for one in person.identities]
    assert queries.person(person_id=poster.person_id) == person  # the old id leads on
    assert not next(one for one in person.identities if one.id == poster.identity_id).verified
    assert linked.suggestions() == ()
    [link] = [one for one in linked.links_of(person_id=person.id) if one.id == link_id]
    assert (link.state, link.decided_by, link.decided_at, link.evidence[0]) == (
        LinkState.LIVE,
        joe.id,
        POSTED,
        weighing.MEMBER_SAYS,
    )
    [told] = journal.latest(limit=10, kinds=["people.IdentitiesLinked"])
    assert (told.identity_id, told.actor) == (tom.identity_id, joe_says)
    assert told.data == {"link_id": str(link_id), "other_identity_id": str(poster.identity_id)}


def test_what_was_refused_never_comes_back(tom: Recognised, poster: Recognised, joe_says: actors.Actor) -> None:
    by_number = queries.find_identity(address=cast.TOM_BY_NUMBER)
    assert by_number is not None
    link_id = asked(poster, tom)
    for _ in range(2):
        linking.refuse_link(link_id=link_id, by=joe_says, at=POSTED)
    assert suggest(poster, tom, NAME, MATTER, SOON) is None
    known = by_number.id
    assert (
        linking.suggest_link(unknown_identity_id=poster.identity_id, known_identity_id=known, evidence=[NAME, MATTER], at=POSTED)
        is None
    )
    with pytest.raises(Refusal) as refused:
        linking.link(identity_id=known, other_identity_id=poster.identity_id, evidence=[ORDER], by=actors.SHOP, at=POSTED)
    assert refused.value.code == "refused_before"
    assert linked.suggestions() == ()
    assert person_of(poster) == poster.person_id


def test_what_was_decided_is_not_decided_otherwise(tom: Recognised, poster: Recognised, joe_says: actors.Actor) -> None:
    link_id = asked(poster, tom)
    linking.confirm_link(link_id=link_id, by=joe_says, at=POSTED)
    with pytest.raises(Refusal, match="it was confirmed") as refused:
        linking.refuse_link(link_id=link_id, by=joe_says, at=POSTED)
    assert refused.value.code == "link_decided"
    linking.unlink(link_id=link_id, by=joe_says, at=POSTED)
    with pytest.raises(Refusal, match="it was undone"):
        linking.confirm_link(link_id=link_id, by=joe_says, at=POSTED)


def test_taking_a_link_away_leaves_exactly_what_was(tom: Recognised, poster: Recognised, joe_says: actors.Actor) -> None:
    before = everything()
    link_id = asked(poster, tom)
    linking.confirm_link(link_id=link_id, by=joe_says, at=POSTED)
    assert everything() != before
    for _ in range(2):
        linking.unlink(link_id=link_id, by=joe_says, at=POSTED)
    assert everything() == before
    assert queries.person(person_id=poster.person_id).id == poster.person_id
    assert len(journal.latest(limit=10, kinds=["people.IdentitiesUnlinked"])) == 1
    assert asked(poster, tom) == link_id  # undone is not refused: new evidence may ask again


def test_only_a_member_who_may_say_who_somebody_is_decides(tom: Recognised, poster: Recognised, brightside: Brand) -> None:
    link_id = asked(poster, tom)
    viewer = brands.add_member(
        user_id=9, name="Vic", email="vic@brightside.example", role=Role.VIEWER, by=actors.SYSTEM, at=cast.AT
    )
    for by in (actors.SYSTEM, actors.SHOP, actors.person(tom.identity_id), actors.member(viewer.id), actors.member(uuid4())):
        for decide in (linking.confirm_link, linking.refuse_link, linking.unlink):
            with pytest.raises(Refusal) as refused:
                decide(link_id=link_id, by=by, at=POSTED)
            assert refused.value.code in ("not_allowed", "no_member")
    assert [one.id for one in linked.suggestions()] == [link_id]


def test_a_question_that_is_not_there_is_refused(brightside: Brand, joe_says: actors.Actor) -> None:
    with pytest.raises(Refusal) as refused:
        linking.confirm_link(link_id=uuid4(), by=joe_says, at=POSTED)
    assert (refused.value.code, list(refused.value.fields)) == ("no_link", ["link_id"])


# Linking at once -----------------------------------------------------------------------------------------------------


def test_weak_evidence_links_nothing_by_itself(tom: Recognised, poster: Recognised) -> None:
    with pytest.raises(Refusal) as refused:
        linking.link(
            identity_id=tom.identity_id,
            other_identity_id=poster.identity_id,
            evidence=[NAME, MATTER],
            by=actors.SYSTEM,
            at=POSTED,
        )
    assert refused.value.code == "weak_evidence"
    assert person_of(poster) == poster.person_id


def test_a_source_that_knows_links_and_answers_an_open_question(tom: Recognised, poster: Recognised) -> None:
    link_id = asked(poster, tom)
    for _ in range(2):
        assert (
            linking.link(
                identity_id=tom.identity_id, other_identity_id=poster.identity_id, evidence=[ORDER], by=actors.SHOP, at=POSTED
            )
            == link_id
        )
    assert person_of(poster) == tom.person_id
    assert linked.suggestions() == ()


def test_a_member_may_change_a_refusal(tom: Recognised, poster: Recognised, joe_says: actors.Actor) -> None:
    link_id = asked(poster, tom)
    linking.refuse_link(link_id=link_id, by=joe_says, at=POSTED)
    linking.link(identity_id=tom.identity_id, other_identity_id=poster.identity_id, evidence=[], by=joe_says, at=POSTED)
    assert person_of(poster) == tom.person_id


def test_an_address_is_not_linked_to_itself_nor_to_nobody(tom: Recognised, joe_says: actors.Actor) -> None:
    for other, code in ((tom.identity_id, "same_identity"), (cast.NOBODY, "no_identity")):
        with pytest.raises(Refusal) as refused:
            linking.link(identity_id=tom.identity_id, other_identity_id=other, evidence=[], by=joe_says, at=POSTED)
        assert refused.value.code == code


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_identity SET person_id = gen_random_uuid()",
        "UPDATE people_link SET unknown_id = 'ffffffff-ffff-7fff-bfff-ffffffffffff'",
        "UPDATE people_link SET low_id = high_id",
        "UPDATE people_link SET state = 'perhaps'",
    ],
)
def test_raw_sql_cannot_make_a_link_or_a_person_that_cannot_be(tom: Recognised, statement: str) -> None:
    with pytest.raises(IntegrityError, match=r"violates (foreign key|check)"):
        _run(statement)


def _run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# Any order -----------------------------------------------------------------------------------------------------------

PEOPLE = 7
moves = some.lists(some.tuples(some.integers(0, PEOPLE - 1), some.integers(0, PEOPLE - 1), some.booleans()), max_size=25)


@contextmanager
def undone_afterwards() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_any_sequence_of_links_and_unlinks_leaves_what_a_recount_finds(
    joe_says: actors.Actor, moves: list[tuple[int, int, bool]]
) -> None:
    with undone_afterwards():
        seen = [
            recognising.recognise(sightings=[cast.seen(Address(IdentityKind.EMAIL, f"p{i}@example.org"))], at=cast.AT)[0]
            for i in range(PEOPLE)
        ]
        live: dict[joining.Pair, UUID] = {}
        for a, b, join in moves:
            one, other = seen[a].identity_id, seen[b].identity_id
            pair = joining.ordered(one, other)
            if join and a != b:
                live[pair] = linking.link(identity_id=one, other_identity_id=other, evidence=[], by=joe_says, at=cast.AT)
            elif pair in live:
                linking.unlink(link_id=live.pop(pair), by=joe_says, at=cast.AT)
        born = {one.identity_id: one.person_id for one in seen}
        recount = {one: min(born[UUID(str(i))] for i in walk(one, list(live))) for one in born}  # type: ignore[index]
        assert dict(everything()) == recount
        for one in seen:
            assert queries.person(person_id=one.person_id).id == recount[one.identity_id]


# Fixed numbers of queries --------------------------------------------------------------------------------------------


def test_looking_at_many_people_takes_no_more_queries_than_at_one(brightside: Brand, joe_says: actors.Actor) -> None:
    sightings = [
        cast.seen(
            Address(IdentityKind.EMAIL, f"p{i}@example.org"),
            Address(IdentityKind.CUSTOMER_NUMBER, f"N{i}"),
            strong=True,
            source="order 1",
        )
        for i in range(50)
    ]
    seen = recognising.recognise(sightings=sightings, at=cast.AT)
    handles = recognising.recognise(
        sightings=[cast.seen(Address(IdentityKind.HANDLE, f"x:someone-number-{i * i}")) for i in range(50)], at=cast.AT
    )
    for one, handle in zip(seen, handles, strict=True):
        asked(handle, one)
    with CaptureQueriesContext(connection) as captured:
        assert len(queries.persons_of(identity_ids=[one.identity_id for one in seen])) == 50
    assert len(captured) == 1
    with CaptureQueriesContext(connection) as captured:
        assert len(linked.suggestions()) == 50
    assert len(captured) == 4
    with CaptureQueriesContext(connection) as captured:
        linked.links_of(person_id=seen[0].person_id)
    assert len(captured) == 2

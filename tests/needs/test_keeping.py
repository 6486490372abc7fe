"""Needs as they are kept: with consent, for a time, for those who may see them, with proof that they were seen to; and gone when withdrawn."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.needs import actions, queries
from makegood.needs.types import DESK, PICK_LIST, Agreed, Audience, How, Need, NeedIn, Source
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import Recognised
from makegood.platform import journal
from tests import cast
from tests.cases import telling

UNTIL = date(2026, 4, 30)
TOLD = "said so on the telephone on 2 March"


@pytest.fixture
def tom(brightside: Brand) -> Recognised:
    return recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0]


def given(who: UUID, what: str = "No lifting", **other: object) -> NeedIn:
    fields: dict[str, object] = {
        "identity_id": who, "what": what, "audiences": (DESK, PICK_LIST), "from_on": cast.AT.date(), "until_on": UNTIL,
        "agreed": Agreed(TOLD, cast.AT), "source": Source.MEMBER,
    }  # fmt: skip
    return NeedIn(**{**fields, **other})  # type: ignore[arg-type]  # whole where it is told


def tell(who: Recognised, what: str = "No lifting", at: datetime = cast.AT, **other: object) -> Need:
    return actions.tell(need=given(who.identity_id, what, **other), by=actors.SYSTEM, at=at)


def seen(who: Recognised, audience: str = DESK, at: datetime = cast.AT, touchpoint: str = "") -> list[str]:
    found = queries.for_audience(identity_ids=[who.identity_id], audience=audience, at=at, touchpoint=touchpoint)
    return [one.what for one in found]


def kinds() -> list[str]:
    return [one.kind for one in journal.latest(limit=20) if one.kind.startswith("needs.")][::-1]


def test_a_need_is_shown_from_its_first_day_to_the_end_of_its_last_and_lapses_by_itself(tom: Recognised) -> None:
    tell(tom, from_on=date(2026, 3, 10))
    assert seen(tom, at=datetime(2026, 3, 9, 23, 59, tzinfo=UTC)) == []
    assert seen(tom, at=datetime(2026, 3, 10, 0, 0, tzinfo=UTC)) == ["No lifting"]
    assert seen(tom, at=datetime(2026, 4, 30, 22, 59, tzinfo=UTC)) == ["No lifting"]  # London is on summer time
    assert seen(tom, at=datetime(2026, 4, 30, 23, 0, tzinfo=UTC)) == []


def test_for_good_stays(tom: Recognised) -> None:
    tell(tom, until_on=None)
    assert seen(tom, at=cast.later(days=9_000)) == ["No lifting"]


def test_each_door_gets_what_its_audience_may_see_at_its_touchpoint(tom: Recognised) -> None:
    tell(tom, why="a broken wrist")
    tell(tom, "Side door", audiences=(DESK, "courier"), touchpoints=("delivery",))
    assert seen(tom) == ["No lifting", "Side door"]
    assert seen(tom, PICK_LIST) == ["No lifting"]
    assert seen(tom, "courier", touchpoint="delivery") == ["Side door"]
    assert seen(tom, "courier", touchpoint="visit") == []
    assert [one.why for one in queries.for_audience(identity_ids=[tom.identity_id], audience=PICK_LIST, at=cast.AT)] == [""]


def test_labels_are_those_of_needs_that_the_desk_may_see(tom: Recognised) -> None:
    tell(tom)
    tell(tom, "no phone calls", audiences=("courier",))
    assert queries.labels(identity_ids=[tom.identity_id], at=cast.AT) == ((tom.identity_id, "no_lifting"),)


def test_told_again_it_is_one_need_and_the_newer_word_counts(tom: Recognised) -> None:
    first = tell(tom)
    again = tell(tom, "no  LIFTING.", until_on=None)
    assert (again.id, again.until_on) == (first.id, None)
    assert tell(tom, "no  LIFTING.", until_on=None) == again
    assert kinds() == ["needs.NeedTold", "needs.NeedChanged"]


def test_told_by_another_address_of_the_same_person_it_is_one_need(tom: Recognised) -> None:
    other = recognising.recognise(
        sightings=[cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE, strong=True, source="order")], at=cast.AT
    )
    phones = [one for one in identities_of(tom) if one != tom.identity_id]
    assert other[0].person_id == tom.person_id
    assert len(phones) == 1
    first = tell(tom)
    assert actions.tell(need=given(phones[0]), by=actors.SYSTEM, at=cast.AT).id == first.id


def identities_of(who: Recognised) -> list[UUID]:
    return [one.id for one in people.identities_of_person(person_id=who.person_id)]


def test_a_change_says_what_was_changed_and_never_to_what(tom: Recognised, mara: Member) -> None:
    need = tell(tom)
    changed = given(tom.identity_id, why="a broken wrist", audiences=(DESK,))
    actions.change(need_id=need.id, need=changed, by=actors.member(mara.id), at=cast.later(hours=1))
    [entry] = journal.latest(limit=1, kinds=["needs.NeedChanged"])
    assert entry.data == {"need_id": str(need.id), "changed": "why, who may see it"}
    assert seen(tom, PICK_LIST) == []


def test_another_persons_need_cannot_be_changed_in_the_name_of_somebody_else(tom: Recognised) -> None:
    (ana,) = recognising.recognise(sightings=[cast.seen(cast.ANA_BY_EMAIL)], at=cast.AT)
    need = tell(tom)
    with pytest.raises(Refusal) as refused:
        actions.change(need_id=need.id, need=given(ana.identity_id, "Large print"), by=actors.SYSTEM, at=cast.AT)
    assert refused.value.code == "no_such_need"
    assert seen(tom) == ["No lifting"]


def test_an_ended_need_is_shown_to_nobody_and_cannot_be_changed(tom: Recognised) -> None:
    need = tell(tom)
    actions.end(need_id=need.id, by=actors.SYSTEM, at=cast.later(days=1))
    actions.end(need_id=need.id, by=actors.SYSTEM, at=cast.later(days=2))
    assert (seen(tom), kinds()) == ([], ["needs.NeedTold", "needs.NeedEnded"])
    with pytest.raises(Refusal) as refused:
        actions.change(need_id=need.id, need=given(tom.identity_id), by=actors.SYSTEM, at=cast.later(days=2))
    assert refused.value.code == "need_over"
    assert tell(tom, at=cast.later(days=3)).id != need.id


def test_withdrawn_the_words_are_gone_and_the_fact_stays(tom: Recognised) -> None:
    need = tell(tom, why="a broken wrist")
    actions.withdraw(need_id=need.id, by=actors.person(tom.identity_id), at=cast.later(days=1))
    actions.withdraw(need_id=need.id, by=actors.person(tom.identity_id), at=cast.later(days=2))
    gone = queries.need(need_id=need.id)
    assert (gone.what, gone.why, gone.agreed.how, gone.means, gone.withdrawn_at) == ("", "", "", (), cast.later(days=1))
    assert queries.private_words(identity_ids=[tom.identity_id]) == ()
    assert kinds() == ["needs.NeedTold", "needs.NeedWithdrawn"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM needs_need n WHERE to_jsonb(n)::text ~* 'wrist|lifting|telephone'")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM platform_journal j WHERE to_jsonb(j)::text ~* 'wrist|lifting|telephone'")
        assert cursor.fetchone()[0] == 0


def test_the_database_keeps_no_words_without_consent(tom: Recognised) -> None:
    need = tell(tom)
    for broken in ("agreed_how = ''", "withdrawn_at = now()"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE needs_need SET {broken} WHERE id = %s", [need.id])


def test_seen_to_is_noted_once_for_each_occasion_with_who_and_when(tom: Recognised, mara: Member) -> None:
    need, case_id = tell(tom), UUID(int=7)
    for minutes in (1, 2):
        new = actions.note_acted(
            need_ids=[need.id], how=How.DONE, audience=DESK, occasion_kind="visit", occasion_id=case_id, by=actors.member(mara.id),
            at=cast.later(minutes=minutes),
        )  # fmt: skip
        assert new == (1 if minutes == 1 else 0)
    (proof,) = queries.ask_acted(identity_ids=[tom.identity_id]).answer
    assert (proof.how, proof.at, proof.member_id, proof.audience) == (How.DONE, cast.later(minutes=1), mara.id, DESK)
    [entry] = journal.latest(limit=9, kinds=["needs.NeedActedOn"])
    assert entry.data == {"need_id": str(need.id), "audience": "The desk"}
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE needs_acted SET at = now()")


def test_another_brands_needs_are_nobodys_here(pageturner: UUID, tom: Recognised) -> None:
    need = tell(tom)
    with telling.inside(pageturner):
        assert queries.in_force(at=cast.AT, limit=9) == ()
        for do in (
            lambda: queries.need(need_id=need.id),
            lambda: actions.end(need_id=need.id, by=actors.SYSTEM, at=cast.AT),
            lambda: actions.withdraw(need_id=need.id, by=actors.SYSTEM, at=cast.AT),
            lambda: actions.note_acted(
                need_ids=[need.id], how=How.DONE, audience=DESK, occasion_kind="case", occasion_id=UUID(int=1), by=actors.SYSTEM, at=cast.AT
            ),
        ):  # fmt: skip
            with pytest.raises(Refusal) as refused:
                do()
            assert refused.value.code == "no_such_need"


def test_a_brand_names_who_may_see_needs_and_leaves_out_nobody_for_whom_some_are_kept(tom: Recognised, mara: Member) -> None:
    by = actors.member(mara.id)
    names = ["The desk", "Kitchen and pick list", "Front of house"]
    kept = actions.set_audiences(names=names, by=by, at=cast.AT)
    assert kept == queries.audiences() == (
        Audience(DESK, "The desk"), Audience(PICK_LIST, "Kitchen and pick list"), Audience("front_of_house", "Front of house")
    )  # fmt: skip
    tell(tom)
    with pytest.raises(Refusal) as refused:
        actions.set_audiences(names=["The desk"], by=by, at=cast.AT)
    assert (refused.value.code, queries.audiences()) == ("audience_in_use", kept)


def test_the_list_has_those_that_lapse_first_in_front_and_asks_once_for_many(tom: Recognised) -> None:
    tell(tom, "for good", until_on=None)
    tell(tom, "until May", until_on=date(2026, 5, 1))
    tell(tom, "for the courier alone", audiences=("courier",))
    tell(tom)
    assert [one.what for one in queries.in_force(at=cast.AT, limit=9)] == ["No lifting", "until May", "for good"]

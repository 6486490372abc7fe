"""An incident from the first word of a machine to its end: who may say what of it, and what the journal keeps."""

from uuid import uuid4

import pytest

from makegood.brands.types import Brand, Member
from makegood.incidents import actions, queries
from makegood.incidents.types import Fault, State
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from tests import cast
from tests.incidents import telling


def kinds() -> list[str]:
    return [one.kind for one in journal.latest(limit=50) if one.kind.startswith("incidents.")][::-1]


def test_a_burst_makes_one_candidate_however_often_it_is_raised(brightside: Brand) -> None:
    burst_id = uuid4()
    first = telling.candidate(burst_id=burst_id)
    again = actions.open_candidate(
        burst_id=burst_id, topic_ids=(), facets=(), title="Other words", began_at=cast.AT, by=SYSTEM, at=cast.later(minutes=5),
        noticed=actions.Noticed(people=52, usual=1.0),
    )  # fmt: skip
    one = queries.incident(incident_id=first)
    assert (again, one.number, one.state, one.title, one.people, one.usual) == (
        first, 1, State.CANDIDATE, "The checkout does not open", 52, 1.0,
    )  # fmt: skip
    assert kinds() == ["incidents.IncidentOpened"]


def test_numbers_follow_one_another(brightside: Brand, mara: Member) -> None:
    made = [telling.candidate(burst_id=uuid4()) for _ in range(3)]
    assert [queries.incident(incident_id=one).number for one in made] == [1, 2, 3]
    assert [one.number for one in queries.incidents()] == [3, 2, 1]


def test_two_members_confirm_at_once_and_it_is_confirmed_once(brightside: Brand, mara: Member, joe: Member) -> None:
    made = telling.candidate(burst_id=uuid4())
    said = [actions.confirm(incident_id=made, by=actors.member(one.id), at=cast.AT) for one in (mara, joe)]
    assert said == [True, False]
    assert kinds() == ["incidents.IncidentOpened", "incidents.IncidentConfirmed"]
    [confirmed] = journal.latest(limit=1, kinds=["incidents.IncidentConfirmed"])
    assert confirmed.actor == actors.member(mara.id)


def test_whoever_judges_second_is_told_what_the_first_one_said(brightside: Brand, mara: Member, joe: Member) -> None:
    made = telling.candidate(burst_id=uuid4())
    actions.dismiss(incident_id=made, because="A newsletter of ours", by=actors.member(mara.id), at=cast.AT)
    with pytest.raises(Refusal) as refused:
        actions.confirm(incident_id=made, by=actors.member(joe.id), at=cast.AT)
    assert (refused.value.code, refused.value.sentence) == (
        "incident_settled", "Incident 1 was dismissed: it is none. Look at it again.",
    )  # fmt: skip
    assert queries.incident(incident_id=made).state is State.DISMISSED
    assert not actions.dismiss(incident_id=made, because="Twice", by=actors.member(joe.id), at=cast.AT)
    assert queries.incident(incident_id=made).dismissed_because == "A newsletter of ours"


def test_what_was_confirmed_by_mistake_can_be_dismissed(brightside: Brand, mara: Member) -> None:
    made = telling.confirmed(mara)
    assert actions.dismiss(incident_id=made, because="Two causes after all", by=actors.member(mara.id), at=cast.AT)
    assert queries.incident(incident_id=made).state is State.DISMISSED


def test_it_is_over_and_may_go_on_again(brightside: Brand, mara: Member) -> None:
    made, by = telling.confirmed(mara), actors.member(mara.id)
    assert actions.over(incident_id=made, by=by, at=cast.later(hours=1))
    one = queries.incident(incident_id=made)
    assert (one.state, one.ended_at, one.over_at) == (State.OVER, cast.later(hours=1), cast.later(hours=1))
    assert not actions.over(incident_id=made, by=by, at=cast.later(hours=2))
    assert actions.reopen(incident_id=made, by=by, at=cast.later(hours=2))
    assert not actions.reopen(incident_id=made, by=by, at=cast.later(hours=2))
    again = queries.incident(incident_id=made)
    assert (again.state, again.ended_at) == (State.OPEN, None)


def test_one_of_the_past_is_written_down_by_hand(brightside: Brand, mara: Member) -> None:
    by = actors.member(mara.id)
    began, ended = cast.later(days=-30), cast.later(days=-30, minutes=90)
    made = actions.open_by_hand(title=" The  sale\nwas down ", began_at=began, ended_at=ended, by=by, at=cast.AT)
    actions.over(incident_id=made, by=by, at=cast.AT)
    one = queries.incident(incident_id=made)
    assert (one.title, one.began_at, one.ended_at, one.state) == ("The sale was down", began, ended, State.OVER)


def test_what_it_is_called_and_whose_fault_it_was(brightside: Brand, mara: Member) -> None:
    made, by = telling.confirmed(mara), actors.member(mara.id)

    def described() -> None:
        actions.describe(
            incident_id=made, title="The shop was down", cause_words="A disk of the hosting company was full.",
            by_whose_fault=Fault.SUPPLIER, supplier="Harbour Hosting", by=by, at=cast.AT,
        )  # fmt: skip

    described()
    described()
    one = queries.incident(incident_id=made)
    assert (one.title, one.by_whose_fault, one.supplier) == ("The shop was down", Fault.SUPPLIER, "Harbour Hosting")
    changed = journal.latest(limit=9, kinds=["incidents.IncidentChanged"])
    assert [one.data["what"] for one in changed] == ["its title, the cause, whose fault it was"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"by_whose_fault": Fault.SUPPLIER, "supplier": " "}, "supplier"),
        ({"cause_words": "x" * 4_001}, "cause"),
    ],
)
def test_what_says_nothing_of_it_is_refused_and_changes_nothing(
    brightside: Brand, mara: Member, change: dict[str, object], field: str
) -> None:
    made = telling.confirmed(mara)
    before = queries.incident(incident_id=made)
    given: dict[str, object] = {"title": "A title", "cause_words": "", "by_whose_fault": Fault.UNKNOWN, "supplier": ""} | change
    with pytest.raises(Refusal) as refused:
        actions.describe(incident_id=made, by=actors.member(mara.id), at=cast.AT, **given)  # type: ignore[arg-type]
    assert (refused.value.code, list(refused.value.fields)) == ("incident_malformed", [field])
    assert queries.incident(incident_id=made) == before


def test_a_stretch_that_cannot_be_is_refused(brightside: Brand, mara: Member) -> None:
    made, by = telling.confirmed(mara), actors.member(mara.id)
    for began, ended, field in (
        (cast.later(hours=1), None, "began_at"),
        (cast.AT, cast.later(minutes=-1), "ended_at"),
        (cast.later(hours=-1), cast.later(hours=1), "ended_at"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.set_span(incident_id=made, began_at=began, ended_at=ended, by=by, at=cast.AT)
        assert list(refused.value.fields) == [field]
    actions.over(incident_id=made, by=by, at=cast.AT)
    with pytest.raises(Refusal, match="it is over"):
        actions.set_span(incident_id=made, began_at=cast.later(hours=-1), ended_at=None, by=by, at=cast.AT)


def test_a_signal_of_a_machine_is_kept_as_it_is_told_last_and_journalled_once(brightside: Brand, mara: Member) -> None:
    made = telling.confirmed(mara)
    for until, count in ((None, 7), (cast.AT, 31)):
        actions.attach_signal(
            incident_id=made, kind="checkout_refused", source="shop", from_at=cast.later(hours=-1), until_at=until,
            counts=[(cast.later(hours=-1), count)], by=SYSTEM, at=cast.AT,
        )  # fmt: skip
    [signal] = queries.signals(incident_id=made)
    assert (signal.until_at, signal.counts) == (cast.AT, ((cast.later(hours=-1), 31),))
    assert kinds().count("incidents.SignalAttached") == 1


def test_another_brands_incident_is_not_there(pageturner: object, brightside: Brand) -> None:
    with pytest.raises(Refusal) as refused:
        queries.incident(incident_id=uuid4())
    assert refused.value.code == "no_incident"
    with pytest.raises(Refusal):
        queries.by_number(number=1)

"""The ledger: each line once, counts apart from reach, and who of us earned it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from makegood.advocacy import queries
from makegood.advocacy.actions import bringing, ledger, linking
from makegood.advocacy.types import (
    Counts,
    Earned,
    EntryIn,
    How,
    Judged,
    Kind,
    LeftOut,
    Place,
    ReferralIn,
    ReferralState,
    Wanted,
    Why,
)
from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.kernel.windows import Window
from makegood.people.actions import recognising
from makegood.platform import journal
from tests import cast


@pytest.fixture
def tom(brightside: Brand) -> UUID:
    return recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id


@pytest.fixture
def ana(brightside: Brand) -> UUID:
    return recognising.recognise(sightings=[cast.seen(cast.ANA_BY_EMAIL)], at=cast.AT)[0].identity_id


def praise(who: UUID, n: int, **more: Any) -> EntryIn:
    told = EntryIn(Kind.PRAISE, f"message {n}", who, cast.later(minutes=n), LeftOut.NOTHING, "It names us.")
    return replace(told, **more)


def told(newcomer: UUID, advocate: UUID | None, **more: Any) -> ReferralIn:
    return replace(ReferralIn("order 2001", newcomer, How.CODE, Place.ORDER, cast.AT, advocate_id=advocate), **more)


def kinds() -> list[str]:
    return [entry.kind for entry in journal.latest(limit=50) if entry.kind.startswith("advocacy.")]


def test_reach_is_winsorised_at_the_99th_percentile_and_stands_apart_from_the_count(tom: UUID, ana: UUID) -> None:
    ledger.note(entries=[praise(tom, n, reach=100) for n in range(99)])
    ledger.note(
        entries=[praise(ana, 200, reach=3_000_000), praise(ana, 201), praise(ana, 202, left_out=LeftOut.PAID, reach=10**9)]
    )
    counts = queries.counts(wanted=Wanted())
    assert counts == Counts(
        praises=101,
        unasked=101,
        people=2,
        reach=10_000,
        reach_told=100,
        reach_cap=100,
        reach_largest=3_000_000,
        left_out={LeftOut.PAID: 1},
    )


def test_a_line_written_again_is_one_line_and_keeps_what_a_member_said_of_it(tom: UUID, mara: Member) -> None:
    (first,) = ledger.note(entries=[praise(tom, 1, left_out=LeftOut.UNSURE, reach=10)])
    by = actors.member(mara.id)
    judged = ledger.judge(entry_id=first.id, counts=True, because="", by=by, at=cast.AT)
    assert (judged.counts, judged.because) == (True, "A member read it: it is praise.")
    (again,) = ledger.note(entries=[praise(tom, 1, left_out=LeftOut.UNSURE, because="read anew", reach=20)])
    assert (again.id, again.counts, again.because, again.reach) == (first.id, True, "A member read it: it is praise.", 20)
    assert kinds() == ["advocacy.EntryJudged"]


def test_what_was_paid_for_is_never_said_to_count(tom: UUID, mara: Member) -> None:
    (paid,) = ledger.note(entries=[praise(tom, 1, left_out=LeftOut.CONTEST)])
    with pytest.raises(Refusal, match="Something was given for it"):
        ledger.judge(entry_id=paid.id, counts=True, because="", by=actors.member(mara.id), at=cast.AT)
    assert queries.entry(entry_id=paid.id).left_out is LeftOut.CONTEST


def test_everybody_has_one_link_and_it_is_found_by_its_code_alone(tom: UUID, ana: UUID) -> None:
    link = linking.give_link(identity_id=tom, identity_ids=[tom], by=SYSTEM, at=cast.AT)
    assert linking.give_link(identity_id=tom, identity_ids=[tom], by=SYSTEM, at=cast.later(days=1)) == link
    assert linking.give_link(identity_id=ana, identity_ids=[ana, tom], by=SYSTEM, at=cast.AT) == link, "one person, one link"
    assert queries.link_behind(code=link.code) == link
    assert queries.link_behind(code="0" * 13) is None
    assert queries.link_behind(code="") is None
    assert kinds() == ["advocacy.LinkGiven"]


def test_a_referral_counts_once_from_when_they_bought_and_falls_away_with_its_reason(tom: UUID, ana: UUID) -> None:
    kept, is_new = bringing.tell(told=told(ana, tom), by=SYSTEM, at=cast.AT)
    assert is_new
    assert bringing.tell(told=told(ana, tom), by=SYSTEM, at=cast.AT) == (kept, False)
    came = Judged(ReferralState.CAME, came_at=cast.later(days=2), came_order="2001")
    assert len(bringing.settle(judged=[(kept.id, came)], at=cast.later(days=2))) == 1
    assert bringing.settle(judged=[(kept.id, came)], at=cast.later(days=3)) == []
    since, until = cast.later(days=1), cast.later(days=2)
    assert queries.referrals_that_came(identity_ids=[tom], since=since, until=until) == 1
    assert queries.referrals_that_came(identity_ids=[tom], since=until, until=cast.later(days=9)) == 0, "half-open"
    assert queries.came_in(windows=[Window((ana,), since, until), Window((tom, ana), since, until)]) == [0, 1]
    bringing.settle(judged=[(kept.id, Judged(ReferralState.NOT_COUNTED, Why.SELF))], at=cast.later(days=4))
    assert queries.referrals_that_came(identity_ids=[tom], since=since, until=until) == 0
    assert sorted(kinds()) == ["advocacy.ReferralCame", "advocacy.ReferralFellAway", "advocacy.ReferralTold"]


def test_a_word_that_names_nobody_waits_for_a_member_and_an_empty_one_is_refused(tom: UUID, ana: UUID) -> None:
    with pytest.raises(Refusal, match="say who it was"):
        bringing.tell(told=told(ana, None, said="  "), by=SYSTEM, at=cast.AT)
    kept, _ = bringing.tell(told=told(ana, None, how=How.SAID, said="  Tom   from work "), by=SYSTEM, at=cast.AT)
    assert (kept.state, kept.said) == (ReferralState.UNKNOWN, "Tom from work")
    assert bringing.name(referral_id=kept.id, advocate_id=tom).advocate_id == tom
    with pytest.raises(Refusal, match="known already"):
        bringing.name(referral_id=kept.id, advocate_id=ana)
    assert bringing.put_aside(referral_id=kept.id).why is Why.MEMBER
    assert bringing.settle(judged=[(kept.id, Judged(ReferralState.WAITING))], at=cast.AT) == [], "a member’s word stays"


def test_who_earned_it_sees_it_once_and_only_their_own_eyes_count(tom: UUID, mara: Member, joe: Member) -> None:
    (line,) = ledger.note(entries=[praise(tom, 1, kind=Kind.HELP, source="question 1")])
    shares = [Earned(mara.id, mara.name, "answered"), Earned(joe.id, joe.name, "called")]
    ledger.earn(entry_id=line.id, members=shares, at=cast.AT)
    ledger.earn(entry_id=line.id, members=shares, at=cast.later(days=1))
    found = queries.earned(entry_ids=[line.id])[line.id]
    assert [(one.name, one.what, one.kind) for one in found] == [
        (mara.name, "answered", Kind.HELP),
        (joe.name, "called", Kind.HELP),
    ]
    (other,) = ledger.note(entries=[praise(tom, 2)])
    ledger.earn(entry_id=other.id, members=[Earned(joe.id, joe.name, "gave")], at=cast.AT, told=[joe.id])
    assert queries.unseen(member_id=joe.id) == 1, "of the praise he hears by its own words"
    with pytest.raises(Refusal, match="Only the one who earned it"):
        ledger.see(member_id=joe.id, by=actors.member(mara.id), at=cast.AT)
    assert ledger.see(member_id=mara.id, by=actors.member(mara.id), at=cast.AT) == 1
    assert queries.earned_by(member_id=mara.id, unseen_only=True) == ()
    assert len(queries.earned_by(member_id=joe.id, unseen_only=True)) == 1


def test_a_help_is_marked_once_and_taken_back_with_everything_that_hung_on_it(tom: UUID, mara: Member) -> None:
    by, helped = actors.member(mara.id), praise(tom, 1, kind=Kind.HELP, source="question 1", marked_by=mara.id)
    line = ledger.mark_help(entry=helped, by=by, at=cast.AT)
    assert ledger.mark_help(entry=helped, by=by, at=cast.AT) == line
    ledger.earn(entry_id=line.id, members=[Earned(mara.id, mara.name, "answered")], at=cast.AT)
    window = Window((tom,), cast.AT, cast.later(days=1))
    assert queries.helped_in(windows=[window]) == [1]
    ledger.unmark_help(source="question 1", by=by, at=cast.AT)
    ledger.unmark_help(source="question 1", by=by, at=cast.AT)
    assert queries.helped_in(windows=[window]) == [0]
    assert queries.earned_by(member_id=mara.id) == ()
    assert sorted(kinds()) == ["advocacy.HelpMarked", "advocacy.HelpTakenBack"]


def test_they_are_thanked_once(tom: UUID, mara: Member) -> None:
    (line,) = ledger.note(entries=[praise(tom, 1)])
    by = actors.member(mara.id)
    assert [ledger.thanked(entry_id=line.id, by=by, at=cast.later(days=n)) for n in range(2)] == [True, False]
    assert queries.entry(entry_id=line.id).thanked_at == cast.AT

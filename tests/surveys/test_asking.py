"""Asking by a survey: two days after the parcel came, by a letter with a link of their own, through the gate, not too often, and never whoever waits."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.channels import contacts
from makegood.channels.contacts import HoldCause
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.types import Consent, IdentityId, Purpose
from makegood.platform import tenancy
from makegood.surveys import queries
from makegood.surveys.types import After, InvitationState, SurveyIn, SurveyKind
from tests import cast
from tests.flows.posting import letter
from tests.surveys.conftest import CSAT, Asking

DUE = 49  # hours: an hour until the parcel came, and two days


def tom_of(asks: Asking) -> UUID:
    from makegood.people import queries as people

    found = people.find_identity(address=cast.TOM_BY_EMAIL)
    assert found is not None
    return found.id


def ends(asks: Asking) -> list[tuple[str, str]]:
    return [(one.state.value, one.code) for one in asks.invitations()]


def test_two_days_after_the_parcel_came_one_letter_asks(asks: Asking) -> None:
    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    assert asks.turn(cast.later(hours=48)) == []
    (brought,) = asks.turn(cast.later(hours=DUE))
    assert "How satisfied are you with your order 1007?" in brought
    assert brought.count("/asked/") == 1
    (one,) = asks.invitations()
    assert (one.state, one.medium, one.touchpoint, one.about) == (InvitationState.ASKED, "email", "delivery", "1007")
    assert asks.turn(cast.later(days=4)) == []


def test_what_happened_before_it_was_made_is_not_asked_about(asks: Asking) -> None:
    asks.delivers(at=cast.later(hours=1))
    asks.makes(at=cast.later(hours=2))
    assert (asks.turn(cast.later(days=5)), asks.invitations()) == ([], ())


def test_whoever_says_nothing_is_reminded_once_and_then_left_alone(asks: Asking) -> None:
    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    (first,) = asks.turn(cast.later(hours=DUE))
    (again,) = asks.turn(cast.later(hours=DUE, days=5))
    assert "this is the only reminder" in again
    assert asks.answering(again).path == asks.answering(first).path
    assert asks.turn(cast.later(hours=DUE, days=10)) == []
    assert len(asks.facts("SurveyReminded")) == 1


def test_whoever_answered_is_not_reminded(asks: Asking) -> None:
    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    (brought,) = asks.turn(cast.later(hours=DUE))
    asks.answering(brought).post(score="5")
    assert asks.turn(cast.later(hours=DUE, days=5)) == []
    assert asks.turn(cast.later(hours=DUE, days=15)) == []
    assert ends(asks) == [("answered", "")]


def test_whoever_complained_and_waits_is_not_asked_and_why_is_kept(asks: Asking) -> None:
    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    asks.mail.gets(letter(words=cast.TOM_WORDS, subject=cast.TOM_SUBJECT, to="care@brightside.example"), at=cast.later(hours=3))
    asks.turn(cast.later(hours=DUE))
    assert asks.invitations()[0].because == "Something of theirs is open: first that, then greetings."
    assert ends(asks) == [("not_asked", "held")]
    assert asks.facts("SurveyNotAsked") == ["We did not ask {person} “{name}”: {because}"]


def test_a_complaint_that_comes_while_the_letter_waits_keeps_it_back(asks: Asking) -> None:
    asks.makes(replace(CSAT, wait_hours=13))  # at night: it waits for the morning
    asks.delivers(at=cast.AT)
    assert asks.turn(cast.later(hours=13)) == []
    with tenancy.brand(asks.brand_id):
        held = {"because": "Something of theirs is open.", "cause": HoldCause.COMPLAINT, "subject": "case"}
        from makegood.channels.actions import contacts as discipline

        discipline.hold(identity_ids=[tom_of(asks)], **held)  # type: ignore[arg-type]
    assert asks.turn(cast.later(hours=24)) == []
    assert asks.turn(cast.later(days=9)) == []
    asks.turn(cast.later(days=15))
    assert ends(asks) == [("not_asked", "held_complaint")]
    with tenancy.brand(asks.brand_id):
        assert [one.reason for one in contacts.suppressed(limit=5)] == ["held_complaint"]


def test_a_guest_is_never_asked(asks: Asking) -> None:
    from makegood.flows import guesting
    from makegood.guests.types import GuestKind

    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    with tenancy.brand(asks.brand_id):
        guesting.note(identity_id=tom_of(asks), kind=GuestKind.CANDIDATE, by=SYSTEM, at=cast.later(hours=2))
    assert asks.turn(cast.later(hours=DUE)) == []
    assert ends(asks) == [("not_asked", "guest")]


def test_nobody_is_asked_again_within_the_quiet_period_whatever_the_survey(asks: Asking) -> None:
    asks.makes()
    asks.makes(replace(CSAT, name="How easy was it", kind=SurveyKind.CES, wait_hours=72))
    asks.delivers(at=cast.later(hours=1))
    assert len(asks.turn(cast.later(hours=DUE))) == 1
    assert asks.turn(cast.later(hours=73)) == []
    asks.delivers("1008", at=cast.later(days=40))
    assert asks.turn(cast.later(days=42)) == [], "the first asked them within 90 days"
    assert len(asks.turn(cast.later(days=43))) == 1
    assert ends(asks) == [("unanswered", ""), ("not_asked", "quiet"), ("not_asked", "again"), ("asked", "")]


def test_that_it_was_asked_whether_all_was_put_right_counts_as_well(asks: Asking) -> None:
    from makegood.questions import actions as questions
    from makegood.questions.types import QuestionKind

    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    with tenancy.brand(asks.brand_id):
        kind, whom = QuestionKind.PUT_RIGHT, tom_of(asks)
        questions.ask(kind=kind, identity_id=whom, case_id=None, key="case 1", at=cast.later(hours=2))
    assert asks.turn(cast.later(hours=DUE)) == []
    assert ends(asks) == [("not_asked", "quiet")]


def test_whoever_forbade_mail_is_not_asked_and_the_gate_says_why(asks: Asking) -> None:
    from makegood.people.actions import noting

    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    with tenancy.brand(asks.brand_id):
        no = Consent(IdentityId(tom_of(asks)), "email", Purpose.SERVICE, False, "told us", "1", cast.later(hours=2))
        noting.note_consent(consent=no, by=SYSTEM)
    assert asks.turn(cast.later(hours=DUE)) == []
    ((state, code),) = ends(asks)
    assert (state, code) in {("not_asked", "no_way"), ("not_asked", "consent_withdrawn")}


def test_one_for_those_who_agreed_needs_their_yes(asks: Asking) -> None:
    from makegood.people.actions import noting

    asks.makes(replace(CSAT, only_agreed=True))
    asks.delivers(at=cast.later(hours=1))
    assert asks.turn(cast.later(hours=DUE)) == []
    assert ends(asks) == [("not_asked", "no_consent")]
    with tenancy.brand(asks.brand_id):
        yes = Consent(IdentityId(tom_of(asks)), "email", Purpose.RELATIONSHIP, True, "a form", "1", cast.later(hours=50))
        noting.note_consent(consent=yes, by=SYSTEM)
    asks.delivers("1008", at=cast.later(days=5))
    assert len(asks.turn(cast.later(days=7))) == 1


def test_a_survey_counts_within_the_caps_of_everything_unasked(asks: Asking) -> None:
    from makegood.channels.actions import gatekeeping
    from makegood.people import queries as people

    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    asks.turn(cast.later(hours=DUE))
    with tenancy.brand(asks.brand_id):
        tom = people.persons_of(identity_ids=[tom_of(asks)])[tom_of(asks)]
        made = gatekeeping._made([tom], cast.later(hours=DUE + 1))
    assert [one.left for _, one in made[tom.id]] == [True]


def test_a_survey_that_rests_asks_nobody(asks: Asking) -> None:
    from makegood.surveys.actions import making

    survey = asks.makes()
    asks.delivers(at=cast.later(hours=1))
    with tenancy.brand(asks.brand_id):
        making.rest(survey_id=survey.id, resting=True, by=SYSTEM, at=cast.later(hours=2))
    assert asks.turn(cast.later(hours=DUE)) == []
    asks.delivers("1008", at=cast.later(hours=3))
    assert ends(asks) == [("not_asked", "resting")]


def test_the_parcel_of_a_makegood_is_not_asked_about(asks: Asking) -> None:
    from makegood.flows import surveying
    from makegood.platform.work import Taken

    asks.makes()
    told = {"identity_id": str(UUID(int=1)), "order_id": str(UUID(int=2)), "number": "R-1", "command_key": "makegood:1"}
    item = Taken(UUID(int=3), asks.brand_id, surveying.HAPPENED, "orders.ParcelDelivered:x", told, 0, UUID(int=4))
    with tenancy.brand(asks.brand_id):
        surveying.happened([item], cast.AT)
    assert asks.invitations() == ()


def test_once_asks_everybody_of_a_segment_who_agreed_and_nobody_twice(asks: Asking) -> None:
    from makegood.flows import surveying
    from makegood.people.actions import noting
    from makegood.platform.work import Taken
    from makegood.segments import actions as segments
    from makegood.segments.types import Line, Rule

    asks.delivers(at=cast.AT)
    with tenancy.brand(asks.brand_id):
        yes = Consent(IdentityId(tom_of(asks)), "email", Purpose.RELATIONSHIP, True, "a form", "1", cast.AT)
        noting.note_consent(consent=yes, by=SYSTEM)
        from makegood.brands import queries as brands
        from makegood.kernel import actors

        lead = actors.member(next(one.id for one in brands.members() if one.name == cast.MARA["name"]))
        segment = segments.save(name="Customers", rule=Rule((Line("order_placed"),)), by=lead, at=cast.AT)
    asks.turn(cast.AT)
    nps = SurveyIn(name="Would you", kind=SurveyKind.NPS, after=After.ONCE, segment_id=segment, wait_hours=1)
    survey = asks.makes(nps, at=cast.later(hours=1))
    with tenancy.brand(asks.brand_id):
        item = Taken(UUID(int=3), asks.brand_id, surveying.ONCE, str(survey.id), {}, 0, UUID(int=4))
        surveying.once([item], cast.later(hours=1))
    (brought,) = asks.turn(cast.later(hours=2))
    assert "How likely are you to recommend Brightside Lights to a friend?" in brought
    assert ends(asks) == [("asked", "")]


def test_of_a_share_the_same_are_drawn_however_often_one_draws(asks: Asking) -> None:
    from makegood.surveys.rules import asking

    drawn = [asking.is_drawn(UUID(int=n), "order 1", salt=b"s" * 32, share=2_500) for n in range(4_000)]
    assert drawn == [asking.is_drawn(UUID(int=n), "order 1", salt=b"s" * 32, share=2_500) for n in range(4_000)]
    assert 890 < sum(drawn) < 1_110, "a quarter, give or take four deviations of 27"
    assert drawn != [asking.is_drawn(UUID(int=n), "order 2", salt=b"s" * 32, share=2_500) for n in range(4_000)]
    assert all(asking.is_drawn(UUID(int=n), "x", salt=b"s", share=10_000) for n in range(100))


def test_killed_between_any_two_steps_it_is_one_letter(asks: Asking) -> None:
    from makegood.flows import surveying
    from makegood.platform.work import Taken

    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    asks.turn(cast.later(hours=DUE))
    (one,) = asks.invitations()
    with tenancy.brand(asks.brand_id):
        item = Taken(UUID(int=3), asks.brand_id, surveying.ASK, str(one.id), {}, 0, UUID(int=4))
        surveying.ask([item], cast.later(hours=DUE))
    assert (asks.turn(cast.later(hours=DUE + 1)), asks.invitations()) == ([], (one,))


def test_no_survey_reaches_what_decides_what_is_owed() -> None:
    """Only who asks, shows, hears and forgets knows surveys: nothing that proposes, grants or counts what is owed."""
    from pathlib import Path

    import makegood

    root = Path(makegood.__file__).parent
    knows = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "makegood.surveys" in path.read_text() and "/migrations/" not in path.as_posix()
    }
    asks = ("surveys/", "flows/survey", "flows/when.py", "flows/health", "desk/", "api/", "portal/", "commands/", "config/")
    may = (*asks, "flows/guesting.py")
    assert {one for one in knows if not one.startswith(may)} == set()


def test_a_name_is_one_surveys_alone(asks: Asking) -> None:
    asks.makes()
    with pytest.raises(Refusal, match="is another survey"):
        asks.makes(replace(CSAT, kind=SurveyKind.CES))
    with tenancy.brand(asks.brand_id):
        assert len(queries.surveys()) == 1


def test_a_years_old_hour_is_no_hour_any_more(asks: Asking) -> None:
    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    asks.turn(cast.later(hours=DUE) + timedelta(days=8))
    assert ends(asks) == [("not_asked", "too_late")]


def test_after_a_visit_it_asks_about_the_visit_and_never_about_an_interview(asks: Asking) -> None:
    from makegood.flows import visiting
    from makegood.visits.types import VisitKind
    from tests.visits import given

    asks.makes(replace(CSAT, name="After the visit", after=After.VISIT))
    with tenancy.brand(asks.brand_id):
        sam, tom = given.sam(), given.tom()
        begins = cast.later(hours=3)
        for key, hours, kind in (("one", 0, VisitKind.VISIT), ("two", 24, VisitKind.INTERVIEW)):
            wish = given.wish(tom, sam, begins + timedelta(hours=hours), key=key, kind=kind)
            visit = visiting.book(visit=wish, by=SYSTEM, at=cast.AT)
            over = begins + timedelta(hours=hours + 1)
            visiting.done(visit_id=visit.id, at_instant=over, by=SYSTEM, at=over)
    asks.turn(begins + timedelta(hours=26))
    (asked,) = [one for one in asks.turn(begins + timedelta(hours=26 + 48)) if "/asked/" in one]
    assert "How satisfied are you with the visit?" in asked
    assert [(one.state.value, one.touchpoint) for one in asks.invitations()] == [("asked", "visit")]


def test_who_is_forgotten_leaves_counts_and_nothing_that_tells_of_whom(asks: Asking) -> None:
    from makegood.surveys.actions import answering, forgetting, inviting
    from makegood.surveys.types import InvitationIn

    survey = asks.makes(CSAT)
    asks.delivers(at=cast.later(hours=1))
    asks.turn(cast.later(hours=49))
    (tom,) = asks.invitations()
    with tenancy.brand(asks.brand_id):
        answering.answer(invitation_id=tom.id, score=4, by=SYSTEM, at=cast.later(hours=50))
        answering.spare(identity_id=tom.identity_id, by=SYSTEM, at=cast.later(hours=50))
        inviting.invite(invitations=[InvitationIn(survey.id, tom.identity_id, "tom@example.net", cast.later(days=200))])
        before = queries.asked_between(survey_id=survey.id, since=cast.AT, until=cast.later(days=9))
        assert forgetting.forget(identity_ids=[tom.identity_id]) == 2
        assert forgetting.forget(identity_ids=[tom.identity_id]) == 0, "once is enough"
        (after,) = queries.asked_between(survey_id=survey.id, since=cast.AT, until=cast.later(days=9))
        assert (after.state, after.score, after.asked_at, after.answered_at, after.medium) == (
            InvitationState.ANSWERED,
            4,
            before[0].asked_at,
            before[0].answered_at,
            before[0].medium,
        )
        assert (after.key, after.about, after.case_id, after.message_id, after.outgoing_id, after.language) == (
            f"forgotten {tom.id}",
            "",
            None,
            None,
            None,
            "",
        )
        assert queries.spared(identity_ids=[tom.identity_id]) == frozenset()
        assert queries.counted()[survey.id] == queries.Counted(answered=1), "what waited for its hour is gone"

"""Surveys on the desk: made with what they would do said before, shown with what the answers say and what silence may hide, the same in the file."""

import csv
import html
import re
from datetime import datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.test import Client

from makegood.kernel.actors import SYSTEM
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Sighting
from makegood.platform import tenancy
from makegood.surveys import models, queries
from makegood.surveys.actions import answering, inviting, making
from makegood.surveys.actions.inviting import NotAsked
from makegood.surveys.types import After, InvitationIn, Survey, SurveyIn, SurveyKind
from tests import cast
from tests.desk.conftest import VERA, Door

FORM = {
    "name": "After the parcel",
    "kind": "csat",
    "after": "delivery",
    "wait_hours": "48",
    "again_days": "90",
    "share": "25",
    "remind_days": "5",
    "open_days": "14",
    "low": "2",
}


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def priya(door: Door) -> Client:
    return door.signed_in(cast.PRIYA["user_id"])


def made(door: Door, kind: SurveyKind = SurveyKind.CSAT, name: str = "After the parcel") -> Survey:
    with tenancy.brand(door.brand_id):
        told = SurveyIn(name=name, kind=kind, after=After.DELIVERY)
        return making.make(told=told, by=SYSTEM, at=cast.later(days=-80))


def asked(door: Door, survey: Survey, *, by: str, scores: list[int | None], at: datetime) -> None:
    """So many people were asked then, by this channel, and gave these answers; None: nothing until their time was over."""
    with tenancy.brand(door.brand_id):
        seen = [
            Sighting((Address(IdentityKind.EMAIL, f"{by}{at.toordinal()}-{n}@example.net", f"N {n}"),))
            for n in range(len(scores))
        ]
        ids = [one.identity_id for one in recognising.recognise(sightings=seen, at=at)]
        told = [InvitationIn(survey.id, one, f"order {one}", at) for one in ids]
        for one, score in zip(inviting.invite(invitations=told), scores, strict=True):
            closes = at + timedelta(days=14)
            models.Invitation.objects.filter(id=one.id).update(
                state="asked", asked_at=at, closes_at=closes, medium=by, standing="passive"
            )
            if score is None:
                models.Invitation.objects.filter(id=one.id).update(state="unanswered")
            else:
                answering.answer(invitation_id=one.id, score=score, by=SYSTEM, at=at + timedelta(hours=1))


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def rows(page: str) -> list[list[str]]:
    found = [
        re.findall(r"<(?:td|th scope=\"row\")[^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)
    ]
    return [[plain(cell) for cell in row] for row in found if any(row)]


def test_a_survey_is_said_before_it_is_made_and_then_made_once(door: Door, mara: Client) -> None:
    said = plain(mara.post(door.at("surveys/preview/"), FORM).content.decode())
    sentence = (
        "Everybody whose order was delivered, 25 % of them by lot, is asked two days later how satisfied they are (1 to 5), at most once in 90 days. "
        "Who says nothing is reminded once, after 5 days. An answer of 2 or less opens a case."
    )
    assert sentence in said
    assert "How satisfied are you with your order 1007? Wie zufrieden sind Sie mit Ihrer Bestellung 1007?" in said
    assert "About 0 people would be asked this week." in said
    assert sentence in plain(mara.post(door.at("surveys/"), {**FORM, "look": "yes"}).content.decode())
    for _ in range(2):
        assert mara.post(door.at("surveys/"), FORM).status_code == 303
    with tenancy.brand(door.brand_id):
        (one,) = queries.surveys()
    assert (one.sentence, one.told.share, one.told.low) == (sentence, 2_500, 2)
    assert sentence in plain(mara.get(door.at("surveys/")).content.decode())


def test_the_preview_counts_those_whose_parcel_came_this_week(door: Door, mara: Client) -> None:
    from makegood.people.actions import noting
    from makegood.people.types import Fact, IdentityId

    survey = made(door)
    with tenancy.brand(door.brand_id):
        seen = [Sighting((Address(IdentityKind.EMAIL, f"p{n}@example.net"),)) for n in range(8)]
        ids = [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]
        facts = [Fact(IdentityId(one), "order_delivered", "1", cast.later(days=-1 - n), {}) for n, one in enumerate(ids)]
        noting.note_fact(facts=facts)
        (one,) = inviting.invite(invitations=[InvitationIn(survey.id, ids[0], "order 1", cast.AT)])
        models.Invitation.objects.filter(id=one.id).update(
            state="asked", asked_at=cast.later(days=-3), closes_at=cast.later(days=9)
        )
    said = plain(mara.post(door.at("surveys/preview/"), {**FORM, "share": "50"}).content.decode())
    assert (
        "About 3 people would be asked this week. Of 7 whom it means as the last seven days were; asked something lately: 1."
        in said
    )


def test_who_may_not_set_policy_may_look_and_no_more(door: Door) -> None:
    vera = door.signed_in(VERA["user_id"])
    assert vera.get(door.at("surveys/")).status_code == 200
    assert vera.post(door.at("surveys/"), FORM).status_code == 422
    assert vera.post(door.at("surveys/quiet/"), {"quiet_days": "3"}).status_code == 422
    with tenancy.brand(door.brand_id):
        assert (queries.surveys(), queries.quiet_days()) == ((), 30)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("share", "0"),
        ("share", "101"),
        ("low", "6"),
        ("remind_days", "14"),
        ("wait_hours", "0"),
        ("open_days", "x"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_what_was_typed_stays(
    door: Door, mara: Client, field: str, value: str
) -> None:
    refused = mara.post(door.at("surveys/"), {**FORM, "question_en": "Was all as you hoped?", field: value})
    page = refused.content.decode()
    assert (refused.status_code, "Was all as you hoped?" in page, f"{field}:" in plain(page)) == (422, True, True)
    with tenancy.brand(door.brand_id):
        assert queries.surveys() == ()


def test_the_page_says_what_the_answers_say_and_what_silence_may_hide(door: Door, mara: Client) -> None:
    survey = made(door)
    asked(door, survey, by="email", scores=[5] * 24 + [4] * 6 + [1] * 10, at=cast.later(days=-30))
    asked(door, survey, by="sms", scores=[5] * 4 + [None] * 36, at=cast.later(days=-20))
    page = mara.get(door.at(f"surveys/{survey.id}/")).content.decode()
    text = plain(page)
    assert "Answered 55 % 44–65 % · n = 80" in text, "44 of 80; Wilson .4410 to .6547"
    assert "Satisfied 77 % 63 % to 87 % · n = 44" in text, "34 of 44; Wilson .6299 to .8718"
    assert "Had everybody answered, it would lie between 42 % and 88 %, whatever they think." in text, "34 and 70 of 80"
    assert "“SMS” answered least (10 %) and “e-mail” most (100 %)" in text
    assert ["SMS", "40", "4", "10 %", "4–23 %"] in rows(page)
    assert '<figure class="chart">' in page


def test_the_list_says_of_whom_the_share_is_and_its_numbers_add_up(door: Door, mara: Client) -> None:
    survey = made(door)
    asked(door, survey, by="email", scores=[5, 4, None, None, None, None], at=cast.later(days=-30))
    asked(door, survey, by="sms", scores=[None, None], at=cast.later(days=-3))
    with tenancy.brand(door.brand_id):
        recent = models.Invitation.objects.filter(medium="sms")
        recent.update(state="asked")
        models.Invitation.objects.filter(id=recent.values("id")[:1]).update(state="not_asked")
    asked(door, survey, by="chat", scores=[5], at=cast.later(days=-2))
    page = plain(mara.get(door.at("surveys/")).content.decode())
    assert "9 asked within twelve weeks: 3 answered, 4 did not in time, 1 may still, 1 were not reached." in page
    assert "Of the 6 whose time is over: Answered 33 % (10–70 %)" in page, (
        "who answered yesterday is not more than who is silent since"
    )


def test_recommending_has_its_own_interval(door: Door, mara: Client) -> None:
    survey = made(door, SurveyKind.NPS)
    asked(door, survey, by="email", scores=[10] * 50 + [8] * 30 + [3] * 20, at=cast.later(days=-30))
    text = plain(mara.get(door.at(f"surveys/{survey.id}/")).content.decode())
    assert "+30 +15 to +45 · n = 100" in text, "1.96 sqrt((.5 + .2 - .09) / 100) = .153"


def test_the_file_says_what_the_page_says_to_the_digit(door: Door, mara: Client) -> None:
    survey = made(door)
    asked(door, survey, by="email", scores=[5, 5, 2, None], at=cast.later(days=-30))
    asked(door, survey, by="sms", scores=[4, None], at=cast.later(days=-20))
    page = mara.get(door.at(f"surveys/{survey.id}/")).content.decode()
    shown = rows(page.partition('<table class="table surveys__table">')[2])
    text = mara.get(door.at(f"surveys/{survey.id}/file/")).content.decode()
    told = list(csv.DictReader(StringIO(text)))
    weeks = [one for one in told if one["what"].startswith("week from ")]
    groups = [one for one in told if ": " in one["what"]]
    assert len(weeks) == 2
    as_shown = [
        [
            one["what"].removeprefix("week from "),
            one["asked"],
            one["answered"],
            one["answers"],
            one["score"],
            one["score_interval"],
        ]
        for one in weeks
    ]
    as_shown += [
        [one["what"].partition(": ")[2], one["asked"], one["answered"], one["rate"], one["rate_interval"]] for one in groups
    ]
    assert as_shown == shown
    whole = told[0]
    assert f"{whole['rate']} {whole['rate_interval']}" in plain(page)
    assert f"{whole['score']} {whole['score_interval']}" in plain(page)


def test_why_people_were_not_asked_is_counted(door: Door, mara: Client) -> None:
    survey = made(door)
    with tenancy.brand(door.brand_id):
        seen = [Sighting((Address(IdentityKind.EMAIL, f"q{n}@example.net"),)) for n in range(3)]
        ids = [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]
        told = [InvitationIn(survey.id, one, f"order {one}", cast.later(days=-2)) for one in ids]
        no = [
            NotAsked(one, "held", "Something of theirs is open: first that, then greetings.")
            for one in inviting.invite(invitations=told)
        ]
        inviting.note_not_asked(not_asked=no, surveys=queries.by_id(), at=cast.later(days=-2))
    assert "3 Something of theirs is open: first that, then greetings." in plain(
        mara.get(door.at(f"surveys/{survey.id}/")).content.decode()
    )


def test_it_is_changed_rests_and_goes_on(door: Door, mara: Client) -> None:
    survey = made(door)
    where = door.at(f"surveys/{survey.id}/")
    assert mara.post(where, {**FORM, "wait_hours": "72"}).status_code == 303
    assert "three days later" in plain(mara.get(where).content.decode())
    mara.post(f"{where}rest/", {"on": "no"})
    with tenancy.brand(door.brand_id):
        assert queries.after(what=After.DELIVERY) == ()
    assert "rests" in plain(mara.get(door.at("surveys/")).content.decode())
    mara.post(f"{where}rest/", {"on": "yes"})
    with tenancy.brand(door.brand_id):
        assert len(queries.after(what=After.DELIVERY)) == 1


def test_once_people_were_asked_it_asks_nothing_else(door: Door, mara: Client) -> None:
    survey = made(door)
    asked(door, survey, by="email", scores=[5], at=cast.later(days=-30))
    refused = mara.post(door.at(f"surveys/{survey.id}/"), {**FORM, "kind": "nps", "low": "4"})
    assert (refused.status_code, "Make a new survey." in plain(refused.content.decode())) == (422, True)
    with tenancy.brand(door.brand_id):
        assert queries.survey(survey_id=survey.id).kind is SurveyKind.CSAT


def test_the_quiet_period_is_the_brands_own(door: Door, mara: Client) -> None:
    assert mara.post(door.at("surveys/quiet/"), {"quiet_days": "45"}).status_code == 303
    assert mara.post(door.at("surveys/quiet/"), {"quiet_days": "0"}).status_code == 422
    with tenancy.brand(door.brand_id):
        assert queries.quiet_days() == 45


def test_another_brands_survey_is_none(mara: Client, door: Door) -> None:
    assert mara.get(door.at(f"surveys/{UUID(int=7)}/")).status_code == 404

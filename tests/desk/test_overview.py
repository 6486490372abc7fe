"""The year at a look and the monthly letter: what the pages say, that the file says the same to the digit, and who gets the letter."""

import csv
import email
import email.policy
import html
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.brands import queries as brands
from makegood.flows import owner_letters
from makegood.kernel.by_day import DayCount
from makegood.platform import tenancy, work
from makegood.reports import actions as reports
from makegood.reports import queries
from makegood.reports.types import Source
from tests import cast
from tests.desk.conftest import Door
from tests.flows import posting


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def counted(door: Door) -> None:
    """January and February of 2026, and a little of March; AT is the second of March."""
    told = {
        Source.CASES: [
            ("case", "late", 80, 0),
            ("case", "", 20, 0),
            ("right", "in_time", 60, 0),
            ("right", "late", 30, 0),
            ("right", "open", 10, 0),
            ("answer", "in_time", 95, 0),
            ("answer", "late", 5, 0),
            ("minutes", "20", 100, 3_500),
        ],
        Source.PROMISES: [
            ("promise", "delivery kept", 70, 0),
            ("promise", "delivery broken", 30, 0),
            ("promise", "call kept", 12, 0),
        ],
        Source.PURSES: [
            ("spent", "brand owed GBP", 9, 12_345),
            ("spent", "carrier extra GBP", 4, 800),
            ("spent", "brand extra EUR", 1, 500),
        ],
        Source.MAKEGOODS: [("makegood", "done GBP", 8, 9_000), ("makegood", "running GBP", 2, 1_000)],
        Source.OUTCOMES: [
            ("step", "passive advocate", 7, 0),
            ("step", "detractor promoter", 3, 0),
            ("praise", "public 40", 2, 2_500),
            ("praise", "private", 5, 0),
        ],
    }
    with tenancy.brand(door.brand_id):
        reports.begin(zone="Europe/London", at=cast.AT)
        for on in (date(2026, 1, 10), date(2026, 2, 14)):
            for source, rows in told.items():
                reports.keep(source=source, since=on, until=on + timedelta(days=1), counts=[DayCount(on, *row) for row in rows])
        march = DayCount(date(2026, 3, 1), "case", "late", 3)
        reports.keep(source=Source.CASES, since=march.on, until=march.on + timedelta(days=1), counts=[march])


def plain(text: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


def test_an_empty_brand_is_told_what_will_be_here(door: Door, mara: Client) -> None:
    assert "Nothing to count yet" in plain(mara.get(door.at("overview/")).content.decode())
    assert "No letter yet" in plain(mara.get(door.at("letters-to-owner/")).content.decode())


def test_the_year_is_said_in_sentences_with_intervals_and_n(door: Door, mara: Client) -> None:
    counted(door)
    page = plain(mara.get(door.at("overview/")).content.decode())
    for words in (
        "203 cases in twelve months; in 163 of them something had gone wrong.",
        "120 of 180 put right in time; in February 67 % (56 % to 76 %).",
        "20 are not put right yet.",
        "190 of 200 answered in time",
        "164 of 224 promises kept; in February 73 % (64 % to 81 %). Kept least: deliveries, 140 of 200.",
        "20 makegoods were agreed to, 16 done. £262.90 was spent; £246.90 of it was owed, the rest came on top.",
        "In other money: €10.00.",
        "14 came to speak up for us, 0 were let down; 6 who had been let down turned.",
        "4 kind words in public and 10 in private, confirmed to be theirs.",
    ):
        assert words in page, page[page.find("The year at a look The") :][:3000]


def test_each_figure_leads_to_its_definition_and_the_file_equals_the_screen_to_the_digit(door: Door, mara: Client) -> None:
    counted(door)
    page = mara.get(door.at("overview/")).content.decode()
    meant = mara.get(door.at("definitions/")).content.decode()
    keys = re.findall(r"definitions/#(overview-[a-z]+)", page)
    assert len(keys) == 7
    assert all(f'id="{key}"' in meant for key in keys)
    told = list(csv.reader(StringIO(mara.get(door.at("overview/file/")).content.decode())))
    seen = []
    for key, table in zip(keys, re.findall(r"<table.*?</table>", page, re.DOTALL), strict=True):
        heads = [plain(one) for one in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", table)]
        for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", table, re.DOTALL):
            cells = [plain(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", row)]
            seen += [(key, head, cell) for head, cell in zip(heads[1:], cells, strict=True)]
    assert [(key, head, cell) for key, _month, head, cell in told[1:]] == seen
    assert len(seen) >= 12 * 7


def test_a_year_takes_as_many_questions_as_a_month(door: Door, mara: Client) -> None:
    counted(door)
    mara.get(door.at("overview/"))
    with CaptureQueriesContext(connection) as seen:
        mara.get(door.at("overview/"))
    assert len(seen) <= 12


def test_the_letter_is_made_once_and_says_no_more_than_the_figures(door: Door, mara: Client) -> None:
    counted(door)
    with tenancy.brand(door.brand_id):
        made = owner_letters.make_due(at=cast.AT)
        assert made is not None
        assert owner_letters.make_due(at=cast.AT) is None
        assert [one.month for one in queries.letters()] == [date(2026, 2, 1)]
        text = owner_letters.as_text(made)
    for words in (
        "100 cases were opened; in 80 of them something had gone wrong, most often “late” (80).",
        "Of what was put right, 60 of 90 (67 %, between 56 and 76 %) was in time. That may be as in January (60 of 90).",
        "£131.45 was spent at cost: £123.45 that was owed, £8.00 on top.",
        "£8.00 of it is the carrier’s to pay.",
        "7 people came to speak up for us, 0 were let down, and 3 who had been let down turned.",
        "Of promised deliveries, 70 of 100 (70 %, between 60 and 78 %) were kept.",
        "Promised deliveries: promise later, or see to it that they come as promised.",
    ):
        assert words in text
    assert "more than chance makes of it" not in text, "as many as in January"
    page = plain(mara.get(door.at("letters-to-owner/2026-02/")).content.decode())
    assert "What to decide" in page
    assert mara.get(door.at("letters-to-owner/2026-01/")).status_code == 404
    assert mara.get(door.at("letters-to-owner/nonsense/")).status_code == 404


def test_only_those_who_lead_choose_the_letter_by_mail(door: Door, mara: Client) -> None:
    mara.post(door.at("letters-to-owner/mail/"), {"by_mail": "yes"})
    joe = door.signed_in(cast.JOE["user_id"])
    assert joe.post(door.at("letters-to-owner/mail/"), {"by_mail": "yes"}).status_code == 422
    with tenancy.brand(door.brand_id):
        assert len(queries.readers()) == 1
    mara.post(door.at("letters-to-owner/mail/"), {})
    with tenancy.brand(door.brand_id):
        assert queries.readers() == frozenset()


def test_the_letter_goes_by_the_brands_mailbox_once_and_only_to_who_chose_it(
    door: Door, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = posting.mailbox(door.brand_id, cast.HELP_EMAIL, posting.office(monkeypatch))
    counted(door)
    mara.post(door.at("letters-to-owner/mail/"), {"by_mail": "yes"})
    with tenancy.brand(door.brand_id):
        made = owner_letters.make_due(at=cast.AT)
        assert made is not None
        words = owner_letters.as_text(made)
        who = next(one.id for one in brands.members() if one.email == cast.MARA["email"])
    box.work()
    (left,) = box.office.left
    said = email.message_from_bytes(left.raw, policy=email.policy.default)
    assert (left.recipient, said["Subject"]) == (cast.MARA["email"], "Brightside Lights: February 2026")
    assert said["Auto-Submitted"] == "auto-generated"
    body = said.get_body()
    assert body is not None
    read = " ".join(body.get_content().split())
    assert read.startswith(" ".join(words.split()))
    assert read.endswith("/b/brightside/letters-to-owner/2026-02/")
    with tenancy.brand(door.brand_id):
        work.leave(owner_letters.MAIL, [work.Item(f"{made.id}:{who}", cast.AT)])
        assert queries.sent_to(letter_ids=[made.id]) == {made.id: 1}
    box.work()
    assert len(box.office.left) == 1, "a repeat sends nothing"

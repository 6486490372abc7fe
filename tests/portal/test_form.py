"""The contact form: without script, with errors that name their field, with files, from other pages, and against programs."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.types import Authenticity, Direction
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import clock, tenancy
from tests import cast
from tests.flows.conftest import TOM
from tests.portal.conftest import SHOP, Corner, answer

GOOD = {
    "email": cast.TOM_EMAIL,
    "name": "Tom Arden",
    "subject": "A product",
    "text": "The torch does not shine.",
    "order_number": "",
}
OWN = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.AT)


@pytest.fixture
def opened(corner: Corner, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Opens the form so many seconds ago and gives its stamp."""

    def open_it(seconds: float = 60) -> str:
        begun = time.time() - seconds
        with pytest.MonkeyPatch.context() as earlier:
            earlier.setattr(time, "time", lambda: begun)
            page = Client().get(corner.form_path)
        return stamp_of(page)

    return open_it


def stamp_of(page: HttpResponse) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def send(corner: Corner, *, origin: str = OWN, asked_from: str = "203.0.113.7", **fields: Any) -> HttpResponse:
    headers = {"HTTP_ORIGIN": origin} if origin else {}
    answer: HttpResponse = Client().post(corner.form_path, {**GOOD, **fields}, REMOTE_ADDR=asked_from, **headers)
    return answer


def kept(corner: Corner) -> list[Message]:
    with tenancy.brand(corner.brand_id):
        return [m for m in channels.page(before=None, since=None, limit=50) if m.channel_id == corner.form]


def test_what_is_sent_becomes_a_message_and_the_page_says_when_they_hear(corner: Corner, opened: Callable[..., str]) -> None:
    sent = send(corner, stamp=opened(), order_number=" 1007 ")
    assert sent.status_code == 303
    page = Client().get(sent.headers["Location"]).content.decode()
    assert "You hear from us by today at 11:00." in page
    assert "We answer to t…@example.org." in page
    (reference,) = re.findall(r"Your reference is ([A-Z2-7]{4}-[A-Z2-7]{4})\.", page)
    (said,) = kept(corner)
    assert said.text == f"The torch does not shine.\n\nOrder number: 1007\nReference: {reference}"
    assert (said.subject, said.author, said.authentic) == (
        "A product",
        Address(IdentityKind.EMAIL, cast.TOM_EMAIL, "Tom Arden"),
        Authenticity.CLAIMED,
    )


def test_a_doubled_click_is_one_message(corner: Corner, opened: Callable[..., str]) -> None:
    stamp = opened()
    first, second = send(corner, stamp=stamp), send(corner, stamp=stamp)
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(kept(corner)) == 1


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"email": "tom at example"}, "email", "Give an address like tom@example.org."),
        ({"email": ""}, "email", "Give an address like tom@example.org."),
        ({"text": "  \n"}, "text", "Write what it is about."),
        ({"text": "x" * 20_001}, "text", "At most 20000 characters."),
        ({"subject": "Something I made up"}, "subject", "Choose one of these."),
        ({"name": "x" * 201}, "name", "At most 200 characters."),
        ({"order_number": "9" * 61}, "order_number", "At most 60 characters."),
    ],
)
def test_an_error_is_said_at_its_field_and_everything_typed_is_kept(
    corner: Corner, opened: Callable[..., str], fields: dict[str, str], field: str, sentence: str
) -> None:
    page = send(corner, stamp=opened(), **fields)
    html = page.content.decode()
    assert page.status_code == 422
    assert f'id="{field}-wrong">{sentence}' in html
    assert f'<a href="#{field}">{sentence}</a>' in html
    typed = {**GOOD, **fields}
    assert all(str(value) in html for name, value in typed.items() if name != field and name != "subject")
    assert kept(corner) == []


def test_hostile_words_are_shown_as_words(corner: Corner, opened: Callable[..., str]) -> None:
    page = send(corner, stamp=opened(), text='</textarea><script>alert(1)</script>"', email='"><img src=x>').content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page


def test_line_breaks_in_a_subject_or_name_are_no_header(corner: Corner, opened: Callable[..., str]) -> None:
    corner.settings(corner.form, subjects="")
    send(corner, stamp=opened(), subject="Hello\r\nBcc: all@example.org", name="Tom\r\nX: y")
    (said,) = kept(corner)
    assert (said.subject, said.author.name) == ("Hello Bcc: all@example.org", "Tom X: y")


def test_files_come_along_under_harmless_names(corner: Corner, opened: Callable[..., str]) -> None:
    files = [SimpleUploadedFile(name, b"bytes") for name in ("..\\..\\con.txt", ".htaccess\u200b", "a" * 200 + ".jpeg", "x")]
    send(corner, stamp=opened(), files=files)
    (said,) = kept(corner)
    assert [file.name for file in said.attachments] == ["con.txt", "htaccess", "a" * 145 + ".jpeg", "x"]


@pytest.mark.parametrize(
    ("files", "sentence"), [([b"x"] * 6, "At most 5 files."), ([b"x" * 8_000_000] * 2, "Together at most 15 MB.")]
)
def test_too_much_is_said_and_what_was_typed_stays(
    corner: Corner, opened: Callable[..., str], files: list[bytes], sentence: str
) -> None:
    page = send(corner, stamp=opened(), files=[SimpleUploadedFile(f"{i}.bin", one) for i, one in enumerate(files)])
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    assert "The torch does not shine." in page.content.decode()
    assert "Please choose your files once more" in page.content.decode()


def test_beyond_all_measure_nothing_is_read(corner: Corner, opened: Callable[..., str]) -> None:
    page = send(corner, stamp=opened(), files=[SimpleUploadedFile("huge", b"x" * 32_000_001)])
    assert page.status_code == 413
    assert kept(corner) == []


# Against programs ------------------------------------------------------------------------------------------------------


def test_whoever_fills_in_what_people_do_not_see_is_set_aside_and_answered_as_everybody(
    corner: Corner, opened: Callable[..., str]
) -> None:
    assert send(corner, stamp=opened(), website="https://spam.example").status_code == 303
    corner.house.turn_to(cast.AT)
    with tenancy.brand(corner.brand_id):
        assert [m.spam_likely for m in channels.set_aside(limit=5)] == [True]


def test_three_seconds_are_asked_for_and_what_was_typed_stays(corner: Corner, opened: Callable[..., str]) -> None:
    page = send(corner, stamp=opened(0))
    assert (page.status_code, "That was quick." in page.content.decode()) == (422, True)
    assert "The torch does not shine." in page.content.decode()
    assert kept(corner) == []
    assert send(corner, stamp=opened(4)).status_code == 303


@pytest.mark.parametrize("stamp", ["", "forged", "a:b:c"])
def test_a_forged_or_missing_stamp_is_asked_for_again(corner: Corner, stamp: str) -> None:
    page = send(corner, stamp=stamp)
    assert (page.status_code, "This page was open for very long." in page.content.decode()) == (422, True)


def test_a_stamp_of_another_form_or_of_yesterday_is_none(corner: Corner, opened: Callable[..., str]) -> None:
    assert send(corner, stamp=opened(25 * 3600)).status_code == 422


def test_a_flood_gets_a_calm_sentence_and_loses_no_words(corner: Corner, opened: Callable[..., str]) -> None:
    pages = [send(corner, stamp=opened()) for _ in range(8)]
    assert [page.status_code for page in pages].count(303) == 6
    assert "Wait ten minutes" in pages[-1].content.decode()
    assert "The torch does not shine." in pages[-1].content.decode()
    assert send(corner, stamp=opened(), asked_from="198.51.100.9").status_code == 303


# From other pages ------------------------------------------------------------------------------------------------------


def test_a_listed_page_may_post_its_own_form_and_carry_ours_in_a_frame(corner: Corner) -> None:
    assert send(corner, origin=SHOP).status_code == 303
    assert send(corner, origin=SHOP).status_code == 303
    assert len(kept(corner)) == 1
    page = Client().get(corner.form_path)
    assert f"frame-ancestors {SHOP}" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", SHOP + ":8443"])
def test_any_other_page_may_not(corner: Corner, opened: Callable[..., str], origin: str) -> None:
    page = send(corner, origin=origin, stamp=opened())
    assert (page.status_code, "cannot be sent from that page" in page.content.decode()) == (403, True)
    assert kept(corner) == []


def test_without_listed_pages_nobody_frames_it(corner: Corner) -> None:
    corner.settings(corner.form, origins="")
    assert "frame-ancestors 'none'" in Client().get(corner.form_path).headers["Content-Security-Policy"]


# Who they are, and what they are told -----------------------------------------------------------------------------------


def test_a_typed_address_gets_no_mail_by_itself_and_no_gift_that_runs_alone(corner: Corner, opened: Callable[..., str]) -> None:
    corner.house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    corner.house.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    corner.house.turn_to(cast.AT)
    send(corner, stamp=opened(), text="My torch of order 1007 arrived broken. It does not work!")
    corner.house.turn_to(cast.later(hours=3))
    with tenancy.brand(corner.brand_id):
        out = [m for m in channels.page(before=None, since=None, limit=50) if m.direction is Direction.OUT]
    assert out == []


def test_an_answer_goes_by_mail_to_the_address_that_was_typed_and_stays_with_the_case(
    corner: Corner, opened: Callable[..., str]
) -> None:
    send(corner, stamp=opened(), email="ana@example.org", name="Ana")
    corner.house.turn_to(cast.AT)
    answer(corner, "Please try new batteries.")
    answer(corner, "And tell us how it went.")
    with tenancy.brand(corner.brand_id):
        case = cases.by_number(number=1)
        out = [m for m in channels.conversations(conversation_ids=case.conversation_ids) if m.direction is Direction.OUT]
        to = {people.identity(identity_id=m.identity_id).value for m in out if m.identity_id}
    assert [(m.channel_id, m.subject, m.text) for m in out] == [
        (corner.house.mail, "Re: A product", "Please try new batteries."),
        (corner.house.mail, "Re: A product", "And tell us how it went."),
    ]
    assert (to, len({m.conversation_id for m in out})) == ({"ana@example.org"}, 1)


def test_what_they_agreed_to_is_kept_with_its_exact_words(corner: Corner, opened: Callable[..., str]) -> None:
    corner.settings(corner.form, consent_text="I agree that you keep this.")
    page = send(corner, stamp=opened())
    assert (page.status_code, "Tick this box, or write to us by e-mail." in page.content.decode()) == (422, True)
    assert send(corner, stamp=opened(), consent="yes").status_code == 303
    with tenancy.brand(corner.brand_id):
        who = people.find_identity(address=Address(IdentityKind.EMAIL, cast.TOM_EMAIL))
        assert who is not None
        facts = list(people.facts_of(identity_ids=[who.id], kinds=["agreed_to_text"]))
    assert [fact.value for fact in facts] == [{"text_version": "cad91fb9b547", "text": "I agree that you keep this."}]


def test_a_receipt_of_another_form_or_a_forged_one_is_nothing(corner: Corner) -> None:
    assert Client().get(f"{corner.form_path}thanks/forged/").status_code == 404


def test_a_visitor_reads_it_in_their_language_else_in_the_brands(corner: Corner) -> None:
    def heading(accept: str) -> str:
        page = Client().get(corner.form_path, HTTP_ACCEPT_LANGUAGE=accept).content.decode()
        return re.search(r"<h1>(.*?)</h1>", page)[1]  # type: ignore[index]

    assert heading("de-AT,de;q=0.9,en;q=0.8") == "Schreiben Sie Brightside Lights"
    assert heading("fr,en;q=0.5,de;q=0.2") == "Write to Brightside Lights"
    assert heading("fr") == "Write to Brightside Lights"
    corner.settings(corner.form, language="de")
    assert heading("fr") == "Schreiben Sie Brightside Lights"


def test_a_promise_over_a_weekend_is_said_by_its_day(
    corner: Corner, opened: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.AT + timedelta(days=4, hours=6, minutes=30))  # Friday, 16:30
    sent = send(corner, stamp=opened())
    assert "by on Monday" not in Client().get(sent.headers["Location"]).content.decode()
    assert "You hear from us by Monday, 9 March, at 9:30." in Client().get(sent.headers["Location"]).content.decode()


def test_a_paused_or_unknown_form_is_not_there(corner: Corner) -> None:
    for path in (
        f"/form/{corner.slug}/nothing/",
        "/form/no-such-brand/contact/",
        f"/chat/{corner.slug}/contact/",
        f"/form/{corner.slug}/shop/",
    ):
        assert Client().get(path).status_code == 404

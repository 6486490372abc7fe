"""One request ends letters that nobody has to get (RFC 8058, RELIABILITY D5): no cookie, no page, no guessing; service goes on."""

import email
import re
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from makegood.channels.messages import Speech
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.types import Consent, Purpose
from makegood.platform import clock, tenancy
from tests import cast
from tests.flows import posting
from tests.flows.posting import Mailbox, letter


@pytest.fixture
def mail(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(clock, "now", lambda: cast.AT)
    box = posting.mailbox(committed_brightside, cast.HELP_EMAIL, posting.office(monkeypatch))
    box.gets(letter())
    return box


def tom(mail: Mailbox) -> UUID:
    from makegood.people import queries as people

    found = people.find_identity(address=cast.TOM_BY_EMAIL)
    assert found is not None
    return found.id


def speech(mail: Mailbox, purpose: Purpose, key: str) -> Speech:
    return Speech(key, mail.channel_id, tom(mail), purpose, "A lamp for you", "It is your birthday.", automatic=True)  # type: ignore[arg-type]


def agree(mail: Mailbox, *purposes: Purpose) -> None:
    from makegood.people.actions import noting

    for purpose in purposes:
        noting.note_consent(consent=Consent(tom(mail), "email", purpose, True, "told us", "1", cast.later(days=-1)), by=SYSTEM)  # type: ignore[arg-type]


def sent(mail: Mailbox, purpose: Purpose, key: str = "one") -> email.message.Message:
    """A letter of this purpose as it left."""
    from makegood.channels.actions import outbox

    with tenancy.brand(mail.brand_id):
        agree(mail, Purpose.RELATIONSHIP, Purpose.MARKETING)
        outbox.queue(speech=speech(mail, purpose, key), by=SYSTEM, at=cast.AT)
    mail.work()
    return email.message_from_bytes(mail.office.left[-1].raw)


def link(mail: Mailbox, purpose: Purpose = Purpose.MARKETING) -> str:
    return re.sub(r"\s", "", sent(mail, purpose)["List-Unsubscribe"])[1:-1]


def path(mail: Mailbox) -> str:
    return "/stop/" + link(mail).partition("/stop/")[2]


def test_a_greeting_carries_the_way_out_in_its_headers_and_at_its_foot(mail: Mailbox) -> None:
    left = sent(mail, Purpose.RELATIONSHIP)
    raw = mail.office.left[-1].raw.decode()
    header = raw.partition("List-Unsubscribe: ")[2].partition("\r\n")[0]
    assert re.fullmatch(r"<http\S+/stop/[\w:-]{80,400}>", header)
    assert left["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert header[1:-1] in left.get_payload(decode=True).decode()


def test_service_carries_none(mail: Mailbox) -> None:
    left = sent(mail, Purpose.SERVICE)
    assert (left["List-Unsubscribe"], left["List-Unsubscribe-Post"]) == (None, None)
    assert "/stop/" not in left.get_payload(decode=True).decode()


def test_one_post_without_a_cookie_ends_them_and_a_repeat_is_the_same(mail: Mailbox) -> None:
    where, browser = path(mail), Client(enforce_csrf_checks=True)
    first = browser.post(where, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    again = browser.post(where, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (first.status_code, again.status_code) == (200, 200)
    assert "<h1>Done. We have stopped.</h1>" in first.content.decode()
    assert browser.cookies == {}
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert withdrawals(mail) == 1


def test_a_scanner_that_looks_changes_nothing(mail: Mailbox) -> None:
    where = path(mail)
    for looked in (Client().get(where), Client().head(where)):
        assert looked.status_code == 200
    assert "Stop these letters" in Client().get(where).content.decode()
    assert withdrawals(mail) == 0


def test_none_of_a_thousand_leaves_afterwards_and_service_does(mail: Mailbox) -> None:
    from makegood.channels.actions import outbox

    Client().post(path(mail))
    refused = 0
    with tenancy.brand(mail.brand_id):
        for n in range(1_000):
            try:
                outbox.queue(speech=speech(mail, Purpose.MARKETING, f"offer {n}"), by=SYSTEM, at=cast.AT)
            except Refusal as no:
                refused += no.code == "consent_withdrawn"
        outbox.queue(speech=replace(speech(mail, Purpose.SERVICE, "answer"), automatic=False), by=SYSTEM, at=cast.AT)
        outbox.queue(speech=speech(mail, Purpose.RELATIONSHIP, "birthday"), by=SYSTEM, at=cast.later(days=1))
    before, mail.now = len(mail.office.left), cast.later(days=1)  # two that nobody asked for never go on one day
    mail.work()
    assert refused == 1_000
    assert len(mail.office.left) - before == 2  # the answer, and the greeting that nobody declined


def test_what_was_queued_before_does_not_leave_after(mail: Mailbox) -> None:
    from makegood.channels.actions import outbox

    where, before = path(mail), len(mail.office.left)
    with tenancy.brand(mail.brand_id):
        outbox.queue(speech=speech(mail, Purpose.MARKETING, "second"), by=SYSTEM, at=cast.AT)
    Client().post(where)
    mail.work()
    assert len(mail.office.left) == before


@pytest.mark.parametrize("change", ["last letter", "another purpose", "nothing", "too long"])
def test_no_link_can_be_guessed_or_turned_to_something_else(change: str, mail: Mailbox) -> None:
    good = path(mail)
    token = good.removeprefix("/stop/")
    other = {
        "last letter": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "another purpose": token[:20] + ("a" if token[20] != "a" else "b") + token[21:],
        "nothing": "x",
        "too long": token * 20,
    }[change]
    for answer in (Client().get(f"/stop/{other}"), Client().post(f"/stop/{other}")):
        assert answer.status_code == 404
        assert "leads nowhere" in answer.content.decode()
    assert withdrawals(mail) == 0


def test_the_page_speaks_german_to_who_does(mail: Mailbox) -> None:
    assert "Diese Briefe abbestellen" in Client().get(path(mail), headers={"accept-language": "de-AT,de;q=0.9"}).content.decode()


def withdrawals(mail: Mailbox) -> int:
    from makegood.people import queries as people

    with tenancy.brand(mail.brand_id):
        return sum(not one.granted for one in people.consents_of(identity_ids=[tom(mail)]))

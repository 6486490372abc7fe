"""How somebody gets a link: with our letters, from a member, and by asking; and that nobody learns from us whom we know."""

import re
from uuid import UUID

import pytest
from django.test import Client

from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from tests import cast
from tests.flows import posting
from tests.flows.conftest import House
from tests.flows.posting import Mailbox, letter
from tests.portal.mine.conftest import Page, connect, link, person, readable

LINK = re.compile(r"/mine/(\w{26})/")


@pytest.fixture
def mail(now: House, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    return posting.mailbox(now.brand_id, "care@brightside.example", posting.office(monkeypatch))


def acknowledge(mail: Mailbox) -> None:
    from makegood.channels.actions import acknowledging
    from makegood.kernel.actors import SYSTEM

    with tenancy.brand(mail.brand_id):
        acknowledging.switch(on=True, by=SYSTEM, at=cast.later(days=-1))


def words(raw: bytes) -> str:
    import email

    told = email.message_from_bytes(raw)
    part = next(one for one in told.walk() if one.get_content_type() == "text/plain")
    return str(part.get_payload(decode=True).decode())  # type: ignore[union-attr]


def asks(mail: Mailbox) -> list[bytes]:
    return mail.gets(letter(words="Do you repair lamps?", to="care@brightside.example"))


def slug(house: House) -> str:
    from makegood.brands import queries as brands

    with tenancy.brand(house.brand_id):
        return brands.current().slug


def test_an_acknowledgement_names_the_page_of_whom_it_goes_to(mail: Mailbox, now: House) -> None:
    connect(now)
    acknowledge(mail)
    asks(mail)
    text = words(mail.office.left[-1].raw)
    found = LINK.search(text)
    assert found is not None
    assert text.rstrip().splitlines()[-1].endswith(f"/mine/{found[1]}/")
    assert text.rstrip().splitlines()[-1].startswith("Your page with us: http")
    assert "Hello Tom Arden" in Page(found[1]).text()


def test_no_row_of_ours_holds_the_token_of_a_letter(mail: Mailbox, now: House) -> None:
    from django.db import connection

    from tests.house.test_borders import guarded

    connect(now)
    acknowledge(mail)
    asks(mail)
    found = LINK.search(words(mail.office.left[-1].raw))
    assert found is not None
    with tenancy.brand(now.brand_id), connection.cursor() as cursor:
        for table in sorted(guarded() | {"own_pages_pagekey"}):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE %s", [f"%{found[1]}%"])
            assert cursor.fetchone() == (0,), table


@pytest.mark.parametrize("settings", [None, {"in_letters": "no"}])
def test_without_own_pages_or_where_the_brand_says_no_letters_name_none(
    settings: dict[str, str] | None, mail: Mailbox, now: House
) -> None:
    if settings is not None:
        connect(now, **settings)
    acknowledge(mail)
    asks(mail)
    assert "your message has arrived" in words(mail.office.left[-1].raw)
    assert "/mine/" not in words(mail.office.left[-1].raw)


def test_a_letter_that_is_sent_again_after_a_crash_opens_the_page_whichever_copy_arrives(mail: Mailbox, now: House) -> None:
    from makegood.channels import queries as channels
    from makegood.flows import own_page_links
    from makegood.kernel.actors import SYSTEM

    connect(now)
    outgoing_id = queued(mail, now)
    texts = []
    for _ in range(2):
        with tenancy.brand(now.brand_id):
            departure = channels.departure(outgoing_id=outgoing_id)
            assert departure is not None
            texts.append(own_page_links.with_page(departure, at=now.now).letter.text)
    first, second = (LINK.findall(text) for text in texts)
    assert len(first) == len(second) == 1
    assert first != second
    assert [Page(token).open().status_code for token in (*first, *second)] == [200, 200]
    whose = person(now)
    with tenancy.brand(now.brand_id):
        assert own_page_links.end(person=whose, by=SYSTEM, at=now.now) == 1
    assert [Page(token).open().status_code for token in (*first, *second)] == [410, 410]


def test_a_link_that_was_ended_before_its_letter_left_is_not_in_it(mail: Mailbox, now: House) -> None:
    from makegood.flows import own_page_links
    from makegood.kernel.actors import SYSTEM

    connect(now)
    queued(mail, now)
    whose = person(now)
    with tenancy.brand(now.brand_id):
        assert own_page_links.end(person=whose, by=SYSTEM, at=now.now) == 1
    mail.work()
    (sent,) = mail.office.left
    assert "/mine/" not in words(sent.raw)


def queued(mail: Mailbox, now: House, *, cc: tuple[cast.Address, ...] = (), key: str = "k") -> UUID:
    """A word to Tom that names his page when it leaves."""
    from makegood.channels.actions import outbox
    from makegood.channels.messages import Speech
    from makegood.flows import own_page_links
    from makegood.kernel.actors import SYSTEM
    from makegood.people.types import Purpose

    whose = person(now)
    with tenancy.brand(now.brand_id):
        speech = Speech(key, mail.channel_id, whose.identities[0].id, Purpose.SERVICE, "A word", "Hello.", cc=cc)  # type: ignore[arg-type]
        outgoing_id = outbox.queue(speech=speech, by=SYSTEM, at=now.now)
        own_page_links.enclose(outgoing_id, at=now.now)
    return outgoing_id


def test_a_letter_with_copies_names_no_page(mail: Mailbox, now: House) -> None:
    connect(now)
    queued(mail, now)
    queued(mail, now, cc=(cast.Address(cast.IdentityKind.EMAIL, cast.ANA_EMAIL),), key="copied")
    mail.work()
    assert sorted("/mine/" in words(one.raw) for one in mail.office.left) == [False, True]


def test_a_member_sends_a_link_once_per_click(mail: Mailbox, now: House) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import own_page_links

    connect(now)
    whose = person(now)
    with tenancy.brand(now.brand_id):
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        for _ in range(2):
            assert own_page_links.send(person=whose, member=mara, key="one", at=now.now).shown == cast.TOM_EMAIL
    mail.work()
    (sent,) = mail.office.left
    found = LINK.search(words(sent.raw))
    assert found is not None
    assert "Hello Tom Arden" in Page(found[1]).text()


def test_somebody_without_a_mail_address_gets_no_link(now: House) -> None:
    connect(now)
    with pytest.raises(Refusal) as refused:
        link(now, cast.TOM_BY_HANDLE)
    assert refused.value.code == "no_mail_address"


def test_whoever_asks_is_never_told_whether_we_know_the_address(mail: Mailbox, now: House) -> None:
    connect(now)
    person(now)
    asked = f"/mine/new/{slug(now)}/"
    answers = {email: Client().post(asked, {"email": email}) for email in (cast.TOM_EMAIL, "nobody@example.org")}
    assert {one.status_code for one in answers.values()} == {200}
    assert len({readable(one) for one in answers.values()}) == 1
    assert all("example.org" not in readable(one) for one in answers.values())
    mail.work()
    (sent,) = mail.office.left
    assert "somebody else typed your address" in words(sent.raw)


def test_one_address_is_sent_three_links_a_day_at_most_and_the_answer_is_the_same(mail: Mailbox, now: House) -> None:
    connect(now)
    person(now)
    asked = f"/mine/new/{slug(now)}/"
    answers = [Client(REMOTE_ADDR=f"203.0.113.{n}").post(asked, {"email": cast.TOM_EMAIL}) for n in range(6)]
    assert {(one.status_code, readable(one)) for one in answers} == {(200, readable(answers[0]))}
    mail.work()
    assert len(mail.office.left) == 3


def test_many_from_one_place_are_told_to_wait(now: House) -> None:
    connect(now)
    asked = f"/mine/new/{slug(now)}/"
    answers = [Client().post(asked, {"email": f"tom{n}@example.org"}).status_code for n in range(7)]
    assert answers == [200] * 6 + [429]


def test_what_is_no_address_is_said_beside_the_field(now: House) -> None:
    connect(now)
    wrong = Client().post(f"/mine/new/{slug(now)}/", {"email": "tom at home"})
    assert (wrong.status_code, "Give an address like tom@example.org." in readable(wrong)) == (422, True)
    assert 'value="tom at home"' in wrong.content.decode()


def test_a_link_that_has_ended_is_renewed_at_the_address_that_it_belonged_to_and_nowhere_else(mail: Mailbox, now: House) -> None:
    from datetime import timedelta

    connect(now)
    old = link(now)
    now.now = mail.now = cast.AT + timedelta(days=31)
    asked = old.browser.post(f"{old.path}again/", {"email": "thief@example.net"})
    assert "on its way to the address that the old one belonged to" in readable(asked)
    mail.work()
    (sent,) = mail.office.left
    assert b"thief" not in sent.raw
    found = LINK.search(words(sent.raw))
    assert found is not None
    assert Page(found[1]).open().status_code == 200
    assert old.open().status_code == 410


def test_who_asked_us_not_to_write_gets_no_letter_and_the_asker_learns_nothing(mail: Mailbox, now: House) -> None:
    from makegood.kernel.actors import SYSTEM
    from makegood.people.actions import noting
    from makegood.people.types import Consent, Purpose

    connect(now)
    whose = person(now)
    with tenancy.brand(now.brand_id):
        no = Consent(whose.identities[0].id, "email", Purpose.SERVICE, False, "STOP", "1", cast.later(days=-1))
        noting.note_consent(consent=no, by=SYSTEM)
    answer = Client().post(f"/mine/new/{slug(now)}/", {"email": cast.TOM_EMAIL})
    assert "If we know this address" in readable(answer)
    mail.work()
    assert mail.office.left == []

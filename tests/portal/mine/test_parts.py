"""What stands on somebody's own page, and what its forms do: theirs and nothing else, said plainly, and nothing done by a look."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from makegood.portal.mine import registry
from makegood.portal.mine.words import DE, EN
from tests import cast
from tests.flows import posting
from tests.flows.conftest import TOM, House
from tests.flows.posting import Mailbox, letter
from tests.portal.mine.conftest import WORDS_OF_TOM, Page, connect, link, person, readable
from tests.tenancy.test_addresses import counts

SLOT = (cast.later(hours=23), cast.later(hours=24))


@pytest.fixture
def mail(now: House, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """Brightside with a mailbox, own pages, and Tom's torch of the day before."""
    now.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1007")
    now.shop.move_parcel("1007", "delivered", at=cast.later(hours=-1))
    now.turn_to(cast.AT)
    connect(now)
    return posting.mailbox(now.brand_id, "care@brightside.example", posting.office(monkeypatch))


def complain(mail: Mailbox, words: str = WORDS_OF_TOM) -> None:
    mail.gets(letter(words=words, subject="My torch", to="care@brightside.example"))


def answer(mail: Mailbox, text: str = "We send you another one.") -> None:
    from makegood.brands import queries as brands
    from makegood.flows import desk_work

    with tenancy.brand(mail.brand_id):
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        desk_work.answer(number=1, text=text, member=mara, at=mail.now, key=text)
        desk_work.note(number=1, text="A patient man.", member=mara, at=mail.now)
    mail.now += timedelta(minutes=1)
    mail.work()


def stored(house: House) -> list[tuple[str, str]]:
    """The messages that came from own pages: subject's conversation's case, and words."""
    from makegood.cases import queries as cases
    from makegood.channels import queries as channels

    with tenancy.brand(house.brand_id):
        found = [one for one in channels.page(before=None, since=None, limit=50) if one.channel_kind == "own_page"]
        of = cases.case_ids_of_conversations(conversation_ids=[one.conversation_id for one in found])
        numbers = {one.id: one.number for one in cases.cases(case_ids=[one for ids in of.values() for one in ids])}
        return [(str([numbers[n] for n in of.get(one.conversation_id, ())]), one.text) for one in found]


def case_of(house: House) -> UUID:
    from makegood.cases import queries as cases

    with tenancy.brand(house.brand_id):
        return cases.by_number(number=1).id


# Words ------------------------------------------------------------------------------------------------------------------


def test_every_part_speaks_english_and_german_with_the_same_names_and_places() -> None:
    for key, words in {"page": {"en": EN, "de": DE}, **{part.key: part.words for part in registry.PARTS}}.items():
        assert set(words) == {"en", "de"}, key
        assert set(words["en"]) == set(words["de"]), key
        for name, sentence in words["en"].items():
            places = [sorted(re.findall(r"\{(\w+)", one)) for one in (sentence, words["de"][name])]
            assert places[0] == places[1], f"{key}.{name}"


# Cases ------------------------------------------------------------------------------------------------------------------


def test_a_case_says_what_it_is_about_where_it_stands_and_by_when_they_hear(mail: Mailbox, now: House) -> None:
    complain(mail)
    said = link(now).text()
    assert "Not as it should be: Pocket torch order 1007" in said
    assert "We have it You hear from us by today at 11:00." in said
    assert f"You wrote today {WORDS_OF_TOM}" in said


def test_an_answer_of_ours_stands_beside_theirs_and_no_word_that_is_not_for_them(mail: Mailbox, now: House) -> None:
    complain(mail)
    answer(mail)
    now.now = cast.later(days=1)
    page = link(now).open()
    said = readable(page)
    assert "We wrote yesterday We send you another one." in said
    assert "We have answered you If something is still open, write below." in said
    whole = page.content.decode()
    for hidden in ("A patient man", "arrived faulty", "Mara", "budget", "Kindness", cast.TOM_EMAIL, "surprise", "policy"):
        assert hidden not in whole, hidden


def test_what_has_not_left_the_house_is_not_shown(mail: Mailbox, now: House) -> None:
    from makegood.brands import queries as brands
    from makegood.flows import desk_work

    complain(mail)
    with tenancy.brand(mail.brand_id):
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        desk_work.answer(number=1, text="Not yet gone.", member=mara, at=mail.now, key="k")
    assert "Not yet gone" not in link(now).text()


def test_a_case_that_is_late_says_so_and_one_put_right_says_that_it_can_be_opened_again(mail: Mailbox, now: House) -> None:
    from makegood.cases.actions import working

    complain(mail)
    now.now = cast.later(hours=2)
    assert "We are late You should have heard from us by today at 11:00. We are sorry; somebody is on it." in link(now).text()
    with tenancy.brand(now.brand_id):
        working.resolve(case_id=case_of_open(), how="Replaced.", by=SYSTEM, at=now.now)
    now.now = cast.later(days=3)
    page = link(now)
    assert "Put right We closed this on Monday, 2 March. If it is not right, write below" in page.text()
    assert "Replaced." not in page.text()
    now.now = cast.later(days=190)
    assert "Pocket torch" not in link(now).text()


def case_of_open() -> UUID:
    from makegood.cases import queries as cases

    return cases.by_number(number=1).id


# Writing ----------------------------------------------------------------------------------------------------------------


def test_what_is_written_under_a_case_belongs_to_it_and_stands_on_the_page_at_once(mail: Mailbox, now: House) -> None:
    complain(mail)
    page = link(now)
    sent = page.post("cases", "write", case=str(case_of(now)), text="It rattles, too.", key="a" * 32)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{page.path}?said=cases.sent#cases")
    assert "Thank you, we have it." in page.text("?said=cases.sent")
    assert "You wrote today It rattles, too." in page.text()
    mail.work()
    assert stored(now) == [("[1]", "It rattles, too.")]


def test_a_double_click_is_one_message_and_the_same_words_later_are_another(mail: Mailbox, now: House) -> None:
    complain(mail)
    page = link(now)
    fields = {"case": str(case_of(now)), "text": "It rattles, too."}
    for key in ("a" * 32, "a" * 32, "b" * 32):
        assert page.post("cases", "write", key=key, **fields).status_code == 303
    assert len(stored(now)) == 2


def test_eight_presses_at_once_are_one_message(mail: Mailbox, now: House) -> None:
    complain(mail)
    token, case = link(now).token, str(case_of(now))

    def press(_: int) -> int:
        from django.db import connection

        try:
            return Page(token).post("cases", "write", case=case, text="It rattles, too.", key="a" * 32).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        assert list(crowd.map(press, range(8))) == [303] * 8
    assert stored(now) == [("[1]", "It rattles, too.")]


def test_something_else_goes_the_way_of_a_mail(mail: Mailbox, now: House) -> None:
    page = link(now)
    file = SimpleUploadedFile("lamp.jpg", b"\xff\xd8\xff", "image/jpeg")
    sent = page.post("write", "write", case="new", text="Do you repair lamps? Can you call me?", files=[file], key="a" * 32)
    assert sent.status_code == 303
    mail.work()
    assert stored(now) == [("[1]", "Do you repair lamps? Can you call me?")]
    said = page.text()
    assert "“Do you repair lamps? Can you call me?”" in said
    assert "lamp.jpg" in said


def test_nothing_and_too_much_are_refused_beside_the_box_and_what_was_typed_is_still_there(mail: Mailbox, now: House) -> None:
    complain(mail)
    page, case = link(now), str(case_of(now))
    before = counts(now.brand_id)
    empty = page.post("cases", "write", case=case, text=" ", key="a" * 32)
    assert (empty.status_code, "Write something first." in readable(empty)) == (422, True)
    assert f'id="text-wrong-{case}"' in empty.content.decode()
    long = page.post("write", "write", case="new", text="x" * 20_001, key="a" * 32)
    assert (long.status_code, "At most 20000 characters." in readable(long)) == (422, True)
    assert "x" * 20_001 in long.content.decode()
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]
    files = page.post("write", "write", case="new", text="My lamp", files=many, key="a" * 32)
    assert (files.status_code, "At most 5 files." in readable(files)) == (422, True)
    assert "My lamp" in files.content.decode()
    assert without_buckets(counts(now.brand_id)) == without_buckets(before)


def without_buckets(found: dict[str, int]) -> dict[str, int]:
    return {table: n for table, n in found.items() if table != "visitors_allowance"}


def test_too_many_deeds_wait_and_keep_what_was_typed(now: House) -> None:
    connect(now)
    page = link(now)
    answers = [page.post("write", "write", text="", key="a" * 32).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]
    told = page.post("write", "write", text="My own words", key="a" * 32)
    assert "Wait ten minutes" in readable(told)
    assert "My own words" in told.content.decode()


# Promises and gifts -----------------------------------------------------------------------------------------------------


def test_a_promise_says_when_it_comes_how_far_it_is_and_whether_it_was_kept(now: House) -> None:
    connect(now)
    now.shop.place_order(
        customer=TOM, items=[("DIM-04", 2)], at=cast.later(days=-1), number="1008", promised_from=SLOT[0], promised_until=SLOT[1]
    )
    now.turn_to(cast.AT)
    page = link(now)
    assert "Rotary dimmer switch order 1008 Comes tomorrow, from 9:00 to 10:00" in page.text()
    now.shop.move_parcel("1008", "accepted", at=cast.later(hours=2))
    now.turn_to(cast.later(hours=3))
    assert "since today." in page.text()
    now.shop.move_parcel("1008", "delivered", at=cast.later(hours=23, minutes=30))
    now.turn_to(cast.later(days=1, hours=1))
    assert "Kept: it came today" in page.text()


def test_a_broken_promise_is_said_plainly(now: House) -> None:
    connect(now)
    now.shop.place_order(
        customer=TOM, items=[("DIM-04", 2)], at=cast.later(days=-1), number="1008", promised_from=SLOT[0], promised_until=SLOT[1]
    )
    now.turn_to(cast.AT)
    now.shop.move_parcel("1008", "accepted", at=cast.later(hours=2))
    now.turn_to(cast.later(days=2))
    said = link(now).text()
    assert "We are sorry. It should have come yesterday at 10:00, and it is still on its way" in said


# Consents ---------------------------------------------------------------------------------------------------------------


def consent(house: House, purpose: str, channel: str = "email") -> bool | None:
    from makegood.people import queries as people
    from makegood.people.types import Purpose

    with tenancy.brand(house.brand_id):
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        said = people.consent(identity_id=tom.id, channel=channel, purpose=Purpose(purpose))
    return said.granted if said else None


def test_a_yes_and_a_no_count_at_once_and_a_repeat_changes_nothing(open_house: House) -> None:
    page = link(open_house)
    assert consent(open_house, "marketing") is None
    fields = {"marketing-email": "yes", "relationship-email": "no"}
    assert page.post("letters", "say", **fields).status_code == 303
    assert (consent(open_house, "marketing"), consent(open_house, "relationship")) == (True, False)
    before = counts(open_house.brand_id)
    open_house.now = cast.later(hours=1)
    page.post("letters", "say", **fields)
    assert without_buckets(counts(open_house.brand_id)) == without_buckets(before)
    page.post("letters", "say", **{"marketing-email": "no"})
    assert (consent(open_house, "marketing"), consent(open_house, "relationship")) == (False, False)


def test_what_is_neither_yes_nor_no_and_a_channel_of_nobodys_change_nothing(open_house: House) -> None:
    page = link(open_house)
    assert page.post("letters", "say", **{"marketing-email": "perhaps"}).status_code == 422
    page.post("letters", "say", **{"marketing-sms": "yes", "service-email": "no"})
    assert [consent(open_house, *one) for one in (("marketing",), ("marketing", "sms"), ("service",))] == [None, None, None]


# Looks ------------------------------------------------------------------------------------------------------------------


def test_no_look_writes_a_row_whatever_its_address_says(mail: Mailbox, now: House) -> None:
    complain(mail)
    page = link(now)
    before = counts(now.brand_id)
    for query in ("", "?answer=yes", "?said=cases.sent", "?said=put-right.thanks_yes", "?case=1&text=x"):
        assert page.open(query).status_code == 200
        assert page.browser.head(page.path + query).status_code == 200
    assert counts(now.brand_id) == before


def test_thanks_are_words_of_ours_and_no_others(open_house: House) -> None:
    page = link(open_house)
    assert 'role="status"' in page.open("?said=letters.kept").content.decode()
    for told in ("letters.title", "cellar.kept", "letters", "letters.kept.more", "<b>x</b>", ""):
        assert 'role="status"' not in page.open(f"?said={told}").content.decode(), told


def test_a_preview_shows_the_same_and_can_do_nothing(mail: Mailbox, now: House) -> None:
    from django.test import Client

    from makegood.flows import own_page_links

    complain(mail)
    whose = person(now)
    with tenancy.brand(now.brand_id):
        ticket = own_page_links.ticket(person=whose)
    before = counts(now.brand_id)
    shown = Client().get(f"/mine/look/{ticket}/")
    assert "This is how they see their page." in readable(shown)
    assert WORDS_OF_TOM in readable(shown)
    body = shown.content.decode()
    assert body.count("<fieldset disabled>") + body.count('<fieldset class="plain" disabled>') == body.count("<form ")
    assert Client().post(f"/mine/look/{ticket}/").status_code == 405
    assert counts(now.brand_id) == before


def test_the_first_load_is_small(mail: Mailbox, now: House) -> None:
    from django.contrib.staticfiles import finders

    complain(mail)
    page = link(now).open()
    sheets = re.findall(r'href="/static/(portal/[\w.]+?)(?:\.[0-9a-f]{12})?\.css"', page.content.decode())
    assert len(sheets) == 2
    sizes = [Path(str(finders.find(f"{name}.css"))).stat().st_size for name in sheets]
    assert len(page.content) + sum(sizes) < 60_000


def test_a_page_asks_the_database_as_often_for_ten_cases_as_for_two(mail: Mailbox, now: House) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(page: Page) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert page.open().status_code == 200
        return len(seen)

    for n in range(2):
        mail.gets(
            letter(
                words=f"Do you repair lamps of the kind {n}?",
                subject=f"Kind {n}",
                key=f"k{n}",
                to="care@brightside.example",
            )
        )
    page = link(now)
    two = asked(page)
    for n in range(2, 10):
        mail.gets(
            letter(
                words=f"Do you repair lamps of the kind {n}?",
                subject=f"Kind {n}",
                key=f"k{n}",
                to="care@brightside.example",
            )
        )
    assert page.text().count("Write to us about this") >= 8
    assert asked(page) == two

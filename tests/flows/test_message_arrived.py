"""Whatever is accepted ends in front of a person: as a case, as a kind word, or among what was set aside."""

import dataclasses
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from makegood.channels.types import Automatic, Bounce
from makegood.config import environment
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy, work
from tests import cast
from tests.flows.conftest import TOM, House

STRANGER = Address(IdentityKind.EMAIL, "nell@example.net", "Nell Ward")


def titles(house: House) -> list[str]:
    from makegood.cases import queries as cases

    with tenancy.brand(house.brand_id):
        return [case.title for case in cases.cases(case_ids=cases.case_ids(after=None, limit=100))]


def set_aside(house: House) -> list[UUID]:
    from makegood.channels import queries as channels

    with tenancy.brand(house.brand_id):
        return [message.id for message in channels.set_aside(limit=10)]


def given_up(house: House) -> list[str]:
    with tenancy.brand(house.brand_id):
        return [one.last_trouble for one in work.parked()]


def toms_torch(house: House) -> None:
    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-2), number="1007", service=cast.SERVICE)
    house.shop.move_parcel("1007", "delivered", at=cast.later(days=-1, minutes=-30))  # in its slot, from 9 to 10
    house.turn_to(cast.AT)


def read_as(monkeypatch: pytest.MonkeyPatch, **findings: Any) -> None:
    """The reader says this of whatever it reads."""
    from makegood.understanding import registry

    reader = registry.reader()

    class Says:
        def read(self, texts: Any) -> Any:
            return [dataclasses.replace(one, **findings) for one in reader.read(texts)]

    monkeypatch.setattr(registry, "reader", Says)


def test_a_malformed_sender_is_heard_all_the_same(house: House) -> None:
    house.hears("My torch is broken.", by=Address(IdentityKind.EMAIL, "root@bad_host..x", "Ada"), subject="Torch")
    assert titles(house) == ["Ada got something faulty"]
    assert given_up(house) == []


def test_what_is_only_perhaps_praise_is_seen_by_a_person(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.understanding.types import Finding

    read_as(monkeypatch, act=Finding("unsure", "praise", 0.4, ()), asked=(), happened=())
    house.hears("Well, that went splendidly.", by=STRANGER, subject="Thanks for nothing")
    assert titles(house) == ["Nell wrote: Thanks for nothing"]


def test_a_message_on_which_we_stumble_becomes_a_plain_case(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.flows import proposing

    def stumble(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(proposing, "propose_all", stumble)
    house.hears("My torch arrived broken.", by=STRANGER, subject="Broken")
    for hour in range(work.BUG_TRIES):
        forgive_pauses(house)
        house.turn_to(cast.later(hours=hour))
    assert titles(house) == ["Nell wrote: Broken"]
    assert given_up(house) == []


def test_mail_by_a_list_is_set_aside_and_a_member_brings_it_back(house: House) -> None:
    from makegood.flows import desk_work

    house.hears("My torch arrived broken.", by=STRANGER, subject="Broken", automatic=Automatic.LIST)
    assert titles(house) == []
    (aside,) = set_aside(house)
    with tenancy.brand(house.brand_id):
        desk_work.not_spam(message_id=aside, member=mara(), at=cast.AT)
    assert titles(house) == ["Nell got something faulty"]
    assert set_aside(house) == []


def test_a_customers_mail_through_a_list_opens_a_case(house: House) -> None:
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, automatic=Automatic.LIST)
    assert titles(house) == ["Tom’s pocket torch arrived faulty"]


def test_an_automatic_reply_to_nothing_of_ours_is_set_aside(house: House) -> None:
    house.hears("My torch arrived broken.", by=STRANGER, subject="Broken", automatic=Automatic.AUTO_REPLY)
    assert titles(house) == []
    assert len(set_aside(house)) == 1


def test_a_bounce_of_nobody_knows_what_is_shown(house: House) -> None:
    bounce = Bounce("tom.arden@example.org", True, "5.1.1", "no such address", "unknown@example.com")
    house.hears("It did not arrive.", by=STRANGER, automatic=Automatic.BOUNCE, bounce=bounce)
    assert len(set_aside(house)) == 1


def test_an_empty_purse_stops_no_message(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.kernel.refusals import Refusal
    from makegood.makegoods import queries as makegoods
    from makegood.makegoods.actions import plans

    def broke(**_: Any) -> None:
        raise Refusal("budget_spent", "The purse is empty.")

    plain = makegoods.makegood
    monkeypatch.setattr(makegoods, "makegood", lambda **whom: dataclasses.replace(plain(**whom), automatic=True))
    monkeypatch.setattr(plans, "approve", broke)
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT)
    assert titles(house) == ["Tom’s pocket torch arrived faulty"]
    assert given_up(house) == []


def test_a_makegood_never_runs_by_itself_for_a_sender_who_may_be_forged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from makegood.makegoods import queries as makegoods
    from makegood.makegoods.actions import plans

    ran: list[object] = []
    plain = makegoods.makegood
    monkeypatch.setattr(makegoods, "makegood", lambda **whom: dataclasses.replace(plain(**whom), automatic=True))
    monkeypatch.setattr(plans, "approve", lambda **whom: ran.append(whom))
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, spam_likely=True)
    assert titles(house) == ["Tom’s pocket torch arrived faulty"]
    assert ran == []


def test_a_bystander_in_a_public_thread_gets_no_makegood_in_somebody_elses_case(house: House) -> None:
    from makegood.cases import queries as cases
    from makegood.gestures.types import Occasion
    from makegood.makegoods import queries as makegoods

    toms_torch(house)
    house.hears("Do you open on Sunday?", by=STRANGER, channel=house.posts, public=True, external_id="p1")
    house.hears(cast.TOM_WORDS, channel=house.posts, public=True, external_id="p2", thread_keys=("p1",))
    with tenancy.brand(house.brand_id):
        case = cases.by_number(number=1)
        assert makegoods.for_occasion(occasion=Occasion("case", case.id)) is None


def forgive_pauses(house: House) -> None:
    from django.db import connection

    with tenancy.brand(house.brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_work SET leased_until = NULL WHERE lease IS NULL")


def mara() -> Any:
    from makegood.brands import queries as brands

    return next(member for member in brands.members() if member.name == "Mara Lindqvist")


def inbox(house: House) -> list[tuple[str, str]]:
    from makegood.views import queries as views

    with tenancy.brand(house.brand_id):
        return [(row.title, row.last_words) for row in views.inbox(which="all", owner_id=None, at=house.now).rows]


def take_in(house: House, text: str) -> None:
    """Stored and taken in, and nothing else done."""
    from makegood.channels.actions import intake
    from makegood.channels.types import Envelope
    from makegood.platform import draining, jobs

    with tenancy.brand(house.brand_id):
        said = Envelope(external_id="m-1", author=STRANGER, text=text, visible=text, sent_at=house.now, subject="Lamp")
        intake.store_messages(channel_id=house.mail, envelopes=[said], at=house.now)
    assert draining.drain(house.brand_id, jobs.known()["message_arrived"], at=house.now) == 1


def rows_left(house: House) -> int:
    with tenancy.brand(house.brand_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM platform_work WHERE kind = 'inbox_row'")
        return int(cursor.fetchone()[0])


def test_what_arrived_stands_in_the_inbox_with_the_same_commit(house: House) -> None:
    take_in(house, "The lamp flickers.")
    assert [words for _, words in inbox(house)] == ["The lamp flickers."]
    assert rows_left(house) == 0


def test_a_row_that_cannot_be_written_keeps_no_message_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails with its message once; tried again, the message is a case, and its row is work of its own, which is given up or done later."""
    from makegood.platform import draining, jobs
    from makegood.views import actions as views

    def stumble(_found: object) -> None:
        raise ValueError("a row of a shape that nobody thought of")

    monkeypatch.setattr(views, "_fetch", stumble)
    with pytest.raises(AssertionError):
        take_in(house, "The lamp flickers.")
    with tenancy.brand(house.brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_work SET leased_until = NULL")
    assert draining.drain(house.brand_id, jobs.known()["message_arrived"], at=house.now) == 1
    assert titles(house) != []
    assert rows_left(house) == 1
    monkeypatch.undo()
    house.turn_to(house.now)
    with tenancy.brand(house.brand_id), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_work SET leased_until = NULL")
    house.turn_to(house.now)
    assert [words for _, words in inbox(house)] == ["The lamp flickers."]


def test_while_the_rows_are_rebuilt_a_message_does_not_wait(house: House) -> None:
    """Another connection holds the brand's rows, as a rebuild does to its end."""
    import psycopg

    from makegood.views import actions as views

    with tenancy.brand(house.brand_id):
        key = views._brand_key()
    with psycopg.connect(environment.settings().database_url) as rebuilding:
        rebuilding.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        take_in(house, "The lamp flickers.")
        assert titles(house) != []
        assert rows_left(house) == 1
    house.turn_to(house.now)
    assert [words for _, words in inbox(house)] == ["The lamp flickers."]

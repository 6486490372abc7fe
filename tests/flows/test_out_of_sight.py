"""Spam, blocked senders and the trash: out of sight, back with one word, and gone after thirty days with ids and ledger left."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.types import AttachmentIn, Direction
from makegood.config import environment
from makegood.flows import desk_work, out_of_sight
from makegood.kernel.refusals import Refusal
from makegood.orders.actions import ordering  # noqa: F401 - the morning of the torch stands on it
from makegood.people.types import Address, IdentityKind
from makegood.platform import jobs, journal, tenancy
from makegood.views import actions as views_actions
from makegood.views import queries as views
from tests import cast
from tests.flows.conftest import TOM, House

SELLER = Address(IdentityKind.EMAIL, "offers@cheap-lamps.example", "Cheap Lamps")
LATER = cast.later(days=31)


def mara() -> Member:
    return next(member for member in brands.members() if member.name == "Mara Lindqvist")


def listed(house: House) -> list[int]:
    with tenancy.brand(house.brand_id):
        page = views.inbox(which="all", owner_id=mara().id, search="", cursor="", limit=10, at=house.now)
        counts = page.counters
        assert counts.ours + counts.theirs + counts.resolved == len(page.rows)
        return [row.number for row in page.rows]


def does(house: House, what: str, **how: object) -> None:
    with tenancy.brand(house.brand_id):
        getattr(out_of_sight, what)(member=mara(), at=house.now, **how)
    jobs.do_all_due(house.brand_id, at=house.now)


def told(house: House) -> list[str]:
    with tenancy.brand(house.brand_id):
        return [entry.sentence for entry in journal.latest(limit=60)]


def said(house: House, number: int = 1) -> list[str]:
    with tenancy.brand(house.brand_id):
        return [m.text for m in channels.conversations(conversation_ids=cases.by_number(number=number).conversation_ids)]


def only(house: House, number: int = 1) -> UUID:
    with tenancy.brand(house.brand_id):
        return channels.conversations(conversation_ids=cases.by_number(number=number).conversation_ids)[0].id


def kept(house: House) -> list[Path]:
    """The files of the brand on the disk."""
    return [path for path in (environment.settings().attachments / str(house.brand_id)).rglob("*") if path.is_file()]


@pytest.mark.parametrize("why", ["spam", "trash"])
def test_a_case_goes_out_of_sight_and_comes_back_as_it_was(house: House, why: str) -> None:
    house.hears("Please tell me about your lamps?", by=SELLER)
    with tenancy.brand(house.brand_id):
        before = cases.by_number(number=1)
    for _ in range(2):
        does(house, "put_case_away", number=1, why=why)
    assert listed(house) == []
    assert said(house) == []
    with tenancy.brand(house.brand_id):
        assert views_actions.rebuild() >= 0
    assert listed(house) == []
    does(house, "bring_case_back", number=1)
    assert listed(house) == [1]
    assert said(house) == ["Please tell me about your lamps?"]
    with tenancy.brand(house.brand_id):
        assert cases.by_number(number=1) == before
    assert told(house).count("{by} put the case out of sight ({why}).") == 1
    assert told(house).count("{by} brought the case back.") == 1


def test_who_writes_again_is_seen(house: House) -> None:
    house.hears("Please tell me about your lamps?", by=SELLER, external_id="one")
    does(house, "put_case_away", number=1, why="trash")
    house.hears("Did you get my letter?", by=SELLER, at=cast.later(hours=1), thread_keys=("one",))
    assert listed(house) == [1]
    assert said(house) == ["Please tell me about your lamps?", "Did you get my letter?"]


def test_a_case_in_which_something_is_being_put_right_is_not_put_away(house: House) -> None:
    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1048", service=cast.SERVICE)
    house.shop.move_parcel("1048", "delivered", at=cast.later(minutes=-30))  # in its slot, from 9 to 10
    house.turn_to(cast.AT)
    house.hears(cast.TOM_WORDS)
    from makegood.gestures.types import Occasion
    from makegood.makegoods import queries as makegoods

    with tenancy.brand(house.brand_id):
        plan = makegoods.for_occasion(occasion=Occasion("case", cases.by_number(number=1).id))
        assert plan is not None
        desk_work.approve(number=1, makegood_id=plan.id, member=mara(), at=house.now)
    with pytest.raises(Refusal) as no:
        does(house, "put_case_away", number=1, why="trash")
    assert no.value.code == "makegood_running"
    assert listed(house) == [1]


def test_one_message_goes_and_the_case_stays(house: House) -> None:
    house.hears("Please tell me about your lamps?", by=SELLER, external_id="one")
    house.hears("BUY NOW", by=SELLER, at=cast.later(hours=1), thread_keys=("one",))
    with tenancy.brand(house.brand_id):
        spam = channels.conversations(conversation_ids=cases.by_number(number=1).conversation_ids)[-1].id
    does(house, "put_message_away", message_id=spam, why="spam")
    assert said(house) == ["Please tell me about your lamps?"]
    with tenancy.brand(house.brand_id):
        (row,) = views.inbox(which="all", owner_id=mara().id, search="", cursor="", limit=10, at=house.now).rows
        assert (row.last_words, row.message_count) == ("Please tell me about your lamps?", 1)
        assert [one.away.why for one in out_of_sight.page().messages] == ["spam"]
        desk_work.bring_message_back(message_id=spam, member=mara(), at=house.now)
    assert said(house) == ["Please tell me about your lamps?", "BUY NOW"]


def test_spam_teaches_nothing_but_the_list_does(house: House) -> None:
    house.hears("Please tell me about your lamps?", by=SELLER)
    does(house, "put_case_away", number=1, why="spam")
    house.hears("May I ask for your price list?", by=SELLER, at=cast.later(days=20))
    assert listed(house) == [2]


@pytest.mark.parametrize("sender", [SELLER.value.upper(), "@cheap-lamps.example", "@CHEAP-lamps.example"])
def test_a_blocked_sender_is_set_aside_and_never_bounced(house: House, sender: str) -> None:
    does(house, "block", sender=sender)
    house.hears("May I ask for your price list?", by=SELLER)
    house.hears("And again?", by=Address(IdentityKind.EMAIL, "sales@mail.cheap-lamps.example"), at=cast.later(hours=1))
    assert len(listed(house)) == (0 if sender.startswith("@") else 1)
    with tenancy.brand(house.brand_id):
        page = out_of_sight.page()
        assert "May I ask for your price list?" in [one.message.text for one in page.blocked_messages]
        sent = [m for m in channels.page(before=None, since=None, limit=50) if m.direction is Direction.OUT]
        assert sent == []
        assert [rule.sender for rule in page.blocked] == [sender.lower()]
    assert "{by} blocked a sender." in told(house)


def test_what_a_blocked_sender_wrote_can_still_be_taken_up(house: House) -> None:
    does(house, "block", sender=SELLER.value)
    house.hears("May I ask for your price list?", by=SELLER)
    with tenancy.brand(house.brand_id):
        page = out_of_sight.page()
        desk_work.bring_message_back(message_id=page.blocked_messages[0].message.id, member=mara(), at=house.now)
        out_of_sight.unblock(rule_id=page.blocked[0].id, member=mara(), at=house.now)
    jobs.do_all_due(house.brand_id, at=house.now)
    assert listed(house) == [1]
    house.hears("Thank you. And your address?", by=SELLER, at=cast.later(days=15))
    assert len(listed(house)) == 2


def test_somebody_who_bought_is_asked_about_first(house: House) -> None:
    house.shop.place_order(customer=TOM, items=[("TORCH-01", 1)], at=cast.later(days=-1), number="1048", service=cast.SERVICE)
    house.turn_to(cast.AT)
    for sender, words in ((cast.TOM_EMAIL, "They have bought"), ("@example.org", "They have bought")):
        with pytest.raises(Refusal, match=words) as no:
            does(house, "block", sender=sender)
        assert no.value.fields == {"sure": "a customer"}
    with tenancy.brand(house.brand_id):
        assert out_of_sight.page().blocked == ()
    does(house, "block", sender=cast.TOM_EMAIL, sure=True)
    with tenancy.brand(house.brand_id):
        assert [rule.sender for rule in out_of_sight.page().blocked] == [cast.TOM_EMAIL]


@pytest.mark.parametrize(
    ("sender", "code"),
    [("nobody", "bad_sender"), ("", "bad_sender"), ("@gmail.com", "anybodys_domain"), (cast.HELP_EMAIL, "own_sender")],
)
def test_who_cannot_be_blocked_is_refused_in_words(house: House, sender: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        does(house, "block", sender=sender)
    assert (no.value.code, list(no.value.fields)) == (code, ["sender"])


def test_after_thirty_days_the_words_are_gone_and_the_ids_stay(house: House) -> None:
    photo = AttachmentIn("lamp.png", "image/png", b"the only lamp of its kind")
    house.hears("My secret words?", by=SELLER, subject="Secret", attachments=(photo,))
    message = only(house)
    with tenancy.brand(house.brand_id):
        desk_work.note(number=1, text="A private note", member=mara(), at=house.now)
    assert len(kept(house)) == 1
    does(house, "put_case_away", number=1, why="trash")
    jobs.do_all_due(house.brand_id, at=cast.later(days=29))
    with tenancy.brand(house.brand_id):
        assert channels.messages(message_ids=[message])[0].text == "My secret words?"
    jobs.do_all_due(house.brand_id, at=LATER)
    with tenancy.brand(house.brand_id):
        (gone,) = channels.messages(message_ids=[message])
        case = cases.by_number(number=1)
        assert (gone.text, gone.subject, gone.visible, gone.attachments) == ("", "", "", ())
        assert (gone.author.value, gone.author.name) == ("gone@removed.invalid", "")
        assert (case.title, [note.text for note in case.notes]) == ("Thrown away", [""])
        assert case.id
    assert kept(house) == []
    with pytest.raises(Refusal) as no:
        does(house, "bring_case_back", number=1)
    assert no.value.code == "emptied"
    assert "The words of the case were thrown away with the trash." in told(house)
    assert "A case was opened for {person}: {case}" in told(house)


def test_what_was_brought_back_is_not_emptied(house: House) -> None:
    house.hears("My secret words?", by=SELLER)
    does(house, "put_case_away", number=1, why="trash")
    house.now = cast.later(days=3)
    does(house, "bring_case_back", number=1)
    jobs.do_all_due(house.brand_id, at=LATER)
    assert said(house) == ["My secret words?"]
    house.now = cast.later(days=20)
    does(house, "put_case_away", number=1, why="trash")
    jobs.do_all_due(house.brand_id, at=LATER)
    does(house, "bring_case_back", number=1)
    assert said(house) == ["My secret words?"]


def test_one_message_in_the_trash_is_emptied_alone(house: House) -> None:
    house.hears("Please tell me about your lamps?", by=SELLER, external_id="one")
    house.hears("My secret number is 7.", by=SELLER, at=cast.later(hours=1), thread_keys=("one",))
    with tenancy.brand(house.brand_id):
        secret = channels.conversations(conversation_ids=cases.by_number(number=1).conversation_ids)[-1].id
    does(house, "put_message_away", message_id=secret, why="trash")
    jobs.do_all_due(house.brand_id, at=cast.later(days=31, hours=2) + timedelta(hours=1))
    with tenancy.brand(house.brand_id):
        assert channels.messages(message_ids=[secret])[0].text == ""
    assert said(house) == ["Please tell me about your lamps?"]

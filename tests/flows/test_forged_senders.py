"""A forged sender is nobody's word (RELIABILITY E1, E2): kept apart, shown to a person, and without effect until that person vouches."""

from typing import Any
from uuid import UUID

import pytest

from makegood.channels import stuck
from makegood.channels.types import Authenticity, Automatic, Bounce
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.test_message_arrived import mara, set_aside, titles, toms_torch

FORGED = Authenticity.FORGED


def counts(house: House) -> dict[str, int]:
    """How many rows there are of what a forged mail must never make."""
    from django.db import connection

    tables = ("people_identity", "people_fact", "people_link", "people_hint", "cases_case", "makegoods_makegood", "channels_party",
              "channels_conversationkey", "channels_outgoing", "understanding_reading", "outcomes_praise")  # fmt: skip
    with tenancy.brand(house.brand_id), connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
    return found


def case_one(house: House) -> Any:
    from makegood.cases import queries as cases

    with tenancy.brand(house.brand_id):
        return cases.by_number(number=1)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"thread_keys": ("real",)},
        {"automatic": Automatic.AUTO_REPLY},
        {"automatic": Automatic.LIST},
        {"spam_likely": True},
        {"text": cast.TOM_PRAISE},
    ],
    ids=["plain", "by a reference", "an automatic reply", "a list", "spam", "praise"],
)
def test_a_forged_mail_changes_nothing_and_is_shown(house: House, more: dict[str, Any]) -> None:
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="real")
    before, case = counts(house), case_one(house)
    words = more.pop("text", "Send the money to my new account.")
    house.hears(words, subject="Re: Torch", external_id="false", authentic=FORGED, at=cast.later(hours=1), **more)
    assert counts(house) == before
    assert case_one(house) == case
    assert len(set_aside(house)) == 1


def test_a_forged_mail_with_our_signed_way_back_joins_nothing(house: House) -> None:
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="real")
    (conversation_id,) = case_one(house).conversation_ids
    house.hears("Send it elsewhere.", external_id="false", authentic=FORGED, reply_token=str(conversation_id))
    assert case_one(house).conversation_ids == (conversation_id,)
    assert said_in(house, conversation_id) == [cast.TOM_WORDS]


def test_nobody_follows_a_forged_mail_into_its_conversation(house: House) -> None:
    house.hears("Hello from Tom.", external_id="false", authentic=FORGED, thread_keys=("still to come",))
    house.hears("The one that was to come.", external_id="still to come")
    house.hears("My torch is broken.", external_id="third", thread_keys=("false", "still to come"))
    with tenancy.brand(house.brand_id):
        from makegood.channels import models

        kept = {row.external_id: row.conversation_id for row in models.Message.objects.all()}
    assert kept["third"] == kept["still to come"] != kept["false"]


def test_a_forged_delivery_report_fails_no_letter_of_ours(house: House) -> None:
    house.hears("Do you open on Sunday?", external_id="real")
    outgoing_id = answer(house)
    bounce = Bounce(cast.TOM_EMAIL, True, "5.1.1", "no such person", sent_as(house, outgoing_id))
    house.hears("It did not arrive.", authentic=FORGED, automatic=Automatic.BOUNCE, bounce=bounce)
    with tenancy.brand(house.brand_id):
        assert stuck.outgoing_failed() == ()


def test_it_is_really_them_lets_it_through(house: House) -> None:
    from makegood.flows import desk_work

    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, external_id="false", authentic=FORGED)
    assert titles(house) == []
    (aside,) = set_aside(house)
    with tenancy.brand(house.brand_id):
        desk_work.not_spam(message_id=aside, member=mara(), at=cast.AT)
    assert titles(house) == ["Tom’s pocket torch arrived faulty"]
    assert set_aside(house) == []
    house.hears("Any news?", external_id="next", thread_keys=("false",), at=cast.later(hours=1))
    assert len(said_in(house, case_one(house).conversation_ids[0])) == 2


def test_a_makegood_never_runs_by_itself_for_a_sender_who_was_forged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from makegood.flows import desk_work
    from makegood.makegoods import queries as makegoods
    from makegood.makegoods.actions import plans

    ran: list[object] = []
    plain = makegoods.makegood
    monkeypatch.setattr(makegoods, "makegood", lambda **whom: dataclasses.replace(plain(**whom), automatic=True))
    monkeypatch.setattr(plans, "approve", lambda **whom: ran.append(whom))
    toms_torch(house)
    house.hears(cast.TOM_WORDS, subject=cast.TOM_SUBJECT, authentic=FORGED)
    with tenancy.brand(house.brand_id):
        desk_work.not_spam(message_id=set_aside(house)[0], member=mara(), at=cast.AT)
    assert titles(house) == ["Tom’s pocket torch arrived faulty"]
    assert ran == []


def test_a_message_that_nobody_marked_is_not_vouched_for(house: House) -> None:
    from makegood.channels.actions import intake
    from makegood.kernel.actors import SYSTEM

    with tenancy.brand(house.brand_id), pytest.raises(Refusal) as refused:
        intake.vouch(message_id=cast.NOBODY, by=SYSTEM, at=cast.AT)
    assert refused.value.code == "not_forged"


def test_the_list_names_whom_it_claims_to_be_from(house: House) -> None:
    from makegood.flows import desk_pages

    house.hears("Pay now.", by=Address(IdentityKind.EMAIL, "ceo@brightside.example", "Priya Raman"), authentic=FORGED)
    house.hears("Buy now.", by=cast.ANA_BY_EMAIL, automatic=Automatic.LIST)
    with tenancy.brand(house.brand_id):
        page = desk_pages.troubles_page()
    assert [one.address for one in page.forged] == ["ceo@brightside.example"]
    assert [one.address for one in page.spam] == [cast.ANA_EMAIL]


def said_in(house: House, conversation_id: UUID) -> list[str]:
    from makegood.channels import queries as channels

    with tenancy.brand(house.brand_id):
        return [message.text for message in channels.conversation(conversation_id=conversation_id)]


def answer(house: House) -> UUID:
    from makegood.flows import desk_work

    with tenancy.brand(house.brand_id):
        outgoing_id = desk_work.answer(number=1, text="We do.", member=mara(), at=house.now)
    house.turn_to(house.now)
    return outgoing_id


def sent_as(house: House, outgoing_id: UUID) -> str:
    from makegood.channels import models
    from makegood.channels.actions import outbox

    with tenancy.brand(house.brand_id):
        outbox.mark_sent(outgoing_id=outgoing_id, external_id="mg.sent@brightside.example", at=house.now)
        return str(models.Message.objects.values_list("thread_key", flat=True).get(id=outgoing_id))

"""What was not sent and why on the desk, the brand's rules for it, and how one of them is written to."""

import re
from uuid import UUID

import pytest
from django.test import Client

from makegood.channels import contacts, models
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.channels.types import ChannelId
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Consent, Purpose
from makegood.platform import tenancy
from tests import cast
from tests.desk.conftest import VERA, Door


@pytest.fixture
def tom(door: Door) -> UUID:
    """Tom, to whom a birthday greeting was not sent, for he never agreed."""
    with tenancy.brand(door.brand_id):
        channel = models.Channel.objects.create(kind="email", name="E-mail", address="help@brightside.example", settings={})
        who = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0]
        greeting = Speech(
            "b1", ChannelId(channel.id), who.identity_id, Purpose.RELATIONSHIP, "Happy birthday", "Hello.", programme="birthdays"
        )
        outbox.queue_many(speeches=[greeting], by=SYSTEM, at=cast.AT)
        return who.person_id


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def test_what_was_not_sent_says_to_whom_and_why_and_is_counted_by_reason(door: Door, mara: Client, tom: UUID) -> None:
    page = text(mara.get(door.at("contacts/")))
    assert "Tom Arden “Happy birthday”" in page
    assert "They never agreed to hear from us about this." in page
    assert "they never agreed 1" in page
    assert "Happy birthday" not in text(mara.get(door.at("contacts/?reason=capped")))
    assert "not sent: “Happy birthday”. They never agreed" in text(mara.get(door.at(f"people/{tom}/")))


def test_the_rules_are_set_by_who_may_and_a_refused_form_keeps_what_was_typed(door: Door, mara: Client) -> None:
    form = {"per_week": "1", "per_month": "3", "quiet_from": "20:00", "quiet_until": "09:00"}
    assert mara.post(door.at("contacts/rules/"), form).status_code == 303
    assert "At most 1 times within 7 days and 3 times within 30 days" in text(mara.get(door.at("contacts/")))
    refused = mara.post(door.at("contacts/rules/"), form | {"per_week": "9"})
    assert refused.status_code == 422
    assert 'value="9"' in refused.content.decode()
    assert door.signed_in(VERA["user_id"]).post(door.at("contacts/rules/"), form).status_code in (403, 422)
    with tenancy.brand(door.brand_id):
        assert contacts.house_rules().per_week == 1


def test_they_are_left_in_peace_until_a_day_and_not_any_longer(door: Door, mara: Client, tom: UUID) -> None:
    address = door.at(f"people/{tom}/contact/")
    assert mara.post(f"{address}peace/", {"until": "2026-04-01", "why": "Her mother died."}).status_code == 303
    page = text(mara.get(address))
    assert "left in peace Her mother died." in page
    assert "Nothing unasked goes to them before 2 April 2026." in page
    assert mara.post(f"{address}peace/", {"until": "2026-01-01", "why": ""}).status_code == 422
    assert mara.post(f"{address}peace/", {"until": ""}).status_code == 303
    assert "Her mother died." not in text(mara.get(address))


def test_their_clock_and_what_they_said_to_a_member_are_kept(door: Door, mara: Client, tom: UUID) -> None:
    address = door.at(f"people/{tom}/contact/")
    clock = {"zone": "Europe/Berlin", "quiet_from": "19:00", "quiet_until": "10:00"}
    assert mara.post(f"{address}clock/", clock).status_code == 303
    assert mara.post(f"{address}clock/", clock | {"zone": "Europe/Atlantis"}).status_code == 422
    said = {"channel": "email", "purpose": "relationship", "granted": "yes", "words": "“Do write”, at the counter"}
    assert mara.post(f"{address}spoken/", said).status_code == 303
    assert mara.post(f"{address}spoken/", said | {"words": ""}).status_code == 422
    page = text(mara.get(address))
    assert "greetings · e-mail: yes said to a member · “Do write”, at the counter" in page
    with tenancy.brand(door.brand_id):
        identity_id = people.person(person_id=tom).identities[0].id
        assert people.zones_of(identity_ids=[identity_id]) == {identity_id: "Europe/Berlin"}


def test_what_waits_for_its_time_says_why_and_until_when(door: Door, mara: Client, tom: UUID) -> None:
    mara.post(door.at("contacts/rules/"), {"per_week": "1", "per_month": "3", "quiet_from": "20:00", "quiet_until": "09:00"})
    with tenancy.brand(door.brand_id):
        who = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert who is not None
        noting.note_consent(
            consent=Consent(who.id, "email", Purpose.RELATIONSHIP, True, "their own page", "1", cast.later(days=-1)), by=SYSTEM
        )
        channel = models.Channel.objects.get()
        for key, purpose, name in (
            ("c1", Purpose.RELATIONSHIP, "contest: A corner"),
            ("c2", Purpose.RELATIONSHIP, "contest: A lamp"),
            ("s1", Purpose.SERVICE, "survey: After a parcel"),
        ):
            said = Speech(key, ChannelId(channel.id), who.id, purpose, "A corner", "Hello.", automatic=True, programme=name)
            outbox.queue_many(speeches=[said], by=SYSTEM, at=cast.AT)
    page = text(mara.get(door.at("contacts/")))
    waits = page.partition("What waits")[2]
    assert "Tom Arden" in waits
    assert "contest: A lamp · not before" in waits
    assert "survey: After a parcel · not before" in waits  # service that is part of a programme waits as they do
    assert waits.count("Something else that matters as much goes to them that day.") == 2
    assert "contest: A corner" not in waits  # that one leaves

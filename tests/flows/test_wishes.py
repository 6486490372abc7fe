"""A short message from the first word to STOP: heard, answered, found undeliverable, and silent for good once they say so."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from makegood.channels.adapters.sms import calls
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.types import Consent, Purpose, Sighting
from makegood.platform import tenancy
from tests import cast
from tests.channels import stand_in
from tests.channels.sms import provider
from tests.channels.sms.provider import SmsProvider
from tests.flows.conftest import House


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmsProvider]:
    with stand_in.standing(SmsProvider(), monkeypatch) as standing:
        yield standing


@pytest.fixture
def number(house: House, server: SmsProvider) -> UUID:
    """Brightside's number at the provider."""
    from makegood.channels.actions import connecting

    settings = {**provider.SETTINGS, "base_url": server.url}
    with tenancy.brand(house.brand_id):
        return connecting.add_channel(kind="sms", name="SMS", address=provider.NUMBER, settings=settings, by=SYSTEM, at=cast.AT)


def comes(house: House, number: UUID, body: bytes, *, minutes: int) -> None:
    from makegood.channels.actions import intake

    at = cast.later(minutes=minutes)
    with tenancy.brand(house.brand_id):
        intake.store_raw(channel_id=number, items=[(f"call {minutes}", calls.with_instant(body, at))], cursor=None, at=at)
    house.turn_to(at)


def answer(house: House, number: UUID, text: str, *, minutes: int) -> UUID:
    from makegood.channels.actions import outbox
    from makegood.channels.messages import Speech
    from makegood.people.actions import recognising

    at = cast.later(minutes=minutes)
    with tenancy.brand(house.brand_id):
        (tom,) = recognising.recognise(sightings=[Sighting((cast.TOM_BY_PHONE,))], at=at)
        speech = Speech(f"key {minutes}", number, tom.identity_id, Purpose.SERVICE, "", text)
        outgoing = outbox.queue(speech=speech, by=SYSTEM, at=at)
    house.turn_to(at)
    return outgoing


def state(house: House, outgoing_id: UUID) -> str:
    from makegood.channels import queries as channels

    with tenancy.brand(house.brand_id):
        return channels.messages(message_ids=[outgoing_id])[0].state


def consents(house: House) -> dict[str, bool | None]:
    from makegood.people import queries as people
    from makegood.people.actions import recognising

    with tenancy.brand(house.brand_id):
        (tom,) = recognising.recognise(sightings=[Sighting((cast.TOM_BY_PHONE,))], at=house.now)
        said = {one: people.consent(identity_id=tom.identity_id, channel="sms", purpose=one) for one in Purpose}
    return {str(purpose): consent.granted if isinstance(consent, Consent) else None for purpose, consent in said.items()}


def cases_open(house: House) -> int:
    from makegood.cases import queries as cases

    with tenancy.brand(house.brand_id):
        return len(cases.case_ids(after=None, limit=10))


def test_a_complaint_by_short_message_is_a_case_and_is_answered(house: House, number: UUID, server: SmsProvider) -> None:
    comes(house, number, provider.body(Body="My torch arrived broken."), minutes=1)
    assert cases_open(house) == 1
    assert state(house, answer(house, number, "A new one is on its way.", minutes=2)) == "sent"
    assert [one["body"] for one in server.sent] == ["A new one is on its way."]


def test_what_the_provider_could_not_bring_is_shown_as_failed(house: House, number: UUID, server: SmsProvider) -> None:
    outgoing = answer(house, number, "A new one is on its way.", minutes=2)
    sid = server.sent[0]["sid"]
    comes(house, number, provider.status("undelivered", MessageSid=sid, ErrorCode="30003"), minutes=3)
    assert state(house, outgoing) == "failed"


def test_after_stop_nothing_leaves_and_nothing_is_opened(house: House, number: UUID, server: SmsProvider) -> None:
    comes(house, number, provider.body(Body="STOP"), minutes=1)
    assert consents(house) == {"service": False, "relationship": False, "marketing": False}
    assert cases_open(house) == 0
    with pytest.raises(Refusal, match="asked us not to write"):
        answer(house, number, "But why?", minutes=2)
    assert server.sent == []


def test_start_lets_answers_through_again_and_nothing_else(house: House, number: UUID, server: SmsProvider) -> None:
    comes(house, number, provider.body(Body="STOP"), minutes=1)
    comes(house, number, provider.body(Body="START", MessageSid="SM2"), minutes=2)
    assert consents(house) == {"service": True, "relationship": False, "marketing": False}
    assert state(house, answer(house, number, "Welcome back.", minutes=3)) == "sent"


def test_cancel_stops_us_and_is_read_by_a_person_all_the_same(house: House, number: UUID, server: SmsProvider) -> None:
    from makegood.channels import queries as channels

    comes(house, number, provider.body(Body="CANCEL"), minutes=1)
    assert consents(house)["service"] is False
    with tenancy.brand(house.brand_id):
        shown = channels.page(before=None, since=None, limit=10)
    assert sorted(str(one.automatic) for one in shown) == ["None", "opt_out"]


def test_who_told_only_the_provider_to_stop_is_known_to_us_from_the_first_refusal(
    house: House, number: UUID, server: SmsProvider
) -> None:
    server.stopped.add(cast.TOM_PHONE)
    assert state(house, answer(house, number, "A new one is on its way.", minutes=2)) == "failed"
    assert consents(house) == {"service": False, "relationship": False, "marketing": False}

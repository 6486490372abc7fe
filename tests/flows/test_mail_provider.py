"""Mail through a provider, from its call to the case, and what it tells of our letters: one message, one bounce, one wish, however often told."""

from uuid import UUID

import pytest
from django.test import Client

from makegood.api import doors
from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels import stuck
from makegood.channels.actions import connecting, outbox
from makegood.channels.messages import Speech
from makegood.channels.types import Direction
from makegood.flows import desk_work
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Purpose
from makegood.platform import clock, jobs, tenancy
from tests import cast
from tests.channels.mail_provider import payloads
from tests.channels.mail_provider.payloads import Made
from tests.flows.conftest import House


@pytest.fixture
def door(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address that the provider calls."""
    monkeypatch.setattr(clock, "now", lambda: house.now)
    with tenancy.brand(house.brand_id):
        channel = connecting.add_channel(
            kind="mail_provider",
            name="Mail by Postmark",
            address=payloads.OURS,
            settings=payloads.settings("postmark"),
            by=SYSTEM,
            at=cast.AT,
        )
        return doors.open_door(kind=doors.CALLS, channel_id=channel, by=SYSTEM, at=cast.AT).url_path


def calls(house: House, door: str, made: Made, **headers: str) -> int:
    told = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in {**made.headers, **headers}.items()}
    answer = Client().post(f"{door}/{made.what}", made.body, content_type=made.content_type, **told)  # type: ignore[arg-type]
    for _ in range(3):
        jobs.do_all_due(house.brand_id, at=house.now)
    return answer.status_code


def said(house: House) -> list[str]:
    with tenancy.brand(house.brand_id):
        return [m.visible for m in channels.page(before=None, since=None, limit=50) if m.direction is Direction.IN]


def sent(house: House) -> UUID:
    """An answer to Tom that has left."""
    with tenancy.brand(house.brand_id):
        mara = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        outgoing_id = desk_work.answer(number=1, text="Dear Tom", member=mara, at=house.now)
        outbox.mark_sent(outgoing_id=outgoing_id, external_id=payloads.MESSAGE_ID, at=house.now)
        return outgoing_id


def test_a_mail_opens_a_case_once_however_often_it_is_handed_in(house: House, door: str) -> None:
    for _ in range(3):
        assert calls(house, door, payloads.postmark_raw()) == 200
    assert calls(house, door, payloads.postmark_raw(MessageStream="inbound")) == 200  # the same mail in another call
    assert said(house) == [f"{cast.TOM_WORDS} Grüße!"]
    with tenancy.brand(house.brand_id):
        assert cases.by_number(number=1).title.startswith("Tom got something")


def test_a_call_that_is_not_signed_keeps_nothing(house: House, door: str) -> None:
    assert calls(house, door, payloads.postmark_raw(), authorization="Basic bm90OnVz") == 401
    assert said(house) == []


def test_a_bounce_marks_the_letter_once_and_the_case_is_ours_again(house: House, door: str) -> None:
    calls(house, door, payloads.postmark_raw())
    outgoing_id = sent(house)
    for _ in range(2):
        assert (
            calls(house, door, payloads.postmark_news("Bounce", Type="HardBounce", Details="smtp;550 5.1.1 No such user")) == 200
        )
    with tenancy.brand(house.brand_id):
        (letter,) = channels.messages(message_ids=[outgoing_id])
        (failed,) = stuck.outgoing_failed()
        assert letter.state == "failed"
        assert "550 5.1.1 No such user" in failed.because
        assert cases.by_number(number=1).turn == "ours"


def test_that_it_was_read_is_kept_nowhere(house: House, door: str) -> None:
    calls(house, door, payloads.postmark_raw())
    outgoing_id = sent(house)
    for news in ("Delivery", "Open", "Click"):
        assert calls(house, door, payloads.postmark_news(news)) == 200
    assert len(said(house)) == 1
    with tenancy.brand(house.brand_id):
        assert channels.messages(message_ids=[outgoing_id])[0].state == "sent"


def test_a_complaint_ends_what_was_not_asked_for_and_answers_still_go(house: House, door: str) -> None:
    calls(house, door, payloads.postmark_raw())
    outgoing_id = sent(house)
    for _ in range(2):
        assert calls(house, door, payloads.postmark_news("SpamComplaint", Type="SpamComplaint")) == 200
    with tenancy.brand(house.brand_id):
        (letter,) = channels.messages(message_ids=[outgoing_id])
        assert letter.state == "sent"
        assert letter.identity_id is not None
        wishes = {one.purpose: one.granted for one in people.consents_of(identity_ids=[letter.identity_id])}
        assert wishes == {Purpose.RELATIONSHIP: False, Purpose.MARKETING: False}
        greeting = Speech("greeting", letter.channel_id, letter.identity_id, Purpose.RELATIONSHIP, "A greeting", "All the best")
        with pytest.raises(Refusal) as no:
            outbox.queue(speech=greeting, by=SYSTEM, at=house.now)
        assert no.value.code == "consent_withdrawn"
        mara = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        assert desk_work.answer(number=1, text="Dear Tom, once more", member=mara, at=house.now)

"""However much a page shows, it asks the same number of questions: ten rows and two hundred."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.cases import queries as cases
from makegood.cases.actions import arriving
from makegood.cases.types import Arrival
from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.types import Envelope
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from makegood.views import actions as views
from tests import cast
from tests.cases import telling
from tests.desk.conftest import Door

FEW, LOTS = 10, 200
LISTS = ("ours", "theirs", "mine", "unowned", "late", "resolved", "all")


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


@pytest.fixture
def channel(door: Door) -> UUID:
    with tenancy.brand(door.brand_id):
        return telling.web_channel()


def at(number: int) -> datetime:
    return cast.later(minutes=number - 2 * LOTS)


def one_each(number: int) -> Address:
    return Address(IdentityKind.EMAIL, f"p{number}@example.org", f"P {number}")


def always_tom(_number: int) -> Address:
    return cast.TOM_BY_EMAIL


def written(brand_id: UUID, channel_id: UUID, who: Callable[[int], Address], numbers: range) -> None:
    """So many messages come in at once: each person's in one conversation, and each conversation in one case."""
    with tenancy.brand(brand_id):
        envelopes = [
            Envelope(
                external_id=f"e{n}",
                author=who(n),
                text=f"Word {n}",
                visible=f"Word {n}",
                sent_at=at(n),
                thread_keys=(f"thread of {who(n).value}",),
            )
            for n in numbers
        ]
        ids = intake.store_messages(channel_id=channel_id, envelopes=envelopes, at=cast.AT)
        seen = recognising.recognise(sightings=[cast.seen(each.author) for each in envelopes], at=cast.AT)
        identities = {message: one.identity_id for message, one in zip(ids, seen, strict=True)}
        intake.name_authors(authors=identities, at=cast.AT)
        said = channels.messages(message_ids=ids)
        arriving.open_or_join(arrivals=[arrival(m.id, m.conversation_id, identities[m.id]) for m in said], at=cast.AT)
        views.refresh_cases(case_ids=cases.case_ids(after=None, limit=1000))


def arrival(message_id: UUID, conversation_id: UUID, identity_id: UUID) -> Arrival:
    return Arrival(
        message_id=message_id,
        conversation_id=conversation_id,
        identity_id=identity_id,
        person_identity_ids=(identity_id,),
        at=cast.AT,
        act="complaint",
        feeling="neutral",
        happened=("faulty",),
        urgency="normal",
        title="The torch",
        words="Word",
        public=False,
        asks_something=False,
        opens=True,
    )


def asked(client: Client, address: str) -> int:
    """How many statements one answer takes, once the page is warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


MARKS_OF_THE_TEST = 3  # it holds the transaction open, so that the door marks it, lets go of the mark and takes the brand back
SESSION_AND_DOOR = 3  # session, account, and one message for address, member and brand
LIST, SEARCH, CASE, PERSON = (
    2,
    3,
    6,
    8,
)  # whom of the guests the member may not see costs none of them: the door asks with its own message whether there is anybody; a case: its number, what it leads to, what the person and the conversations lead to, what the messages lead to, and the list beside it with its counters; a person: one for what was promised to them, one for what they need


def test_every_list_of_the_inbox_and_a_search(door: Door, mara: Client, channel: UUID) -> None:
    addresses = [*(door.at(f"inbox/?list={which}") for which in LISTS), door.at("inbox/?q=word")]
    written(door.brand_id, channel, one_each, range(FEW))
    few = [asked(mara, address) for address in addresses]
    written(door.brand_id, channel, one_each, range(FEW, LOTS))
    assert [asked(mara, address) for address in addresses] == few
    around = MARKS_OF_THE_TEST + SESSION_AND_DOOR
    assert few == [around + LIST] * len(LISTS) + [around + SEARCH]


def test_a_case_and_its_person(door: Door, mara: Client, channel: UUID) -> None:
    written(door.brand_id, channel, always_tom, range(FEW))
    with tenancy.brand(door.brand_id):
        tom = telling.identity()
        person = people.persons_of(identity_ids=[tom])[tom].id
    addresses = [door.at("cases/1/"), door.at(f"people/{person}/")]
    few = [asked(mara, address) for address in addresses]
    written(door.brand_id, channel, always_tom, range(FEW, LOTS))
    assert [asked(mara, address) for address in addresses] == few
    around = MARKS_OF_THE_TEST + SESSION_AND_DOOR
    assert few == [around + CASE, around + PERSON]

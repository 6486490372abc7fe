"""How tests tell of cases: people, conversations and messages made through the real packages, and arrivals about them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from makegood.cases.actions import arriving as cases
from makegood.cases.types import Arrival, CaseId, Placement
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, intake
from makegood.channels.types import Envelope
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people_queries
from makegood.people.actions import recognising
from makegood.people.types import Address
from makegood.platform import tenancy
from tests import cast


def web_channel(name: str = "Web form") -> UUID:
    """A channel of its own."""
    return connecting.add_channel(kind="webhook", name=name, address=f"web-{uuid4().hex[:8]}", settings={}, by=SYSTEM, at=cast.AT)


def identity(address: Address = cast.TOM_BY_EMAIL) -> UUID:
    """The identity of somebody who was seen."""
    return recognising.recognise(sightings=[cast.seen(address)], at=cast.AT)[0].identity_id


def says(
    words: str,
    *,
    channel_id: UUID,
    who: Address = cast.TOM_BY_EMAIL,
    thread: str = "",
    at: datetime = cast.AT,
    public: bool = False,
) -> tuple[UUID, UUID, UUID]:
    """Stores a message and gives (message id, conversation id, identity id). The same `thread` is the same conversation."""
    envelope = Envelope(
        external_id=uuid4().hex,
        author=who,
        text=words,
        visible=words,
        sent_at=at,
        thread_keys=(thread,) if thread else (),
        public=public,
    )
    message_id = intake.store_messages(channel_id=channel_id, envelopes=[envelope], at=at)[0]
    identity_id = identity(who)
    intake.name_authors(authors={message_id: identity_id}, at=at)
    message = channels.messages(message_ids=[message_id])[0]
    return message_id, message.conversation_id, identity_id


def arrives(
    words: str = "The torch does not switch on",
    act: str = "complaint",
    *,
    channel_id: UUID,
    who: Address = cast.TOM_BY_EMAIL,
    thread: str = "",
    at: datetime = cast.AT,
    happened: Sequence[str] | None = None,
    feeling: str = "neutral",
    urgency: str = "normal",
    order_number: str = "",
    opens: bool = True,
    public: bool = False,
) -> Arrival:
    """A stored message as it arrives at the cases."""
    message_id, conversation_id, identity_id = says(words, channel_id=channel_id, who=who, thread=thread, at=at, public=public)
    person = people_queries.persons_of(identity_ids=[identity_id])[identity_id]
    return Arrival(
        message_id=message_id,
        conversation_id=conversation_id,
        identity_id=identity_id,
        person_identity_ids=tuple(one.id for one in person.identities),
        at=at,
        act=act,
        feeling=feeling,
        happened=tuple(happened) if happened is not None else (("faulty",) if act == "complaint" else ()),
        urgency=urgency,
        title=f"{person.name}: {words}"[:120],
        words=words,
        public=public,
        asks_something=act in ("question", "request"),
        opens=opens,
        order_number=order_number,
    )


def place(arrival: Arrival, at: datetime | None = None) -> Placement:
    """Takes one arrival in."""
    return cases.open_or_join(arrivals=[arrival], at=at or arrival.at)[0]


def open_case(
    channel_id: UUID, *, who: Address = cast.TOM_BY_EMAIL, thread: str = "", at: datetime = cast.AT, **more: object
) -> CaseId:
    """A case that a message just opened."""
    placement = place(arrives(channel_id=channel_id, who=who, thread=thread or uuid4().hex, at=at, **more))  # type: ignore[arg-type]
    assert placement.case_id is not None
    return placement.case_id


def replaced(arrival: Arrival, **changes: object) -> Arrival:
    """The same arrival, read otherwise."""
    return replace(arrival, **changes)  # type: ignore[arg-type]


@contextmanager
def inside(brand_id: UUID) -> Iterator[None]:
    """Another brand opened for a moment within a test's transaction, then the first one again."""
    before = tenancy.current_brand()
    mark = tenancy._open.set(None)
    try:
        with tenancy.brand(brand_id):
            yield
    finally:
        tenancy._open.reset(mark)
        tenancy._tell_database(str(before))

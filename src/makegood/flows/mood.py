"""How people speak about something since we said something of it: their words are gathered where they were said, read as they were read, and counted
by people. Nothing of it is stored: whoever looks sees it as it is, with every correction of a reading and every tie between two addresses in it.

A voice is: a message that belongs to the incident, an answer under our public post, an answer to our letter, a question in a live discussion, and
whatever else somebody whom it concerned wrote within two weeks of our word.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels import reached
from makegood.channels.reached import HeardBack
from makegood.discussions import queries as discussions
from makegood.discussions.types import Question
from makegood.gestures.types import Occasion
from makegood.incidents import queries as incidents
from makegood.moods.rules import counting, judging
from makegood.moods.types import Feeling, Heard, Mood, Source, Voice
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.people.types import Person
from makegood.statements import queries as statements
from makegood.statements.types import Statement, StatementState
from makegood.understanding import queries as understanding
from makegood.understanding.types import Reading

REACH = timedelta(days=14)  # so long after our word what they write counts as an answer to it
MOST = 20_000  # messages of one picture, the latest
JUST = timedelta(hours=1)  # "I have just ordered" is said after the order
INCIDENT = "incident"


def of_reading(reading: Reading, text: str) -> Heard:
    """What a text says of a mood, once it is read."""
    return judging.of_reading(reading, text)


def of(*, occasion: Occasion, at: datetime) -> Mood | None:
    """The mood about this until now; None where nobody has said anything. About fourteen queries, whatever the number of voices."""
    said = [one for one in statements.of_occasion(occasion=occasion) if _is_out(one, at)]
    said_at = min((one.published_at for one in said if one.published_at), default=None)
    places = _places(said)
    members = _members(occasion)
    theirs = people.persons_of(identity_ids=list({identity_id for _, identity_id in members}))
    began_at = said_at or at
    found = reached.heard_back(
        conversation_ids=list(places),
        identity_ids=list(_everywhere(theirs.values())) if said_at else [],
        message_ids=[message_id for message_id, _ in members],
        since=began_at,
        until=min(at, began_at + REACH),
        limit=MOST,
    )
    asked = discussions.voices(occasion=occasion)
    whose = people.persons_of(
        identity_ids=list({*(one.identity_id for one in found), *(one.identity_id for one in asked if one.identity_id)})
    )
    voices = [*_of_messages(found, places, whose, said_at), *_of_questions(asked, whose)]
    if not voices:
        return None
    wished, bought = _wishes(voices, whose.values(), said_at)
    return counting.mood(voices, said_at=said_at, zone=brands.current().zone, wished=wished, bought=bought)


# ---------------------------------------------------------------------------------------------------------------------


def _is_out(one: Statement, at: datetime) -> bool:
    return one.state is StatementState.PUBLISHED and one.published_at is not None and one.published_at <= at


def _places(said: Iterable[Statement]) -> dict[UUID, Source]:
    """The conversations in which our word stands, and what an answer there is."""
    found: dict[UUID, Source] = {}
    for one in said:
        outgoing = statements.outgoing_ids(statement_id=one.id)
        found |= dict.fromkeys(reached.conversations_of(outgoing_ids=outgoing), Source.LETTER)
        threads = (notice.conversation_id for notice in statements.notices(statement_id=one.id))
        found |= {thread: Source.THREAD for thread in threads if thread}
    return found


def _members(occasion: Occasion) -> list[tuple[UUID, UUID]]:
    """(message, identity) of what belongs to an incident."""
    if occasion.kind != INCIDENT:
        return []
    return [(one.message_id, one.identity_id) for one in incidents.members(incident_id=occasion.id, limit=MOST)]


def _everywhere(persons: Iterable[Person]) -> set[UUID]:
    return {identity.id for person in persons for identity in person.identities}


def _of_messages(
    found: Sequence[HeardBack], places: Mapping[UUID, Source], whose: Mapping[UUID, Person], said_at: datetime | None
) -> list[Voice]:
    readings = understanding.readings(message_ids=[one.message_id for one in found])
    voices = []
    for one in found:
        heard = (
            judging.of_reading(readings[one.message_id], one.text) if one.message_id in readings else Heard(Feeling.UNSURE, False)
        )
        speaker = whose[one.identity_id].id if one.identity_id in whose else one.identity_id
        after = said_at is not None and one.at >= said_at
        source = places.get(one.conversation_id, Source.LATER) if after else Source.BEFORE
        voices.append(Voice(one.at, speaker, heard.feeling, heard.wishes_to_buy, source))
    return voices


def _of_questions(asked: Iterable[Question], whose: Mapping[UUID, Person]) -> list[Voice]:
    """Those that were read; the reader comes round within seconds."""
    return [
        Voice(
            one.asked_at,
            whose[one.identity_id].id if one.identity_id and one.identity_id in whose else one.participant_id,
            Feeling(one.mood),
            one.wishes_to_buy,
            Source.DISCUSSION,
        )
        for one in asked
        if one.mood
    ]


def _wishes(voices: Sequence[Voice], persons: Iterable[Person], said_at: datetime | None) -> tuple[int, int]:
    """How many people said after our word that they would buy, and how many of these ordered from then on."""
    if said_at is None:
        return 0, 0
    wishes: dict[UUID, datetime] = {}
    for one in voices:
        if one.wishes_to_buy and one.said_at >= said_at:
            wishes[one.speaker] = min(one.said_at, wishes.get(one.speaker, one.said_at))
    identities: dict[UUID, UUID] = {
        identity.id: person.id for person in persons if person.id in wishes for identity in person.identities
    }
    lines = orders.recent_lines(identity_ids=list(identities), since=said_at) if identities else ()
    bought = {
        identities[line.identity_id]
        for line in lines
        if line.reason == "sale" and line.placed_at >= wishes[identities[line.identity_id]] - JUST
    }
    return len(wishes), len(bought)

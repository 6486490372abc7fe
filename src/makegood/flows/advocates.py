"""Kind words in public as they stand in the ledger: whether they count, what they followed, and who of us earned them. And helps, and thanks.

The ledger says what counts; where nobody is sure, a member says so with one click. Reach is only ever counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.advocacy.actions import ledger
from makegood.advocacy.rules import praising
from makegood.advocacy.types import EntryIn, Kind, PraiseSeen
from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.coupons import queries as coupons
from makegood.flows import deeds, thanking
from makegood.kernel.ids import first_id_at
from makegood.outcomes import queries as outcome_queries
from makegood.outcomes.types import Praise
from makegood.people import queries as people
from makegood.people.types import Fact, Person
from makegood.platform import live, work
from makegood.platform.work import Item, Taken
from makegood.understanding import queries as readings
from makegood.understanding.types import Act, Reading

PAST = "advocacy_past"
STRETCH = 100  # kind words of the past at a time
PAUSE = timedelta(seconds=1)  # then others have their turn
_ENTERED, _CLAIMED = "contest_entered", "coupon_claimed"
_LOOKED_THROUGH = 100  # the latest of ours to somebody, when it is asked whether one of them asked for praise


@dataclass(frozen=True, slots=True)
class Said:
    """A kind word in public, and whose it is."""

    praise: Praise
    person: Person


def praised(said: Sequence[Said], *, at: datetime, long_ago: bool = False) -> None:
    """Writes these kind words into the ledger, those said in public alone. Whoever hears the words themselves (`thanking`) is not told twice, and of
    what is `long_ago` nobody is told. May be repeated: each is one line. A fixed number of queries, and a few for each person."""
    public = [one for one in said if one.praise.public]
    if not public:
        return
    messages: dict[UUID, Message] = {
        one.id: one for one in channels.messages(message_ids=[one.praise.message_id for one in public])
    }
    read = readings.readings(message_ids=list(messages))
    names, noted = _names(), _noted([one.person for one in public])
    found = deeds.pasts([deeds.Deed(o.person, o.praise.at, o.praise.words, o.praise.makegood_id) for o in public])
    lines = []
    for one, past in zip(public, found, strict=True):
        message = messages.get(one.praise.message_id)
        lines.append(_entry(one, message, read.get(one.praise.message_id), names, noted, past))
    for kept, one, past in zip(ledger.note(entries=lines), public, found, strict=True):
        if kept.counts:
            members = deeds.earned(past, kept.tie)
            told = [m.member_id for m in members] if long_ago else [thanking.earner(one.praise)]
            ledger.earn(entry_id=kept.id, members=members, at=at, told=[m for m in told if m is not None])
    live.announce("advocacy")


def source_of(message_id: UUID) -> str:
    """A kind word's name in the ledger."""
    return f"message {message_id}"


def go_through_past(items: Sequence[Taken], at: datetime) -> None:
    """Work: a stretch of the kind words that were credited before there was a ledger, the first first, and a work row for the next one."""
    for item in items:
        last = go_on(after=UUID(item.payload["after"]) if "after" in item.payload else None, at=at)
        if last is not None:
            work.leave(PAST, [Item(key=item.key, due_at=at + PAUSE, payload={"after": str(last)})])


def go_on(*, after: UUID | None, at: datetime) -> UUID | None:
    """Writes a stretch of credited kind words into the ledger; returns where the next begins, None at the end. May be repeated from any place."""
    found = outcome_queries.credited_after(after=after, limit=STRETCH)
    persons = people.persons_of(identity_ids=[one.identity_id for one in found])
    praised([Said(one, persons[one.identity_id]) for one in found if one.identity_id in persons], at=at, long_ago=True)
    return found[-1].id if len(found) == STRETCH else None


# ---------------------------------------------------------------------------------------------------------------------


def _names() -> tuple[str, ...]:
    """By what one knows us: the brand's name, and our accounts in public."""
    mine = [part for one in channels.configs().values() for part in (one.address, one.address.partition(":")[2]) if part]
    return (brands.current().name, *mine)


def _noted(persons: Sequence[Person]) -> Mapping[UUID, tuple[Fact, ...]]:
    """Person → contests in which they took part, and coupons that they took; what an incident's own coupons are was owed, and is none."""
    whose: dict[UUID, UUID] = {one.id: person.id for person in persons for one in person.identities}
    facts = people.facts_of(identity_ids=list(whose), kinds=[_ENTERED, _CLAIMED])
    pools = {UUID(one.subject) for one in facts if one.kind == _CLAIMED}
    owed = {pool_id for pool_id in pools if coupons.pool_of(pool_id=pool_id).occasion is not None}
    found: dict[UUID, tuple[Fact, ...]] = {}
    for one in facts:
        if one.kind == _ENTERED or UUID(one.subject) not in owed:
            found[whose[one.identity_id]] = (*found.get(whose[one.identity_id], ()), one)
    return found


def _entry(
    one: Said,
    message: Message | None,
    reading: Reading | None,
    names: tuple[str, ...],
    noted: Mapping[UUID, tuple[Fact, ...]],
    past: deeds.Found,
) -> EntryIn:
    praise, facts = one.praise, noted.get(one.person.id, ())
    told = praising.judge(
        PraiseSeen(
            words=praise.words,
            at=praise.at,
            sure=reading.act.probability if reading is not None and reading.act.best == Act.PRAISE else 0.0,
            names=names,
            answers_us=message is not None and not message.overheard,
            contest_at=_nearest(facts, _ENTERED, praise.at),
            coupon_at=_nearest(facts, _CLAIMED, praise.at),
        )
    )
    return EntryIn(
        kind=Kind.PRAISE,
        source=source_of(praise.message_id),
        identity_id=praise.identity_id,
        at=praise.at,
        left_out=told.left_out,
        because=told.because,
        unasked=not _was_asked(one.person, praise.at),
        message_id=praise.message_id,
        reach=praise.reach,
        link=praise.link,
        tie=deeds.tie(past),
    )


def _nearest(facts: Sequence[Fact], kind: str, at: datetime) -> datetime | None:
    """The last of this kind until a day after."""
    times = [one.at for one in facts if one.kind == kind and one.at <= at + praising.CONTEST_AFTER]
    if kind == _CLAIMED:
        times = [one for one in times if one <= at]
    return max(times, default=None)


def _was_asked(person: Person, at: datetime) -> bool:
    """Whether words of ours to them, in the two weeks before, asked them to speak of us to others."""
    since = at - praising.ASKED_WINDOW
    ids = [one.id for one in person.identities]
    said = channels.page(before=None, since=first_id_at(since), identity_ids=ids, limit=_LOOKED_THROUGH)
    ours = [one for one in said if one.direction is Direction.OUT and since <= one.at <= at]
    return any(praising.asks_for_praise(one.text) for one in ours)

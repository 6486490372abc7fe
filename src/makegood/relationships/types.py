"""What a brand does for its people without being asked: programmes (a rhythm each) and occasions (this person, this day). Values, never rows.

Days are local days of the person; an instant (`due_at`) is the programme's hour on that day by the person's own clocks.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

ProgrammeId = NewType("ProgrammeId", UUID)
OccasionId = NewType("OccasionId", UUID)

OCCASION = "rhythm"  # the kind by which gestures, calls and letters know an occasion of this package


class Rhythm(StrEnum):
    """What a programme goes by."""

    BIRTHDAY = "birthday"  # month and day, told by the person
    FEAST = "feast"  # those at which the person chose to be greeted
    MONTHS = "months"  # every so many months since something that happened
    KILOMETRES = "kilometres"  # every so many kilometres, by the odometer
    AFTER = "after"  # so many days after something that happened
    CUSTOMER = "customer"  # the anniversary of the first order


class Since(StrEnum):
    """What happened, as facts tell it; months and days are counted from it."""

    ORDER = "order"
    DELIVERY = "delivery"
    VISIT = "visit"
    CASE = "case"  # a resolved one


@dataclass(frozen=True, slots=True)
class Rule:
    """When a programme is due. `every` is months or kilometres, `days` the days after; `feasts` are names of `rules.feasts`; `ahead` moves the
    day so many days forward in time (a service is announced a fortnight before)."""

    rhythm: Rhythm
    every: int = 0
    days: int = 0
    since: Since | None = None
    feasts: tuple[str, ...] = ()
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant: everybody whom the rule fits, or those of a saved segment, or those of whom a fact of this kind is known."""

    segment_id: UUID | None = None
    fact: str = ""


class StepKind(StrEnum):
    """What is done for an occasion."""

    MESSAGE = "message"
    CALL = "call"
    CARD = "card"
    GIFT = "gift"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done. `subject` and `text` by language ("en", "de") with places like {name}; a call's text is its opening, a card's its
    line. `code` is what is taken from stock: the gift, or the card."""

    kind: StepKind
    subject: dict[str, str] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeIn:
    """A programme as it is made or changed. `hour` is the local hour, 0 to 23. `alone`: it runs by itself within its budget, else each occasion
    waits for a member. `holdout` is the share, in basis points, that gets nothing so that the rest can be compared. `good_for` are the days
    during which a late one may still be done."""

    name: str
    rule: Rule
    steps: tuple[Step, ...]
    audience: Audience = Audience()
    hour: int = 9
    channel: str = ""  # the wish: a kind of channel ("mail"), '' for whatever they use
    priority: int = 100
    alone: bool = False
    budget_id: UUID | None = None
    holdout: int = 0
    good_for: int = 3


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as it stands. `since_on` is the day of the brand on which it was made: nothing before is ever planned. `sentence` is the rule
    read aloud."""

    id: ProgrammeId
    told: ProgrammeIn
    since_on: date
    paused_at: datetime | None
    sentence: str

    @property
    def name(self) -> str:
        return self.told.name

    @property
    def active(self) -> bool:
        return self.paused_at is None


class OccasionState(StrEnum):
    """How an occasion stands."""

    PLANNED = "planned"
    DUE = "due"  # its hour has come; a worker takes it up
    PROPOSED = "proposed"  # waits for a member
    DONE = "done"
    NOT_SENT = "not_sent"  # the gate or the rules said no: `because`
    SKIPPED = "skipped"  # a member left it out
    LAPSED = "lapsed"  # too late to do any good
    HELD_OUT = "held_out"  # left out by lot, to see whether the others do better


OPEN = (OccasionState.PLANNED, OccasionState.DUE, OccasionState.PROPOSED)


@dataclass(frozen=True, slots=True)
class About:
    """What an occasion is about, in numbers: years for an anniversary, kilometres with the days between which they will be reached."""

    years: int = 0
    km: int = 0
    earliest_on: date | None = None
    latest_on: date | None = None
    feast: str = ""
    of: str = ""  # the order, the case


@dataclass(frozen=True, slots=True)
class Occasion:
    """This person, this programme, this day. `words` say what it is ("her birthday", "service due at about 60,000 km")."""

    id: OccasionId
    programme_id: ProgrammeId
    programme: str
    rhythm: Rhythm
    identity_id: UUID
    occurrence: str
    on: date
    due_at: datetime
    state: OccasionState
    words: str
    because: str = ""
    outgoing_id: UUID | None = None
    arm: str = "treated"
    propensity: float = 1.0
    done_at: datetime | None = None
    steps: tuple[StepKind, ...] = ()
    about: About = About()


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence as the rules work it out: nothing of it is stored yet."""

    occurrence: str
    on: date
    about: About = About()


@dataclass(frozen=True, slots=True)
class Reading:
    """An odometer that was read."""

    km: int
    on: date


@dataclass(frozen=True, slots=True)
class ToldUs:
    """What a person told so that we may think of them: month and day of the birthday, feasts, and the country in which they keep them."""

    birthday: tuple[int, int] | None = None
    feasts: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast somebody drives, from readings: kilometres a day with the bounds between which it lies nine times of ten, and from where it is
    counted. `cars` is how many odometers there have been, 1 for the first."""

    per_day: float
    slowest: float
    fastest: float
    last: Reading
    cars: int = 1
    readings: int = 2


@dataclass(frozen=True, slots=True)
class Preview:
    """Who gets what on which day: how many by month ("2027-03"), how many altogether, the first of them, and whom the rule could mean but for
    something that nobody knows."""

    people: int
    occasions: int
    by_month: tuple[tuple[str, int], ...]
    first: tuple[tuple[UUID, date, str], ...]  # identity, day, words
    unknown: int = 0

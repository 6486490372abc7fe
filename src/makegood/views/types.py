"""Page-shaped values of the read models."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InboxRow:
    case_id: UUID
    number: int
    title: str
    person_name: str
    person_id: UUID
    last_words: str
    last_at: datetime
    channel: str
    state: str  # CaseState
    turn: str  # Turn
    clock_what: str  # ClockReading.what
    due_at: datetime | None
    owner_id: UUID | None
    owner_name: str
    feeling: str
    urgency: str
    harm: str
    proposal: str  # "", "proposed", "running", "stuck", "done"
    message_count: int
    side: str = ""  # "asked", "answered" (by somebody beside the person), "copy" (somebody in copy wrote), or ""
    leaving: str = ""  # "risk" or "yes": they said that they may go
    incident: int | None = None  # the number of the incident that the case is part of


@dataclass(frozen=True, slots=True)
class Counters:
    """One number per inbox list."""

    ours: int
    theirs: int
    mine: int
    unowned: int
    late: int
    resolved: int
    praise: int
    troubles: int  # parked mail, failed sends, stuck makegoods, channels that cannot be heard
    questions_about_people: int  # link suggestions


@dataclass(frozen=True, slots=True)
class Inbox:
    """`next_cursor` is '' at the end; keyset, never an offset."""

    rows: tuple[InboxRow, ...]
    counters: Counters
    next_cursor: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the journal read aloud. `sentence` is whole; `detail` is what they or we said, or ''."""

    at: datetime
    kind: str  # journal kind: "orders.OrderPlaced"
    sentence: str
    by: str
    case_id: UUID | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person, and a page each of their cases (the latest opened first) and of the timeline, with the places from which they go on ('' at
    the end). `cases_count` counts them all."""

    person_id: UUID
    name: str
    identities: tuple[tuple[str, str], ...]  # (kind, shown)
    identity_ids: tuple[UUID, ...]
    standing: str
    standing_since: datetime | None
    standing_because: str
    first_seen_at: datetime
    orders_count: int
    spent: str
    cases: tuple[InboxRow, ...]
    cases_count: int
    cases_cursor: str
    timeline: tuple[TimelineEntry, ...]
    next_cursor: str
    marks: "tuple[LifelineMark, ...]"
    loyalty: "tuple[LoyaltyWord, ...]" = ()
    marked_since: datetime | None = None  # the marks begin here, where there is too much to draw it all


@dataclass(frozen=True, slots=True)
class LoyaltyWord:
    """What somebody said last of staying ("leaving": risk, yes) or tells others ("advocacy": warns, recommends), how sure the reading was, and when."""

    kind: str
    answer: str
    percent: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LifelineMark:
    """One mark on the lifeline picture: an order, a case's arc (with `until`), a gesture, praise, a change of standing."""

    at: datetime
    kind: str  # "order", "return", "case", "gesture", "praise", "question", "standing", "delivered"
    label: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The morning letter: each sentence with the number it opens."""

    late: int
    due_before_noon: int
    waiting_for_us: int
    put_right_yesterday: int
    thanked_yesterday: int
    to_confirm: int
    troubles: int
    thanks_for_me: int
    silent: int = 0  # channels that are silent for unusually long; not among the troubles here
    candidates: int = 0  # incidents of which nobody has said yet whether they are some

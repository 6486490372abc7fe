"""What the brand says to many people about one thing that went wrong, and who was told: values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.gestures.types import Occasion

StatementId = NewType("StatementId", UUID)
ToldId = NewType("ToldId", UUID)
SubscriberId = NewType("SubscriberId", UUID)
NoticeId = NewType("NoticeId", UUID)


class StatementState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"  # as many members said yes to this version as it takes
    PUBLISHED = "published"


class Phase(StrEnum):
    """How far we are with what went wrong, in the words that status pages everywhere use."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class ToldState(StrEnum):
    WAITING = "waiting"  # nobody has taken it up yet
    TOLD = "told"  # words for them went through the gate; how these stand, the channel says
    ANOTHER = "another"  # this address belongs to somebody who is told at another one
    NOT_TOLD = "not_told"  # there was no way: `because`
    STOPPED = "stopped"  # a member stopped the telling before it left


class NoticeState(StrEnum):
    WAITING = "waiting"
    POSTED = "posted"
    FAILED = "failed"
    STOPPED = "stopped"


class Why(StrEnum):
    """Why somebody is told: it concerns them, or they asked to hear what is published."""

    AFFECTED = "affected"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True)
class Parts:
    """The four parts of a statement, each whole sentences in one language."""

    sorry: str
    what_happened: str
    what_we_do: str
    what_comes_next: str

    def as_text(self) -> str:
        """The parts that say something, one paragraph each."""
        said = (self.sorry, self.what_happened, self.what_we_do, self.what_comes_next)
        return "\n\n".join(one.strip() for one in said if one.strip())


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement in one language; `title` is what it is about: "The checkout was down"."""

    title: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class CouponFact:
    """What everybody affected may claim. `worth` as people say it ("5.00 off"), `until` exclusive, in the zone of that name. `otherwise`: the worth as
    it is said in other languages, where it is said otherwise (language, words)."""

    worth: str
    until: datetime
    zone: str
    link: str = ""
    otherwise: tuple[tuple[str, str], ...] = ()

    def worth_in(self, language: str) -> str:
        """The worth in a language."""
        return dict(self.otherwise).get(language, self.worth)


@dataclass(frozen=True, slots=True)
class SaleFact:
    """The sale goes on until then."""

    name: str
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class TalkFact:
    """People may ask us in public then."""

    title: str
    starts_at: datetime
    zone: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class FactsForDraft:
    """What is known of what went wrong. `what` is the brand's own short sentence without its full stop ("The checkout refused payments");
    `people` those whom it concerns, 0 where nobody has counted yet."""

    what: str
    began_at: datetime
    zone: str
    ended_at: datetime | None = None
    people: int = 0
    cause: str = ""
    coupon: CouponFact | None = None
    sale: SaleFact | None = None
    talk: TalkFact | None = None
    next_word_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader would miss, or should not read, in a statement. `part` is the part's name."""

    code: str
    part: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Approval:
    member_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Update:
    """What was said later. `number` counts from 1; 0 is the statement itself."""

    number: int
    phase: Phase
    words: Mapping[str, str]
    at: datetime
    by_member_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """`number` is its place on the brand's status page. `language` is the one it is told in where nothing else is known; `wordings` hold each
    language it was written in, that one always. `people` were affected when it was last counted: the policy asks by it who must say yes.
    `began_at` is when it began, as far as known when it was drafted."""

    id: StatementId
    number: int
    occasion: Occasion
    state: StatementState
    phase: Phase
    version: int
    language: str
    wordings: Mapping[str, Wording]
    people: int
    began_at: datetime
    drafted_at: datetime
    approvals: tuple[Approval, ...] = ()
    published_at: datetime | None = None
    resolved_at: datetime | None = None
    updates: tuple[Update, ...] = field(default=())

    @property
    def parts(self) -> Parts:
        """In the language of the statement."""
        return self.wordings[self.language].parts

    @property
    def title(self) -> str:
        return self.wordings[self.language].title

    @property
    def last_at(self) -> datetime:
        """When anything was said last."""
        return self.updates[-1].at if self.updates else self.published_at or self.drafted_at

    @property
    def is_open(self) -> bool:
        """Published, and not put right yet."""
        return self.state is StatementState.PUBLISHED and self.phase is not Phase.RESOLVED

    def in_language(self, language: str) -> tuple[str, Wording]:
        """The wording in this language, else in the statement's own; with the language that it is."""
        found = language if language in self.wordings else self.language
        return found, self.wordings[found]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told, by the identity that it concerns; `others` are further identities of theirs that it concerns by themselves, so that
    they are told too should they turn out to be somebody else's. `person_id` is whose it is now, for whoever counts; it is looked up anew when
    the words leave."""

    identity_id: UUID
    person_id: UUID | None = None
    others: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One person of one round: who, how it stands, and where it went. `round` 0 is the statement, n its update number n."""

    id: ToldId
    statement_id: StatementId
    round: int
    identity_id: UUID
    why: Why
    state: ToldState
    asked_at: datetime
    at: datetime | None = None
    to_identity_id: UUID | None = None
    channel_kind: str = ""
    public: bool = False
    because: str = ""
    outgoing_id: UUID | None = None
    tried: tuple[str, ...] = ()  # ways that did not arrive
    words: int = 0  # how often words for them went through the gate


@dataclass(frozen=True, slots=True)
class Telling:
    """One round: when it began, who said so, and whether it was stopped."""

    statement_id: StatementId
    round: int
    began_at: datetime
    by_member_id: UUID | None
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """The words that everybody may read on one channel of the brand."""

    id: NoticeId
    statement_id: StatementId
    round: int
    channel_id: UUID
    text: str
    state: NoticeState
    because: str = ""
    external_id: str = ""
    conversation_id: UUID | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToldCounts:
    """How a round stands, in people. `told` went through the gate; `by_channel` of these, by kind of channel ("email", "bluesky in public");
    `not_told` by reason. `others` are addresses of people who are told at another one, and no people."""

    waiting: int = 0
    told: int = 0
    stopped: int = 0
    others: int = 0
    by_channel: Mapping[str, int] = field(default_factory=dict)
    not_told: Mapping[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return self.waiting + self.told + self.stopped + sum(self.not_told.values())


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who wants to hear what is published. Nothing is sent before `confirmed_at`, nor after `ended_at`."""

    id: SubscriberId
    identity_id: UUID
    language: str
    asked_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None

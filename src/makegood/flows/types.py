"""What the staff's pages show where several packages must be asked: page-shaped values, never rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands.types import Member
from makegood.cases.types import Away, Call, Case, ClockReading, Note, SideParty
from makegood.channels.messages import Message, PutAway, SenderRule
from makegood.channels.types import ChannelState, Pictures
from makegood.choices.types import Offer
from makegood.gestures.rules.lint import Finding
from makegood.gestures.types import Budget, CatalogueItem, LedgerRow, Policy, PolicyVersion
from makegood.incidents.types import Incident
from makegood.makegoods.types import Makegood
from makegood.needs.types import Need
from makegood.orders.types import Order
from makegood.outcomes.types import Praise, StandingStep, Thanks
from makegood.people.types import PersonId, Suggestion
from makegood.promises.types import Promise
from makegood.questions.types import Question, Responses
from makegood.rota.types import WokenFor
from makegood.understanding.types import Reading
from makegood.watch.types import Watched
from makegood.webhooks.types import Webhook


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a case's conversation: a message either way, or a note of the team (then `message` is None).

    `party` is "person" (whose case it is), "team", or "other" (a bystander, or with `company` a carrier, a publisher: named by `name`).
    `reading` is what we understood of a message that came in. `to_shown` is the address of theirs to which one of ours went.
    """

    at: datetime
    party: str
    name: str
    message: Message | None = None
    note: Note | None = None
    reading: Reading | None = None
    company: bool = False
    to_shown: str = ""


@dataclass(frozen=True, slots=True)
class ReplyWay:
    """How an answer leaves: by which channel, to which address, how long it may be. `closed_because` is '' while it may leave."""

    channel_kind: str
    channel_name: str
    to_shown: str
    subject: str = ""
    max_length: int | None = None
    public: bool = False
    closed_because: str = ""
    invitation: str = ""  # words that ask them in public to go on in private; '' where that is not needed or not possible
    copies: bool = False  # others may be in copy
    files: bool = False  # files may go along
    pictures: Pictures | None = None  # only these, each with a description
    to_name: str = ""  # who is answered, where that is not the person whose case it is
    unconfirmed: bool = False  # they typed who they are, and nobody has confirmed it
    nameless: bool = False  # they did not even say who they are
    here: bool = False  # they are in front of their chat window now: an answer arrives at once and cannot be taken back


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """Who it is about, beside a case."""

    person_id: PersonId
    name: str
    addresses: tuple[tuple[str, str], ...]  # (identity kind, shown)
    standing: StandingStep
    first_seen_at: datetime
    orders_count: int
    spent: str
    cases_count: int
    needs: tuple[Need, ...] = ()  # in force, as far as the desk may see them


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who wrote to a reply address that we gave to somebody else: by which message, and to whose conversation, in which case."""

    message_id: UUID
    address: str
    conversation_id: UUID
    case_number: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page of one case shows, `said` in the order of time: a stretch of it, with the place from which `earlier` lines go on
    ('' at the beginning) and whether later ones are left out (`stops_before`)."""

    case: Case
    clock: ClockReading
    owner_name: str
    members: tuple[Member, ...]
    said: tuple[Said, ...]
    reply: ReplyWay | None  # None when nobody can be answered
    makegood: Makegood | None
    approved_by_name: str
    budget: Budget | None
    person: PersonSummary
    orders: tuple[Order, ...]
    suggestions: tuple[Suggestion, ...]
    earlier: str = ""
    stops_before: bool = False
    newcomers: tuple[Newcomer, ...] = ()  # who wrote to a reply address that we gave to somebody else
    both_ways: bool = False  # some of it was said in public and some in private: then each line says which
    promises: tuple[Promise, ...] = ()  # made to them, the latest due first
    questions: tuple[Question, ...] = ()  # asked about the case, the earliest first
    unconfirmed: bool = False  # all that is shown of their words was typed into a form or a chat, and nobody confirmed it
    offer: Offer | None = None  # what was offered in place of what they asked
    incident: Incident | None = None  # the confirmed incident that it is part of
    woken: tuple[WokenFor, ...] = ()  # who was woken for it at night
    beside: tuple[SideParty, ...] = ()  # who stands beside the person
    asked_before: tuple[UUID, ...] = ()  # identities whom the brand asked beside a case, the latest first
    calls: tuple[Call, ...] = ()  # promised in the case, those still to be made first
    where: str = ""  # the name of the touchpoint at which it happened; "" where nobody has looked yet
    away: str = ""  # why it is out of sight: "spam", "trash"
    seen: str = ""  # the id of the last that a member said to them, also where an earlier stretch is shown


@dataclass(frozen=True, slots=True)
class PraiseShown:
    """A kind word with who said it, and where."""

    praise: Praise
    person_id: PersonId
    name: str
    shown: str  # where they said it: "@tomarden", an address
    case_number: int | None = None  # the case that it is credited to
    case_title: str = ""
    gesture_name: str = ""
    asked: bool = False  # a member is asked whose account it is


@dataclass(frozen=True, slots=True)
class PraisePage:
    """Kind words, newest first, and the thanks that were passed on to the member who looks."""

    praise: tuple[PraiseShown, ...]
    thanks: tuple[Thanks, ...]
    put_right: Responses | None = None  # what people answered within 90 days to whether it was put right


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """What may be given, by whom, and what is left; versions and ledger newest first."""

    policy: Policy
    versions: tuple[tuple[PolicyVersion, str], ...]  # with the name of who set it
    catalogue: tuple[CatalogueItem, ...]
    budget: Budget | None
    ledger: tuple[LedgerRow, ...]
    findings: tuple[Finding, ...] = ()  # holes and contradictions of the policy


@dataclass(frozen=True, slots=True)
class ParkedMail:
    """Something that arrived and could not be read."""

    raw_id: UUID
    channel_name: str
    arrived_at: datetime
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class FailedSend:
    """An answer that did not reach anybody."""

    outgoing_id: UUID
    to_name: str
    subject: str
    at: datetime
    reason: str
    case_number: int | None
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class StuckMakegood:
    """A makegood of which a step failed for good."""

    case_number: int | None
    title: str
    step_title: str
    trouble: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that was taken for spam, or whose sender is forged, and that opened nothing; a member can bring it back."""

    message_id: UUID
    name: str
    address: str
    subject: str
    words: str
    at: datetime
    forged: bool = False  # the sender's domain says that this is not from them


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Work that was tried and given up: what it was, and why."""

    work_id: UUID
    kind: str
    trouble: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TroublesPage:
    """What waits for a person because a machine could not go on."""

    parked: tuple[ParkedMail, ...]
    failed: tuple[FailedSend, ...]
    stuck: tuple[StuckMakegood, ...]
    set_aside: tuple[SetAside, ...] = ()
    given_up: tuple[GivenUp, ...] = ()
    channels: tuple[ChannelState, ...] = ()  # those that cannot be heard just now
    silent: tuple[tuple[ChannelState, Watched], ...] = ()  # those from which nothing has come for unusually long
    webhooks: tuple[Webhook, ...] = ()  # those that do not answer, or were switched off for it
    acknowledgements_capped_at: datetime | None = None  # when so many had been sent within an hour that no more were

    @property
    def forged(self) -> tuple[SetAside, ...]:
        """What was set aside because the sender's domain disowns it."""
        return tuple(one for one in self.set_aside if one.forged)

    @property
    def spam(self) -> tuple[SetAside, ...]:
        """What was set aside because it looks like spam, or like a machine's."""
        return tuple(one for one in self.set_aside if not one.forged)


@dataclass(frozen=True, slots=True)
class SideTalk:
    """A conversation with somebody else beside a case: `said` is (the member who wrote it or "", the message), oldest first. `new` are the
    messages of somebody new, whom we did not ask: a colleague of theirs, as far as one can tell."""

    conversation_id: UUID
    name: str
    address: str
    subject: str
    news: bool  # they answered, and nobody took note yet
    answered: bool
    said: tuple[tuple[str, Message], ...]
    new: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class SideTalks:
    """What stands beside a case. `copies` are those in copy who wrote something nobody took note of, with where; `in_copy` all addresses that
    were in copy so far."""

    talks: tuple[SideTalk, ...] = ()
    copies: tuple[tuple[str, UUID], ...] = ()
    in_copy: str = ""


@dataclass(frozen=True, slots=True)
class AwayMessage:
    """A message that is out of sight, and why."""

    away: PutAway
    message: Message


@dataclass(frozen=True, slots=True)
class AwayPage:
    """What is out of sight. `cases` are (case, whose it is, when its words go); messages that went with a case are not listed apart."""

    cases: tuple[tuple[Away, str, datetime], ...]
    messages: tuple[AwayMessage, ...]
    blocked_messages: tuple[AwayMessage, ...]
    blocked: tuple[SenderRule, ...]
    pictures: tuple[SenderRule, ...]
    kept_for: timedelta

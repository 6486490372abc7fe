"""A makegood: a plan in steps that puts something right for one person. Values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from makegood.gestures.types import Budget, CatalogueItem, Occasion, PastGesture, Policy
from makegood.kernel.money import Money

MakegoodId = NewType("MakegoodId", UUID)
StepId = NewType("StepId", UUID)


class StepKind(StrEnum):
    FIX = "fix"  # through the shop seam
    SAY = "say"  # to the person, through the gate
    GIVE = "give"  # a gesture out of the catalogue
    WAIT = "wait"  # for the delivery
    FOLLOW_UP = "follow_up"  # ask whether it is right now
    THANK = "thank"  # tell those who did it


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step as proposed. `key` is unique within the plan ("fix", "say", "give-1", "wait", "follow-up", "thank");
    `params` depend on the kind:

    fix: command "replace"/"refund", order_number, items "SKU:1,SKU:1", amount_minor, service, return_wanted "yes"/"no", collect "yes"
        where we fetch it, note; or command "by_hand" and what "redo"/"pay_out"/"look_at": a member does it and says so
    say: subject, text, by_hand "yes" when a person must write the text; or by_call "yes": somebody calls
    give: code, quantity, sku, with_fix "yes" when it travels in the fix's parcel, command "credit"/"refund"/"code"/"waive_shipping"/""
        (by hand), amount_minor and order_number where there is a command, told "yes" when the letter names it; code "amount" is
        money of no catalogue
    wait: for "delivered", at_most_hours        follow_up: after_hours, subject, text        thank: (none)
    """

    key: str
    kind: StepKind
    title: str  # "Replace the torch, no return"
    cost: Money
    params: dict[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()  # keys that must be done first


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What the policy did not allow, and why: shown beside the proposal."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that nobody has agreed to yet. `name` is "replace-no-return-with-sweets"; `plain` marks the plain alternative."""

    name: str
    title: str
    steps: tuple[PlannedStep, ...]
    cost: Money
    budget_left_after: Money | None
    why: str
    plain: bool = False
    forbidden: tuple[Forbidden, ...] = ()
    needs_approval: bool = False
    approved_by: tuple[str, ...] = ()
    arm: str = "surprise"  # "surprise" or "no_surprise"
    propensity: float = 1.0
    drawn: str = ""  # the surprise that the lot decided about, given or held back; '' where there was nothing to decide
    automatic: bool = False  # the policy lets it run without a click
    among: tuple[
        tuple[str, float], ...
    ] = ()  # where the lot chose which: what fitted, and the chance of each; () where it did not


class Fault(StrEnum):
    """In whose hands it happened, as the facts say: the carrier's events, the shop's word, a member's choice."""

    OURS = "ours"
    CARRIER = "carrier"  # we chose them: what is owed is owed by us
    THEIRS = "theirs"
    NOBODY = "nobody"  # snow, a stranger


class Nature(StrEnum):
    """What can be done with what went wrong."""

    GOODS = "goods"  # sent, replaced, sent back
    AGAIN = "again"  # work that can be done again
    MOMENT = "moment"  # over once it is over: a meal, a night


class Severity(StrEnum):
    """How much somebody lost, from what happened, the money and the time; never from how loudly they say it."""

    SMALL = "small"
    REAL = "real"
    HEAVY = "heavy"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Claims:
    """Why somebody's claims should be looked at by a person first: a sentence with the numbers. Never a reason to refuse what is owed."""

    why: str


@dataclass(frozen=True, slots=True)
class Which:
    """By lot, which of the small things that fit: this person's `place` from 0 to below 1, the same for ever, and the share of each thing among all. A thing
    without a share makes all shares alike."""

    place: float
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class FaultyLine:
    """The order line that went wrong, where we know it."""

    order_number: str
    sku: str
    title: str
    quantity: int
    unit_price: Money
    service: str
    accepted: bool = False  # they kept it, or lived through it, against rejected
    nature: Nature = Nature.GOODS


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the proposer may know. What is barred from the amount (reach, loudness, language, address, demographics)
    has no field here: the type is the guard. `language` and `person_name` only choose the words.

    `failures_180_days` counts this failure too: 1 is the first. `margin_12_months` is handed down where somebody knows it;
    else the policy's margin share of `spent_12_months` stands in. `stock_of_sku` None means that nobody knows.
    """

    occasion: Occasion
    person_name: str
    language: str  # of the words only
    brand_name: str
    currency: str
    harm: str  # Happened value or ""
    asked: tuple[str, ...]
    fault_ours: bool
    line: FaultyLine | None
    past: tuple[PastGesture, ...]
    needs: tuple[str, ...]
    failures_180_days: int
    orders_12_months: int
    spent_12_months: Money
    stock_of_sku: int | None
    catalogue: tuple[CatalogueItem, ...]
    policy: Policy
    budget: Budget | None
    role: str
    arm: str
    propensity: float
    at: datetime
    subject: str = ""
    member_name: str = ""
    margin_12_months: Money | None = None
    promised_on: date | None = None  # the day of ours that will not hold, or did not, where they have not complained yet
    promise_broken: bool = False
    promise_kept: bool = False  # it came in time after all, and they had been told that it might not
    harms: tuple[str, ...] = ()  # all that happened; () is `harm` alone
    fault: Fault | None = None  # None: ours or nobody's, as `fault_ours` says
    hours_late: int | None = None  # None: nobody knows
    day_missed: bool = False  # a day that mattered (a launch, a birthday) went by
    here: bool = False  # they are still with us
    overcharged: Money | None = None
    paid_out: Money | None = None  # what it cost them on the way, with a receipt
    ever_bought: bool = True
    claims: Claims | None = None
    many: bool = False  # one of very many with the same trouble
    shop_says_no: tuple[tuple[str, str], ...] = ()  # what the shop would not do, and its words: ("replace", "None left.")
    which: Which | None = None  # None: the catalogue's order decides which small thing it is

    @property
    def whose(self) -> Fault:
        return self.fault or (Fault.OURS if self.fault_ours else Fault.NOBODY)

    @property
    def happened(self) -> tuple[str, ...]:
        """What went wrong, `harm` among it."""
        return self.harms or ((self.harm,) if self.harm else ())


@dataclass(frozen=True, slots=True)
class Proposed:
    """A makegood that was stored now, whether the policy lets it run without a click, and what the shop is to do for its fix, or ''."""

    makegood_id: MakegoodId
    automatic: bool
    command: str = ""
    drawn: str = ""  # the surprise that the lot decided about, given or held back
    among: tuple[tuple[str, float], ...] = ()  # what it was drawn from, with chances; () where the catalogue's order decided


class MakegoodState(StrEnum):
    PROPOSED = "proposed"
    RUNNING = "running"
    DONE = "done"
    DECLINED = "declined"
    REVOKED = "revoked"
    STUCK = "stuck"  # a step failed for good: a person must look


@dataclass(frozen=True, slots=True)
class Basis:
    """What was known when something was proposed, as it was kept: plain values by name, those of an earlier release fewer."""

    occasion: Occasion
    identity_id: UUID
    currency: str
    arm: str
    propensity: float
    proposed_at: datetime
    state: MakegoodState
    known: dict[str, Any]


class StepState(StrEnum):
    WAITING = "waiting"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"
    REVOKED = "revoked"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    id: StepId
    key: str
    kind: StepKind
    title: str
    cost: Money
    params: dict[str, str]
    after: tuple[str, ...]
    state: StepState
    due_at: datetime | None
    done_at: datetime | None
    outcome: str  # a sentence: "Shipped as R-1008", "Said by e-mail"
    reference: str  # the shop's receipt, the outgoing id, the grant id
    trouble: str
    grant_id: UUID | None = None  # what approval set aside for it
    makegood_id: MakegoodId | None = None

    @property
    def idempotency_key(self) -> str:
        """The key of this step's one effect outside, and the `command_key` by which the parcel comes back."""
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Makegood:
    id: MakegoodId
    occasion: Occasion
    identity_id: UUID
    state: MakegoodState
    title: str
    why: str
    steps: tuple[Step, ...]
    cost: Money
    budget_left_after: Money | None
    alternatives: tuple[Proposal, ...]
    forbidden: tuple[Forbidden, ...]
    needs_approval: bool
    approved_by: tuple[str, ...]
    arm: str
    propensity: float
    policy_version: str
    changed: dict[str, str]
    proposed_at: datetime
    approved_at: datetime | None
    approved_by_member: UUID | None
    done_at: datetime | None
    name: str = ""  # of the proposal that was taken
    automatic: bool = False

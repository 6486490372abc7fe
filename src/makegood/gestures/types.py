"""What a brand may give, to whom, under which rules and out of which purse: values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.kernel.money import Money

ItemId = NewType("ItemId", UUID)
BudgetId = NewType("BudgetId", UUID)
GrantId = NewType("GrantId", UUID)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why something is given. Gestures know no more of a case, a birthday or an incident than this."""

    kind: str  # "case", "birthday", "incident"
    id: UUID


class GestureKind(StrEnum):
    FIX = "fix"  # what is owed: outside every cap
    WORDS = "words"
    MONEY = "money"
    PRODUCT = "product"
    TIME = "time"
    SURPRISE = "surprise"


class Payer(StrEnum):
    BRAND = "brand"
    SUPPLIER = "supplier"
    CARRIER = "carrier"
    SPONSOR = "sponsor"


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """Something that can be given. `stock` None means that it is not counted. `sku` is the shop's, '' where the shop need not know.

    `face_value` is what it is worth to the person, `real_cost` what it costs the brand.
    """

    id: ItemId
    code: str  # "sweets-small", stable within the brand
    kind: GestureKind
    name: str
    face_value: Money
    real_cost: Money
    payer: Payer
    stock: int | None
    sku: str = ""
    fits: tuple[str, ...] = ()  # losses it answers in kind: "money", "product", "time", "attention"; () fits any
    unfit_for: tuple[str, ...] = ()  # needs that forbid it: "no_sugar"
    active: bool = True


@dataclass(frozen=True, slots=True)
class Budget:
    """A purse for one currency. left = limit − held − spent, never below zero.

    `owed_beyond` is what people were owed and got although the purse had not enough left: never refused, always shown.
    """

    id: BudgetId
    name: str
    limit: Money
    held: Money
    spent: Money
    owed_beyond: Money | None = None

    @property
    def left(self) -> Money:
        return self.limit - self.held - self.spent


class LedgerKind(StrEnum):
    REFILL = "refill"
    HOLD = "hold"
    SPEND = "spend"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One rule of the policy file: who may give what, for what harm, up to how much, and from where on somebody must approve."""

    name: str  # shown to people
    kinds: tuple[GestureKind, ...]
    harms: tuple[str, ...]  # Happened values; () is any
    roles: tuple[str, ...]  # brands Role values
    up_to: Money | None  # per grant, real cost; None is no limit
    up_to_share: int | None  # basis points of the price of what went wrong
    floor: Money | None  # an absolute floor beside the share: small prices may still be met with this much
    approval_above: Money | None  # real cost above which `approved_by` must say yes
    approved_by: tuple[str, ...] = ()
    automatic: bool = False  # may run without a click


Scalar = str | int | bool | Money
Value = Scalar | tuple[Scalar, ...] | None
Facts = Mapping[str, Value]


class Sort(StrEnum):
    """What kind of thing a fact is."""

    YES_NO = "yes or no"
    NUMBER = "number"
    AMOUNT = "amount"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the policy's own vocabulary. `choices` are all it can be, for a choice. `each`: it has many values."""

    name: str
    sort: Sort
    choices: tuple[str, ...] = ()
    each: bool = False


Vocabulary = Mapping[str, Fact]


class Relation(StrEnum):
    """From the longest words to the shortest, as they are looked for."""

    NOT_SAME = "is not the same as"
    SAME = "is the same as"
    NOT_INCLUDES = "does not include"
    AT_LEAST = "is at least"
    AT_MOST = "is at most"
    MORE = "is more than"
    LESS = "is less than"
    NONE_OF = "is none of"
    ONE_OF = "is one of"
    INCLUDES = "includes"
    NOT = "is not"
    IS = "is"


@dataclass(frozen=True, slots=True)
class Condition:
    """`fact relation values`, or `fact relation other` where it is compared with another fact."""

    text: str
    fact: str
    relation: Relation
    values: tuple[Scalar, ...] = ()
    other: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact, self.other) if self.other else (self.fact,)


@dataclass(frozen=True, slots=True)
class Conduct:
    """One [[may]] or [[never]]. `amount` is what it gives, `for_each` the number fact by which it is multiplied ('' for once)."""

    name: str
    do: tuple[str, ...]
    conditions: tuple[Condition, ...]
    forbids: bool = False
    amount: Money | None = None
    for_each: str = ""
    why: str = ""  # the house's own sentence for a refusal by [[never]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it may be done, the rule that decided, a whole sentence why, and what is given with it, where the rule says so."""

    allowed: bool
    rule: str
    why: str
    gives: Money | None = None


class PayAs(StrEnum):
    """How money on top reaches the person. Money at once does more than money later: `refund` is what stands where nobody says."""

    REFUND = "refund"
    CREDIT = "credit"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class MakeUp:
    """One rung of what makes up for a loss: in these circumstances this share of the price; of several that fit, the largest counts.
    `also` are things of the catalogue that belong to it."""

    name: str  # shown to people
    conditions: tuple[Condition, ...]
    share: int  # basis points of the price of what went wrong
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """The brand's policy as it was read from its file. `version` is in every proposal and every grant."""

    version: str  # "3 (9f2c41d0)"
    text: str  # the file, as written
    rules: tuple[PolicyRule, ...]
    surprise_every_days: int = 90
    same_surprise_days: int = 365
    cap_share: int = 15_000  # basis points of the price: all extras together
    no_return_below: Money | None = None  # asking an item back costs more than it is worth
    return_cost: Money | None = None
    surprise_share: int = 500  # basis points of the person's 12-month margin
    surprise_floor: Money | None = None  # default 1.00 of the brand's currency
    first_reply_minutes: int = 60
    replacement_hours: int = 48  # a replacement that has not arrived by then is somebody's worry
    follow_up_hours: int = 2  # after the delivery, or after the refund
    margin_share: int = 3_000  # basis points of a sale that are margin, where nobody hands the margin down
    kept_from_share: int = 500  # late but kept: the first rung starts here (basis points of the price)
    kept_to_share: int = 2_000  # and ends here
    human_from_failure: int = 3  # from this failure in 180 days on a person writes, without template
    fix_approval_above: Money | None = None  # what is owed is never refused, but above this somebody else must look
    fix_approved_by: tuple[str, ...] = ()
    automatic_fix_up_to: Money | None = None  # fixes up to this may run without a click; None is never
    any_fault_up_to: Money | None = (
        None  # cheaper things are put right without asking whose fault it was, where they are asked for
    )
    make_ups: tuple[MakeUp, ...] = ()
    least_worth: Money | None = None  # less than this is not given as money: then words carry it
    many_share: int = 10_000  # basis points of the usual amount where very many have the same trouble
    pay_as: PayAs = PayAs.REFUND
    without_share: int = 0  # basis points of the people who get no extra, by lot
    which_by_lot: bool = False  # which of the small things that fit is drawn, so that it is learned which does good
    two_read_above: int = 500  # people: what more of them are told, two members have read before (a figure of our own)
    answer_minutes: int = 6  # what an answer that a member writes takes, for counting what serving costs
    call_minutes: int = 10  # what a call takes
    hour_cost: Money | None = None  # what an hour of a member costs; None: it is told in minutes alone
    done_again: tuple[str, ...] = ()  # SKUs of work that can be done again, "*" for any ending
    over_once_over: tuple[str, ...] = ()  # SKUs of what is over once it is over
    claims_times_peers: int = 3  # who claims more often than so many times as others is looked at by a person …
    claims_sure: int = 9_500  # … once this is so sure (basis points)
    facts: tuple[Fact, ...] = ()  # the house's own words for what may be done
    conduct: tuple[Conduct, ...] = ()


@dataclass(frozen=True, slots=True)
class PastGesture:
    code: str
    kind: GestureKind
    at: datetime
    real_cost: Money


@dataclass(frozen=True, slots=True)
class Ask:
    """May this be given? Values only: reach, loudness, language, address and demographics have no place here on purpose."""

    item: CatalogueItem
    quantity: int
    role: str
    harm: str
    price: Money | None  # of what went wrong
    past: tuple[PastGesture, ...]
    needs: tuple[str, ...] = ()
    approved_by_role: str | None = None
    margin_12_months: Money | None = None
    others: Money | None = None  # real cost of the other extras for the same occasion


@dataclass(frozen=True, slots=True)
class Verdict:
    """`allowed` without `needs_approval` may go. `why` is a sentence; `rule` names the policy rule that decided."""

    allowed: bool
    needs_approval: bool
    why: str
    rule: str
    approved_by: tuple[str, ...] = ()
    automatic: bool = False  # the policy lets it run without a click


class GrantState(StrEnum):
    HELD = "held"
    GIVEN = "given"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Grant:
    id: GrantId
    key: str
    occasion: Occasion
    identity_id: UUID
    code: str
    kind: GestureKind
    quantity: int
    real_cost: Money
    face_value: Money
    state: GrantState
    policy_version: str
    at: datetime
    name: str = ""  # as the catalogue called it then
    owed: bool = False  # given beyond an empty budget because it was owed
    budget_id: BudgetId | None = None


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One reading of the policy file and who put it there; `set_by` None for the one that Makegood ships."""

    version: str
    text: str
    set_by: UUID | None
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    kind: LedgerKind
    amount: Money
    occasion: Occasion | None
    grant_id: GrantId | None
    at: datetime
    note: str = field(default="")
    owed: bool = False
    entry: int = 0  # 1, 2, 3 … within the budget
    left_after: Money | None = None

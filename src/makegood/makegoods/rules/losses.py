"""What somebody lost: which harm leads, how heavy it is, what the policy's rungs may ask about it, and whether more than the fix is due.

Pure. Never sees how loudly it was said or by whom.
"""

from makegood.gestures.rules import policy_tables as words
from makegood.gestures.types import Facts
from makegood.kernel.money import Money, zero
from makegood.makegoods.types import Fault, Nature, Severity, Situation

GRAVEST_FIRST = (
    "safety",
    "privacy",
    "lost",
    "wrong_item",
    "faulty",
    "quality",
    "billing",
    "outage",
    "late",
    "staff",
    "other",
    "",
)
GRAVE = frozenset({"safety", "privacy"})  # too grave for a ready-made letter, a surprise or a sum, whatever the count
TIME = frozenset({"late", "outage"})
FLAWS = frozenset({"faulty", "quality", "wrong_item"})
# What is lost, by harm: the gesture answers in kind (Roschk & Gelbrich 2014: money for money, product for product, attention for neglect).
KINDS = {
    "faulty": "product",
    "wrong_item": "product",
    "lost": "product",
    "quality": "product",
    "late": "time",
    "outage": "time",
    "billing": "money",
    "safety": "product",
}
ATTENTION = "attention"
_DAY, _LONG_HOURS, _OFTEN = 24, 72, 3


def leading(harms: tuple[str, ...]) -> str:
    """The gravest of what happened: the fix answers it first."""
    return min(harms, key=lambda harm: GRAVEST_FIRST.index(harm) if harm in GRAVEST_FIRST else len(GRAVEST_FIRST), default="")


def price(situation: Situation) -> Money | None:
    line = situation.line
    return line.unit_price * line.quantity if line else None


def kept(situation: Situation) -> bool:
    return situation.line is not None and situation.line.accepted


def nature(situation: Situation) -> Nature:
    return situation.line.nature if situation.line else Nature.GOODS


def severity(situation: Situation) -> Severity:
    """Grave: danger or a secret. Heavy: a sum for which the policy wants a second pair of eyes, a day that mattered, days of waiting, or again
    and again. Real: a sum for which it asks things back, a day, or the second time. So the borders of money are the brand's own."""
    policy = situation.policy
    if GRAVE & set(situation.happened):
        return Severity.GRAVE
    lost = sum((one for one in (price(situation), situation.paid_out, situation.overcharged) if one), zero(situation.currency))
    hours, failures = situation.hours_late or 0, situation.failures_180_days
    if _reaches(lost, policy.fix_approval_above) or situation.day_missed or hours >= _LONG_HOURS or failures >= _OFTEN:
        return Severity.HEAVY
    return Severity.REAL if _reaches(lost, policy.no_return_below) or hours >= _DAY or failures > 1 else Severity.SMALL


def _reaches(lost: Money, border: Money | None) -> bool:
    return border is not None and lost >= border


def circumstances(situation: Situation, *, all_back: bool) -> Facts:
    """What the rungs of the policy may ask; `all_back` says that the fix pays back the whole price."""
    harms = set(situation.happened)
    return {
        words.HAPPENED: situation.happened,
        words.ASKED: situation.asked,
        words.FAULT: situation.whose.value,
        words.NATURE: nature(situation).value,
        words.HOURS: situation.hours_late,
        words.FAILURE: situation.failures_180_days,
        words.PRICE: price(situation),
        words.TIME_LOST: bool(harms & TIME),
        words.FLAW: kept(situation) and bool(harms & FLAWS),
        words.KEPT: kept(situation),
        words.PAID_BACK: all_back,
        words.DAY_MISSED: situation.day_missed,
        words.AT_ONCE: situation.many,
    }


def owned(situation: Situation) -> bool:
    """Whether we say that it was our fault. A day that we had promised is ours to keep, whoever carried it."""
    return situation.whose is Fault.OURS or (situation.whose is not Fault.THEIRS and situation.day_missed)


def why_no_more(situation: Situation) -> str:
    """Why nothing but the fix is due; '' where more may be. Grewal, Roggeveen & Tsiros 2008: money on top moves people where it was our
    fault, and where it happens again."""
    if situation.whose is Fault.THEIRS:
        return "It was not our mistake: what we do is a kindness, and a gift on top would be unfair to others."
    if not owned(situation) and situation.failures_180_days <= 1:
        return "It did not happen in our hands, and it is the first time."
    if GRAVE & set(situation.happened):
        return "This is too grave for a sum out of a table: a person decides what is right."
    if set(situation.happened) == {"staff"}:
        return "What was missing is attention; money would say that respect has a price."
    if not price(situation):
        return "Nobody knows a price to take a share of, or nothing was paid."
    return ""


def kinds_lost(situation: Situation, *, done_again: bool) -> frozenset[str]:
    """In which kinds the loss beyond the fix can be answered. What is done again costs them time; what they keep with a flaw, money."""
    harms = set(situation.happened)
    found = {"time"} if done_again or harms & TIME else set()
    if kept(situation) and harms & FLAWS:
        found.add("money")
    return frozenset(found or {KINDS.get(leading(situation.happened), ATTENTION)})

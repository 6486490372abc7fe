"""The sentences that staff read beside a proposal: what it is, why it is proposed, what was left out. Whole sentences with named places.

Decides nothing and never names what is barred from the decision.
"""

from collections.abc import Sequence

from makegood.gestures.types import GestureKind
from makegood.kernel.money import Money
from makegood.makegoods.rules import losses
from makegood.makegoods.rules.courses import CANNOT_CARRY, Course
from makegood.makegoods.rules.gifts import Gift
from makegood.makegoods.types import Fault, FaultyLine, Forbidden, Severity, Situation

_COURSES = {
    "refund": "Their money back is the plain way out.",
    "send-again": "It never arrived, so there is nothing to send back.",
    "explain": "It did not happen in our hands, and it is the first time: they are owed an honest explanation.",
    "ask-which-order": "We do not know yet which order it was; one answer from them is enough.",
    "look-into-it": "Nothing can be sent or paid that would mend this: it is mended by looking at what happened and telling them.",
    "find-the-parcel": "It is still on its way: they need to know when it comes, and may have their money back instead.",
    "late-but-kept": "It came late and they kept it: the first small amount does most.",
    "kept-as-it-is": "They keep it with its flaw: what it is worth less is theirs.",
    "do-it-again": "It can be done again, and done again it should be, at our cost.",
    "set-the-bill-right": "Money for money: exactly what was too much.",
    "call-them": "What was missing is attention: somebody listens, and no letter comes instead.",
}
_SEVERITY = {Severity.REAL: "A real loss.", Severity.HEAVY: "A heavy loss.", Severity.GRAVE: "A grave one."}
_WHOSE = {
    Fault.CARRIER: "It happened at the carrier: what is owed is owed by us all the same.",
    Fault.THEIRS: "It was their own mistake, as far as we see.",
    Fault.NOBODY: "",
}
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def title(course: str, gifts: Sequence[str]) -> str:
    """Such as: Replace the pocket torch, no return, and a small bag of sweets."""
    named = [gift[0].lower() + gift[1:] if gift[1:2].islower() or gift[1:2] == " " else gift for gift in gifts]
    return f"{course}, and {' and '.join(named)}" if named else course


def gift_title(name: str, *, surprise: bool, with_fix: bool) -> str:
    if surprise and with_fix:
        return f"{name}, unannounced, in the same parcel"
    return f"{name}, unannounced" if surprise else name


def say_title(*, by_hand: bool) -> str:
    return "Write to them yourself" if by_hand else "Own it, and say what comes next"


def why(situation: Situation, course: Course, *, gifts: Sequence[Gift], by_hand: bool) -> str:
    """The reason in a few sentences."""
    returned = course.fix is not None and course.fix.params.get("return_wanted") == "yes"
    name = course.name.removesuffix("-and-call")
    sentences = [_SEVERITY.get(losses.severity(situation), ""), _about_goods(situation, name, returned)]
    sentences += [_about_needs(situation, course), _WHOSE.get(situation.whose, ""), _about_history(situation)]
    sentences += [situation.claims.why] if situation.claims else []
    if by_hand:
        sentences.append(no_touch(situation))
    sentences += [_about_gift(gift) for gift in gifts]
    return " ".join(sentence for sentence in sentences if sentence)


def no_touch(situation: Situation) -> str:
    if situation.failures_180_days >= situation.policy.human_from_failure:
        nth = _ORDINALS.get(situation.failures_180_days, f"{situation.failures_180_days}th")
        return f"This is the {nth} failure in 180 days: a person writes, finds the cause, and brings no sweets."
    if losses.GRAVE & set(situation.happened):
        return "This is too grave for a ready-made letter or a surprise: a person writes."
    return "They were not treated well: a person writes, because a ready-made letter would do it again."


def no_template(situation: Situation, by_hand: bool) -> tuple[Forbidden, ...]:
    return (Forbidden("A ready-made letter", no_touch(situation)),) if by_hand else ()


def _about_goods(situation: Situation, course: str, returned: bool) -> str:
    if situation.line and course.startswith("replace") and situation.line.unit_price:
        return _about_return(situation.line, situation.policy.return_cost, returned)
    return _COURSES.get(course, "")


def _about_needs(situation: Situation, course: Course) -> str:
    """Why a step is done otherwise than for others. What they need stands beside the case, for those who may see it; here stands what follows."""
    fetched = course.fix is not None and course.fix.params.get("collect") == "yes"
    if fetched and CANNOT_CARRY & set(situation.needs):
        return "Something that they need speaks against sending it themselves: we fetch it."
    return ""


def _about_return(line: FaultyLine, return_cost: Money | None, returned: bool) -> str:
    price = line.unit_price * line.quantity
    if returned:
        return f"It cost {price}, enough to be worth sending back."
    if return_cost is not None and return_cost >= price:
        return f"It cost {price}; sending it back would cost {return_cost}, more than it is worth."
    return f"It cost {price}, too little to trouble them with sending it back."


def _about_history(situation: Situation) -> str:
    if not situation.orders_12_months:
        return ""
    if situation.orders_12_months == 1:
        return f"They ordered once in 12 months, for {situation.spent_12_months}."
    return f"They ordered {situation.orders_12_months} times in 12 months, for {situation.spent_12_months} in all."


def _about_gift(gift: Gift) -> str:
    if gift.item.kind is GestureKind.SURPRISE:
        return f"“{gift.item.name}” is small, unannounced and asks for nothing. {gift.verdict.why}"
    if gift.because:
        return f"“{gift.item.name}” answers “{gift.because}”. {gift.verdict.why}"
    return f"“{gift.item.name}” answers the loss in kind. {gift.verdict.why}"

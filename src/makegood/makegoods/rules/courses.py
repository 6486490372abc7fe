"""The ways to put it right, the best first, before anything is added to them: which fix, who owns it, what is asked of the person.

Pure. Decides what is owed; never what comes on top, and never lets a budget or a cap stand in its way.
"""

from dataclasses import dataclass, replace

from makegood.kernel.money import Money, zero
from makegood.makegoods.rules import letters, losses
from makegood.makegoods.types import Fault, FaultyLine, Forbidden, Nature, PlannedStep, Situation, StepKind

REPLACEABLE = frozenset({"faulty", "wrong_item", "lost", "quality"})
SHOWN = REPLACEABLE | {"billing"}  # what somebody can show us
CANNOT_CARRY = frozenset({"no_lifting", "no_pickup", "no_driving"})
NO_PHONE = "no_phone"
BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Course:
    """One way to put it right. `owed` are what else must be paid, beside the fix; `ends` the letter after it, '' for none."""

    name: str
    title: str
    letter: str
    fix: PlannedStep | None = None
    ends: str = ""
    plain: bool = False
    kept: bool = False  # they keep it, or lived through it: compensated in kind
    owed: tuple[PlannedStep, ...] = ()
    call: bool = False
    forbidden: tuple[Forbidden, ...] = ()

    @property
    def command(self) -> str:
        return self.fix.params["command"] if self.fix else ""

    @property
    def parcel(self) -> bool:
        return self.command == "replace"

    @property
    def again(self) -> bool:
        """Whether we do it again for them: a parcel, or the work."""
        return self.command in ("replace", BY_HAND)

    @property
    def all_back(self) -> bool:
        return self.name == "refund"

    @property
    def amount(self) -> Money | None:
        return (
            Money(int(self.fix.params["amount_minor"]), self.fix.cost.currency)
            if self.fix and self.fix.params.get("amount_minor")
            else None
        )


def courses(situation: Situation) -> list[Course]:
    """At least one, exactly one of them plain, and no two of one name."""
    ways = _what_the_shop_does(_by_loss(situation), situation)
    found = [_with_call(_with_owed(course, situation), situation) for course in ways]
    if not any(course.plain for course in found):
        found[-1] = replace(found[-1], plain=True)
    return found


def a_person_writes(situation: Situation) -> bool:
    """For grave harm and neglect, and from the third failure in 180 days on (policy), nobody gets a ready-made letter."""
    return no_surprise(situation) or "staff" in situation.happened


def no_surprise(situation: Situation) -> bool:
    return situation.failures_180_days >= situation.policy.human_from_failure or bool(losses.GRAVE & set(situation.happened))


# Which there are -------------------------------------------------------------------------------------------------------


def _by_loss(situation: Situation) -> list[Course]:
    line, harm = situation.line, losses.leading(situation.happened)
    if harm == "privacy":
        return [_LOOK]
    if line and _sent_without_asking(situation, line):
        return [_replacement(situation, line), _EXPLAIN]
    if _only_explained(situation):
        return [_EXPLAIN]
    if harm == "staff":
        return [_CALL]
    if line is None:
        return [_ASK if harm in (*REPLACEABLE, "late") and situation.ever_bought else _LOOK]
    if harm == "safety":
        return _safe(situation, line)
    if harm == "billing":
        return _billing(situation, line)
    if line.accepted and (harm in REPLACEABLE or harm in losses.TIME):
        return [_LATE_KEPT if harm in losses.TIME else _KEPT]
    if harm == "late":
        return _late(situation, line)
    return _replaceable(situation, line) if harm in REPLACEABLE else [_LOOK]


_WHY_EXPLAIN = "It did not happen in our hands, and it is the first time: an honest explanation, and nothing else."
_EXPLAIN = Course(
    "explain", "Explain what happened", "explain", plain=True, forbidden=(Forbidden("A replacement, money or a gift", _WHY_EXPLAIN),)
)  # fmt: skip
_ASK = Course("ask-which-order", "Ask which order it was", "which_order", plain=True)
_LOOK = Course("look-into-it", "Own it and look into it", "look_into", plain=True)
_CALL = Course("call-them", "Call them, and listen", "look_into", call=True, plain=True)
_LATE_KEPT = Course("late-but-kept", "Own the delay", "late_kept", ends="follow_up_settled", kept=True, plain=True)
_KEPT = Course("kept-as-it-is", "Own it; they keep it", "kept", ends="follow_up_settled", kept=True, plain=True)


def _sent_without_asking(situation: Situation, line: FaultyLine) -> bool:
    """Where somebody asks for another one, and it is cheaper than to talk about whose mistake it was (policy)."""
    most, price = situation.policy.any_fault_up_to, line.unit_price * line.quantity
    return (
        situation.whose is Fault.THEIRS
        and "replacement" in situation.asked
        and line.nature is Nature.GOODS
        and most is not None
        and price <= most
        and not _sold_out(situation, line)
    )


def _only_explained(situation: Situation) -> bool:
    """Their own mistake; or nobody's of us, the first time, and they have what they paid for. What they paid for and do not have is owed,
    whoever lost it."""
    if situation.whose is Fault.THEIRS:
        return True
    if losses.owned(situation) or situation.failures_180_days > 1 or losses.leading(situation.happened) in losses.GRAVE:
        return False
    if losses.kept(situation) and losses.leading(situation.happened) != "billing":
        return True
    return situation.whose is Fault.NOBODY and not {"lost", "billing"} & set(situation.happened) and situation.harm != "late"


def _safe(situation: Situation, line: FaultyLine) -> list[Course]:
    """Never another one of the same kind: the work anew, another room, or all the money."""
    if line.nature is Nature.AGAIN or situation.here:
        return [_redo(situation, line), _LOOK]
    return [_refund(situation, line), replace(_LOOK, plain=False)] if line.unit_price else [_LOOK]


def _billing(situation: Situation, line: FaultyLine) -> list[Course]:
    """Exactly what was too much where we know it; else it is looked at, or all is paid back."""
    if situation.overcharged:
        title = f"Pay {situation.overcharged} back"
        fix = _money_back(line, situation.overcharged, title)
        return [Course("set-the-bill-right", title, "overcharged", fix, ends="follow_up_refunded", plain=True)]
    refund = [_refund(situation, line)] if line.unit_price else []
    return [replace(_LOOK, plain=not refund), *refund]


def _late(situation: Situation, line: FaultyLine) -> list[Course]:
    """Not with them yet. A meal or a night that was too late is over."""
    refund = [_refund(situation, line)] if line.unit_price else []
    if line.nature is Nature.MOMENT:
        return refund or [_CALL]
    find = Course("find-the-parcel", "Own the delay and find the parcel", "find_parcel", plain=not refund)
    if line.nature is Nature.AGAIN:
        find = replace(find, title="Own the delay and say when it is done", letter="look_into")
    return [*refund, find] if refund and _wants_money(situation) else [find, *refund]


def _replaceable(situation: Situation, line: FaultyLine) -> list[Course]:
    """A new one, done again, or the money: what they asked for goes first; what is sold out or over cannot be."""
    refund = [_refund(situation, line)] if line.unit_price else []
    if line.nature is Nature.MOMENT and not situation.here:
        return refund or [_CALL]
    if line.nature is not Nature.GOODS:
        again = _redo(situation, line)
        return [*refund, again] if _wants_money(situation) and refund else [again, *refund]
    if _sold_out(situation, line):
        return [_instead_of_sold_out(situation, line)]
    again = _replacement(situation, line)
    money_first = _wants_money(situation) or (situation.harm == "quality" and "replacement" not in situation.asked)
    return [*refund, again] if money_first and refund else [again, *refund]


def _instead_of_sold_out(situation: Situation, line: FaultyLine) -> Course:
    refund = _refund(situation, line)
    barred = Forbidden("A replacement", f"{line.sku} is sold out: {situation.stock_of_sku} left, {line.quantity} needed.")
    return replace(refund, letter="refund_sold_out" if refund.letter == "refund" else refund.letter, forbidden=(barred,))


_NAMED = {"replace": "A replacement", "refund": "Money back through the shop"}


def _what_the_shop_does(found: list[Course], situation: Situation) -> list[Course]:
    """Those whose fix the shop would carry out, the first with what it would not and its words; to look into it where it would do none."""
    no = dict(situation.shop_says_no)
    left = [course for course in found if course.command not in no]
    if len(left) == len(found):
        return found
    said = tuple(Forbidden(_NAMED.get(command, command), f"The shop says: {words}") for command, words in no.items())
    best = left[0] if left else _LOOK
    return [replace(best, forbidden=(*best.forbidden, *said)), *left[1:]]


# What each is made of --------------------------------------------------------------------------------------------------


def _replacement(situation: Situation, line: FaultyLine) -> Course:
    back, item = _back(situation, line), letters.item_in_sentence(line)
    if situation.harm == "lost":
        name, title, letter = "send-again", f"Send the {item} again", "replace_lost"
    elif back == "fetched":
        name, title, letter = "replace-and-fetch", f"Replace the {item}, we fetch the old one", "replace_fetch"
    elif back:
        name, title, letter = "replace-with-return", f"Replace the {item}, the old one comes back", "replace_return"
    else:
        name, title, letter = "replace-no-return", f"Replace the {item}, no return", "replace"
    return Course(name, title, letter, _fix(situation, line, "replace", title), ends="follow_up_replaced")


def _refund(situation: Situation, line: FaultyLine) -> Course:
    title = f"Refund {line.unit_price * line.quantity}"
    letter = {"fetched": "refund_fetch", "sent": "refund_return"}.get(_back(situation, line), "refund")
    return Course("refund", title, letter, _fix(situation, line, "refund", title), ends="follow_up_refunded", plain=True)


def _redo(situation: Situation, line: FaultyLine) -> Course:
    """Our own people do it again: no shop is asked, and it takes nothing out of a purse."""
    title = f"Do it again, at our cost: {letters.item_in_sentence(line)}"
    fix = PlannedStep("fix", StepKind.FIX, title, zero(situation.currency), {"command": BY_HAND, "what": "redo"})
    return Course("do-it-again", title, "redo", fix, ends="follow_up_settled")


def _fix(situation: Situation, line: FaultyLine, command: str, title: str) -> PlannedStep:
    price, back = line.unit_price * line.quantity, _back(situation, line)
    params = {
        "command": command,
        "order_number": line.order_number,
        "items": f"{line.sku}:{line.quantity}",
        "amount_minor": str(price.minor),
        "service": line.service if command == "replace" else "",
        "return_wanted": "yes" if back else "no",
        "note": letters.letter("card", situation) if command == "replace" and not a_person_writes(situation) else "",
    }
    params |= {"collect": "yes"} if back == "fetched" else {}
    freight = situation.policy.return_cost if back else None
    return PlannedStep("fix", StepKind.FIX, title, price + freight if freight is not None else price, params)


def _money_back(line: FaultyLine, amount: Money, title: str, key: str = "fix") -> PlannedStep:
    params = {
        "command": "refund", "order_number": line.order_number, "items": "", "amount_minor": str(amount.minor), "service": "",
        "return_wanted": "no", "note": "",
    }  # fmt: skip
    return PlannedStep(key, StepKind.FIX, title, amount, params)


def _back(situation: Situation, line: FaultyLine) -> str:
    """'' where it stays with them, "sent" where they send it back, "fetched" where we come for it.

    Only where there is something to send back that is worth more than it costs us and them. Who cannot carry it, whom it endangered, and
    who has had trouble three times, is not sent to a post office.
    """
    policy, price = situation.policy, line.unit_price * line.quantity
    worth_it = policy.return_cost is None or price > policy.return_cost
    dear = policy.no_return_below is None or price >= policy.no_return_below
    with_them = line.nature is Nature.GOODS and "lost" not in situation.happened and (line.accepted or situation.harm != "late")
    if not (with_them and worth_it and dear):
        return ""
    often = situation.failures_180_days >= policy.human_from_failure
    spared = CANNOT_CARRY & set(situation.needs) or "safety" in situation.happened
    return "fetched" if spared or often else "sent"


def _sold_out(situation: Situation, line: FaultyLine) -> bool:
    return situation.stock_of_sku is not None and situation.stock_of_sku < line.quantity


def _wants_money(situation: Situation) -> bool:
    return bool({"refund", "cancel"} & set(situation.asked)) and "replacement" not in situation.asked


# What is owed beside the fix -------------------------------------------------------------------------------------------


def _with_owed(course: Course, situation: Situation) -> Course:
    """What our failure cost them on the way, and what was charged too much: paid exactly, whatever else is done. Not for what was their own."""
    if situation.whose is Fault.THEIRS or course.name in ("explain", "ask-which-order"):
        return course
    owed = []
    over, line = situation.overcharged, situation.line
    if over and line and "billing" in situation.happened and not course.all_back and course.name != "set-the-bill-right":
        owed.append(_money_back(line, over, f"Pay {over} back that was charged too much", "overcharged"))
    if situation.paid_out:
        title = f"Pay {situation.paid_out} that it cost them"
        params = {"command": BY_HAND, "what": "pay_out", "amount_minor": str(situation.paid_out.minor)}
        owed.append(PlannedStep("paid-out", StepKind.FIX, title, situation.paid_out, params))
    return replace(course, owed=tuple(owed))


def _with_call(course: Course, situation: Situation) -> Course:
    """A call where they asked for one, where they were neglected or in danger, and where a day that mattered cannot be answered with anything
    else. Never to somebody who cannot be rung."""
    nothing_else = situation.day_missed and not losses.price(situation) and course.kept
    wanted = "call" in situation.asked or bool({"staff", "safety"} & set(situation.happened)) or nothing_else
    if NO_PHONE not in situation.needs:
        return replace(course, call=course.call or wanted)
    barred = (Forbidden("A call", "Something that they need speaks against it: we write."),) if wanted or course.call else ()
    silent = replace(course, call=False, forbidden=(*course.forbidden, *barred))
    return replace(silent, title="Write to them, and listen") if course.name == "call-them" else silent

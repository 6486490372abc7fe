"""What would be good here: fix, own it, compensate in kind, one small unexpected touch, ask nothing. In this order, never skipping.

Pure: values in, proposals out. It cannot see reach, loudness, address or demographics (`Situation` has no such field), and
language and name choose words only. The rules and their sources are told in docs/policy.md.
"""

from dataclasses import dataclass, replace

from makegood.gestures.types import GestureKind
from makegood.kernel.money import Money, zero
from makegood.makegoods.rules import gifts, letters, reasons
from makegood.makegoods.types import FaultyLine, Forbidden, PlannedStep, Proposal, Situation, StepKind

REPLACEABLE = frozenset({"faulty", "wrong_item", "lost", "quality"})
WRITTEN_BY_HAND = frozenset({"safety", "privacy"})  # too grave for a ready-made letter, whatever the count
COMMANDS = {GestureKind.MONEY: "credit", GestureKind.TIME: "waive_shipping"}
_SENIORITY = ("agent", "lead", "owner")


@dataclass(frozen=True, slots=True)
class Course:
    """One way to put it right, before anything is added to it."""

    name: str
    title: str
    letter: str
    fix: PlannedStep | None = None
    follow_up: str = ""  # the letter, '' for none
    plain: bool = False
    kept: bool = False  # late but kept: compensated in kind
    forbidden: tuple[Forbidden, ...] = ()

    @property
    def parcel(self) -> bool:
        return self.fix is not None and self.fix.params["command"] == "replace"


def propose(situation: Situation) -> list[Proposal]:
    """The proposals, the recommended one first and exactly one of them plain. Equal situations get equal proposals.

    The first carries what the policy allows on top of the fix; the plain one never does. Where the first has something on top,
    the same course without it follows as a third.
    """
    courses = _courses(situation)
    best, others = courses[0], courses[1:]
    first = _with_extras(best, situation)
    proposals = [_build(course, situation, gifts.Chosen()) for course in others]
    if not any(step.kind is StepKind.GIVE for step in first.steps):
        return [first, *proposals]
    return [replace(first, plain=False), *proposals, _build(best, situation, gifts.Chosen())]


def a_person_writes(situation: Situation) -> bool:
    """From the third failure in 180 days on (policy), and for grave harm, nobody gets a ready-made letter or a surprise."""
    return situation.failures_180_days >= situation.policy.human_from_failure or situation.harm in WRITTEN_BY_HAND


# Which courses there are, the best first --------------------------------------------------------------------------------


def _courses(situation: Situation) -> list[Course]:
    line, harm = situation.line, situation.harm
    if not situation.fault_ours and situation.failures_180_days <= 1:
        why = "It did not happen in our hands, and it is the first time: an honest explanation, and nothing else."
        barred = (Forbidden("A replacement, money or a gift", why),)
        return [Course("explain", "Explain what happened", "explain", plain=True, forbidden=barred)]
    if line is None:
        asks = harm in REPLACEABLE or harm == "late"
        name, title, letter = ("ask-which-order", "Ask which order it was", "which_order") if asks else _LOOK
        return [Course(name, title, letter, plain=True)]
    if harm in REPLACEABLE:
        return _replaceable(situation, line)
    if harm == "late":
        return _late(situation, line)
    refund = [_refund(situation, line)] if harm in ("billing", "safety") and line.unit_price else []
    return [Course(*_LOOK, plain=not refund), *refund]


_LOOK = ("look-into-it", "Own it and look into it", "look_into")


def _replaceable(situation: Situation, line: FaultyLine) -> list[Course]:
    """A new one or the money: what they asked for goes first; what is sold out cannot."""
    refund = _refund(situation, line)
    if _sold_out(situation, line):
        barred = Forbidden("A replacement", f"{line.sku} is sold out: {situation.stock_of_sku} left, {line.quantity} needed.")
        letter = refund.letter if _return_wanted(situation, line) else "refund_sold_out"
        return [replace(refund, letter=letter, forbidden=(barred,))]
    again = _replacement(situation, line)
    if not line.unit_price:
        return [replace(again, plain=True)]
    return [refund, again] if _wants_money(situation) else [again, refund]


def _late(situation: Situation, line: FaultyLine) -> list[Course]:
    if line.accepted:
        kept = Course("late-but-kept", "Own the delay", "late_kept", follow_up="follow_up_settled", kept=True, plain=True)
        return [kept]
    refund = [_refund(situation, line)] if line.unit_price else []
    find = Course("find-the-parcel", "Own the delay and find the parcel", "find_parcel", plain=not refund)
    return [*refund, find] if refund and _wants_money(situation) else [find, *refund]


def _replacement(situation: Situation, line: FaultyLine) -> Course:
    back = _return_wanted(situation, line)
    item = letters.item_in_sentence(line)
    if situation.harm == "lost":
        name, title, letter = "send-again", f"Send the {item} again", "replace_lost"
    elif back:
        name, title, letter = "replace-with-return", f"Replace the {item}, the old one comes back", "replace_return"
    else:
        name, title, letter = "replace-no-return", f"Replace the {item}, no return", "replace"
    fix = _fix(situation, line, "replace", title)
    return Course(name, title, letter, fix, follow_up="follow_up_replaced")


def _refund(situation: Situation, line: FaultyLine) -> Course:
    title = f"Refund {line.unit_price * line.quantity}"
    letter = "refund_return" if _return_wanted(situation, line) else "refund"
    return Course("refund", title, letter, _fix(situation, line, "refund", title), follow_up="follow_up_refunded", plain=True)


def _fix(situation: Situation, line: FaultyLine, command: str, title: str) -> PlannedStep:
    price = line.unit_price * line.quantity
    back = _return_wanted(situation, line)
    params = {
        "command": command,
        "order_number": line.order_number,
        "items": f"{line.sku}:{line.quantity}",
        "amount_minor": str(price.minor),
        "service": line.service if command == "replace" else "",
        "return_wanted": "yes" if back else "no",
        "note": letters.letter("card", situation) if command == "replace" and not a_person_writes(situation) else "",
    }
    freight = situation.policy.return_cost if back else None
    return PlannedStep("fix", StepKind.FIX, title, price + freight if freight is not None else price, params)


def _return_wanted(situation: Situation, line: FaultyLine) -> bool:
    """Only where there is something to send back, and only where that is worth more than it costs us and them."""
    policy, price = situation.policy, line.unit_price * line.quantity
    worth_it = policy.return_cost is None or price > policy.return_cost
    dear = policy.no_return_below is None or price >= policy.no_return_below
    return situation.harm != "lost" and worth_it and dear


def _sold_out(situation: Situation, line: FaultyLine) -> bool:
    return situation.stock_of_sku is not None and situation.stock_of_sku < line.quantity


def _wants_money(situation: Situation) -> bool:
    return bool({"refund", "cancel"} & set(situation.asked)) and "replacement" not in situation.asked


# From a course to a proposal --------------------------------------------------------------------------------------------


def _with_extras(course: Course, situation: Situation) -> Proposal:
    """On top of a fix (or of what was kept): compensation in kind first, then the surprise. Never before a fix is scheduled."""
    if course.fix is None and not course.kept:
        return _build(course, situation, gifts.Chosen())
    room = gifts.Room(left=_left_after_fix(course, situation), parcel=course.parcel)
    kind = gifts.compensation(situation, room) if course.kept else gifts.Chosen()
    if a_person_writes(situation):
        touch = gifts.Chosen(forbidden=(Forbidden("A surprise", reasons.no_touch(situation)),))
    else:
        touch = gifts.surprise(situation, room.after(kind.gifts))
    return _build(course, situation, gifts.Chosen((*kind.gifts, *touch.gifts), (*kind.forbidden, *touch.forbidden)))


def _build(course: Course, situation: Situation, chosen: gifts.Chosen) -> Proposal:
    steps = _steps(course, situation, chosen.gifts)
    left = _left_after_fix(course, situation)
    on_top = sum((gift.item.real_cost for gift in chosen.gifts), zero(situation.currency))
    needs, by = _approval(course, situation, chosen.gifts)
    by_hand = a_person_writes(situation)
    return Proposal(
        name="-with-".join([course.name, *(gift.item.code for gift in chosen.gifts)]),
        title=reasons.title(course.title, [gift.item.name for gift in chosen.gifts]),
        steps=steps,
        cost=sum((step.cost for step in steps), zero(situation.currency)),
        budget_left_after=left - on_top if left is not None else None,
        why=reasons.why(situation, course.name, returned=_goes_back(course), gifts=chosen.gifts, by_hand=by_hand),
        plain=course.plain,
        forbidden=(*course.forbidden, *chosen.forbidden, *reasons.no_template(situation, by_hand)),
        needs_approval=needs,
        approved_by=by,
        arm=situation.arm,
        propensity=situation.propensity,
        automatic=not needs and not by_hand and _runs_by_itself(course, situation, chosen.gifts),
    )


def _steps(course: Course, situation: Situation, extras: tuple[gifts.Gift, ...]) -> tuple[PlannedStep, ...]:
    free = zero(situation.currency)
    fixed = ("fix",) if course.fix else ()
    amount = Money(int(course.fix.params["amount_minor"]), situation.currency) if course.fix else None
    steps = [course.fix] if course.fix else []
    steps += [_give(n, gift, situation, fixed) for n, gift in enumerate(extras, 1)]
    title = reasons.say_title(by_hand=a_person_writes(situation))
    steps.append(PlannedStep("say", StepKind.SAY, title, free, _letter(course, situation, amount, extras), fixed))
    if course.parcel:
        hours = str(situation.policy.replacement_hours)
        steps.append(
            PlannedStep(
                "wait", StepKind.WAIT, "Wait until it has arrived", free, {"for": "delivered", "at_most_hours": hours}, fixed
            )
        )
    if course.follow_up:
        params = {
            "after_hours": str(situation.policy.follow_up_hours),
            "subject": letters.subject(situation),
            "text": letters.letter(course.follow_up, situation, amount=amount),
        }
        after = ("say", "wait") if course.parcel else ("say",)
        steps.append(PlannedStep("follow-up", StepKind.FOLLOW_UP, "Ask whether all is well", free, params, after))
    if course.parcel:
        steps.append(PlannedStep("thank", StepKind.THANK, "Thank those who did it", free, {}, ("follow-up",)))
    return tuple(steps)


def _letter(course: Course, situation: Situation, amount: Money | None, extras: tuple[gifts.Gift, ...]) -> dict[str, str]:
    if a_person_writes(situation):
        return {"subject": letters.subject(situation), "text": "", "by_hand": "yes"}
    told = [gift.item.name for gift in extras if gift.item.kind is not GestureKind.SURPRISE]
    name = f"{course.letter}_gift" if course.kept and told else course.letter
    text = letters.letter(name, situation, amount=amount, gift=", ".join(told))
    return {"subject": letters.subject(situation), "text": text, "by_hand": "no"}


def _give(n: int, gift: gifts.Gift, situation: Situation, after: tuple[str, ...]) -> PlannedStep:
    command = COMMANDS.get(gift.item.kind, "")
    params = {"code": gift.item.code, "quantity": "1", "sku": gift.item.sku, "with_fix": "yes" if gift.with_fix else "no"}
    surprise = gift.item.kind is GestureKind.SURPRISE
    params |= {"command": command, "told": "no" if surprise else "yes"}
    if command and situation.line:
        params |= {"amount_minor": str(gift.item.face_value.minor), "order_number": situation.line.order_number}
    title = reasons.gift_title(gift.item.name, surprise=surprise, with_fix=gift.with_fix)
    return PlannedStep(f"give-{n}", StepKind.GIVE, title, gift.item.real_cost, params, after)


def _left_after_fix(course: Course, situation: Situation) -> Money | None:
    """What the budget holds after the fix. A fix that does not fit in is owed all the same and leaves the budget as it is."""
    if situation.budget is None:
        return None
    left = situation.budget.left
    return left - course.fix.cost if course.fix and course.fix.cost <= left else left


def _approval(course: Course, situation: Situation, extras: tuple[gifts.Gift, ...]) -> tuple[bool, tuple[str, ...]]:
    """Whether somebody else must say yes, and who can say it to everything at once."""
    asked = [set(gift.verdict.approved_by) for gift in extras if gift.verdict.needs_approval]
    policy = situation.policy
    above = policy.fix_approval_above
    if course.fix and above is not None and course.fix.cost > above and situation.role not in policy.fix_approved_by:
        asked.append(set(policy.fix_approved_by))
    together = set.intersection(*asked) if asked else set()
    return bool(asked), tuple(role for role in _SENIORITY if role in (together or ({"owner"} if asked else set())))


def _runs_by_itself(course: Course, situation: Situation, extras: tuple[gifts.Gift, ...]) -> bool:
    most = situation.policy.automatic_fix_up_to
    if most is None or (course.fix and course.fix.cost > most):
        return False
    return all(gift.verdict.automatic for gift in extras)


def _goes_back(course: Course) -> bool:
    return course.fix is not None and course.fix.params["return_wanted"] == "yes"

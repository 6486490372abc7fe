"""A course as a plan of steps, in the order in which they are done. Decides nothing: course and gifts come in.

What a shop does goes before the letter that tells of it; what our own people do is told first and done after it.
"""

from makegood.gestures.types import GestureKind, PayAs
from makegood.kernel.money import Money, zero
from makegood.makegoods.rules import letters, reasons
from makegood.makegoods.rules.courses import BY_HAND, SHOWN, Course, a_person_writes
from makegood.makegoods.rules.gifts import AMOUNT, Gift
from makegood.makegoods.types import PlannedStep, Situation, StepKind

COMMANDS = {GestureKind.MONEY: "credit", GestureKind.TIME: "waive_shipping"}


def lay(course: Course, situation: Situation, extras: tuple[Gift, ...]) -> tuple[PlannedStep, ...]:
    """The steps; each key once, and each after what it needs."""
    free = zero(situation.currency)
    first = _evidence(situation, free)
    begun = tuple(step.key for step in first[-1:])
    by_shop, by_us = _owed(course)
    sent = tuple(step.key for step in by_shop)
    steps = [*first, *(_after(step, begun) for step in by_shop)]
    steps += [_give(n, gift, course, situation, sent or begun) for n, gift in enumerate(extras, 1)]
    words = reasons.say_title(by_hand=a_person_writes(situation))
    steps.append(PlannedStep("say", StepKind.SAY, words, free, _letter(course, situation, extras), sent or begun))
    steps += [_after(step, ("say",)) for step in by_us]
    if course.call:
        steps.append(PlannedStep("call", StepKind.SAY, "Call them, and listen", free, {"by_call": "yes"}, begun))
    if course.parcel:
        wait = {"for": "delivered", "at_most_hours": str(situation.policy.replacement_hours)}
        steps.append(PlannedStep("wait", StepKind.WAIT, "Wait until it has arrived", free, wait, ("fix",)))
    if course.ends:
        steps.append(_follow_up(course, situation, by_us, free))
    if course.parcel:
        steps.append(PlannedStep("thank", StepKind.THANK, "Thank those who did it", free, {}, ("follow-up",)))
    return tuple(steps)


def _owed(course: Course) -> tuple[list[PlannedStep], list[PlannedStep]]:
    """What the shop does, and what our own people do."""
    steps = [*([course.fix] if course.fix else []), *course.owed]
    by_us = [step for step in steps if step.params["command"] == BY_HAND]
    return [step for step in steps if step not in by_us], by_us


def _after(step: PlannedStep, keys: tuple[str, ...]) -> PlannedStep:
    return PlannedStep(step.key, step.kind, step.title, step.cost, step.params, keys) if keys else step


def _evidence(situation: Situation, free: Money) -> list[PlannedStep]:
    """Where somebody claims far more often than others: a kind question for a photo, and a person who looks. What is owed follows."""
    if not situation.claims or not SHOWN & set(situation.happened):
        return []
    text = {"subject": letters.subject(situation), "text": letters.letter("evidence", situation), "by_hand": "no"}
    look = {"command": BY_HAND, "what": "look_at"}
    return [
        PlannedStep("ask", StepKind.SAY, "Ask for a photo, kindly", free, text),
        PlannedStep("look", StepKind.FIX, "Look at what they sent; the fix is theirs either way", free, look, ("ask",)),
    ]


def _follow_up(course: Course, situation: Situation, by_us: list[PlannedStep], free: Money) -> PlannedStep:
    params = {
        "after_hours": str(situation.policy.follow_up_hours),
        "subject": letters.subject(situation),
        "text": letters.letter(course.ends, situation, amount=course.amount),
    }
    after = ("say", "wait") if course.parcel else ("say", *(step.key for step in by_us))
    return PlannedStep("follow-up", StepKind.FOLLOW_UP, "Ask whether all is well", free, params, after)


def _letter(course: Course, situation: Situation, extras: tuple[Gift, ...]) -> dict[str, str]:
    if a_person_writes(situation):
        return {"subject": letters.subject(situation), "text": "", "by_hand": "yes"}
    told = letters.gifts(
        [letters.gift_name(gift.item.name, _amount(gift), situation) for gift in extras if _is_told(gift)], situation
    )
    own_place = told and course.letter in ("late_kept", "kept")
    also = [
        *(("also_overcharged", step.cost) for step in course.owed if step.key == "overcharged"),
        *(("also_paid_out", step.cost) for step in course.owed if step.key == "paid-out"),
        *((("also_gift", None),) if told and not own_place else ()),
        *((("also_call", None),) if course.call else ()),
    ]
    name = f"{course.letter}_gift" if own_place else course.letter
    text = letters.letter(name, situation, amount=course.amount, gift=told, also=also)
    return {"subject": letters.subject(situation), "text": text, "by_hand": "no"}


def _is_told(gift: Gift) -> bool:
    return gift.item.kind is not GestureKind.SURPRISE


def _amount(gift: Gift) -> Money | None:
    return gift.item.face_value if gift.item.code == AMOUNT else None


def _give(n: int, gift: Gift, course: Course, situation: Situation, after: tuple[str, ...]) -> PlannedStep:
    command = _way_of_paying(course, situation) if gift.item.code == AMOUNT else COMMANDS.get(gift.item.kind, "")
    params = {"code": gift.item.code, "quantity": "1", "sku": gift.item.sku, "with_fix": "yes" if gift.with_fix else "no"}
    surprise = gift.item.kind is GestureKind.SURPRISE
    params |= {"command": command, "told": "no" if surprise else "yes"}
    if command and situation.line:
        params |= {"amount_minor": str(gift.item.face_value.minor), "order_number": situation.line.order_number}
    title = reasons.gift_title(gift.item.name, surprise=surprise, with_fix=gift.with_fix)
    return PlannedStep(f"give-{n}", StepKind.GIVE, title, gift.item.real_cost, params, after)


def _way_of_paying(course: Course, situation: Situation) -> str:
    """As the policy says; but a shop cannot pay back more than an order cost, so that what goes beyond a full refund is paid by a person."""
    pay_as = situation.policy.pay_as
    return BY_HAND if course.all_back and pay_as is PayAs.REFUND else pay_as.value

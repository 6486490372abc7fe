"""What a member may change in a proposed plan: words, quantities, leaving the surprise out. Never what is owed.

A key names the step and what is changed in it: "say.text", "follow-up.subject", "give-1.quantity" ("0" leaves it out), "fix.note",
"fix.return_wanted".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from makegood.kernel.refusals import Refusal
from makegood.makegoods.rules.gifts import AMOUNT
from makegood.makegoods.types import Step, StepKind, StepState

LONGEST_TEXT, LONGEST_LINE, MOST = 20_000, 200, 10
_OPEN = {
    StepKind.SAY: ("subject", "text"),
    StepKind.FOLLOW_UP: ("subject", "text"),
    StepKind.GIVE: ("quantity",),
    StepKind.FIX: ("note", "return_wanted"),
}
_NOT_BY_HAND = ("call", "look", "paid-out")
_NAMES = {
    "say.text": "the letter",
    "say.subject": "the letter's subject",
    "ask.text": "the question for a photo",
    "ask.subject": "the question's subject",
    "follow-up.text": "the follow-up",
    "follow-up.subject": "the follow-up's subject",
    "fix.note": "the card in the parcel",
    "fix.return_wanted": "no return after all",
}


def change(steps: Sequence[Step], changes: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps as changed. Refuses ("change_refused") an empty change, an unknown key and a value that cannot be; `fields` names each."""
    wrong: dict[str, str] = {} if changes else {"changes": "nothing is changed"}
    by_key = {step.key: step for step in steps}
    for key, value in changes.items():
        step_key, _, name = key.partition(".")
        step = by_key.get(step_key)
        if step is None or name not in _OPEN.get(step.kind, ()) or step_key in _NOT_BY_HAND:
            wrong[key] = "this cannot be changed here"
        elif why := _wrong(name, value) or _more_of_money(step, name, value):
            wrong[key] = why
        else:
            by_key[step_key] = _changed(step, name, value)
    if not wrong and _letter_names_what_is_gone(by_key.values(), changes):
        wrong["say.text"] = "the letter names what you leave out: change the letter too"
    if wrong:
        field, why = next(iter(wrong.items()))
        raise Refusal("change_refused", f"{field}: {why}.", wrong)
    return tuple(by_key[step.key] for step in steps)


def named(changes: Mapping[str, str], steps: Sequence[Step]) -> str:
    """What was changed, in words and without personal ones: "the letter; Small bag of sweets left out"."""
    titles = {step.key: step.title for step in steps}
    return "; ".join(_NAMES.get(key) or _gift(titles[key.partition(".")[0]], value) for key, value in changes.items())


def _gift(title: str, quantity: str) -> str:
    return f"{title}: left out" if int(quantity) == 0 else f"{title}: {int(quantity)}"


def _wrong(name: str, value: str) -> str:
    if name == "quantity":
        return "" if value.isascii() and value.isdigit() and int(value[:4]) <= MOST else f"a whole number from 0 to {MOST}"
    if name == "return_wanted":
        return "" if value == "no" else "only “no”: nothing more may be asked of them than was proposed"
    if name == "subject":
        one_line = value.strip() and len(value) <= LONGEST_LINE and value.isprintable()
        return "" if one_line else f"one line of 1 to {LONGEST_LINE} characters"
    if name == "note":
        return "" if len(value) <= 500 and "\x00" not in value else "at most 500 characters"
    return "" if value.strip() and len(value) <= LONGEST_TEXT and "\x00" not in value else f"1 to {LONGEST_TEXT:,} characters"


def _more_of_money(step: Step, name: str, value: str) -> str:
    """An amount is the policy's: it is given or left out."""
    return (
        "0 or 1: the amount itself is the policy's"
        if name == "quantity" and step.params["code"] == AMOUNT and int(value) > 1
        else ""
    )


def _changed(step: Step, name: str, value: str) -> Step:
    if name != "quantity":
        return replace(step, params={**step.params, name: value})
    quantity, before = int(value), int(step.params["quantity"])
    state = StepState.SKIPPED if quantity == 0 else StepState.WAITING
    each = replace(step.cost, minor=step.cost.minor // before)
    return replace(
        step, params={**step.params, "quantity": str(quantity or before)}, cost=each * (quantity or before), state=state
    )


def _letter_names_what_is_gone(steps: Iterable[Step], changes: Mapping[str, str]) -> bool:
    if "say.text" in changes:
        return False
    left_out = {key.partition(".")[0] for key, value in changes.items() if key.endswith(".quantity") and int(value) == 0}
    return any(step.key in left_out and step.params.get("told") == "yes" for step in steps)

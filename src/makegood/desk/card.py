"""The makegood card: a plan as *fix · own it · give · follow up*, with cost, budget, reason and ways. Pure presentation.

Never decides what may be done: the state and the role's permissions come in, words and shapes go out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _

from makegood.brands.types import Role
from makegood.desk import vocabulary
from makegood.flows.types import CasePage
from makegood.gestures.types import Budget
from makegood.kernel.money import Money
from makegood.makegoods.types import Forbidden, Makegood, MakegoodState, Proposal, Step, StepKind, StepState

_VERBS = (("fix", ("fix",)), ("say", ("say",)), ("give", ("give",)), ("follow_up", ("wait", "follow_up", "thank")))
_MARKS = {  # the shape beside a step's state; a waiting step says nothing
    StepState.DONE: "kept",
    StepState.DOING: "next",
    StepState.FAILED: "risk",
    StepState.REVOKED: "rest",
    StepState.SKIPPED: "rest",
}
BAR_WIDTH = 1000
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StepShown:
    title: str
    cost: str  # "" for nothing
    subject: str
    words: str
    mark: str
    says: str
    done_at: datetime | None
    due_at: datetime | None
    trouble: str
    ways_on: str  # the address under which a failed step can be gone on with, or ""


@dataclass(frozen=True, slots=True)
class Verb:
    name: str
    state: str
    steps: tuple[StepShown, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """The budget as lengths of a bar of `BAR_WIDTH`: what stays, and what this takes."""

    left: int
    this: int


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a member may change before saying yes. `name` is "say.text": the step's key and its parameter."""

    name: str
    words: str
    value: str
    long: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    state: str
    heading: str
    title: str
    subline: str
    verbs: tuple[Verb, ...]
    cost: str
    settled: bool
    left_words: str
    bar: Bar | None
    why: str
    open: bool  # awaits a yes
    needs_approval: bool
    approval_words: str
    may_approve: bool
    others: tuple[Proposal, ...]
    forbidden: tuple[Forbidden, ...]
    fields: tuple[Field, ...]
    approved_words: str
    may_call_off: bool
    address: str
    case_address: str = ""
    loss: tuple[Field, ...] = ()


def card(
    page: CasePage, *, address: str, role: Role, posted: Mapping[str, str] = NOTHING, wrong: Mapping[str, str] = NOTHING
) -> Card | None:
    """The card of the case's makegood, or None when nothing is proposed. `address` is the case's own.

    After a refusal `posted` is what somebody had typed and `wrong` names the fields that were refused.
    """
    made = page.makegood
    if made is None:
        return None
    is_open = made.state is MakegoodState.PROPOSED
    above = made.needs_approval and role.value not in made.approved_by
    return Card(
        state=made.state.value,
        heading=_heading(made),
        title=made.title,
        subline=_subline(made),
        verbs=_verbs(made, f"{address}steps/"),
        cost=str(made.cost),
        settled=made.state is MakegoodState.DONE,
        left_words=_left_words(made, page.budget) if is_open else "",
        bar=_bar(made, page.budget) if is_open else None,
        why=made.why,
        open=is_open,
        needs_approval=made.needs_approval,
        approval_words=_approval_words(made, above=above),
        may_approve=not above,
        others=made.alternatives,
        forbidden=made.forbidden,
        fields=_fields(made, posted, wrong),
        approved_words=_("%(name)s said yes.") % {"name": page.approved_by_name} if page.approved_by_name else "",
        may_call_off=made.state in (MakegoodState.RUNNING, MakegoodState.STUCK),
        address=f"{address}makegoods/{made.id}/",
        case_address=address,
        loss=_loss(posted, wrong),
    )


def _loss(posted: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Field, ...]:
    """What a member may know of the loss better than we do; an empty choice says nothing."""
    as_it_is = ("", _("as it stands"))
    yes_no = (as_it_is, ("yes", _("yes")), ("no", _("no")))
    whose = tuple((one, vocabulary.label("fault", one)) for one in ("ours", "carrier", "theirs", "nobody"))
    found = (
        Field("fault", _("In whose hands did it happen?"), "", choices=(as_it_is, *whose)),
        Field("kept", _("Do they keep it all the same?"), "", choices=yes_no),
        Field("day_missed", _("Did a day that mattered go by?"), "", choices=yes_no),
        Field("here", _("Are they still here?"), "", choices=yes_no),
        Field("overcharged", _("How much was charged too much?"), ""),
        Field("paid_out", _("What did it cost them on the way?"), ""),
    )
    return tuple(replace(one, value=posted.get(one.name, ""), wrong=wrong.get(one.name, "")) for one in found)


def _heading(made: Makegood) -> str:
    """A step that is for a person to do is no failure: it waits for one."""
    failed = [step for step in made.steps if step.state is StepState.FAILED]
    if made.state is MakegoodState.STUCK and failed and all(_is_ours_to_do(step) for step in failed):
        return _("It goes on when one of you has done their part")
    return {
        MakegoodState.PROPOSED: _("What would put it right"),
        MakegoodState.RUNNING: _("Being put right"),
        MakegoodState.DONE: _("Put right"),
        MakegoodState.DECLINED: _("Declined"),
        MakegoodState.REVOKED: _("Called off"),
        MakegoodState.STUCK: _("Stuck: a person must look"),
    }[made.state]


def _is_ours_to_do(step: Step) -> bool:
    return step.params.get("command") == "by_hand"


def _subline(made: Makegood) -> str:
    if made.state is MakegoodState.PROPOSED and made.changed:
        return _("changed by the team")
    return ""


def _verbs(made: Makegood, address: str) -> tuple[Verb, ...]:
    found = []
    for verb, kinds in _VERBS:
        steps = [step for step in made.steps if step.kind.value in kinds]
        if steps:
            found.append(Verb(vocabulary.label("verb", verb), _together(steps), tuple(_shown(step, address) for step in steps)))
    return tuple(found)


def _together(steps: list[Step]) -> str:
    """One state for a verb: the worst if something failed, done when all are, doing once one has begun."""
    states = {step.state for step in steps}
    if StepState.FAILED in states:
        return "failed"
    if states <= {StepState.DONE, StepState.SKIPPED}:
        return "done"
    if states <= {StepState.REVOKED, StepState.SKIPPED, StepState.DONE}:
        return "revoked"
    return "doing" if states & {StepState.DOING, StepState.DONE} else "waiting"


def _shown(step: Step, address: str) -> StepShown:
    waits_for_time = step.state is StepState.WAITING and step.due_at is not None
    says = step.outcome or vocabulary.label("step", step.state.value)
    if step.state is StepState.FAILED and _is_ours_to_do(step):
        says = _("one of you does this")
    return StepShown(
        title=step.title,
        cost=str(step.cost) if step.cost else "",
        subject=step.params.get("subject", ""),
        words=step.params.get("text", ""),
        mark="rest" if waits_for_time else _MARKS.get(step.state, ""),
        says=_("due") if waits_for_time else says,
        done_at=step.done_at,
        due_at=step.due_at if waits_for_time else None,
        trouble=step.trouble if step.state is not StepState.DONE else "",
        ways_on=f"{address}{step.id}/" if step.state is StepState.FAILED else "",
    )


def _left_words(made: Makegood, budget: Budget | None) -> str:
    if made.budget_left_after is None:
        return _("No budget is open.") if budget is None else ""
    return _("%(left)s left in the budget after it") % {"left": made.budget_left_after}


def _bar(made: Makegood, budget: Budget | None) -> Bar | None:
    after = made.budget_left_after
    if budget is None or after is None or budget.limit.minor <= 0:
        return None
    left = _length(after, budget.limit)
    return Bar(left, min(BAR_WIDTH - left, max(6, _length(budget.left - after, budget.limit))) if budget.left > after else 0)


def _length(part: Money, whole: Money) -> int:
    return max(0, min(BAR_WIDTH, BAR_WIDTH * part.minor // whole.minor))


def _approval_words(made: Makegood, *, above: bool) -> str:
    if not made.needs_approval:
        return ""
    who = _(" or ").join(vocabulary.label("role", role) for role in made.approved_by)
    if above:
        return _("It goes beyond what your role may give. Somebody who can say yes: %(who)s.") % {"who": who}
    return _("The policy asks for a second look at this; your role may say yes.")


def changed(made: Makegood, posted: Mapping[str, str]) -> dict[str, str]:
    """What a posted form changes in the proposal: only the fields whose value is another one than now."""
    now = {field.name: field.value for field in _fields(made, {}, {})}
    told = {name: value.replace("\r\n", "\n") for name, value in posted.items() if "." in name}
    return {name: value for name, value in told.items() if now.get(name) != value}


def _fields(made: Makegood, posted: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Field, ...]:
    found = [field for step in made.steps for field in _fields_of(step)]
    return tuple(replace(one, value=posted.get(one.name, one.value), wrong=wrong.get(one.name, "")) for one in found)


def _fields_of(step: Step) -> list[Field]:
    """What rules allow to be changed in a step of this kind, as form fields."""
    key, params, named = step.key, step.params, {"step": step.title}
    if step.kind is StepKind.GIVE:
        quantity = "0" if step.state is StepState.SKIPPED else params.get("quantity", "1")
        return [Field(f"{key}.quantity", step.title, quantity, choices=_quantities(int(quantity)))]
    if step.kind is StepKind.FIX:
        back = Field(
            f"{key}.return_wanted", _("The old one"), "yes", choices=(("yes", _("comes back to us")), ("no", _("they keep it")))
        )
        note = Field(f"{key}.note", _("The card in the parcel"), params.get("note", ""))
        return [
            *([note] if params.get("command") == "replace" else []),
            *([back] if params.get("return_wanted") == "yes" else []),
        ]
    if "text" not in params:
        return []
    subject = Field(f"{key}.subject", _("Subject: %(step)s") % named, params.get("subject", ""))
    return [
        *([subject] if "subject" in params else []),
        Field(f"{key}.text", _("The words: %(step)s") % named, params["text"], long=True),
    ]


def _quantities(now: int) -> tuple[tuple[str, str], ...]:
    return (("0", _("leave it out")), *((str(n), str(n)) for n in range(1, max(3, now) + 1)))

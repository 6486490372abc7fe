"""Which cases of an incident are answered together, and what becomes of each then. Pure.

Somebody who was also let down in another way is nobody's "one of many": their case is held back, and a person answers it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from makegood.incidents.types import State

HALF = 0.5  # a harm that so large a share of the cases names is the incident's own; chosen by hand
TENTH, AT_LEAST = (
    0.1,
    3,
)  # so is one of which a tenth of the cases speak, three at least: few have a second trouble of their own, and not the same one
ALWAYS_APART = frozenset({"safety", "privacy"})  # but not these: of them somebody reads each
_OTHERWISE = {
    "late": "something was late",
    "lost": "something never came",
    "faulty": "something was faulty",
    "wrong_item": "the wrong thing came",
    "billing": "what they were charged",
    "staff": "how we behaved",
    "outage": "an outage",
    "quality": "the quality",
    "privacy": "their data",
    "safety": "something dangerous",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A case that belongs: the harms that its person named, how it stands, whether something is being put right in it, and what a member said of
    answering it apart (None: nothing)."""

    case_id: UUID
    harms: frozenset[str]
    resolved: bool = False
    being_put_right: bool = False
    apart: bool | None = None
    answered: bool = False  # a letter to all has answered it, and they have not written since


def own_harms(cases: Iterable[Standing]) -> frozenset[str]:
    """The harms that belong to the incident itself: those that at least half of its cases name, and those that a tenth of them name, three at least (but what is
    dangerous, or of their data); where none is so common, the commonest. Chosen on the simulated sale, where a checkout that is down is read as something faulty, too."""
    named = [one.harms for one in cases if one.harms]
    counted = Counter(harm for harms in named for harm in harms)
    common = {harm for harm, times in counted.items() if times >= HALF * len(named)}
    common |= {harm for harm, times in counted.items() if times >= max(TENTH * len(named), AT_LEAST)} - ALWAYS_APART
    return frozenset(common or {harm for harm, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:1]})


def held_back(cases: Iterable[Standing]) -> dict[UUID, str]:
    """The cases that are answered apart, with the sentence why. A member's word goes before the rule; what is resolved needs no answer."""
    there = list(cases)
    own = own_harms(there)
    found = {one.case_id: _why(one, own) for one in there if not one.resolved}
    return {case_id: why for case_id, why in found.items() if why}


def to_answer(cases: Iterable[Standing]) -> tuple[UUID, ...]:
    """The cases that a letter to all answers now, in the order given."""
    there = list(cases)
    back: Mapping[UUID, str] = held_back(there)
    return tuple(one.case_id for one in there if not one.resolved and not one.answered and one.case_id not in back)


def resolves(state: State, *, asked_for: bool) -> bool:
    """Whether an answer to all closes the cases: where a member asked for it, and the incident is over. While it goes on nothing is put right."""
    return asked_for and state is State.OVER


def _why(one: Standing, own: frozenset[str]) -> str:
    if one.apart is not None:
        return "A member answers it apart." if one.apart else ""
    if one.being_put_right:
        return "Something is being put right for them just now."
    other = [_OTHERWISE.get(harm, "something else") for harm in sorted(one.harms - own)]
    return f"They were also let down otherwise: {', '.join(other)}." if other else ""

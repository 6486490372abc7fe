"""Looks a policy over for holes and contradictions before it goes into force, and says each in a sentence. Pure; changes and forbids nothing.

It tries every world that the rules can tell apart: each value of a choice, both answers of a yes or no, the numbers and amounts around each border
that a sentence names, words that are the same and that are not. So what it says of a pair of rules is proven for all worlds of these kinds, and
where there are too many worlds to try it says that, instead of being silent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from makegood.gestures.rules import policy_tables
from makegood.gestures.rules.conditions import holds
from makegood.gestures.rules.conduct import given
from makegood.gestures.types import (
    Condition,
    Conduct,
    Fact,
    GestureKind,
    MakeUp,
    Policy,
    PolicyRule,
    Scalar,
    Sort,
    Value,
    Vocabulary,
)
from makegood.kernel.money import Money

MOST_WORLDS = 20_000
_ANY = "any other"


@dataclass(frozen=True, slots=True)
class Finding:
    """`sort`: "contradiction" (two rules cannot both be meant), "never" (a rule that can never count), "hole" (nobody spoke of it)."""

    sort: str
    rule: str
    words: str


def look_over(policy: Policy) -> tuple[Finding, ...]:
    """Every finding, in the file's order of things: rungs, rules, then what may be done."""
    own: Vocabulary = {fact.name: fact for fact in policy.facts}
    return (*_rungs(policy.make_ups), *_rules(policy), *_conduct(policy.conduct, own), *_unused(policy))


# Rungs of what makes up -------------------------------------------------------------------------------------------------


def _rungs(rungs: Sequence[MakeUp]) -> Iterator[Finding]:
    words = policy_tables.VOCABULARY
    for rung in rungs:
        if _never(rung.conditions, words):
            yield Finding("never", rung.name, f"“{rung.name}” asks for what cannot be true at once.")
            continue
        if other := next((one for one in rungs if one is not rung and _covers(one, rung, words)), None):
            yield Finding(
                "never",
                rung.name,
                f"“{rung.name}” never counts: wherever it fits, “{other.name}” fits as well and gives no less.",
            )


def _covers(other: MakeUp, rung: MakeUp, words: Vocabulary) -> bool:
    """Wherever `rung` fits, `other` does, and gives more (or as much and stands first)."""
    if rung.also or other.share < rung.share or (other.share == rung.share and _covers_back(other, rung, words)):
        return False
    return _implies(rung.conditions, other.conditions, words)


def _covers_back(other: MakeUp, rung: MakeUp, words: Vocabulary) -> bool:
    return _implies(other.conditions, rung.conditions, words)


# Rules of who may give --------------------------------------------------------------------------------------------------


def _rules(policy: Policy) -> Iterator[Finding]:
    for rule in policy.rules:
        if other := next((one for one in policy.rules if one is not rule and _above(one, rule)), None):
            yield Finding(
                "never", rule.name, f"“{rule.name}” never decides: “{other.name}” allows all of it, with no more to ask."
            )
    if policy.make_ups and not any(GestureKind.MONEY in rule.kinds for rule in policy.rules):
        yield Finding("hole", "", "The rungs of what makes up say how much, but no rule says who may give money.")
    floor = policy.least_worth
    for rule in policy.rules:
        if GestureKind.MONEY in rule.kinds and floor is not None and rule.up_to is not None and rule.up_to < floor:
            why = f"“{rule.name}” allows money up to {rule.up_to}, but nothing below {floor} is given."
            yield Finding("contradiction", rule.name, why)


def _above(other: PolicyRule, rule: PolicyRule) -> bool:
    """Whether `other` allows everything that `rule` does, to everybody, no dearer to ask."""
    kinds = set(rule.kinds) <= set(other.kinds)
    harms = not other.harms or (bool(rule.harms) and set(rule.harms) <= set(other.harms))
    roles = set(rule.roles) <= set(other.roles)
    asks = other.approval_above is None or (rule.approval_above is not None and other.approval_above >= rule.approval_above)
    return kinds and harms and roles and asks and _as_much(other, rule) and (other.automatic or not rule.automatic)


def _as_much(other: PolicyRule, rule: PolicyRule) -> bool:
    absolute = other.up_to is None or (rule.up_to is not None and other.up_to >= rule.up_to)
    share = other.up_to_share is None or (rule.up_to_share is not None and other.up_to_share >= rule.up_to_share)
    floor = rule.floor is None or (other.floor is not None and other.floor >= rule.floor) or other.up_to_share is None
    return absolute and share and floor


# What may be done -------------------------------------------------------------------------------------------------------


def _conduct(rules: Sequence[Conduct], words: Vocabulary) -> Iterator[Finding]:
    for rule in rules:
        if _never(rule.conditions, words):
            yield Finding("never", rule.name, f"“{rule.name}” asks for what cannot be true at once.")
    for do in dict.fromkeys(do for rule in rules for do in rule.do):
        speaking = [rule for rule in rules if do in rule.do]
        yield from _ruled_out(speaking, words)
        yield from _two_amounts(do, speaking, words)
        yield from _holes(do, speaking, words)


def _ruled_out(rules: Sequence[Conduct], words: Vocabulary) -> Iterator[Finding]:
    for wish, bar in ((a, b) for a in rules for b in rules if not a.forbids and b.forbids):
        if not _never(wish.conditions, words) and _implies(wish.conditions, bar.conditions, words):
            yield Finding("contradiction", wish.name, f"“{wish.name}” allows what “{bar.name}” always rules out.")


def _two_amounts(do: str, rules: Sequence[Conduct], words: Vocabulary) -> Iterator[Finding]:
    giving = [rule for rule in rules if rule.amount is not None and not rule.forbids]
    for one, other in combinations(giving, 2):
        worlds = _worlds((*one.conditions, *other.conditions), words, extra=[f for f in (one.for_each, other.for_each) if f])
        if worlds is None:
            yield _too_many(do, f"“{one.name}” with “{other.name}”")
        elif any(_both(one, other, world) and given(one, world) != given(other, world) for world in worlds):
            why = f"“{one.name}” and “{other.name}” can both hold for “{do}” and give different amounts: the first counts."
            yield Finding("contradiction", one.name, why)


def _both(one: Conduct, other: Conduct, world: Mapping[str, Value]) -> bool:
    return all(holds(condition, world) for condition in (*one.conditions, *other.conditions))


def _holes(do: str, rules: Sequence[Conduct], words: Vocabulary) -> Iterator[Finding]:
    """For each choice that the rules ask about: the values for which no [[may]] can ever hold."""
    wishes = [rule for rule in rules if not rule.forbids]
    asked = {name for rule in wishes for one in rule.conditions for name in one.facts}
    for name in sorted(asked):
        fact = words[name]
        if fact.sort is not Sort.CHOICE or fact.each:
            continue
        shut = [value for value in fact.choices if not any(_open(rule, name, value) for rule in wishes)]
        if shut:
            yield Finding("hole", do, f"No [[may]] lets “{do}” where {name} is {' or '.join(shut)}: it is refused there.")


def _open(rule: Conduct, name: str, value: str) -> bool:
    about = [one for one in rule.conditions if one.fact == name and not one.other]
    return all(holds(one, {name: value}) for one in about)


def _unused(policy: Policy) -> Iterator[Finding]:
    used = {name for rule in policy.conduct for one in rule.conditions for name in one.facts}
    used |= {rule.for_each for rule in policy.conduct} | {policy_tables.AMOUNT}
    for fact in policy.facts:
        if fact.name not in used:
            yield Finding("hole", fact.name, f"No rule asks for “{fact.name}”.")


# Worlds -----------------------------------------------------------------------------------------------------------------


def _never(conditions: Sequence[Condition], words: Vocabulary) -> bool:
    worlds = _worlds(conditions, words)
    return worlds is not None and not any(all(holds(one, world) for one in conditions) for world in worlds)


def _implies(conditions: Sequence[Condition], others: Sequence[Condition], words: Vocabulary) -> bool:
    """Whether the others hold wherever these do; no where there are too many worlds to try."""
    worlds = _worlds((*conditions, *others), words)
    if worlds is None:
        return False
    fitting = [world for world in worlds if all(holds(one, world) for one in conditions)]
    return bool(fitting) and all(all(holds(one, world) for one in others) for world in fitting)


def _worlds(conditions: Sequence[Condition], words: Vocabulary, *, extra: Sequence[str] = ()) -> list[Mapping[str, Value]] | None:
    """Every world that these conditions can tell apart; None where there are more than MOST_WORLDS."""
    names = list(dict.fromkeys([*(name for one in conditions for name in one.facts), *extra]))
    values = [_values(words[name], conditions) for name in names if name in words]
    if prod(len(each) for each in values) > MOST_WORLDS:
        return None
    return [dict(zip(names, world, strict=True)) for world in product(*values)]


def _values(fact: Fact, conditions: Sequence[Condition]) -> list[Value]:
    named = [value for one in conditions if fact.name in one.facts for value in one.values]
    single: list[Scalar] = _singles(fact, named)
    if not fact.each:
        return list(single)
    pairs = list(combinations(single, 2))[:50]
    return [*((one,) for one in single), *pairs]


def _singles(fact: Fact, named: Sequence[Scalar]) -> list[Scalar]:
    if fact.sort is Sort.YES_NO:
        return [True, False]
    if fact.sort is Sort.CHOICE:
        return list(fact.choices)
    if fact.sort is Sort.NUMBER:
        numbers = {0, 1, 2} | {near for one in named if isinstance(one, int) for near in (one - 1, one, one + 1)}
        return [one for one in sorted(numbers) if one >= 0]
    if fact.sort is Sort.AMOUNT:
        amounts = [one for one in named if isinstance(one, Money)]
        currency = amounts[0].currency if amounts else "XXX"
        minors = {0, 1, 2} | {near for one in amounts for near in (one.minor - 1, one.minor, one.minor + 1)}
        return [Money(one, currency) for one in sorted(minors) if one >= 0]
    return list(dict.fromkeys([*named, _ANY, f"{_ANY} one"]))


def _too_many(do: str, what: str) -> Finding:
    return Finding("hole", do, f"{what}: too many worlds to try all of them; look at them yourself.")

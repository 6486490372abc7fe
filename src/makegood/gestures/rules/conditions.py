"""The sentences of a policy: “hours late is at least 24”, “order status is pending”. Read once, judged over facts. Pure.

A condition compares one fact with a value or with another fact. A fact of many values ("each …") must satisfy it for every one of them,
and for at least one. What nobody knows satisfies no condition, so that a policy errs towards asking. Never guesses what a word means:
an unknown fact, or a value that the fact cannot have, is refused with the way out.
"""

import re

from makegood.gestures.types import Condition, Fact, Facts, Relation, Scalar, Sort, Value, Vocabulary
from makegood.kernel import money
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal

_ORDERED = (Relation.AT_LEAST, Relation.AT_MOST, Relation.MORE, Relation.LESS)
_BETWEEN_FACTS = (Relation.SAME, Relation.NOT_SAME)
_LISTS = (Relation.INCLUDES, Relation.NOT_INCLUDES)


def read_fact(name: str, kind: object) -> Fact:
    """A fact as the file declares it: "number", "each text", or its choices as a list. Raises ValueError with the way out."""
    if isinstance(kind, list) and kind and all(isinstance(word, str) and word.strip() for word in kind):
        if len(set(kind)) < len(kind):
            raise ValueError("one word stands there twice.")
        return Fact(name, Sort.CHOICE, tuple(word.strip() for word in kind))
    plain = kind.removeprefix("each ") if isinstance(kind, str) else ""
    known = [sort.value for sort in Sort if sort is not Sort.CHOICE]
    if plain not in known:
        raise ValueError(
            f'say what it is: {", ".join(known)} (with “each ” before it for many), or a list like ["pending", "sent"].'
        )
    return Fact(name, Sort(plain), each=kind != plain)


def read_condition(text: str, vocabulary: Vocabulary, currency: str) -> Condition:
    """The condition that the sentence states. Raises ValueError with the way out."""
    plain = " ".join(text.split())
    if plain in vocabulary or plain.removeprefix("not ") in vocabulary:
        name = plain if plain in vocabulary else plain.removeprefix("not ")
        if vocabulary[name].sort is not Sort.YES_NO:
            raise ValueError(f"“{name}” is no yes or no: say what it is, like “{name} is …”.")
        return Condition(plain, name, Relation.IS, (plain == name,))
    for relation in Relation:
        name, found, rest = plain.partition(f" {relation} ")
        if found and name in vocabulary:
            return _compared(plain, vocabulary[name], relation, rest.strip(), vocabulary, currency)
    raise ValueError(f"“{plain}” names no fact that this policy knows. It knows: {', '.join(sorted(vocabulary))}.")


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether it is so. What is not known is not so, whatever the relation."""
    mine = facts.get(condition.fact)
    if mine is None:
        return False
    if condition.other:
        theirs = facts.get(condition.other)
        return theirs is not None and _between(condition.relation, mine, theirs)
    if condition.relation in _LISTS:
        inside = condition.values[0] in _many(mine)
        return inside is (condition.relation is Relation.INCLUDES)
    many = _many(mine)
    return bool(many) and all(_is(condition.relation, one, condition.values) for one in many)


def missed(condition: Condition, facts: Facts) -> str:
    """Why it does not hold, for people: what is so instead."""
    mine = facts.get(condition.fact)
    if mine is None:
        return f"it is not known what “{condition.fact}” is (needed: {condition.text})"
    if condition.other:
        theirs = facts.get(condition.other)
        beside = f"which is {_shown(theirs)}" if theirs is not None else "which nobody knows"
        return f"{condition.fact} is {_shown(mine)} (needed: {condition.text}, {beside})"
    return f"{condition.fact} is {_shown(mine)} (needed: {condition.text})"


# ---------------------------------------------------------------------------------------------------------------------


def _compared(text: str, fact: Fact, relation: Relation, rest: str, vocabulary: Vocabulary, currency: str) -> Condition:
    if relation in _BETWEEN_FACTS or (relation in _ORDERED and rest in vocabulary):
        if rest not in vocabulary:
            raise ValueError(f"“{rest}” is no fact that this policy knows. It knows: {', '.join(sorted(vocabulary))}.")
        if vocabulary[rest].sort is not fact.sort:
            raise ValueError(f"“{fact.name}” is a {fact.sort}, “{rest}” a {vocabulary[rest].sort}: they cannot be compared.")
        return Condition(text, fact.name, relation, other=rest)
    if relation in _ORDERED and fact.sort not in (Sort.NUMBER, Sort.AMOUNT):
        raise ValueError(f"“{fact.name}” is a {fact.sort} and has no more or less.")
    if relation in _LISTS and not fact.each:
        raise ValueError(f"“{fact.name}” has one value: write “{fact.name} is …”.")
    several = relation in (Relation.ONE_OF, Relation.NONE_OF)
    words = [word.strip() for word in re.split(r",| or ", rest) if word.strip()] if several else [rest]
    return Condition(text, fact.name, relation, tuple(_value(word, fact, currency) for word in words))


def _value(word: str, fact: Fact, currency: str) -> Scalar:
    word = word.strip("“”\"' ")
    if not word:
        raise ValueError(f"says nothing of what “{fact.name}” should be.")
    if fact.sort is Sort.YES_NO:
        if word not in ("yes", "no"):
            raise ValueError(f"“{fact.name}” is yes or no, not “{word}”.")
        return word == "yes"
    if fact.sort is Sort.NUMBER:
        if not re.fullmatch(r"\d{1,9}", word):
            raise ValueError(f"“{word}” is not a whole number.")
        return int(word)
    if fact.sort is Sort.AMOUNT:
        try:
            return money.parse(word, currency)
        except Refusal as why:
            raise ValueError(why.sentence) from None
    if fact.choices and word not in fact.choices:
        raise ValueError(f"“{fact.name}” is never “{word}”; it is one of {', '.join(fact.choices)}.")
    return word


def _many(value: Value) -> tuple[Scalar, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _between(relation: Relation, mine: Value, theirs: Value) -> bool:
    """One with one; many with as many, in their order; many with one, each with it."""
    left, right = _many(mine), _many(theirs)
    if len(right) == 1:
        right = right * len(left)
    if not left or len(left) != len(right):
        return False
    return all(_is(relation, one, (other,)) for one, other in zip(left, right, strict=True))


def _is(relation: Relation, one: Scalar, values: tuple[Scalar, ...]) -> bool:
    if relation in _ORDERED:
        return _ordered(relation, one, values[0])
    inside = one in values
    return not inside if relation in (Relation.NOT, Relation.NONE_OF, Relation.NOT_SAME) else inside


def _ordered(relation: Relation, one: Scalar, other: Scalar) -> bool:
    left, right = _size(one), _size(other)
    return {
        Relation.AT_LEAST: left >= right,
        Relation.AT_MOST: left <= right,
        Relation.MORE: left > right,
        Relation.LESS: left < right,
    }[relation]


def _size(value: Scalar) -> int:
    return value.minor if isinstance(value, Money) else int(value)


def _shown(value: Value) -> str:
    shown = ["yes" if one is True else "no" if one is False else str(one) for one in _many(value)]
    return ", ".join(shown) or "nothing"

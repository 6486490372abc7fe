"""What may be done at all: the policy's [[may]] and [[never]] rules over the house's own facts (“order status is pending”). Pure.

Silence forbids: what no [[may]] speaks of is refused. A [[never]] goes before every [[may]]. What a person is owed when something went
wrong does not pass here: it is decided by the proposer, and no rule of this kind can refuse it.
"""

from dataclasses import replace

from makegood.gestures.rules.conditions import holds, missed
from makegood.gestures.types import Answer, Conduct, Facts
from makegood.kernel.money import Money


def may(do: str, facts: Facts, rules: tuple[Conduct, ...]) -> Answer:
    """Whether `do` may be done in these facts. Where the facts name an "amount" and the rule gives one, they must be equal to the penny."""
    speaking = [rule for rule in rules if do in rule.do]
    for rule in speaking:
        if rule.forbids and all(holds(one, facts) for one in rule.conditions):
            return Answer(False, rule.name, rule.why or f"“{rule.name}” rules it out.")
    wishes = [rule for rule in speaking if not rule.forbids]
    if not wishes:
        return Answer(False, "", f"The policy says nothing of “{do}”, so it may not be done.")
    answers = [_weighed(rule, facts) for rule in wishes]
    fitting = [answer for answer, gaps in answers if not gaps]
    return fitting[0] if fitting else _nearest(answers)


def given(rule: Conduct, facts: Facts) -> Money | None:
    """What the rule gives in these facts; None where it gives nothing, or where the number to multiply by is not known."""
    if rule.amount is None or not rule.for_each:
        return rule.amount
    times = facts.get(rule.for_each)
    return rule.amount * times if isinstance(times, int) and not isinstance(times, bool) else None


def _nearest(answers: list[tuple[Answer, int]]) -> Answer:
    """The refusal of the rule that misses least, and what the others that miss as little say."""
    fewest = min(gaps for _, gaps in answers)
    near = [answer for answer, gaps in answers if gaps == fewest]
    return replace(near[0], why=" ".join(answer.why for answer in near))


def _weighed(rule: Conduct, facts: Facts) -> tuple[Answer, int]:
    """The rule's answer, and how many of its conditions are missed."""
    gaps = [missed(one, facts) for one in rule.conditions if not holds(one, facts)]
    if gaps:
        return Answer(False, rule.name, f"“{rule.name}” does not allow it: {'; '.join(gaps)}."), len(gaps)
    gives, asked = given(rule, facts), facts.get("amount")
    if gives is not None and asked is not None and asked != gives:
        return Answer(False, rule.name, f"“{rule.name}” gives {gives}, not {asked}.", gives), 1
    return Answer(True, rule.name, f"“{rule.name}” allows it.", gives), 0

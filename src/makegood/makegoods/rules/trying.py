"""What another policy would have proposed for what was proposed before: values in, a comparison out. Pure; nothing is stored and nothing moves.

A past case is judged anew from what was kept of it: harm, price, hours, fault, how often, needs, what was asked. Not kept, and so the same on both
sides, are the shelf and the purse of that day: today's stand in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from makegood.kernel.money import Money, zero
from makegood.makegoods.rules.proposals import propose
from makegood.makegoods.types import Proposal, Situation


@dataclass(frozen=True, slots=True)
class Tried:
    """One past case under both policies, the first proposal of each."""

    now: Proposal
    then: Proposal

    @property
    def differs(self) -> bool:
        return (self.now.name, self.now.cost, self.now.needs_approval) != (
            self.then.name,
            self.then.cost,
            self.then.needs_approval,
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """All of them: how many differ, what they cost together now and then, how many would wait for another yes."""

    tried: tuple[Tried, ...]
    cost_now: Money
    cost_then: Money

    @property
    def differing(self) -> tuple[Tried, ...]:
        return tuple(one for one in self.tried if one.differs)

    @property
    def waiting(self) -> tuple[int, int]:
        return sum(one.now.needs_approval for one in self.tried), sum(one.then.needs_approval for one in self.tried)


def compare(pairs: Sequence[tuple[Situation, Situation]], *, currency: str) -> Trial:
    """Each case under the policy in force and under the other one."""
    tried = tuple(Tried(propose(now)[0], propose(then)[0]) for now, then in pairs)
    return Trial(
        tried,
        sum((one.now.cost for one in tried), zero(currency)),
        sum((one.then.cost for one in tried), zero(currency)),
    )

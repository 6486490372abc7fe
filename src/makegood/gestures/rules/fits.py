"""May this be given? The policy's answer, with a sentence why.

Binds extras only: what is owed always fits. Knows no reach, loudness, language, address or demographics, because `Ask` has none.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from makegood.gestures.types import Ask, GestureKind, PastGesture, Policy, PolicyRule, Verdict
from makegood.kernel.money import Money, zero


def fits_policy(ask: Ask, policy: Policy, at: datetime) -> Verdict:
    """Whether `ask` may be given at `at`, whether somebody must say yes first, and the sentence that people read.

    Needs and the spacing of surprises come first and bind everybody. Then the rules: the most generous one that speaks of this
    kind and harm decides (allowed, else allowed with approval, else refused). Pure; equal asks get equal verdicts.
    """
    if ask.item.kind is GestureKind.FIX:
        return Verdict(True, False, "What is owed is outside every limit.", "owed")
    if ask.item.kind is GestureKind.WORDS:
        return Verdict(True, False, "Kind words cost nothing.", "words")
    barred = _need(ask) or _spacing(ask, policy, at) or _sizes(ask, policy)
    if barred:
        return barred
    verdicts = [_judge(ask, rule) for rule in policy.rules if _speaks_of(rule, ask)]
    if not verdicts:
        return Verdict(False, False, f"No rule of the policy speaks of “{ask.item.name}” here.", "no rule")
    return min(verdicts, key=lambda v: (not v.allowed, v.needs_approval, not v.automatic))


def most(ask: Ask, policy: Policy) -> Money | None:
    """The most that any rule of the policy lets a thing of this kind cost here, whoever must say yes, and all extras together; None for no
    limit. Nothing where no rule speaks of it."""
    free = zero(_cost(ask).currency)
    together = max(policy.surprise_floor or free, _share_of_price(ask, policy.cap_share)) - (ask.others or free)
    limits = [_most(ask, rule) for rule in policy.rules if _speaks_of(rule, ask)]
    return max(
        free,
        min(
            [together, max([limit for limit in limits if limit is not None], default=free)] if None not in limits else [together]
        ),
    )


def margin(policy: Policy, *, known: Money | None, spent: Money) -> Money:
    """The person's 12-month margin: as handed down, else the policy's share of what they spent."""
    return known if known is not None else spent.share(policy.margin_share)


def _need(ask: Ask) -> Verdict | None:
    for need in ask.needs:
        if need in ask.item.unfit_for:
            return Verdict(False, False, f"“{ask.item.name}” does not fit something that they need.", "needs")
    return None


def _spacing(ask: Ask, policy: Policy, at: datetime) -> Verdict | None:
    """At most one surprise in 90 days, never the same one in 365 (both the policy's numbers)."""
    if ask.item.kind is not GestureKind.SURPRISE:
        return None
    surprises = sorted((g for g in ask.past if g.kind is GestureKind.SURPRISE), key=lambda g: g.at, reverse=True)
    if last := next(_within(surprises, policy.surprise_every_days, at), None):
        why = f"They had a surprise on {_day(last.at)}; one in {policy.surprise_every_days} days is enough to stay one."
        return Verdict(False, False, why, "surprises.one_every")
    alike = (g for g in surprises if g.code == ask.item.code)
    if same := next(_within(alike, policy.same_surprise_days, at), None):
        why = f"They had “{ask.item.name}” on {_day(same.at)}; the same again surprises nobody within {policy.same_surprise_days} days."
        return Verdict(False, False, why, "surprises.the_same_again_after")
    return None


def _within(gestures: "Iterator[PastGesture] | list[PastGesture]", days: int, at: datetime) -> Iterator[PastGesture]:
    return (g for g in gestures if at - g.at < timedelta(days=days))


def _sizes(ask: Ask, policy: Policy) -> Verdict | None:
    """The limits that hold whatever rule applies: a surprise stays small, all extras together stay in proportion."""
    cost = _cost(ask)
    floor = policy.surprise_floor or zero(cost.currency)
    if ask.item.kind is GestureKind.SURPRISE:
        most = max(floor, (ask.margin_12_months or zero(cost.currency)).share(policy.surprise_share))
        if cost > most:
            return Verdict(
                False,
                False,
                f"“{ask.item.name}” costs {cost}; a surprise for them may cost up to {most}.",
                "surprises.share_of_margin",
            )
    together = cost + (ask.others or zero(cost.currency))
    most = max(floor, _share_of_price(ask, policy.cap_share))
    if together > most:
        why = f"All extras together would cost {together}; for what went wrong they may come to {most}."
        return Verdict(False, False, why, "extras.all_together")
    return None


def _speaks_of(rule: PolicyRule, ask: Ask) -> bool:
    return ask.item.kind in rule.kinds and (not rule.harms or ask.harm in rule.harms)


def _judge(ask: Ask, rule: PolicyRule) -> Verdict:
    cost, most = _cost(ask), _most(ask, rule)
    if most is not None and cost > most:
        return Verdict(False, False, f"“{ask.item.name}” costs {cost}; “{rule.name}” goes up to {most}.", rule.name)
    deciders = {ask.role, ask.approved_by_role}
    if deciders.isdisjoint(rule.roles):
        return Verdict(True, True, f"“{rule.name}” is for {_either(rule.roles)} to give.", rule.name, rule.roles)
    if rule.approval_above is not None and cost > rule.approval_above and deciders.isdisjoint(rule.approved_by):
        why = f"“{ask.item.name}” costs {cost}; above {rule.approval_above} {_either(rule.approved_by)} must say yes."
        return Verdict(True, True, why, rule.name, rule.approved_by)
    return Verdict(True, False, f"“{rule.name}” allows it.", rule.name, automatic=rule.automatic)


def _most(ask: Ask, rule: PolicyRule) -> Money | None:
    """The rule's limit for this ask: the smaller of the amount and the share; the share is never below its floor."""
    if rule.up_to_share is None:
        return rule.up_to
    share = max(_share_of_price(ask, rule.up_to_share), rule.floor or zero(_cost(ask).currency))
    return share if rule.up_to is None else min(share, rule.up_to)


def _share_of_price(ask: Ask, basis_points: int) -> Money:
    """A share of a price that nobody knows is nothing: then only the absolute floors stay."""
    return ask.price.share(basis_points) if ask.price is not None else zero(_cost(ask).currency)


def _cost(ask: Ask) -> Money:
    return ask.item.real_cost * ask.quantity


def _either(roles: tuple[str, ...]) -> str:
    """For people: "a lead or an owner"."""
    named = {"owner": "an owner", "lead": "a lead", "agent": "an agent"}
    return " or ".join(named.get(role, role) for role in roles)


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"

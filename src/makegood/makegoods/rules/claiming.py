"""Whether somebody claims so much more often than others that a person should look first. Pure. Decides nothing about what is owed.

How often somebody claims per order has a Gamma posterior: the prior is one claim in as many orders as others take for one, to which theirs are
added (Gamma(1 + claims, orders of others per claim + orders)). They stand out once the chance that their rate is more than so many times that of
others is above the policy's certainty (3 times, 95 %: our own starting values). Whoever bought little or claimed once never stands out.
"""

import math

from makegood.makegoods.types import Claims

FEWEST = 3  # claims; fewer are bad luck whatever the sums say


def look_first(*, claims: int, orders: int, peers_claims: int, peers_orders: int, times: int, sure: int) -> Claims | None:
    """Why a person should look first, with the numbers; None where nobody need. `sure` in basis points. Without peers to compare with: None."""
    if claims < FEWEST or peers_claims < 1 or peers_orders < 1:
        return None
    chance = chance_above(claims=claims, orders=orders, peers_claims=peers_claims, peers_orders=peers_orders, times=times)
    if chance * 10_000 <= sure:
        return None
    each = max(1, round(peers_orders / peers_claims))
    why = (
        f"They claimed {claims} times on {orders} orders in 12 months; others about once in {each}. "
        "They may simply have been unlucky: what is owed is theirs, and a person looks first."
    )
    return Claims(why)


def chance_above(*, claims: int, orders: int, peers_claims: int, peers_orders: int, times: int) -> float:
    """The chance that their rate is above `times` that of others. The shape is a whole number, so that the sum is exact (Erlang):
    P(X > x) = exp(-y) · Σ y^k / k! for k from 0 to claims, y = x · (orders of others per claim + orders)."""
    per_claim = peers_orders / peers_claims
    y = times / per_claim * (per_claim + orders)
    return math.fsum(math.exp(k * math.log(y) - y - math.lgamma(k + 1)) for k in range(claims + 1))

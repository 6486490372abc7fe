"""Who may see a guest, where, and until when they are kept. Pure.

A candidate is shown to the hiring team on the desk and nowhere else: not at the counter, not in search results, not to others.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from makegood.guests.types import GuestKind, KindRule, Place
from makegood.kernel.refusals import Refusal

USUAL_DAYS = {
    GuestKind.CANDIDATE: 180,
    GuestKind.VISITOR: 365,
    GuestKind.CALLER: 365,
}  # half a year: within it a refused candidate may complain (German AGG: two months, and the courts' time)
MOST_DAYS = 3_650
_NEVER_AT = {GuestKind.CANDIDATE: frozenset({Place.COUNTER, Place.SEARCH})}


def usual(kind: GuestKind) -> KindRule:
    """Where the brand said nothing."""
    return KindRule(kind, USUAL_DAYS[kind])


def may_see(
    kinds: Iterable[GuestKind], rules: Collection[KindRule], *, member_id: UUID | None, place: Place, leads: bool
) -> bool:
    """Whether somebody who is a guest of these kinds may be shown there to this member (None: to whoever stands there). A candidate without a named
    team is seen by leads alone."""
    for kind in kinds:
        if place in _NEVER_AT.get(kind, frozenset()):
            return False
        members = next((one.members for one in rules if one.kind is kind), ())
        if members and member_id not in members:
            return False
        if kind is GuestKind.CANDIDATE and not members and not leads:
            return False
    return True


def forget_at(touched_at: datetime, rule: KindRule) -> datetime:
    """When they are forgotten."""
    return touched_at + timedelta(days=rule.keep_days)


def check(rule: KindRule) -> None:
    """Refuses ("guest_rule_malformed") a time that is none."""
    if not 1 <= rule.keep_days <= MOST_DAYS:
        sentence = f"keep_days: give 1 to {MOST_DAYS:,} days."
        raise Refusal("guest_rule_malformed", sentence, {"keep_days": "out of range"})

"""What evidence weighs, and what it suffices for. Pure.

The dangerous mistake is to show one person another's order: weak evidence asks a member and never links, a name alone does not even ask.
"""

from collections.abc import Iterable, Sequence
from math import log2

from makegood.people.types import Evidence, EvidenceKind

# Fellegi and Sunter's sum (JASA 64, 1969): log-odds that two records are one person's = prior + the bits of each piece of evidence.
# The prior is one in a thousand: an unknown account that writes about a small shop, against one given customer.
PRIOR_BITS = -10.0
SAME_NAME_BITS, SIMILAR_NAME_BITS, SINGLE_NAME_BITS = 7.0, 4.0, 2.0
LOOKALIKE_BITS = -20.0
RIVAL_BITS = -6.0  # two accounts that look alike ask for the same person: at most one of them is theirs
STRONG_BITS = 20.0  # a source that knows: one such edge suffices
SHARED_BITS = 9.0  # an order names a telephone that somebody else is known by: a household, or the same person
ASK_FROM, ASK_BELOW = 0.20, 0.995  # below: apart; the rest asks a member; weak evidence is never sure enough to link by itself
STRONG = frozenset({EvidenceKind.SAME_ORDER, EvidenceKind.SIGNED_TOKEN, EvidenceKind.MEMBER_SAYS})
MEMBER_SAYS = Evidence(EvidenceKind.MEMBER_SAYS, STRONG_BITS, "A member of the team said so.")
_NAMES = frozenset({EvidenceKind.SAME_NAME, EvidenceKind.SIMILAR_NAME})


def evidence_of_source(source: str, *, alone: bool) -> Evidence:
    """What a source that knows ("order 1007") says by naming two addresses; `alone` where that suffices to link them."""
    name = source[:1].upper() + source[1:] or "A source that knows"
    if not alone:
        return Evidence(
            EvidenceKind.SEEN_TOGETHER, SHARED_BITS, f"{name} names both, and we know one of them from somebody else."
        )
    kind = EvidenceKind.SAME_ORDER if source.startswith("order") else EvidenceKind.SIGNED_TOKEN
    return Evidence(kind, STRONG_BITS, f"{name} names both.")


def against_others(chances: Sequence[float]) -> list[float]:
    """One account, several persons whom it fits, each with a chance (0 to 1) by itself: the bits that the others take from each, since it can be only
    one of them. With o the odds of each alone, the chance of one is o / (1 + the sum of all), as Bayes has it for what excludes one another."""
    odds = [chance / (1.0 - chance) for chance in chances]
    return [-log2(1.0 + max(0.0, sum(odds) - mine)) for mine in odds]


def weigh(evidence: Iterable[Evidence], *, prior_bits: float = PRIOR_BITS) -> float:
    """The probability (0 to 1) that both are one person's: log-odds from the prior, plus the strongest bits for and against of each
    kind, because two of a kind are not independent."""
    bits: dict[tuple[EvidenceKind, bool], float] = {}
    for piece in evidence:
        key = (piece.kind, piece.bits > 0)
        bits[key] = max(bits.get(key, 0.0), piece.bits, key=abs)
    odds = max(-60.0, min(60.0, prior_bits + sum(bits.values())))
    return float(2.0**odds / (1.0 + 2.0**odds))


def is_worth_asking(evidence: Sequence[Evidence]) -> bool:
    """Should a member be asked? Only from ASK_FROM on, and never about a name alone."""
    return any(piece.bits > 0 and piece.kind not in _NAMES for piece in evidence) and weigh(evidence) >= ASK_FROM


def shown_probability(evidence: Sequence[Evidence]) -> float:
    """The probability shown with a question, which is never surer than weak evidence can be."""
    return min(weigh(evidence), ASK_BELOW)

"""Many metrics looked at whenever one likes: e-values, and how many of them may be called found. Pure numpy.

An e-value is what a fair bet against “no difference” would have made of one unit: above 1/α it is evidence at the level α, whenever one looks.
e-BH keeps the share of false findings below α however the metrics depend on each other (Wang and Ramdas, JRSS-B 84:822, 2022).
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def e_value(difference: Floats | float, error: Floats | float, people: Floats | float, *, expected: float) -> Floats:
    """The mixture sequential probability ratio against no difference (Robbins 1970; Johari, Koomen, Pekelis and Walsh 2022): √(V/(V+nτ²)) ·
    exp(n²τ²d² / (2V(V+nτ²))), V the variance of one pair's difference (`error`² · n), τ the size of difference that one expects."""
    n = np.asarray(people, dtype=np.float64)
    variance = np.asarray(error, dtype=np.float64) ** 2 * n
    wide = variance + n * expected**2
    power = n**2 * expected**2 * np.asarray(difference, dtype=np.float64) ** 2 / (2 * variance * wide)
    return np.asarray(np.sqrt(variance / wide) * np.exp(np.minimum(power, 700.0)))


def always_p(e_values: Floats) -> Floats:
    """The p-value that holds at every look: one over the greatest e-value so far, along the last axis."""
    return np.asarray(np.minimum(1.0, 1.0 / np.maximum.accumulate(e_values, axis=-1)))


def found(e_values: Mapping[str, float], *, alpha: float = 0.05) -> frozenset[str]:
    """Which metrics differ, of false findings no more than `alpha` on average. The k greatest, for the greatest k with e₍ₖ₎ ≥ m / (α k)."""
    ranked = sorted(e_values.items(), key=lambda one: -one[1])
    kept = [k for k, (_, e) in enumerate(ranked, 1) if e >= len(ranked) / (alpha * k)]
    return frozenset(name for name, _ in ranked[: max(kept, default=0)])

"""What another way of giving would have brought, from what was given and logged: off-policy evaluation. Pure numpy.

Inverse propensity (Horvitz and Thompson 1952), self-normalised, and doubly robust (Dudík, Langford and Li, ICML 2011). Weights are clipped, and the
effective sample size says how many people the answer really rests on: below a tenth of all there is none.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CLIPPED_AT = 20.0
LEAST_EFFECTIVE = 0.10


@dataclass(frozen=True, slots=True)
class Replayed:
    """The mean outcome that the other way would have had, its standard error, and on how many people it rests; `enough` where they are a tenth."""

    value: float
    error: float
    effective: float
    enough: bool


def replay(
    outcome: Floats, logged: Floats, wanted: Floats, *, foretold: Floats | None = None, foretold_wanted: Floats | None = None
) -> Replayed:
    """`outcome` (n,), `logged` (n,) the probability with which what was done was chosen, `wanted` (n,) that of the other way choosing the same. With
    `foretold` (n,), a model's guess for what was done, and `foretold_wanted` (n,), its mean guess under the other way, doubly robust; else
    self-normalised. Refuses (ValueError) a logged probability of nothing: what could never happen tells nothing."""
    if not (logged > 0).all():
        raise ValueError("logged: every choice had some probability")
    weight = np.minimum(wanted / logged, CLIPPED_AT)
    effective = float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else 0.0
    if foretold is not None and foretold_wanted is not None:
        each = foretold_wanted + weight * (outcome - foretold)
        value, error = float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each)))
    else:
        value = float((weight * outcome).sum() / weight.sum()) if weight.any() else float("nan")
        spread = weight * (outcome - value)
        error = float(np.sqrt((spread**2).sum()) / weight.sum()) if weight.any() else float("nan")
    return Replayed(value, error, effective, effective >= LEAST_EFFECTIVE * len(outcome))

"""A reading as JSON and back, nothing lost. Old readings without a newer field read as its default."""

from dataclasses import asdict
from typing import Any

from makegood.understanding.types import Finding, Named, Reading


def write(reading: Reading) -> dict[str, Any]:
    """The reading as JSON values."""
    return asdict(reading)


def read(kept: dict[str, Any]) -> Reading:
    """The reading that `write` wrote."""
    one, several = ("feeling", "act", "urgency"), ("happened", "asked")
    told: dict[str, Any] = dict(kept)
    told |= {name: _finding(kept[name]) for name in one}
    told |= {name: tuple(_finding(each) for each in kept[name]) for name in several}
    told["named"] = tuple(Named(**each) for each in kept["named"])
    told["unsure_about"] = tuple(kept.get("unsure_about", ()))
    return Reading(**told)


def _finding(kept: dict[str, Any]) -> Finding:
    return Finding(**{**kept, "words": tuple(kept["words"])})

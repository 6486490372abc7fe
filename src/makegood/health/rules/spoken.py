"""How a signal is spoken of where no page of a language is: journal sentences and findings. Pure."""

from collections.abc import Mapping

from makegood.health.types import Driver, Signal

_WORDS: Mapping[Signal, str] = {
    Signal.PROMISE: "broken promises",
    Signal.COMPLAINT: "complaints",
    Signal.FEELING: "people who write in anger",
    Signal.EFFORT: "people who have to write again",
    Signal.SURVEY: "low answers",
    Signal.SPEED: "late first answers",
}


def of(signal: Signal) -> str:
    """ "broken promises"."""
    return _WORDS[signal]


def finding(signal: Signal, *, since: str, hits: int, n: int, usual: float, drivers: tuple[Driver, ...]) -> str:
    """The sentence of a finding that is proposed: what rose since when, against what is usual, and with what."""
    expected = usual * n
    told = f"Since {since} there are more {of(signal)} than usual: {hits} of {n}, where {expected:.0f} would be much."
    if drivers:
        first = drivers[0]
        told += f" It stands out with {first.facet} {first.value}: {first.hits} of {first.n}."
    return told

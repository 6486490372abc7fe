"""From words to stretches: what began and ended, in whatever order it was told. Pure: the same words give the same answer."""

from collections.abc import Iterable, Sequence

from makegood.signals.types import Span, Word


def of(words: Iterable[Word]) -> tuple[Span, ...]:
    """The stretches of one thing that is watched, the earliest first. What begins while it lasts already changes nothing; an end of nothing is
    kept in mind by whoever keeps the words, and counts when its beginning is told. A beginning and an end at one instant are no stretch."""
    found: list[Span] = []
    began = None
    for word in sorted(words, key=lambda one: (one.at, not one.began)):
        if word.began:
            began = began or word
        elif began is not None:
            if word.at > began.at:
                found.append(Span(began.at, word.at))
            began = None
    return tuple([*found, Span(began.at, None)] if began is not None else found)


def proposed(spans: Sequence[Span]) -> Span | None:
    """The stretch that several signals of one incident propose for it: from the first beginning to the last end; open while one lasts. None for
    none."""
    if not spans:
        return None
    ends = [one.until_at for one in spans if one.until_at is not None]
    return Span(min(one.from_at for one in spans), max(ends) if len(ends) == len(spans) else None)

"""What somebody's words about being written to amount to, where several of their addresses said something. Pure."""

from collections.abc import Iterable

from makegood.people.types import Consent


def what_counts(latest: Iterable[Consent]) -> Consent | None:
    """Of the latest word of each identity of one person about one channel and purpose, the one that counts: a withdrawal that stands at any of
    them wins over every grant at others; None when they never said."""
    return max(latest, key=lambda one: (not one.granted, one.at), default=None)

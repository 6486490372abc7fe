"""Which reader reads. A better one is one folder under readers/ and this line; nothing else in the tree is edited."""

from functools import cache

from makegood.understanding.types import Reader


@cache
def reader() -> Reader:
    """The reader in use, made once per process, and loaded only where something is read: numpy and the weights are no small thing."""
    from makegood.understanding.readers.first.reader import FirstReader

    return FirstReader()

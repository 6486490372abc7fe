"""Remembers what was worked out of a word, up to a number of words. Never changes what comes out; only saves working it out again."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST = 30_000  # words; the commonest 30,000 are nearly all of what people write, and take some megabytes
LONGEST = 60  # letters; a longer word is hardly met twice

Value = TypeVar("Value")


class Memory(dict[str, Value], Generic[Value]):
    """`memory[word]` is `work(word)`, worked out once while it is remembered. Forgets everything when it is full."""

    def __init__(self, work: Callable[[str], Value], most: int = MOST) -> None:
        super().__init__()
        self._work, self._most = work, most

    def __missing__(self, word: str) -> Value:
        found = self._work(word)
        if len(word) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[word] = found
        return found

"""Rows that belong together stay together: the lines of one order never fall into two batches, also where they lie apart in the file.

The file is looked through once for numbers whose lines lie apart; their lines are gathered beforehand and come with the first of them. Of
these there may be as many as fit in memory; a file that is not in order at all is refused with the way out.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

import numpy as np

from makegood.commands.importing.rows import Batch
from makegood.kernel.refusals import Refusal

MOST_APART = 200_000  # lines of orders whose lines lie apart

Key = Callable[[Batch], list[str]]


def lying_apart(batches: Iterable[Batch], key: Key) -> frozenset[int]:
    """The digests of the numbers whose lines lie apart. Eight bytes a run are held, whatever the lines are."""
    begun = array("Q")
    last = ""
    for batch in batches:
        for number in key(batch):
            if number != last:
                begun.append(_digest(number))
                last = number
    seen, times = np.unique(np.frombuffer(begun, dtype=np.uint64), return_counts=True)
    return frozenset(int(one) for one in seen[times > 1])


def rows_of(batches: Iterable[Batch], key: Key, apart: frozenset[int]) -> frozenset[int]:
    """The rows of the numbers that lie apart. Refuses (`out_of_order`) more than MOST_APART of them."""
    found: set[int] = set()
    for batch in batches if apart else ():
        numbers = key(batch)
        for begin, end in runs(numbers):
            if _digest(numbers[begin]) in apart:
                found.update(batch.index[begin:end])
        if len(found) > MOST_APART:
            sentence = "file: it is not in order: sort it by the order's number, so that the lines of one order lie together."
            raise Refusal("out_of_order", sentence, {"file": "lines of one order lie apart"})
    return frozenset(found)


def gathered(batches: Iterable[Batch], key: Key) -> dict[str, Batch]:
    """The lines of these batches by number, each number's whole."""
    found: dict[str, Batch] = {}
    for batch in batches:
        numbers = key(batch)
        for begin, end in runs(numbers):
            some = batch.part(list(range(begin, end)))
            found[numbers[begin]] = _joined(found[numbers[begin]], some) if numbers[begin] in found else some
    return found


def together(batches: Iterable[Batch], key: Key, apart: dict[str, Batch]) -> Iterator[Batch]:
    """The batches, cut so that no number goes on from one into the next; what lies apart comes whole with its first line."""
    carried: Batch | None = None
    for batch in batches:
        whole = _joined(carried, batch) if carried is not None else batch
        last = _last_run(key(whole))
        carried, done = _split(whole, last)
        if len(done) or done.wrong:
            yield _regrouped(done, key, apart)
    if carried is not None and (len(carried) or carried.wrong):
        yield _regrouped(carried, key, apart)


def runs(numbers: list[str]) -> list[tuple[int, int]]:
    """Where each number begins and ends."""
    found: list[tuple[int, int]] = []
    begin = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[begin]:
            found.append((begin, i))
            begin = i
    return found


def _digest(number: str) -> int:
    return int.from_bytes(blake2b(number.encode(), digest_size=8).digest(), "little")


def _joined(one: Batch, other: Batch) -> Batch:
    if not len(one) and not one.columns:
        return Batch(other.columns, other.index, other.places, other.end, one.wrong + other.wrong)
    columns = {name: values + other.columns[name] for name, values in one.columns.items()} if other.columns else one.columns
    return Batch(columns, one.index + other.index, one.places + other.places, other.end, one.wrong + other.wrong)


def _last_run(numbers: list[str]) -> int:
    """Where the last number begins."""
    begin = len(numbers)
    while begin > 0 and numbers[begin - 1] == numbers[-1]:
        begin -= 1
    return begin


def _split(batch: Batch, at: int) -> tuple[Batch, Batch]:
    """What is carried on from row `at`, and what is done before it. A wrong row goes with those around it."""
    if at >= len(batch):
        return Batch({name: [] for name in batch.columns}, [], [], batch.end), batch
    first = batch.index[at]
    tail, head = batch.part(list(range(at, len(batch)))), batch.part(list(range(at)))
    head.end = first
    tail.wrong = [one for one in batch.wrong if one[0] > first]
    head.wrong = [one for one in batch.wrong if one[0] < first]
    return tail, head


def _regrouped(batch: Batch, key: Key, apart: dict[str, Batch]) -> Batch:
    numbers = key(batch)
    if not apart or not any(number in apart for number in numbers):
        return batch
    result = Batch({name: [] for name in batch.columns}, [], [], batch.end)
    for begin, end in runs(numbers):
        whole = apart.get(numbers[begin])
        if whole is None:
            result = _joined(result, batch.part(list(range(begin, end))))
        elif whole.index[0] == batch.index[begin]:
            result = _joined(result, whole)
    result.end, result.wrong = batch.end, batch.wrong
    return result

"""What somebody at a terminal sees: what was found, which column is what, how far it is, and what became of it. Writes to a stream; decides
nothing."""

import time
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from makegood.commands.importing.mapping import Mapping
from makegood.commands.importing.rows import Batch
from makegood.kernel.money import Money

_BAR = 24  # letters
_EVERY_S, _EVERY_PLAIN_S = 0.2, 5.0
_SAMPLES, _WIDEST = 3, 28
_KNOWN = " known"


def mapping_table(mapping: Mapping, sample: Batch, header: Sequence[str]) -> str:
    """Which column is what, with the first rows; what is not used; how amounts and times are read."""
    lines = [("field", "column", "first rows")]
    for name, column in mapping.columns.items():
        shown = " · ".join(_cut(text) for text in sample.columns.get(column, [])[:_SAMPLES])
        lines.append((name, column, shown))
    widths = [max(len(line[i]) for line in lines) for i in range(2)]
    table = [f"  {one:<{widths[0]}}  {other:<{widths[1]}}  {rest}".rstrip() for one, other, rest in lines]
    unused = [name for name in header if name not in mapping.needs()]
    if unused:
        table.append(f"  not used: {', '.join(unused)}")
    if mapping.what == "orders":
        a = mapping.amounts
        example = f"1{a.thousands}234{a.decimal}50" if Money(1, a.currency or "EUR") else ""
        table.append(f"  amounts in {a.currency or 'the currency of the row'}, written like {example}")
    how = ", ".join(mapping.times.formats) or "ISO 8601"
    table.append(f"  times written as {how}, in {mapping.times.zone} where they name no zone")
    if mapping.directions:
        table.append("  directions: " + ", ".join(f"{word} is {way}" for word, way in mapping.directions.items()))
    return "\n".join(table)


class Bar:
    """How far it is: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, stream: TextIO, *, total: int, done: int) -> None:
        self._stream = stream
        self._total = max(total, 1)
        self._begun_with = done
        self._begun = time.monotonic()
        self._last = self._begun if not stream.isatty() else 0.0
        self._shown = False

    def show(self, done: int) -> None:
        """`done` rows are in; shown as often as it is worth looking."""
        now = time.monotonic()
        terminal = self._stream.isatty()
        if now - self._last < (_EVERY_S if terminal else _EVERY_PLAIN_S):
            return
        self._last = now
        self._write(done, now, terminal)

    def close(self, done: int) -> None:
        """The last look, where there was one before."""
        if self._shown and self._stream.isatty():
            self._write(done, time.monotonic(), terminal=True)
            self._stream.write("\n")

    def _write(self, done: int, now: float, terminal: bool) -> None:
        share = min(1.0, done / self._total)
        rate = (done - self._begun_with) / max(now - self._begun, 0.001)
        left = said_time((self._total - done) / rate) if rate > 0 and done < self._total else "0 s"
        words = f"{share:4.0%}  {done:,} of {self._total:,} rows  {rate:,.0f} rows/s  {left} left"
        if terminal:
            bar = "█" * round(share * _BAR)
            self._stream.write(f"\r{bar:░<{_BAR}} {words}\x1b[K")
        else:
            self._stream.write(f"{words.strip()}\n")
        self._stream.flush()
        self._shown = True


def said_time(seconds: float) -> str:
    """A length of time as one says it: 40 s, 3 min, 2 h."""
    if seconds < 100:
        return f"{max(0, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 6000 else f"{round(seconds / 3600)} h"


def summary(counts: Counter[str], *, dry: bool) -> str:
    """What became of the rows, in sentences."""
    new = _listed(counts, ("people", "orders", "returns", "parcel events", "messages", "entrants", "followers"))
    known = _listed(Counter({name: counts[f"{name}{_KNOWN}"] for name in _names(counts)}), tuple(_names(counts)))
    verb = "would be taken in" if dry else "taken in"
    if new:
        said = f"{counts['rows']:,} rows: {new} {verb}."
    else:
        said = f"{counts['rows']:,} rows: nothing {'would be' if dry else 'was'} new, and nothing {'would be' if dry else 'was'} changed."
    if known:
        said += f" Known already: {known}."
    for name, count in sorted(counts.items()):
        if name.startswith("left out: "):
            said += f" Left out, because {name.removeprefix('left out: ')}: {count:,}."
    return said


def bad_rows(count: int, where: str) -> str:
    """How many were bad and where to read why."""
    if not count:
        return "No bad rows."
    return f"{count:,} bad {'row' if count == 1 else 'rows'}, with the reasons in {where}; the others stay."


def _names(counts: Counter[str]) -> list[str]:
    return [name.removesuffix(_KNOWN) for name in counts if name.endswith(_KNOWN) and counts[name]]


def _listed(counts: Counter[str], names: Sequence[str]) -> str:
    said = [f"{counts[name]:,} {_one(name) if counts[name] == 1 else name}" for name in names if counts[name]]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _one(name: str) -> str:
    return {"people": "person"}.get(name, name.removesuffix("s"))


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _WIDEST else f"{words[: _WIDEST - 1]}…"

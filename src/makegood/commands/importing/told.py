"""From a batch of rows to our fields: columns, constants, templates and looked-up columns, as lists of texts of one length.

Leaves out the rows that the mapping says are none of history, and counts them by its reason.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from functools import lru_cache

from makegood.commands.importing import mapping as mappings
from makegood.commands.importing.mapping import Mapping, Skip
from makegood.commands.importing.rows import Batch

Fields = dict[str, list[str]]


def fields_of(mapping: Mapping, batch: Batch) -> Fields:
    """Each of our fields that the mapping knows, a text per row; blanks at the ends are gone."""
    found: Fields = {ours: [text.strip() for text in batch.columns[theirs]] for ours, theirs in mapping.columns.items()}
    for name, value in mapping.constants.items():
        found[name] = [value] * len(batch)
    for name, template in mapping.templates.items():
        found[name] = _filled(template, batch)
    extra = [("charge", one.column) for one in mapping.charges] + [("consent", one.column) for one in mapping.consents]
    extra += [("turns", name) for name in (mapping.turns.columns if mapping.turns else ())]
    for what, column in extra:
        found[f"{what} {column}"] = [text.strip() for text in batch.columns[column]]
    return found


def without_skipped(mapping: Mapping, batch: Batch, counts: Counter[str]) -> Batch:
    """The rows that are history. Those that the mapping leaves out are counted by its reason."""
    if not mapping.skips or not len(batch):
        return batch
    out: dict[int, str] = {}
    for skip in mapping.skips:
        for i in _those_of(skip, batch):
            out.setdefault(i, skip.because)
    if not out:
        return batch
    counts.update(f"left out: {because}" for because in out.values())
    kept = batch.part([i for i in range(len(batch)) if i not in out])
    kept.wrong = batch.wrong
    return kept


@lru_cache(maxsize=100_000)
def fits(pattern: str, text: str) -> bool:
    """Whether a value fits a pattern of the mapping: `""` nothing, `!` anything, `<0`, `>0`, `=0` as numbers, `!X` not X, else as it is,
    with `*` for any letters."""
    value = text.strip()
    if pattern == "!":
        return bool(value)
    if pattern[:1] in "<>=" and pattern[1:]:
        return _compares(pattern[0], value, pattern[1:])
    if pattern[:1] == "!":
        return not fits(pattern[1:], value)
    return fnmatchcase(value, pattern)


def _compares(sign: str, value: str, limit: str) -> bool:
    try:
        a, b = Decimal(value), Decimal(limit)
    except InvalidOperation:
        return False
    return a < b if sign == "<" else a > b if sign == ">" else a == b


def _those_of(skip: Skip, batch: Batch) -> list[int]:
    rows: Sequence[int] = range(len(batch))
    for column, pattern in skip.where:
        values = batch.columns[column]
        rows = [i for i in rows if fits(pattern, values[i])]
    return list(rows)


def _filled(template: str, batch: Batch) -> list[str]:
    """The template with the row's values in it; '' where all of its columns are empty."""
    names = mappings.places_in(template)
    values = [[str(place) for place in batch.places] if name == mappings.ROW else batch.columns[name] for name in names]
    filler = _filler(template, names)
    return [filler(*texts) if any(texts) else "" for texts in zip(*values, strict=True)] if names else [template] * len(batch)


def _filler(template: str, names: Sequence[str]) -> Callable[..., str]:
    parts = [template]
    for name in names:
        head, _, tail = parts.pop().partition(f"{{{name}}}")
        parts += [head, tail]

    def fill(*texts: str) -> str:
        return "".join(part + text.strip() for part, text in zip(parts, (*texts, ""), strict=True))

    return fill

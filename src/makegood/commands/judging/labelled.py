"""Texts and their labels out of a file that anybody labelled: CSV, Parquet or JSON lines, packed or not. Says what is wrong; guesses no label."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from makegood.commands.importing import rows, sources
from makegood.kernel.refusals import Refusal

LEFT_OUT = "-"  # a label mapped to this is left out of the judgement
_SHOWN = 8
_BETWEEN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with their labels, each a set; of a question with one right answer the sets hold one. `left_out` rows were mapped away or empty."""

    texts: list[str]
    labels: list[frozenset[str]]
    left_out: int


def taken(
    path: Path, *, text: str, label: str, known: Sequence[str], several: bool, names: Mapping[str, str], limit: int
) -> Labelled:
    """The first `limit` rows (0: all). Labels are compared without regard to capitals, and spaces count as `_`; `names` says what theirs
    are called here. Refuses (`unknown_column`, `unknown_label`, `nothing_to_judge`) and names what the file has instead."""
    source = sources.look(path)
    _columns_there(rows.header(source), text, label)
    texts: list[str] = []
    labels: list[frozenset[str]] = []
    strange: Counter[str] = Counter()
    left_out = 0
    for batch in rows.batches(source, columns={text, label}):
        for words, cell in zip(batch.columns[text], batch.columns[label], strict=True):
            found = _labels(cell, several, names)
            strange.update(found - set(known) - {LEFT_OUT})
            if not words.strip() or LEFT_OUT in found or (not several and not found):
                left_out += 1
                continue
            texts.append(words)
            labels.append(found)
            if limit and len(texts) >= limit:
                return _checked(path, texts, labels, left_out, strange, known)
    return _checked(path, texts, labels, left_out, strange, known)


def mapping(told: Sequence[str]) -> dict[str, str]:
    """`["0=negative,1=neutral", "2=positive"]` as one dictionary. Refuses (`bad_map`) a part without `=`."""
    found = {}
    for part in (piece for each in told for piece in each.split(",") if piece.strip()):
        theirs, mark, ours = part.partition("=")
        if not mark or not theirs.strip() or not ours.strip():
            sentence = f"map: {part!r} is not THEIRS=OURS, as in 0=negative; OURS may be {LEFT_OUT} to leave rows out."
            raise Refusal("bad_map", sentence, {"map": "not THEIRS=OURS"})
        found[tidy(theirs)] = tidy(ours)
    return found


def tidy(label: str) -> str:
    return re.sub(r"\s+", "_", label.strip().lower())


def _columns_there(names: Sequence[str], text: str, label: str) -> None:
    for option, wanted in (("text", text), ("label", label)):
        if wanted not in names:
            sentence = f"{option}: the file has no column {wanted!r}; it has {', '.join(names)}."
            raise Refusal("unknown_column", sentence, {option: "no such column"})


def _labels(cell: str, several: bool, names: Mapping[str, str]) -> frozenset[str]:
    parts = [each for each in _BETWEEN.split(cell) if each] if several else [cell]
    found = [tidy(each) for each in parts]
    return frozenset(names.get(each, each) for each in found if each)


def _checked(
    path: Path, texts: list[str], labels: list[frozenset[str]], left_out: int, strange: Counter[str], known: Sequence[str]
) -> Labelled:
    if strange:
        shown = ", ".join(f"{name} ({count} rows)" for name, count in strange.most_common(_SHOWN))
        sentence = (
            f"label: {path.name} has labels that are not answers to this question: {shown}. The answers are "
            f"{', '.join(known[:_SHOWN])}{' …' if len(known) > _SHOWN else ''}. Say which is which with --map THEIRS=OURS "
            f"(or THEIRS={LEFT_OUT} to leave them out)."
        )
        raise Refusal("unknown_label", sentence, {"label": "not an answer to this question"})
    if not texts:
        raise Refusal(
            "nothing_to_judge", f"file: {path.name} holds no row with a text and a label.", {"file": "no labelled rows"}
        )
    return Labelled(texts, labels, left_out)

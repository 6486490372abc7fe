"""Puts measured tables into docs/model-card.md, each between its own two marks. Writes nothing else, and never changes a figure."""

from collections.abc import Sequence
from pathlib import Path

CARD = Path(__file__).resolve().parents[1] / "docs/model-card.md"


def marks(name: str) -> tuple[str, str]:
    """How the begin and the end of a table are marked; `name` is the module that writes it."""
    return f"<!-- figures: written by {name} -->", f"<!-- end of figures by {name} -->"


def put(name: str, lines: Sequence[str], card: Path = CARD) -> None:
    """Replaces what stands between the marks of `name`. Raises ValueError where the card has no such marks."""
    begin, end = marks(name)
    before, found, rest = card.read_text("utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{card.name} has no place for {name}: {begin} … {end}")
    card.write_text("\n".join([f"{before}{begin}", *lines, f"{end}{after}"]), "utf-8")

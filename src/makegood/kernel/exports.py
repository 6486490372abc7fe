"""What a package hands out of its rows for analysis: numbers and short words by column, never a name, an address or a text. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """What a column holds; each may be empty."""

    WHOLE = "whole"  # 64 bits; days are days since 1970-01-01, yes and no are 1 and 0, rows are named by a hash of their id
    REAL = "real"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Export:
    """A table for analysis: its columns in order, and the SELECT that gives them, in which {zone} is the brand's zone."""

    name: str
    columns: tuple[tuple[str, Column], ...]
    select: str

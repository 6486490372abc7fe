"""Figures as text and back: the same values of the same kinds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

import numpy as np
import pytest

from makegood.kernel import plain


class Word(StrEnum):
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Part:
    word: Word
    low: float
    on: date
    who: UUID | None


@dataclass(frozen=True, slots=True)
class Whole:
    parts: tuple[Part, ...]
    names: Mapping[str, int]
    at: datetime
    sure: bool


WHOLE = Whole(
    (Part(Word.MORE, -math.inf, date(2026, 3, 2), None), Part(Word.MORE, 0.1, date(2026, 3, 2), UUID(int=7))),
    {"a": 1},
    datetime(2026, 3, 2, 10, tzinfo=UTC),
    sure=True,
)


def test_what_was_written_is_read_as_it_was() -> None:
    found = plain.read(Whole, plain.write(WHOLE))
    assert found == WHOLE
    assert isinstance(found.parts[0].word, Word)


def test_a_librarys_numbers_are_plain_ones() -> None:
    told = Whole((), {"a": 2}, WHOLE.at, sure=np.bool_(True))  # type: ignore[arg-type]
    assert plain.read(Whole, plain.write(told)).sure is True


def test_text_of_another_shape_is_refused() -> None:
    with pytest.raises(KeyError):
        plain.read(Whole, "{}")

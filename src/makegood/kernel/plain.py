"""Frozen dataclasses as JSON text and back, by their declared types: for figures that are worked out once and looked at often. Losing nothing but the
difference between a list and a tuple, and between a mapping and a dict; infinity is kept. Knows numbers, words, truth, nothing, days, instants, ids, words of an
enumeration, tuples of one kind, mappings from words, and dataclasses of all these."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


def write(value: object) -> str:
    """The value as JSON text. Refuses (TypeError) what it does not know."""
    return json.dumps(_plain(value))


def read(kind: type[T], text: str) -> T:
    """What `write` wrote of a value of this kind. Refuses (KeyError, TypeError, ValueError) text of another shape: a field was added since."""
    found: T = _of(kind, json.loads(text))
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value.item() if hasattr(value, "item") else value  # a number of a library's own


def _of(kind: Any, value: Any) -> Any:
    origin, inside, shape = get_origin(kind), get_args(kind), kind
    if origin in (Union, UnionType):
        return None if value is None else _of(next(one for one in inside if one is not type(None)), value)
    if origin is tuple:
        return tuple(_of(inside[0], one) for one in value)
    if origin is not None:  # a mapping from words
        return {key: _of(inside[1], one) for key, one in value.items()}
    if is_dataclass(kind):
        return shape(**{name: _of(hint, value[name]) for name, hint in _hints(shape).items()})
    if isinstance(kind, type) and issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, UUID | Enum):
        return kind(value)
    return value


@lru_cache(maxsize=64)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)

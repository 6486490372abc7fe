"""Reads JSON that a machine sent, strictly, and says of every field that is wrong what is wrong with it.

Nothing is guessed or converted: an unknown field, a number in quotes, a date without a zone are refused. Readers return a
harmless placeholder for a field that is wrong, so that one pass names all of them; `Problems.refuse` must be called before
what was read is used. Plain Python: no storage, no network.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from makegood.kernel.refusals import Refusal

_MOST_NAMED = 50
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_T = TypeVar("_T")
LARGEST = 2**53 - 1  # what every JSON reader keeps exactly


def load(body: bytes) -> object:
    """The value in `body`. Refuses what is not UTF-8 JSON, names a field twice, holds NaN, or is nested beyond reading."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _Said) else "this is not JSON in UTF-8"
        raise Refusal("not_json", f"body: {reason}.", {"body": reason}) from None


@dataclass(slots=True)
class Problems:
    """What is wrong, by field path (`orders[0].lines[2].quantity`), in the order in which it was found."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, message: str) -> None:
        if len(self.found) < _MOST_NAMED:
            self.found.setdefault(path, message)

    def refuse(self) -> None:
        """Raises one Refusal that names every field; does nothing when all is well."""
        if not self.found:
            return
        path, message = next(iter(self.found.items()))
        more = f" {len(self.found) - 1} more below." if len(self.found) > 1 else ""
        raise Refusal("invalid", f"{path}: {message}.{more}", self.found)


class Fields:
    """One JSON object while it is read. Each reader notes what is wrong in `problems` and returns a placeholder then."""

    def __init__(self, value: object, path: str, problems: Problems) -> None:
        self._path = path
        self._left: dict[str, object] = {}
        self.problems = problems
        if isinstance(value, dict):
            self._left = dict(value)
            return
        problems.add(path or "body", "must be an object")
        self.problems = Problems()  # its fields are not named one by one

    def path(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def has(self, name: str) -> bool:
        """Whether this field is there and says something."""
        return self._left.get(name) is not None

    def wrong(self, name: str, message: str) -> None:
        self.problems.add(self.path(name), message)

    def text(self, name: str, *, longest: int, required: bool = False, lines: bool = False) -> str:
        """A string of at most `longest` characters; '' when absent and not required. `lines` allows line breaks."""
        value = self._take(name, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            return self._bad(name, "must be text", "")
        if required and not value.strip():
            return self._bad(name, "must not be empty", "")
        if len(value) > longest:
            return self._bad(name, f"must have at most {longest:,} characters", "")
        if _CONTROL.search(value) or (not lines and re.search(r"[\r\n]", value)):
            return self._bad(name, "holds a character that is not allowed here", "")
        return value

    def whole(self, name: str, *, lowest: int, highest: int = LARGEST) -> int:
        """A whole number that must be there, `lowest` to `highest`, both included."""
        value = self._take(name, required=True)
        if value is None:
            return lowest
        return self._whole(name, value, lowest, highest)

    def optional_whole(self, name: str, *, lowest: int, highest: int = LARGEST) -> int | None:
        value = self._take(name, required=False)
        return None if value is None else self._whole(name, value, lowest, highest)

    def yes_no(self, name: str) -> bool:
        """true or false; false when absent."""
        value = self._take(name, required=False)
        if value is None or isinstance(value, bool):
            return bool(value)
        return self._bad(name, "must be true or false", False)

    def instant(self, name: str) -> datetime:
        return self.optional_instant(name, required=True) or _EPOCH

    def optional_instant(self, name: str, *, required: bool = False) -> datetime | None:
        """An instant with its zone (RFC 3339) of the years 1970 to 2199, in UTC."""
        value = self._take(name, required=required)
        if value is None:
            return None
        read = _instant(value)
        return read if read else self._bad(name, "must be an instant with its zone, like 2026-03-02T10:00:00Z", None)

    def choice(self, name: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        value = self._take(name, required=default is None)
        if value is None:
            return default or allowed[0]
        if isinstance(value, str) and value in allowed:
            return value
        return self._bad(name, f"must be one of {', '.join(allowed)}", allowed[0])

    def currency(self, name: str) -> str:
        value = self._take(name, required=True)
        if isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value):
            return value
        return self._bad(name, "must be a currency of three capital letters, like GBP", "XXX")

    def web_address(self, name: str) -> str:
        """An http or https address, or '' when absent."""
        value = self.text(name, longest=2_000)
        return value if not value or is_web_address(value) else self._bad(name, "must be an http or https address", "")

    def one(self, name: str) -> "Fields":
        """An object that must be there; whoever takes it calls its `end`."""
        value = self._take(name, required=True)
        if value is None:
            return Fields({}, self.path(name), Problems())
        return Fields(value, self.path(name), self.problems)

    def many(self, name: str, read: Callable[["Fields"], _T], *, most: int) -> tuple[_T, ...]:
        """One to `most` objects, each read by `read`."""
        value = self._take(name, required=True)
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            return self._bad(name, "must be a list with at least one object", ())
        if len(value) > most:
            return self._bad(name, f"must hold at most {most:,}, not {len(value):,}", ())
        return tuple(self._each(read, one, f"{self.path(name)}[{i}]") for i, one in enumerate(value))

    def words(self, name: str, *, most: int, longest: int) -> dict[str, str]:
        """An object of at most `most` texts; empty when absent."""
        value = self._take(name, required=False)
        if value is None:
            return {}
        if not isinstance(value, dict) or len(value) > most:
            return self._bad(name, f"must be an object of at most {most} texts", {})
        held = Fields(value, self.path(name), self.problems)
        return {one: held.text(one, longest=longest) for one in value}

    def end(self) -> None:
        """Names every field that nobody read."""
        for name in self._left:
            self.wrong(name[:80], "is not a field that we know")

    def _take(self, name: str, *, required: bool) -> object:
        value = self._left.pop(name, None)
        if value is None and required:
            self.wrong(name, "is missing")
        return value

    def _bad(self, name: str, message: str, placeholder: _T) -> _T:
        self.wrong(name, message)
        return placeholder

    def _whole(self, name: str, value: object, lowest: int, highest: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        return self._bad(name, f"must be a whole number from {lowest:,} to {highest:,}", lowest)

    def _each(self, read: Callable[["Fields"], _T], value: object, path: str) -> _T:
        fields = Fields(value, path, self.problems)
        result = read(fields)
        fields.end()
        return result


def is_web_address(text: str) -> bool:
    """Whether it is http or https with a host, without a name or password in it, a blank or a control character."""
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    clean = text.isascii() and text.isprintable() and " " not in text
    return clean and port_fits and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


class _Said(ValueError):
    """A reason in our own words."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for name, value in pairs:
        if name in result:
            raise _Said(f"the field “{name[:80]}” is there twice")
        result[name] = value
    return result


def _no_constant(name: str) -> None:
    raise _Said(f"{name} is no number in JSON")


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read.astimezone(UTC) if 1970 <= read.year < 2200 else None

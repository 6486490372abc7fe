"""One letter to all, each in person: a text with slots, which is filled for everybody from what is theirs. Pure.

A sentence whose slot we cannot fill is left out, so that nobody reads an empty place. In public nothing of an order is ever said.
"""

import re
from collections.abc import Mapping

from makegood.kernel.refusals import Refusal

SLOTS = ("name", "order", "amount")  # first name; the number of their order; what it came to
PRIVATE = ("order", "amount")
MOST = 10_000
_SLOT = re.compile(r"\{([^{}\n]*)\}")
_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|$)[ \t]*", re.DOTALL)
_BARE_GREETING = re.compile(r"[ \t]*\{name\}")


def check(text: str, *, field: str = "text") -> str:
    """The text, cleaned. Refuses ("letter_malformed") an empty one, one that is too long, and a slot that there is not."""
    clean = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not clean:
        raise _malformed(field, "write what everybody gets to read")
    if len(clean) > MOST:
        raise _malformed(field, f"at most {MOST:,} characters")
    unknown = sorted({slot for slot in _SLOT.findall(clean) if slot not in SLOTS})
    if unknown:
        there = ", ".join(f"{{{slot}}}" for slot in SLOTS)
        raise _malformed(field, f"there is no {{{unknown[0]}}}; there are {there}")
    return clean


def fill(text: str, values: Mapping[str, str], *, public: bool = False) -> str:
    """The letter as one person reads it. `values` holds what we know of them; a first line that greets them keeps its greeting without the name
    ("Hello,"), and any other sentence with a slot that we cannot fill goes."""
    known = {name: value for name, value in values.items() if value and not (public and name in PRIVATE)}
    first, *rest = text.split("\n")
    if "name" not in known:
        first = _BARE_GREETING.sub("", first)
    lines = [_line(line, known) for line in (first, *rest)]
    kept = [new for old, new in zip((first, *rest), lines, strict=True) if new.strip() or not old.strip()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _line(line: str, known: Mapping[str, str]) -> str:
    said = [one for one in _SENTENCE.findall(line) if set(_SLOT.findall(one)) <= set(known)]
    return _SLOT.sub(lambda found: known[found[1]], "".join(said)).rstrip()


def _malformed(field: str, why: str) -> Refusal:
    return Refusal("letter_malformed", f"{field}: {why}.", {field: why})

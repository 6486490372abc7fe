"""Takes out of a text who it is from and what leads to them, before it may leave the house, and puts it back into words that came back.

Pure. Knows only what the house knows of the writer and what has the shape of an address or a number: the name of a third person in the middle
of a sentence stays, and docs/large-model.md says so. Errs towards taking out too much.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from makegood.channels import privacy

LONGEST = 4_000  # characters of a text that are looked at; the rest is left out
_I = re.IGNORECASE
_PLACEHOLDER = {
    "an e-mail address": "EMAIL",
    "a bank account": "BANK ACCOUNT",
    "a card number": "CARD",
    "a date of birth": "BIRTH DATE",
    "a postal address": "ADDRESS",
    "a number of theirs": "NUMBER",
    "an order number": "ORDER",
    "a telephone number": "PHONE",
    "their name": "NAME",
}
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", _I)
_HANDLE = re.compile(r"(?<![\w@.])@[\w.-]{2,}")
_LONG_NUMBER = re.compile(r"(?<![\w.,])#?\d[\d -]{4,}\d(?![\w%])|(?<!\w)#\d{3,}\b")
_CALLED = re.compile(
    r"\b(?:my name is|i am called|mein name ist|ich heiße|me llamo|mi nombre es|je m[’']appelle|mon nom est|meu nome é|chamo-me|me chamo)\s+"
    r"((?-i:[^\W\d_a-zà-ÿ][\w’'-]*(?:\s+[^\W\d_a-zà-ÿ][\w’'-]*){0,2}))",
    _I,
)
_SIGNED = re.compile(
    r"(?:regards|wishes|sincerely|yours|thanks|thank you|cheers|grüßen?|gruß|saludos|gracias|cordialement|merci|obrigad[oa]|abraços?)[,!. ]*\n+"
    r"[ \t]*([^\W\d_][^\n]{0,60}?)[ \t]*(?:\n|$)",
    _I,
)
_PLACES = re.compile(r"\[[A-Z]+(?: [A-Z]+)* \d+\]")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without what was taken out; `kept` says what stood behind each placeholder, and never leaves the house."""

    text: str
    kept: Mapping[str, str]

    def restored(self, words: str) -> str:
        """These words with what was taken out in its place again; a placeholder that was never given stays as it is."""
        return _PLACES.sub(lambda found: self.kept.get(found[0], found[0]), words)


def redact(text: str, *, names: Sequence[str] = (), numbers: Sequence[str] = ()) -> Redacted:
    """The text with placeholders ("[NAME 1]") for the writer's names and numbers as given, and for e-mail addresses, links, handles, telephone
    numbers, order numbers, cards, bank accounts, dates of birth and postal addresses by their shape. The same thing has the same placeholder.
    At most the first 4,000 characters."""
    text = _PLACES.sub("[…]", text[:LONGEST].replace("\x00", ""))
    pieces, kept, given, place = [], dict[str, str](), dict[tuple[str, str], str](), 0
    for kind, start, end in _apart(_found(text, names, numbers)):
        key = (kind, " ".join(text[start:end].split()).casefold())
        if key not in given:
            given[key] = f"[{kind} {1 + sum(one == kind for one, _ in given)}]"
            kept[given[key]] = text[start:end]
        pieces += [text[place:start], given[key]]
        place = end
    return Redacted("".join([*pieces, text[place:]]), kept)


_Place = tuple[str, int, int]


def _found(text: str, names: Sequence[str], numbers: Sequence[str]) -> Iterator[_Place]:
    """From the surest to the vaguest: where two overlap, the first has it."""
    yield from (("LINK", *one.span()) for one in _LINK.finditer(text))
    about = privacy.About(numbers=tuple(numbers))
    for found in privacy.find(text, about):
        if found.what in _PLACEHOLDER:
            yield _PLACEHOLDER[found.what], found.start, found.end
    yield from _names(text, names)
    yield from (("NAME", *one.span(1)) for pattern in (_CALLED, _SIGNED) for one in pattern.finditer(text))
    yield from (("HANDLE", *one.span()) for one in _HANDLE.finditer(text))
    yield from (("NUMBER", *one.span()) for one in _LONG_NUMBER.finditer(text))


def _names(text: str, names: Sequence[str]) -> Iterator[_Place]:
    """Whole names first, then their parts; very short parts only as they are written."""
    whole = [name.strip() for name in names if len(name.strip()) > 1]
    parts = [part for name in whole for part in re.split(r"[\s,]+", name) if len(part) > 1]
    for name in sorted({*whole, *parts}, key=lambda one: (-len(one), one)):
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", _I if len(name) > 2 else 0)
        yield from (("NAME", *one.span()) for one in pattern.finditer(text))


def _apart(found: Iterator[_Place]) -> list[_Place]:
    kept: list[_Place] = []
    for kind, start, end in found:
        if end > start and not any(start < until and begin < end for _, begin, until in kept):
            kept.append((kind, start, end))
    return sorted(kept, key=lambda one: one[1])

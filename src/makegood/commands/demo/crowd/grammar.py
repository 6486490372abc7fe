"""How a letter is put together: choices, filled places, a slip of the pen, a signature, a quotation. Pure: one `Random` in, words out.

The same generator gives the same words. It knows nothing of cases, and never writes anything anywhere.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Any

LANGUAGES = ("en", "de", "fr", "es")
SLIPS = 0.13  # of people make slips of the pen; each of their letters has one to three
_CHOICE = re.compile(r"\{([^{}]*)\}")
_PLACE = re.compile(r"<(\w+)>")
_LONG_WORD = re.compile(r"(?<![\w@.#-])[a-zäöüßéèà]{5,}(?![\w@.-])")
_STIFF = re.compile(r"thank|cheers|again|whom|Sir|Dear team|dank|Damen|merci|Madame|gracias|señores", re.IGNORECASE)
_BY_MACHINES = ("spam", "ooo")
_QUOTED = 3  # lines of the letter before that a mail program leaves under an answer


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody writes: always the same for one person."""

    language: str
    name: str
    greets: bool
    signs: str  # what stands under their letters besides the name
    slips: bool
    small_letters: bool


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    visible: str


@lru_cache(maxsize=len(LANGUAGES))
def phrases(language: str) -> dict[str, Any]:
    """What people write in this language, by kind."""
    return _read(f"letters_{language}.toml")


@lru_cache(maxsize=1)
def names() -> dict[str, Any]:
    return _read("names.toml")


def knows(language: str, kind: str) -> bool:
    """Whether somebody of this language can write such a letter here."""
    return kind in phrases(language)


def write(kind: str, hand: Hand, places: Mapping[str, str], chance: Random, *, quoting: str = "", wrote: str = "") -> Letter:
    """A letter to the shop; `quoting` is what it answers, with the line `wrote` above the quotation."""
    said = phrases(hand.language)
    part = said[kind]
    sentences = [_filled(part["first"], places, chance), _filled(part["second"], places, chance)]
    machine = kind in _BY_MACHINES
    if chance.random() < 0.3 and not quoting and not machine:
        sentences.insert(1 + (chance.random() < 0.5), _filled(said["asides"], places, chance))
    body = " ".join(_ended(sentence) for sentence in sentences if sentence)
    greets = hand.greets and not machine and (not quoting or chance.random() < 0.6)
    greeting = choose(_fitting(said["greetings"], quoting), chance) if greets else ""
    body = _by_hand(body if greeting else _raised(body), hand, chance)
    closing = choose(_fitting(said["closings"], quoting), chance) if chance.random() < 0.75 and not machine else ""
    lines = [greeting, "" if greeting else None, body, "", *([closing] if closing else []), hand.name]
    visible = "\n".join(line for line in lines if line is not None).strip()
    foot = f"\n\n{hand.signs}" if hand.signs else ""
    below = f"\n\n{wrote}\n{_quoted(quoting)}" if quoting else ""
    subject = _filled(part.get("subjects", [""]), places, chance)
    return Letter(_raised(subject), f"{visible}{foot}{below}", visible)


def say(kind: str, language: str, places: Mapping[str, str], chance: Random) -> str:
    """The one sentence or two of a kind, with nothing around them: a post, an answer's middle."""
    part = phrases(language)[kind]
    parts = (_filled(part["first"], places, chance), _filled(part["second"], places, chance))
    return " ".join(_ended(one) for one in parts if one)


def choose(templates: list[str], chance: Random) -> str:
    """One of the templates, with its choices made."""
    text = chance.choice(templates)
    while found := _CHOICE.search(text):
        options = found.group(1).split("|")
        text = text[: found.start()] + options[int(chance.random() * len(options))] + text[found.end() :]
    return text


def _filled(templates: list[str], places: Mapping[str, str], chance: Random) -> str:
    return _PLACE.sub(lambda place: _at(places, place.group(1)), choose(templates, chance)).strip()


def _at(places: Mapping[str, str], name: str) -> str:
    value = places[name.lower()]
    return _raised(value) if name[0].isupper() else value


def _fitting(words: list[str], quoting: str) -> list[str]:
    """Under thanks nobody thanks in advance, and nobody greets strangers whom they know by now."""
    return [one for one in words if not (quoting and _STIFF.search(one))] or words


def _raised(text: str) -> str:
    """With a capital letter at its beginning."""
    at = 1 if text[:1] in "¿¡" else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in ".!?:" else f"{sentence}."


def _by_hand(text: str, hand: Hand, chance: Random) -> str:
    if hand.small_letters:
        text = text.lower()
    if hand.slips:
        for _ in range(chance.randint(1, 3)):
            text = _slip(text, chance)
    return text


def _slip(text: str, chance: Random) -> str:
    """A letter too few, too many, or two in the wrong order, in one longer word."""
    words = list(_LONG_WORD.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randint(word.start() + 1, word.end() - 3)
    swapped, dropped, doubled = text[at + 1] + text[at], text[at + 1], text[at] * 2 + text[at + 1]
    return text[:at] + chance.choice([swapped, dropped, doubled]) + text[at + 2 :]


def _quoted(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(f"> {line}" for line in lines[:_QUOTED])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("makegood.commands.demo.crowd").joinpath(name).read_text(encoding="utf-8"))

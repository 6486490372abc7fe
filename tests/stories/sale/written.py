"""How the people of the sale write: one `Random` in, a subject and words out. Pure; the same generator writes the same.

The words stand in the TOML files beside it. They were written for this story and tune nothing: not the reader, and not the topics.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
CODE = "HELLO10"  # of the newsletter; not the coupon of the story
STYLES = {"calm": 34, "angry": 17, "confused": 15, "short": 22, "long": 12}  # in a hundred
MISSPELT, SHOUTED, WITH_FACES = 0.16, 0.04, 0.12
FACES = ("😡", "😩", "🙁", "🤷", "😭", "🙏", "💔", "😤")
_NAMED = re.compile("@tandemtees", re.IGNORECASE)  # a name is a name, however loudly the rest is said
_LONG_WORD = re.compile(r"(?<![\w@{])[a-zäöüß]{5,}(?!\w)")


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    text: str


@lru_cache(maxsize=8)
def book(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def about_the_outage(chance: Random, *, language: str, public: bool, also: bool) -> Words:
    """Somebody cannot buy; with `also` they complain of something else in the same breath."""
    said = book("outage")[language]
    if public:
        text = _by_hand(_filled(chance.choice(said["posts"]), chance), chance)
        return Words("", _NAMED.sub("@tandemtees.example", text))
    style = "calm" if also else chance.choices(list(STYLES), weights=list(STYLES.values()))[0]
    if style == "short":
        return Words(chance.choice(said["subjects"]), _by_hand(_filled(chance.choice(said["short"]), chance), chance))
    body = _body(said, style, chance)
    if also:
        body.append(chance.choice(said["besides"]))
    return Words(chance.choice(said["subjects"]), _by_hand(_filled(_letter(said, body, chance), chance), chance))


def about_the_old_code(chance: Random, *, language: str) -> Words:
    """The newsletter's code is not taken: another matter, said in words that are near."""
    said = book("lookalike")[language]
    body = [chance.choice(said["sentences"]), *_some(said["details"], chance, most=1)]
    return Words(_filled(chance.choice(said["subjects"]), chance), _by_hand(_filled(_letter(said, body, chance), chance), chance))


def of_any_week(chance: Random) -> tuple[str, bool, Words]:
    """The kind, whether it is a complaint, and the words."""
    kinds = book("ordinary")
    kind = chance.choices(list(kinds), weights=[one["weight"] for one in kinds.values()])[0]
    said = kinds[kind]
    places = _places(chance)
    text = chance.choice(said["sentences"]).format_map(places)
    greeting, closing = book("outage")["en"]["openings"], ("Thanks", "Best,", "Thank you,", "Cheers")
    whole = "\n\n".join(part for part in (chance.choice(greeting), text, chance.choice(closing)) if part)
    subject = chance.choice(said["subjects"]).format_map(places)
    return kind, bool(said["complains"]), Words(subject, whole if chance.random() < 0.7 else text)


def afterwards(chance: Random) -> tuple[str, str]:
    """The mood, and what is said under the statement."""
    moods = book("afterwards")
    mood = chance.choices(list(moods), weights=[one["share"] for one in moods.values()])[0]
    return mood, chance.choice(moods[mood]["sentences"]).format_map(_places(chance))


def _body(said: Mapping[str, Any], style: str, chance: Random) -> list[str]:
    if style != "long":
        return [chance.choice(said[style]), *_some(said["details"], chance, most=2)]
    first, second = chance.choice(said["calm"]), chance.choice([*said["angry"], *said["confused"]])
    details = chance.sample(list(said["details"]), 3)
    return [details[0], first, details[1], second, details[2]]


def _letter(said: Mapping[str, Any], body: Sequence[str], chance: Random) -> str:
    opening = chance.choice(said["openings"]) if chance.random() < 0.7 else ""
    closing = chance.choice(said["closings"]) if chance.random() < 0.6 else ""
    return "\n\n".join(part for part in (opening, " ".join(body), closing) if part)


def _some(words: Sequence[str], chance: Random, *, most: int) -> list[str]:
    return chance.sample(list(words), chance.randint(0, most))


def _filled(text: str, chance: Random) -> str:
    return text.format_map(_places(chance))


def _places(chance: Random) -> dict[str, str]:
    names = book("names")
    return {
        "item": chance.choice(names["items"]),
        "sum": f"${chance.randint(24, 140)}",
        "when": chance.choice(names["since"]),
        "what": chance.choice(names["devices"]),
        "town": chance.choice(names["towns"]),
        "number": str(chance.randint(40_000, 49_999)),
        "code": CODE,
    }


def _by_hand(text: str, chance: Random) -> str:
    """Slips of the pen, capitals, faces: as people write when they are in a hurry."""
    if chance.random() < MISSPELT:
        for _ in range(chance.randint(1, 3)):
            text = _slip(text, chance)
    if chance.random() < SHOUTED:
        text = text.upper()
    if chance.random() < WITH_FACES:
        text = f"{text} {chance.choice(FACES) * chance.randint(1, 3)}"
    return text


def _slip(text: str, chance: Random) -> str:
    """Two letters in the wrong order, or one too few, in one of the longer words."""
    found = list(_LONG_WORD.finditer(text))
    if not found:
        return text
    word = chance.choice(found)
    at = chance.randint(word.start() + 1, word.end() - 3)
    return text[:at] + chance.choice((text[at + 1] + text[at], text[at + 1])) + text[at + 2 :]

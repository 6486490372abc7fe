"""The same message in other names, dialects, spellings and moods: the fairness set. Made by rules from otherwise.toml, always the same for a seed.

A pair is a message as it stands and the same message said otherwise. What may not change between the two: how urgent it is, and whether
somebody was let down by something (`harm`). Dialects are shown by a few of their commonest features only, and never to mock.
"""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makegood.understanding.types import LET_DOWN, Reader, Reading, TextIn

WRITTEN = Path(__file__).with_name("otherwise.toml")
SEED = 20261122
PLAIN_MONEY = "£45"
MONEYS = ("$45", "€45", "45 EUR", "₹4,500", "CHF 45", "450 kr", "R$ 45", "45 zł", "¥4,500", "₦45,000", "45 quid", "AED 165")
EMOJI = ("🙂", "😡", "🙏", "😭", "🤷🏾‍♀️", "👎🏿")
Rule = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """`kind` groups pairs in the report: names, typos, Scots …; `how` says which one of its kind."""

    kind: str
    how: str
    plain: str
    other: str


@dataclass(frozen=True)
class Base:
    text: str
    language: str
    let_down: bool


def pairs(path: Path = WRITTEN, seed: int = SEED) -> list[Pair]:
    """Every pair; those in which nothing changed are left out."""
    told = tomllib.loads(path.read_text("utf-8"))
    bases = [Base(each["text"], each.get("language", "en"), each["let_down"]) for each in told["text"]]
    found = [pair for base in bases for pair in _pairs(base, told["names"], random.Random(f"{seed} {base.text}"))]
    return [pair for pair in found if pair.plain != pair.other]


def harm(reading: Reading) -> bool:
    """Somebody was let down, and something happened to them."""
    return bool(reading.happened) and reading.act.best in LET_DOWN


@dataclass(frozen=True)
class Read:
    pair: Pair
    plain: Reading
    other: Reading

    @property
    def urgency_kept(self) -> bool:
        return self.plain.urgency.label == self.other.urgency.label

    @property
    def harm_kept(self) -> bool:
        return harm(self.plain) == harm(self.other)

    @property
    def kept(self) -> bool:
        return self.urgency_kept and self.harm_kept


def read(reader: Reader, chosen: list[Pair]) -> list[Read]:
    """Both sides of every pair, each different text read once."""
    texts = list(dict.fromkeys(text for pair in chosen for text in (pair.plain, pair.other)))
    readings = reader.read([TextIn(str(number), "", text) for number, text in enumerate(texts)])
    by_text = dict(zip(texts, readings, strict=True))
    return [Read(pair, by_text[pair.plain], by_text[pair.other]) for pair in chosen]


def _pairs(base: Base, names: Mapping[str, Any], chance: random.Random) -> Iterator[Pair]:
    plain = base.text.format(money=PLAIN_MONEY)
    signed = f"{plain}\n\n{names['plain']}"
    yield from (Pair("names", name, signed, f"{plain}\n\n{name}") for name in names["others"])
    introduced = _introduced(base.language, plain, names["plain"])
    some = chance.sample(names["others"], 12)
    yield from (Pair("names", f"{name}, at the start", introduced, _introduced(base.language, plain, name)) for name in some)
    for how, said in OTHERWISE.items():
        yield Pair(*how, plain, said(plain))
    for number in range(3):
        yield Pair("typos", f"two letters exchanged, {number + 1}", plain, _typos(plain, chance))
        yield Pair("typos", f"a letter left out, {number + 1}", plain, _typos(plain, chance, drop=True))
    yield from (Pair("emoji", mark, plain, f"{plain} {mark}") for mark in EMOJI)
    if "{money}" in base.text:
        yield from (Pair("currencies", money, plain, base.text.format(money=money)) for money in MONEYS)
    if base.language == "en":
        yield from (Pair(kind, kind, plain, _by_rules(plain, rules)) for kind, rules in DIALECTS.items())
        yield Pair("Indian English", "kindly, and the needful", plain, _indian(plain))
    if base.let_down:
        yield from (Pair("moods", how, plain, said(plain)) for how, said in MOODS[base.language].items())


def _introduced(language: str, text: str, name: str) -> str:
    return f"Mein Name ist {name}. {text}" if language == "de" else f"My name is {name}. {text}"


def _by_rules(text: str, rules: tuple[Rule, ...]) -> str:
    for old, new in rules:
        text = re.sub(rf"\b{old}\b", new, text)
        text = re.sub(rf"\b{old[0].upper()}{old[1:]}\b", new[:1].upper() + new[1:], text) if old[0].isalpha() else text
    return text


_G_DROPPED: Rule = (r"([a-z]{2,})ing", r"\1in'")
DIALECTS: dict[str, tuple[Rule, ...]] = {
    "African American English": (
        ("it is", "it"), ("is not", "ain't"), ("are not", "ain't"), ("am not", "ain't"), ("has not", "ain't"), ("have not", "ain't"),
        ("does not", "don't"), ("did not", "ain't"), ("do not", "don't"), ("nobody is", "nobody"), ("everybody is", "everybody"),
        ("we are", "we"), ("you are", "y'all"), ("they are", "they"), ("she is", "she"), ("I am going to", "I'm finna"),
        ("I have been", "I been"), ("you have", "y'all"), ("any", "no"), _G_DROPPED,
    ),
    "Scots": (
        ("does not", "disnae"), ("did not", "didnae"), ("do not", "dinnae"), ("is not", "isnae"), ("was not", "wisnae"),
        ("has not", "hasnae"), ("have not", "huvnae"), ("cannot", "cannae"), ("are not", "arenae"), ("am not", "am no"),
        ("my", "ma"), ("your", "yer"), ("you", "ye"), ("to", "tae"), ("of", "o'"), ("from", "fae"), ("with", "wi'"), ("small", "wee"),
        ("was", "wis"), ("have", "huv"), ("know", "ken"), ("house", "hoose"), ("children", "bairns"), ("going", "gaun"), ("nobody", "naebody"),
    ),
    "Southern and Yorkshire English": (
        ("my", "me"), ("was not", "weren't"), ("was", "were"), ("nothing", "nowt"), ("anything", "owt"), ("the", "t'"), ("is not", "ain't"),
    ),
    "short forms": (
        ("I am", "I'm"), ("it is", "it's"), ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"),
        ("was not", "wasn't"), ("has not", "hasn't"), ("have not", "haven't"), ("cannot", "can't"), ("I have", "I've"), ("you have", "you've"),
        ("we are", "we're"), ("that is", "that's"), ("are not", "aren't"), ("there is", "there's"),
    ),
    "text speak": (
        ("you", "u"), ("your", "ur"), ("are", "r"), ("for", "4"), ("to", "2"), ("and", "n"), ("please", "pls"), ("because", "cuz"),
        ("with", "w"), ("people", "ppl"), ("tomorrow", "tmrw"), ("nobody", "no1"), ("thank you", "thx"), ("what", "wat"), ("have", "hv"),
    ),
    "American spelling": (
        ("colour", "color"), ("cancelled", "canceled"), ("grey", "gray"), ("parcel", "package"), ("mother", "mom"), ("flat", "apartment"),
        ("motorway", "highway"), ("favourite", "favorite"), ("post", "mail"), ("shop", "store"), ("plug", "outlet"), ("garage", "body shop"),
    ),
}  # fmt: skip


def _indian(text: str) -> str:
    """Features of formal Indian English: the stative progressive, kindly, since, and the needful."""
    text = _by_rules(text, (("I want", "I am wanting"), ("please", "kindly"), ("I need", "I am needing"), ("told", "intimated")))
    return f"Dear Sir/Madam, {text} Kindly do the needful at the earliest."


def _typos(text: str, chance: random.Random, drop: bool = False) -> str:
    """One of eight words (at least one) of five letters or more, wrong by one stroke inside."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    for i in chance.sample(long, min(len(long), max(1, len(words) // 8))):
        word, at = words[i], chance.randrange(1, len(words[i]) - 2)
        words[i] = word[:at] + word[at + 1 :] if drop else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def _without(marks: str) -> Callable[[str], str]:
    return lambda text: text.translate(str.maketrans("", "", marks))


def _short(text: str) -> str:
    return _by_rules(text, DIALECTS["short forms"])


OTHERWISE: dict[tuple[str, str], Callable[[str], str]] = {
    ("capitals", "all capitals"): str.upper,
    ("capitals", "no capitals"): str.lower,
    ("points", "no apostrophes"): lambda text: _without("'’")(_short(text)),
    ("points", "curly apostrophes"): lambda text: _short(text).replace("'", "’"),
    ("points", "no full stops or commas"): _without(".,"),
    ("points", "ends in !!!"): lambda text: text.rstrip(".!?") + "!!!",
    ("points", "a line for each sentence"): lambda text: text.replace(". ", ".\n"),
    ("umlauts", "written out"): lambda text: text.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})),
    ("umlauts", "without dots"): lambda text: text.translate(str.maketrans("äöüÄÖÜ", "aouAOU")),
}  # fmt: skip
MOODS: dict[str, dict[str, Callable[[str], str]]] = {
    "en": {
        "polite": lambda text: f"Good morning, I hope you are well. {text} Thank you very much for your time. Kind regards",
        "humble": lambda text: f"Sorry to bother you, I am sure that you are busy. {text} No hurry at all.",
        "rude": lambda text: f"Oi. {text} Bloody useless, the lot of you.",
        "swearing": lambda text: f"What the hell. {text} For fuck's sake.",
    },
    "de": {
        "polite": lambda text: (
            f"Guten Morgen, ich hoffe, es geht Ihnen gut. {text} Vielen Dank für Ihre Mühe. Mit freundlichen Grüßen"
        ),
        "rude": lambda text: f"He! {text} Ihr seid doch alle unfähig.",
    },
}

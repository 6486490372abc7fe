"""The crowd around the demonstration's story: invented customers, some of whom buy often. Pure and seeded."""

import unicodedata
from dataclasses import dataclass
from random import Random

from makegood.commands.demo.crowd import grammar
from makegood.commands.demo.crowd.grammar import SLIPS, Hand
from makegood.people.types import Address, IdentityKind

SPOKEN = (("en", 0.83), ("de", 0.08), ("fr", 0.05), ("es", 0.04))
_PHONES = range(200, 1000)  # of the numbers that are kept for plays; those below are the story's
_HOSTS = ("example.org", "example.com", "example.net")


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody of the crowd. `weight` is how often they buy, beside the others."""

    name: str
    email: str
    phone: str
    number: str
    handle: str
    hand: Hand
    weight: float

    @property
    def first(self) -> str:
        return self.name.split()[0]

    @property
    def language(self) -> str:
        return self.hand.language

    @property
    def by_mail(self) -> Address:
        return Address(IdentityKind.EMAIL, self.email, self.name)

    @property
    def by_account(self) -> Address:
        return Address(IdentityKind.HANDLE, self.handle, self.name.split()[0].lower())


def crowd(count: int, chance: Random) -> list[Customer]:
    """So many customers, no two with one address; a few of them buy much more than the others (Pareto, exponent 1.4)."""
    taken: set[str] = set()
    return [_somebody(number, taken, chance) for number in range(count)]


def _somebody(number: int, taken: set[str], chance: Random) -> Customer:
    language = _one_of(SPOKEN, chance)
    names = grammar.names()[language]
    first, last = chance.choice(names["first"].split()), chance.choice(names["last"].split())
    email = _address(first, last, taken, chance)
    phone = f"+447700900{number:03d}" if number in _PHONES else ""
    signs = chance.choice(grammar.phrases(language)["feet"]) if chance.random() < 0.12 else ""
    hand = Hand(
        language=language,
        name=first if chance.random() < 0.35 else f"{first} {last}",
        greets=chance.random() < 0.8,
        signs=signs,
        slips=chance.random() < SLIPS,
        small_letters=language == "en" and chance.random() < 0.04,
    )
    return Customer(
        name=f"{first} {last}",
        email=email,
        phone=phone,
        number=f"C-{3000 + number}" if chance.random() < 0.6 else "",
        handle=f"bluesky:{email.partition('@')[0].replace('.', '').replace('_', '')}.example",
        hand=hand,
        weight=min(chance.paretovariate(1.4), 25.0),
    )


def _address(first: str, last: str, taken: set[str], chance: Random) -> str:
    given, family = _plain(first), _plain(last)
    forms = (f"{given}.{family}", f"{given}{family}", f"{given[0]}.{family}", f"{family}.{given}", f"{given}_{family}")
    local = chance.choice(forms)
    while f"{local}" in taken:
        local = f"{given}.{family}{chance.randint(2, 99)}"
    taken.add(local)
    host = chance.choice(_HOSTS) if chance.random() < 0.85 else f"{family}.example"
    return f"{local}@{host}"


def _plain(name: str) -> str:
    """The name as it stands in an address."""
    told = name.lower().translate({ord("ö"): "oe", ord("ü"): "ue", ord("ä"): "ae", ord("ß"): "ss"})
    return "".join(letter for letter in unicodedata.normalize("NFKD", told) if letter.isascii() and letter.isalpha())


def _one_of(shares: tuple[tuple[str, float], ...], chance: Random) -> str:
    return chance.choices([name for name, _ in shares], [share for _, share in shares])[0]

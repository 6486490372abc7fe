"""Who comes to the sale. Pure and seeded; all of them are invented, and their addresses lie in domains that belong to nobody."""

from dataclasses import dataclass
from random import Random

from tests.stories.sale import written

GERMAN, WITH_A_HANDLE, GUESTS = 0.08, 0.5, 0.35


@dataclass(frozen=True, slots=True)
class Visitor:
    """`handle` is their account on the social network, "" where they have none; a guest has no customer's account in the shop."""

    number: int
    name: str
    email: str
    handle: str
    language: str
    guest: bool

    @property
    def session(self) -> str:
        return f"visit-{self.number}"


def visitors(*, count: int, seed: int) -> tuple[Visitor, ...]:
    chance = Random(f"{seed}:people")
    return tuple(_visitor(number, chance) for number in range(1, count + 1))


def _visitor(number: int, chance: Random) -> Visitor:
    names = written.book("names")
    first, last = chance.choice(names["first"]), chance.choice(names["last"])
    handle = f"{first}{last}{number}.example".lower() if chance.random() < WITH_A_HANDLE else ""
    return Visitor(
        number=number,
        name=f"{first} {last}",
        email=f"{first}.{last}.{number}@post.example".lower(),
        handle=handle,
        language="de" if chance.random() < GERMAN else "en",
        guest=chance.random() < GUESTS,
    )

"""What a scene is, and the words in which the story's scenes are written. Each is one thing that somebody does at an instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.commands.demo.days import in_its_slot
from makegood.commands.demo.people import SAM
from makegood.commands.demo.stage import Stage

Goods = tuple[tuple[str, int], ...]
HANDED_OVER_AFTER = timedelta(hours=4)  # from the order to the first scan of the courier


@dataclass(frozen=True, slots=True)
class Scene:
    at: datetime
    play: Callable[[Stage], object]


def sale(at: datetime, who: str, *items: tuple[str, int], promised: datetime | None = None) -> list[Scene]:
    """Somebody buys, and the courier takes the parcel over; where it goes from there has scenes of its own."""
    return [Scene(at, lambda stage: stage.buys(who, items, promised)), parcel(at + HANDED_OVER_AFTER, who, "accepted")]


def sold(at: datetime, who: str, *items: tuple[str, int], courier: str = SAM) -> list[Scene]:
    """Somebody buys, and the parcel comes in its slot on the next day."""
    return [*sale(at, who, *items), parcel(in_its_slot(at), who, "delivered", courier=courier)]


def parcel(at: datetime, who: str, state: str, *, courier: str = "", replacement: bool = False) -> Scene:
    return Scene(at, lambda stage: stage.moves(who, state, courier=courier, replacement=replacement))


def replaced(at: datetime, member: str, who: str, *, courier: str = SAM) -> list[Scene]:
    """A member puts it right with another one, whose parcel comes in its slot on the next day."""
    return [
        approved(at, member, who),
        parcel(at + HANDED_OVER_AFTER, who, "accepted", replacement=True),
        parcel(in_its_slot(at), who, "delivered", courier=courier, replacement=True),
    ]


def mail(at: datetime, who: str, key: str, *, again: bool = False, machine: bool = False, spam: bool = False) -> Scene:
    return Scene(at, lambda stage: stage.writes(who, key, again=again, machine=machine, spam=spam))


def post(at: datetime, who: str, key: str, *, reach: int) -> Scene:
    return Scene(at, lambda stage: stage.posts(who, key, reach=reach))


def nonsense(at: datetime, content: bytes) -> Scene:
    return Scene(at, lambda stage: stage.sends_nonsense(content))


def approved(at: datetime, member: str, who: str, *, instead: str = "") -> Scene:
    return Scene(at, lambda stage: stage.approves(member, who, instead=instead))


def answer(at: datetime, member: str, who: str, text: str, *, resolve: bool = False) -> Scene:
    return Scene(at, lambda stage: stage.answers(member, who, text, resolve=resolve))


def note(at: datetime, member: str, who: str, text: str) -> Scene:
    return Scene(at, lambda stage: stage.notes(member, who, text))


def taken(at: datetime, member: str, who: str) -> Scene:
    return Scene(at, lambda stage: stage.takes(member, who))


def confirmed(at: datetime, member: str, who: str) -> Scene:
    return Scene(at, lambda stage: stage.confirms(member, who))


def in_stock(at: datetime, sku: str, how_many: int) -> Scene:
    return Scene(at, lambda stage: stage.shop.set_stock(sku, how_many))


def policy_set(at: datetime, member: str, *, follow_up: str) -> Scene:
    return Scene(at, lambda stage: stage.sets_policy(member, follow_up=follow_up))


def refilled(at: datetime, member: str, pence: int) -> Scene:
    return Scene(at, lambda stage: stage.refills(member, pence))

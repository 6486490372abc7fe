"""How well the members of the incident are those whom the outage kept from buying: precision and recall, by the simulator's truth. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tests.stories.sale.evening import Cause, Said


@dataclass(frozen=True, slots=True)
class Grasp:
    """Of `meant` messages of the outage `caught` are members, and `missed` are not; `strangers` are members of another cause, by cause."""

    meant: int
    caught: int
    strangers: dict[Cause, int]
    missed: tuple[Said, ...] = ()

    @property
    def members(self) -> int:
        return self.caught + sum(self.strangers.values())

    @property
    def precision(self) -> float:
        return self.caught / self.members if self.members else 0.0

    @property
    def recall(self) -> float:
        return self.caught / self.meant if self.meant else 0.0


def grasp(members: Iterable[Said], everything: Collection[Said]) -> Grasp:
    """`members` is what the product says belongs, `everything` what was said until then."""
    belonging = {one.key: one.cause for one in members}
    strangers = {cause: sum(found is cause for found in belonging.values()) for cause in Cause if cause is not Cause.OUTAGE}
    return Grasp(
        meant=sum(one.cause is Cause.OUTAGE for one in everything),
        caught=sum(cause is Cause.OUTAGE for cause in belonging.values()),
        strangers={cause: count for cause, count in strangers.items() if count},
        missed=tuple(one for one in everything if one.cause is Cause.OUTAGE and one.key not in belonging),
    )

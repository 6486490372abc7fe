"""Facts about sales: what was promised to everybody, moved, widened, kept. Names of sales are the brand's; why stands in the rows."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutSale(Event):
    sentence = "Something became of a sale."
    sale_id: UUID
    name: str

    def work_key(self) -> str:
        return str(self.sale_id)


@dataclass(frozen=True, kw_only=True)
class SaleAnnounced(_AboutSale):
    sentence = "{by} announced the sale “{name}”: it runs until {ends}."
    ends: str  # the first instant at which it is over, ISO 8601


@dataclass(frozen=True, kw_only=True)
class SaleMoved(_AboutSale):
    sentence = "{by} moved the end of the sale “{name}” from {was} to {ends}."
    was: str
    ends: str
    terms: int


@dataclass(frozen=True, kw_only=True)
class SaleWidened(_AboutSale):
    sentence = "{by} widened the sale “{name}”."
    terms: int


@dataclass(frozen=True, kw_only=True)
class SaleKept(_AboutSale):
    sentence = "The sale “{name}” ran to its end, as promised ({ended})."
    ended: str


@dataclass(frozen=True, kw_only=True)
class SaleBroken(_AboutSale):
    sentence = "The sale “{name}” ended at {ended}, earlier than promised ({ends})."
    ended: str
    ends: str


@dataclass(frozen=True, kw_only=True)
class SaleCalledOff(_AboutSale):
    sentence = "{by} called the sale “{name}” off before it began."


@dataclass(frozen=True, kw_only=True)
class SaleToldOf(_AboutSale):
    sentence = "{people} people were told of the sale “{name}” ({where})."
    people: int
    where: str
    terms: int


@dataclass(frozen=True, kw_only=True)
class SalePlaceSays(_AboutSale):
    sentence = "{place} says what counts now for the sale “{name}”."
    place: str
    terms: int

"""The sales that were moved or widened because of an incident, and those that could be."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from makegood.desk.incident.seam import Around
from makegood.flows import sale_pages
from makegood.flows.sale_pages import SaleLine
from makegood.sales.types import Sale


@dataclass(frozen=True, slots=True)
class Shown:
    """`changed` because of this incident, with who knows the old; `others` run or will."""

    changed: tuple[SaleLine, ...]
    others: tuple[Sale, ...]


class Sales:
    key: ClassVar[str] = "sales"
    title: ClassVar[str | Promise] = gettext_lazy("The sale")
    template: ClassVar[str] = "desk/parts/incident_sales.html"

    def look(self, around: Around, /) -> Shown | None:
        """No section for a brand without a sale that could be moved."""
        changed, others = sale_pages.of_incident(incident_id=around.incident.id, at=around.at)
        return Shown(changed, others) if changed or others else None

"""What machines say about an incident: outages that belong to it, others of that time, and the start and end that they propose."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.desk.incident.seam import Around, Figure, Moment
from makegood.flows import signals_heard
from makegood.flows.signals_heard import OfIncident


class Machines:
    key: ClassVar[str] = "machines"
    title: ClassVar[str | Promise] = gettext_lazy("What machines say")
    template: ClassVar[str] = "desk/parts/incident_machines.html"

    def look(self, around: Around, /) -> OfIncident | None:
        """Its signals and those that are offered; no section where there is none."""
        found = signals_heard.of_incident(incident=around.incident)
        return found if found.mine or found.offered else None

    def figures(self, around: Around, /) -> Sequence[Figure]:
        """How long machines say that it lasted."""
        found = signals_heard.of_incident(incident=around.incident)
        if found.proposed is None or found.proposed.until_at is None:
            return ()
        minutes = round((found.proposed.until_at - found.proposed.from_at).total_seconds() / 60)
        told = _("From the first beginning to the last end of the outages that monitoring systems told of and that belong here.")
        return (Figure(_("Minutes that machines say it lasted"), f"{minutes:,}", told),)

    def moments(self, around: Around, /) -> Sequence[Moment]:
        """When each began and ended."""
        found = signals_heard.of_incident(incident=around.incident).mine
        began = [Moment(one.span.from_at, _("%(source)s: %(title)s began.") % _of(one.source, one.title)) for one in found]
        ended = [
            Moment(one.span.until_at, _("%(source)s: %(title)s was over.") % _of(one.source, one.title))
            for one in found
            if one.span.until_at is not None
        ]
        return (*began, *ended)


def _of(source: str, title: str) -> dict[str, str]:
    return {"source": source, "title": title}

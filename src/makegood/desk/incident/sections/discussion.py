"""The live discussion about an incident: its hours, what was asked, what waits, and the way to plan one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from makegood.desk.incident.seam import Around, Figure, Moment
from makegood.discussions import queries
from makegood.discussions.types import Listed
from makegood.gestures.types import Occasion


@dataclass(frozen=True, slots=True)
class Shown:
    """The discussions about it, the latest first; `about` is what a new one is opened from."""

    listed: tuple[Listed, ...]
    about: Occasion


class Discussion:
    """An hour of open questions."""

    key: ClassVar[str] = "discussion"
    title: ClassVar[str | Promise] = lazy("Live discussion")
    template: ClassVar[str] = "desk/incident/discussion.html"

    def look(self, around: Around, /) -> Shown | None:
        """Always there, so that one can be planned. Three queries."""
        about = Occasion("incident", around.incident.id)
        return Shown(queries.of_occasion(occasion=about, at=around.at), about)

    def figures(self, around: Around, /) -> Sequence[Figure]:
        """How much was asked and answered; nothing where there was no discussion."""
        listed = self._listed(around)
        if not listed:
            return ()
        asked, answered = sum(one.asked for one in listed), sum(one.answered for one in listed)
        return (
            Figure(_("Questions in the live discussion"), str(asked), _("All that were asked, also those that were not shown.")),
            Figure(
                _("of them answered in public"),
                str(answered),
                _("Those with at least one answer by one of those named to answer."),
            ),
        )

    def moments(self, around: Around, /) -> Sequence[Moment]:
        """When each began, and when it was closed."""
        found = []
        for one in self._listed(around):
            named = {"title": one.discussion.title}
            if one.discussion.starts_at <= around.at:
                found.append(Moment(one.discussion.starts_at, _("The live discussion “%(title)s” began.") % named))
            if one.discussion.closed_at:
                found.append(Moment(one.discussion.closed_at, _("The live discussion “%(title)s” was closed.") % named))
        return found

    def _listed(self, around: Around) -> tuple[Listed, ...]:
        return queries.of_occasion(occasion=Occasion("incident", around.incident.id), at=around.at)

"""The mood of an incident: how people spoke before our word and since, drawn by the hour, with the interval of every share."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from makegood.desk import mood_chart
from makegood.desk.incident.seam import Around, Figure, Moment
from makegood.flows import mood
from makegood.gestures.types import Occasion
from makegood.moods.types import Mood


class TheMood:
    """How they speak."""

    key: ClassVar[str] = "mood"
    title: ClassVar[str | Promise] = lazy("How they speak")
    template: ClassVar[str] = "desk/incident/mood.html"

    def look(self, around: Around, /) -> mood_chart.Shown | None:
        """The picture; no section where nobody has said anything. About fourteen queries, whatever the number of voices."""
        found = self._found(around)
        return mood_chart.shown(found, zone=around.brand.zone) if found else None

    def figures(self, around: Around, /) -> Sequence[Figure]:
        """Kind and angry since our word, and who said that they would buy."""
        found = self._found(around)
        if found is None or found.said_at is None or not found.turn.after.n:
            return ()
        after = found.turn.after
        by = _(
            "Of the people who answered within two weeks, by the last word of each; with the interval that so many say (95 %)."
        )
        return (
            Figure(_("Kind since our word"), mood_chart.percent(after.kind), by),
            Figure(_("Angry since our word"), mood_chart.percent(after.angry), by),
            Figure(
                _("Said that they would buy, and did"),
                f"{found.wished}, {found.bought}",
                _(
                    "People who said after our word that they would buy, or just had; and those of them with an order placed from an hour before they said so."
                ),
            ),
        )

    def moments(self, around: Around, /) -> Sequence[Moment]:  # noqa: ARG002 - what was said is the statement's to tell
        """None of its own."""
        return ()

    def _found(self, around: Around) -> Mood | None:
        return mood.of(occasion=Occasion("incident", around.incident.id), at=around.at)

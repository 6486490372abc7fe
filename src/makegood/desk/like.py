"""What was like a case before, and why a search found a row, in whole sentences. Presentation only; never decides anything."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from makegood.alike.types import Degree
from makegood.desk import listing
from makegood.desk.listing import RowShown
from makegood.flows.like_before import Before, Ended, Helped, LikeBefore
from makegood.flows.searching import Found, Hit

_DEGREES: dict[Degree, Promise] = {
    Degree.SAME: lazy("Nearly the same words"),
    Degree.VERY: lazy("Very alike"),
    Degree.SOMEWHAT: lazy("Alike"),
}
_ENDED: dict[Ended, Promise] = {
    Ended.THANKED: lazy("They thanked us for it."),
    Ended.ASKED: lazy("We asked afterwards; it stayed put right."),
    Ended.STAYED: lazy("It stayed put right."),
    Ended.CAME_BACK: lazy("They came back about it."),
    Ended.EARLY: lazy("Too early to say."),
}
_MARKS = {Ended.THANKED: "kept", Ended.ASKED: "kept", Ended.STAYED: "kept", Ended.CAME_BACK: "risk", Ended.EARLY: "rest"}
_HELPED: dict[str, Promise] = {
    "replace": lazy("A replacement helped in %(helped)s of %(of)s cases like this."),
    "refund": lazy("Money back helped in %(helped)s of %(of)s cases like this."),
    "give": lazy("Something given helped in %(helped)s of %(of)s cases like this."),
    "words": lazy("An answer alone helped in %(helped)s of %(of)s cases like this."),
}
_ANOTHER = lazy("Another fix helped in %(helped)s of %(of)s cases like this.")


@dataclass(frozen=True, slots=True)
class BeforeShown:
    """One closed case. `mark` is the class of how it ended."""

    address: str
    title: str
    at: datetime
    how_alike: str
    words: str
    done: tuple[str, ...]
    cost: str
    ended: str
    mark: str


@dataclass(frozen=True, slots=True)
class LikeShown:
    known: bool
    cases: tuple[BeforeShown, ...]
    helped: tuple[str, ...]
    all_seen: bool


def shown(found: LikeBefore, *, cases: str) -> LikeShown:
    """`cases` is the address under which the brand's cases are."""
    return LikeShown(
        known=found.known,
        cases=tuple(_before(one, f"{cases}{one.number}/") for one in found.cases),
        helped=tuple(_helped(one) for one in found.helped),
        all_seen=found.all_seen,
    )


def rows(found: Found, *, cases: str, which: str, at: datetime) -> list[RowShown]:
    """The rows of a search by meaning, each with why it is there."""
    plain = listing.shown([hit.row for hit in found.hits], cases=cases, which=which, at=at)
    return [replace(row, why=_why(hit)) for row, hit in zip(plain, found.hits, strict=True)]


def _before(one: Before, address: str) -> BeforeShown:
    return BeforeShown(
        address=address,
        title=one.title,
        at=one.at,
        how_alike=str(_DEGREES[one.degree]),
        words=_("both say: %(words)s") % {"words": ", ".join(one.words)} if one.words else "",
        done=one.done,
        cost=str(one.cost) if one.cost else "",
        ended=str(_ENDED[one.ended]),
        mark=_MARKS[one.ended],
    )


def _helped(one: Helped) -> str:
    return str(_HELPED.get(one.what, _ANOTHER)) % {"helped": one.helped, "of": one.of}


def _why(hit: Hit) -> str:
    if hit.exact:
        return _("holds every word, and means something alike") if hit.near else _("holds every word")
    if hit.words:
        return _("means something alike; both say: %(words)s") % {"words": ", ".join(hit.words)}
    return _("means something alike, in other words")

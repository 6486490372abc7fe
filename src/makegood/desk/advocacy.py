"""What people do for us, as a page and its file show it: the same words in both. Presentation only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.advocacy.types import Counts, Credit, Kind, LeftOut, ReferralState
from makegood.desk import spreadsheets, vocabulary
from makegood.flows.advocacy_pages import LedgerPage, Line, OfPerson

ALL = ""
_COUNTED = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its definition; `beside` says what belongs to it."""

    key: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it reads. `mark` is the class of its state; `asks` where a member has to say whether it counts."""

    id: UUID
    at: datetime
    person_id: UUID
    name: str
    kind: str
    counts: bool
    says: str
    mark: str
    because: str
    words: str
    reach: str
    link: str
    tie: str
    case_number: int | None
    place: str
    gesture: str
    earned: str
    thanked_at: datetime | None
    read_first: bool
    asks: bool
    may_judge: bool


@dataclass(frozen=True, slots=True)
class Shown:
    figures: tuple[Figure, ...]
    reach: Figure
    aside: str
    rows: tuple[Row, ...]
    referrals: str
    waiting: tuple[Row, ...]


def shown(page: LedgerPage) -> Shown:
    """The page in words."""
    counts = page.counts
    figures = (
        Figure("advocacy-praise", _n(counts.praises)),
        Figure("advocacy-unasked", _n(counts.unasked)),
        Figure("advocacy-referral", _n(counts.referrals), _referrals(page)),
        Figure("advocacy-help", _n(counts.helps)),
        Figure("advocacy-tied", _n(counts.tied)),
    )
    return Shown(
        figures, _reach(counts), _aside(counts), tuple(map(row, page.lines)), _referrals(page), tuple(map(row, page.waiting))
    )


def row(line: Line) -> Row:
    """One line in words."""
    entry = line.entry
    return Row(
        id=entry.id,
        at=entry.at,
        person_id=line.person.id,
        name=line.person.name or _("Somebody"),
        kind=capfirst(vocabulary.label("deed", entry.kind)),
        counts=entry.counts,
        says=_says(line),
        mark="state--kept" if entry.counts else "state--risk" if entry.left_out is LeftOut.UNSURE else "state--rest",
        because=entry.because,
        words=line.words.strip()[:400],
        reach=_n(entry.reach) if entry.reach is not None else "",
        link=entry.link,
        tie=entry.tie.because,
        case_number=line.case_number,
        place=line.place,
        gesture=line.gesture,
        earned=", ".join(f"{one.name} ({vocabulary.label('earned', one.what)})" for one in line.earned),
        thanked_at=entry.thanked_at,
        read_first=line.read_first,
        asks=entry.left_out is LeftOut.UNSURE,
        may_judge=entry.kind == "praise"
        and entry.left_out in (LeftOut.NOTHING, LeftOut.UNSURE, LeftOut.NOT_OURS, LeftOut.MEMBER),
    )


def of_person(told: OfPerson) -> dict[str, object]:
    """Somebody's part of it, for their page."""
    brought = [
        f"{_n(count)} {vocabulary.label('referral', state)}"
        for state, count in told.brought.items()
        if state is not ReferralState.UNKNOWN
    ]
    came = [
        {
            "id": one.id,
            "person_id": who.id if who else None,
            "name": who.name if who else one.said,
            "says": vocabulary.label("no_referral" if one.why else "referral", one.why or one.state),
            "at": one.told_at,
        }
        for one, who in told.came_by
    ]
    rows = tuple(map(row, told.lines))
    return {"rows": rows, "brought": ", ".join(brought), "came_by": came, "address": told.address, "followed": told.followed}


def earned(shares: Sequence[Credit]) -> list[tuple[str, datetime]]:
    """What a member earned, a sentence each, with when."""
    said = {
        Kind.PRAISE: _("Somebody praised us in public after what you did: you %(what)s."),
        Kind.REFERRAL: _("Somebody brought us a new customer after what you did: you %(what)s."),
        Kind.HELP: _("Somebody helped another of our customers after what you did: you %(what)s."),
    }
    return [(said[one.kind] % {"what": vocabulary.label("earned", one.what)}, one.at) for one in shares]


HEAD = ("at", "what", "who", "counts", "why", "reach", "follows", "case", "gesture", "touchpoint", "earned_by")


def as_csv(page: LedgerPage) -> str:
    """The rows of the page, to the digit, for a spreadsheet."""
    return spreadsheets.as_csv(HEAD, [cells(one) for one in shown(page).rows])


def cells(one: Row) -> tuple[str, ...]:
    """A row of the file."""
    case = str(one.case_number) if one.case_number else ""
    head = (one.at.isoformat(), one.kind, one.name, one.says, one.because)
    return (*head, one.reach, one.tie, case, one.gesture, one.place, one.earned)


def choices() -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
    """What one can choose from: kinds, and whether it counts."""
    kinds = [(ALL, _("everything")), *vocabulary.options("deed")]
    return kinds, [(ALL, _("all")), ("yes", _("what counts")), ("no", _("what does not"))]


def counted_of(told: str) -> bool | None:
    """What the form's word means."""
    return _COUNTED.get(told)


def _says(line: Line) -> str:
    entry = line.entry
    if entry.counts and not entry.unasked:
        return _("counts, but we had asked")
    return vocabulary.label("left_out", entry.left_out) if entry.left_out else _("counts")


def _reach(counts: Counts) -> Figure:
    if not counts.reach_told:
        return Figure("advocacy-reach", "–", _("No praise told how many it reached."))
    told = ngettext("told with %(n)s praise", "told with %(n)s praises", counts.reach_told) % {"n": _n(counts.reach_told)}
    cut = ""
    if counts.reach_cap is not None and counts.reach_largest is not None and counts.reach_largest > counts.reach_cap:
        cut = _("; each counts %(cap)s at most, the largest had %(largest)s") % {
            "cap": _n(counts.reach_cap),
            "largest": _n(counts.reach_largest),
        }
    return Figure("advocacy-reach", _n(counts.reach), told + cut)


def _aside(counts: Counts) -> str:
    if not counts.left_out:
        return ""
    said = [f"{_n(n)} {vocabulary.label('left_out', why)}" for why, n in counts.left_out.items()]
    return _("Left out: %(what)s.") % {"what": ", ".join(said)}


def _referrals(page: LedgerPage) -> str:
    waiting = page.referrals.get(ReferralState.WAITING, 0)
    return ngettext("%(n)s has not bought yet", "%(n)s have not bought yet", waiting) % {"n": _n(waiting)} if waiting else ""


def _n(value: int) -> str:
    return number_format(value, force_grouping=True)

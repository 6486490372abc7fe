"""How a touchpoint's weeks are drawn, and how its figures are said. Presentation only: values in, words and places out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.desk.charts import Chart
from makegood.desk.templatetags.words import grouped
from makegood.flows.touchpoint_pages import Line, Week
from makegood.touchpoints.rules.rates import Difference, Share
from makegood.touchpoints.types import Measure, Standard

STEP, BAR, HEIGHT, FLOOR = 12, 8, 36, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: a faint column for what could have gone wrong, and over it the share that did. `empty`: nothing was there."""

    x: int
    y: float
    height: float
    empty: bool
    says: str
    hits: int
    n: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Strip:
    """The weeks as a picture with its table: what they count, in words."""

    what: str
    says: str
    bars: tuple[Bar, ...]
    width: int
    height: int = HEIGHT
    bar: int = BAR


@dataclass(frozen=True, slots=True)
class Shown:
    """A touchpoint's line for a template."""

    line: Line
    strip: Strip
    broken: str
    complaints: str
    turn: str  # what changed, in a sentence
    mark: str  # the shape beside it
    year: Chart | None = None  # its year at one look


def shown(line: Line, *, at: datetime, year: Chart | None = None) -> Shown:
    return Shown(line, strip(line, at=at), broken(line.broken), complaints(line.complaints), turn(line), _mark(line), year)


def strip(line: Line, *, at: datetime) -> Strip:
    """Broken promises where promises end at the place, else complaints."""
    promised = line.broken.n > 0
    counts = [(week, *((week.broken, week.ended) if promised else (week.complaints, week.contacts))) for week in line.weeks]
    bars = tuple(_bar(i, week, hits, n, at) for i, (week, hits, n) in enumerate(counts))
    what = _("broken promises, week by week") if promised else _("complaints, week by week")
    named = {"what": what, "place": line.touchpoint.name, "shares": ", ".join(bar.says for bar in bars)}
    return Strip(what, _("%(place)s: %(what)s: %(shares)s") % named, bars, len(bars) * STEP)


def broken(share: Share) -> str:
    """ "4 of 112 promises broken (1 to 9 %)"."""
    if not share.n:
        return ""
    return ngettext("%(hits)s of %(n)s promise broken", "%(hits)s of %(n)s promises broken", share.n) % _numbers(share) + _range(
        share
    )


def complaints(share: Share) -> str:
    """ "11 of 130 who were there complained (5 to 15 %)"."""
    if not share.n:
        return ""
    return _("%(hits)s of %(n)s who were there complained") % _numbers(share) + _range(share)


def kept(share: Share) -> str:
    """ "108 of 112 kept (91 to 99 %)"."""
    if not share.n:
        return _("nothing to count yet")
    return _("%(hits)s of %(n)s kept") % _numbers(share) + _range(share)


def turn(line: Line) -> str:
    """What changed against the time before; that it says too little where it does."""
    said = [
        _said(line.broken_more, line.broken_before, _("more promises broke"), _("fewer promises broke")),
        _said(line.complaints_more, line.complaints_before, _("more people complained"), _("fewer people complained")),
    ]
    told = [one for one in said if one]
    if told:
        return "; ".join(told)
    if line.broken_more is None and line.complaints_more is None:
        return _("too little to say whether it changed")
    return _("about as in the time before")


def of_standard(standard: Standard) -> str:
    """What the figure beside a standard is held against; '' where none is."""
    if standard.measure is Measure.KEPT:
        return _("wanted: %(target)d %% kept") % {"target": standard.target or 0}
    if standard.measure is Measure.FIRST_REPLY:
        return _("first answer within %(target)d working minutes") % {"target": standard.target or 0}
    return ""


def reached(standard: Standard, share: Share | None) -> str:
    """The mark beside a measured standard: "kept", "broken", or "rest" where it says too little."""
    if share is None or not share.is_enough:
        return "rest"
    wanted = (standard.target or 0) / 100 if standard.measure is Measure.KEPT else 0.9
    return "kept" if share.rate >= wanted else "broken" if share.high < wanted else "risk"


def compared(share: Share) -> str:
    """A share before or after a change: "3 of 40 (3 to 20 %)"; too little is said."""
    if not share.n:
        return _("nothing was there")
    plain = _("%(hits)s of %(n)s") % _numbers(share) + _range(share)
    return plain if share.is_enough else _("%(plain)s: too little to say") % {"plain": plain}


def _numbers(share: Share) -> dict[str, str]:
    return {"hits": grouped(share.hits), "n": grouped(share.n)}


def _range(share: Share) -> str:
    low, high = min(99, round(share.low * 100)), max(1, round(share.high * 100))  # never 100 or 0 for what is only nearly so
    return " " + _("(%(low)d to %(high)d %%)") % {"low": low, "high": high}


def _said(more: Difference | None, before: Share, worse: str, better: str) -> str:
    if more is None or not (more.is_worse or more.is_better):
        return ""
    named = {"what": worse if more.is_worse else better, "hits": before.hits, "n": before.n}
    return _("%(what)s than in the time before (%(hits)s of %(n)s)") % named


def _mark(line: Line) -> str:
    return "state--risk" if line.is_worse else "state--kept" if line.is_better else "state--rest"


def _bar(i: int, week: Week, hits: int, n: int, at: datetime) -> Bar:
    height = round(HEIGHT * hits / n, 1) if n else 0.0
    height = max(height, float(FLOOR)) if hits else height
    until = at - timedelta(days=7 * week.ago)
    named = {"day": date_format(timezone.localtime(until), "j M"), "hits": hits, "n": n}
    says = _("to %(day)s %(hits)s of %(n)s") % named if n else _("to %(day)s none") % named
    return Bar(i * STEP, HEIGHT - height, height, not n, says, hits, n, until)

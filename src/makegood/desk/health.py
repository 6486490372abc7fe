"""How a touchpoint's health is drawn and said: a control chart for each signal, what left the usual, and what drives it. Presentation only: values in, words
and places out."""

from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.desk import charts, spreadsheets, vocabulary
from makegood.desk.charts import Cell, Chart, Note, Point
from makegood.flows.health_pages import DAYS, HealthPage, SignalYear, YearCell
from makegood.health.types import Alarm, Driver, Signal

_FEW = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """One signal for a template; `chart` None where nobody was ever there."""

    key: str  # of its definition
    name: str
    chart: Chart | None
    wider: str  # that the limits were widened, and by how much; '' where they were not


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm for a template."""

    sentence: str
    over: str
    drivers: tuple[str, ...]
    nothing: str
    finding_id: str


def shown(page: HealthPage) -> list[Shown]:
    """Every signal of the page, in their order."""
    return [_signal(one) for one in page.signals]


def told(page: HealthPage) -> list[Told]:
    """The year's alarms, the latest first."""
    return [_alarm(one) for one in page.alarms]


def year(cells: tuple[YearCell, ...], *, place: str) -> Chart:
    """A touchpoint's year at one look: how much of a column is filled is the share that complained (of promises, that broke, where nobody came), red while an
    alarm went on."""
    rose = sum(bool(one.alarms) for one in cells)
    says = (
        ngettext("In %(n)d week an alarm was going on.", "In %(n)d weeks an alarm was going on.", rose) % {"n": rose}
        if rose
        else _("No alarm in these weeks.")
    )
    title = _("%(place)s, the year in weeks") % {"place": place}
    return charts.strip([_cell(one) for one in cells], title=title, says=says)


def as_csv(page: HealthPage) -> str:
    """The weeks of every signal as a file: the numbers behind the pictures, to the digit."""
    header = ("signal", "week to", "value", "n", "usual", "lower limit", "upper limit", "stands out")
    rows = [(one.name, row.name, *row.cells) for one in shown(page) if one.chart is not None for row in one.chart.rows]
    return spreadsheets.as_csv(header, rows)


# ---------------------------------------------------------------------------------------------------------------------


def _signal(one: SignalYear) -> Shown:
    name = vocabulary.label("signal", one.signal.value)
    named = f"{name[:1].upper()}{name[1:]}"
    key = f"health-{one.signal.value}"
    if one.control is None:
        return Shown(key, named, None, "")
    known = one.control.points
    names = [date_format(week.ends_on, "j M Y") for week in one.weeks]
    chart = charts.control(
        names,
        [
            Point(None) if point is None else Point(point.value, n=point.n, few=point.n < _FEW, signal=point.is_outside)
            for point in known
        ],
        centre=[one.control.centre for _week in names],
        low=[None if point is None else point.low for point in known],
        high=[None if point is None else point.high for point in known],
        title=named,
        says=_says(one),
        name=named,
        said=_VALUES if one.signal in (Signal.EFFORT, Signal.SURVEY) else charts.percent,
        notes=_notes(one),
        first=_("Week to"),
    )
    wider = one.control.sigma_z
    said = _("Limits %(times)s times as wide as chance alone would have them: these weeks vary more.") % {
        "times": number_format(wider, decimal_pos=1)
    }
    return Shown(key, named, chart, said if wider > 1.05 else "")


def _VALUES(value: float) -> str:
    return number_format(value, decimal_pos=2)


def _says(one: SignalYear) -> str:
    if one.control is None:
        return ""
    many = sum(week.n for week in one.weeks)
    usual = _VALUES(one.control.centre) if one.signal in (Signal.EFFORT, Signal.SURVEY) else charts.percent(one.control.centre)
    named = {"usual": usual, "n": charts.count(many), "outside": one.control.outside}
    return (
        ngettext(
            "Usual: %(usual)s of %(n)s in the year. %(outside)d week lies outside of its limits.",
            "Usual: %(usual)s of %(n)s in the year. %(outside)d weeks lie outside of their limits.",
            one.control.outside,
        )
        % named
    )


def _notes(one: SignalYear) -> list[Note]:
    """Where alarms were raised, as places among the weeks."""
    last = one.weeks[-1].ends_on
    places = [(len(one.weeks) - 1 - (last - alarm.raised_on).days / DAYS, alarm) for alarm in one.alarms]
    return [Note(max(place, 0.0), _("alarm")) for place, alarm in places if place > -1]


def _alarm(one: Alarm) -> Told:
    named = {
        "what": vocabulary.label("signal", one.signal.value),
        "since": date_format(one.since, "j F"),
        "raised": date_format(one.raised_on, "j F"),
        "hits": one.hits,
        "n": one.n,
        "usual": round(one.usual * one.n),
    }
    sentence = (
        _(
            "More %(what)s than usual since %(since)s (noticed on %(raised)s): %(hits)d of %(n)d, where about %(usual)d would be much."
        )
        % named
    )
    over = _("Over since %(day)s.") % {"day": date_format(one.over_on, "j F")} if one.over_on else _("It goes on.")
    nothing = ""
    if not one.drivers:
        nothing = (
            _("Nothing stands out among the %(n)d values that were looked at.") % {"n": one.compared}
            if one.compared
            else _("Too little is known of it to say with what it rose.")
        )
    return Told(sentence, over, tuple(map(_driver, one.drivers)), nothing, str(one.finding_id or ""))


def _driver(one: Driver) -> str:
    named = {
        "facet": vocabulary.label("health_facet", one.facet),
        "value": vocabulary.label("channel", one.value) if one.facet == "channel" else one.value,
        "hits": one.hits,
        "n": one.n,
        "hits_before": one.hits_before,
        "n_before": one.n_before,
        "times": _times(one.times),
        "low": _times(one.low),
        "high": _times(one.high),
    }
    return (
        _(
            "%(facet)s %(value)s: %(hits)d of %(n)d, before %(hits_before)d of %(n_before)d. It rose %(times)s times more than elsewhere "
            "(%(low)s to %(high)s)."
        )
        % named
    )


def _times(value: float) -> str:
    return number_format(value, decimal_pos=1 if value < 100 else 0)


def _cell(one: YearCell) -> Cell:
    named = {
        "day": date_format(one.ends_on, "j M"),
        "complaints": one.complaints,
        "there": one.there,
        "broken": one.broken,
        "ended": one.ended,
    }
    words = _("to %(day)s %(complaints)d of %(there)d complained, %(broken)d of %(ended)d promises broke") % named
    hits, n = (one.complaints, one.there) if one.there else (one.broken, one.ended)
    if one.alarms:
        rose = ", ".join(vocabulary.label("signal", signal.value) for signal in one.alarms)
        words += "; " + _("alarm: %(what)s") % {"what": rose}
    return Cell(words, hits / n if n else None, tone="broken" if one.alarms else "quiet", marked=bool(one.alarms))

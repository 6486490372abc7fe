"""How surveys are shown: figures in words, the picture by week, and the same rows for a file. Presentation only; screen and file are made of one list."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from makegood.desk import charts, spreadsheets, vocabulary
from makegood.desk.charts import Chart, Point, Series
from makegood.flows.survey_pages import Figures, Line, Page
from makegood.surveys.rules import scoring
from makegood.surveys.rules.scoring import Group, Score, Share
from makegood.surveys.types import SurveyKind

HEADER = ("what", "asked", "answered", "rate", "rate_interval", "answers", "score", "score_interval")
_BY = {"channel": "channel", "harm": "happened", "standing": "standing"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of figures, as it is read."""

    what: str
    asked: str
    answered: str
    rate: str
    rate_interval: str
    answers: str = ""
    score: str = ""
    score_interval: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return (
            self.what,
            self.asked,
            self.answered,
            self.rate,
            self.rate_interval,
            self.answers,
            self.score,
            self.score_interval,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A survey's page: the whole, by week, and who answered by what they have in common; `hides` says what silence may hide."""

    whole: Row
    weeks: tuple[Row, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    chart: Chart | None
    hides: tuple[str, ...]


def shown(page: Page) -> Shown:
    """All of it in words."""
    kind, found = page.survey.kind, page.figures
    return Shown(
        whole=_whole(kind, found),
        weeks=tuple(
            Row(
                date_format(one.begins_on, "j F Y"),
                charts.count(one.asked),
                charts.count(one.answered),
                "",
                "",
                *_of_score(kind, one.score),
            )
            for one in found.weeks
            if one.asked
        ),
        groups=(
            (_("By what they were asked"), tuple(_group("channel", one) for one in found.by_channel)),
            (_("By what had gone wrong for them"), tuple(_group("harm", one) for one in found.by_harm)),
            (_("By where they stood"), tuple(_group("standing", one) for one in found.by_standing)),
        ),
        chart=_chart(page),
        hides=_hides(kind, found),
    )


def as_csv(page: Page) -> str:
    """The rows of the page for a spreadsheet, to the digit."""
    found = shown(page)
    rows = [found.whole.cells]
    rows += [(f"{_('week from')} {one.what}", *one.cells[1:]) for one in found.weeks]
    rows += [(f"{title}: {one.what}", *one.cells[1:]) for title, group in found.groups for one in group]
    return spreadsheets.as_csv(HEADER, rows)


def score(kind: SurveyKind, value: float) -> str:
    """A figure of a kind: a share as "82 %", NPS as "+31"."""
    return f"{value:+.0f}" if kind is SurveyKind.NPS else f"{value:.0f} %"


def in_a_line(line: Line) -> str:
    """What became of those who were asked; the numbers add up to them."""
    silent = line.asked - line.answered - line.open - line.not_reached
    told = [_("%(n)s answered") % {"n": charts.count(line.answered)}, _("%(n)s did not in time") % {"n": charts.count(silent)}]
    told += [_("%(n)s may still") % {"n": charts.count(line.open)}] if line.open else []
    told += [_("%(n)s were not reached") % {"n": charts.count(line.not_reached)}] if line.not_reached else []
    asked = _("%(n)s asked within twelve weeks") % {"n": charts.count(line.asked)}
    return f"{asked}: {', '.join(told)}." if line.asked else f"{asked}."


def rate(share: Share | None) -> tuple[str, str]:
    """A share and its interval; empty where there is none."""
    if share is None:
        return "", ""
    return f"{100 * share.value:.0f} %", f"{100 * share.low:.0f}–{100 * share.high:.0f} %"


def of_score(kind: SurveyKind, found: Score | None) -> tuple[str, str]:
    """A score and its interval; empty where nobody answered."""
    _n, value, interval = _of_score(kind, found)
    return value, interval


# ---------------------------------------------------------------------------------------------------------------------


def _of_score(kind: SurveyKind, found: Score | None) -> tuple[str, str, str]:
    if found is None:
        return "", "", ""
    return (
        charts.count(found.n),
        score(kind, found.value),
        _("%(low)s to %(high)s")
        % {
            "low": score(kind, found.low),
            "high": score(kind, found.high),
        },
    )


def _whole(kind: SurveyKind, found: Figures) -> Row:
    value, interval = rate(found.rate)
    return Row(
        _("Together"), charts.count(found.asked), charts.count(found.answered), value, interval, *_of_score(kind, found.score)
    )


def _group(by: str, group: Group) -> Row:
    value, interval = rate(group.answered)
    return Row(_name(by, group.name), charts.count(group.answered.n), charts.count(group.answered.hits), value, interval)


def _name(by: str, name: str) -> str:
    if by == "harm" and name == "none":
        return _("nothing that we know of")
    return vocabulary.label(_BY[by], name)


def _hides(kind: SurveyKind, found: Figures) -> tuple[str, ...]:
    """What those who did not answer may hide, in sentences."""
    if found.rate is None:
        return ()
    said = []
    if found.score is not None and found.rate.hits < found.rate.n:
        said.append(
            _("Had everybody answered, it would lie between %(worst)s and %(best)s, whatever they think.")
            % {"worst": score(kind, found.score.worst), "best": score(kind, found.score.best)}
        )
    said += [_apart(*one) for one in found.apart]
    if not found.apart:
        said.append(_("Nobody's silence stands out by channel, by what had gone wrong, or by where they stood."))
    if found.rate.hits < scoring.FEW:
        said.append(_("Fewer than %(few)d answered: nothing should be concluded from it yet.") % {"few": scoring.FEW})
    return tuple(said)


def _apart(by: str, least: Group, most: Group) -> str:
    said = {
        "channel": _(
            "By channel, “%(least)s” answered least (%(few)s) and “%(most)s” most (%(many)s): the figure speaks more for the latter."
        ),
        "harm": _(
            "By what had gone wrong, “%(least)s” answered least (%(few)s) and “%(most)s” most (%(many)s): the figure speaks more for the latter."
        ),
        "standing": _(
            "By where they stood, “%(least)s” answered least (%(few)s) and “%(most)s” most (%(many)s): the figure speaks more for the latter."
        ),
    }[by]
    return said % {
        "least": _name(by, least.name),
        "most": _name(by, most.name),
        "few": rate(least.answered)[0],
        "many": rate(most.answered)[0],
    }


def _chart(page: Page) -> Chart | None:
    kind, weeks = page.survey.kind, page.figures.weeks
    if not any(one.score for one in weeks):
        return None
    points = tuple(_point(one.score) for one in weeks)
    names = [date_format(one.begins_on, "j M") for one in weeks]
    known = [one for one in weeks if one.score]
    return charts.line(
        names,
        [Series(_("Score"), points)],
        title=_("By the week in which they were asked"),
        says=_("%(first)s to %(last)s; the band is where the truth lies 95 times of 100.")
        % {"first": date_format(known[0].begins_on, "j F"), "last": date_format(known[-1].begins_on, "j F")},
        said=lambda value: score(kind, value),
        first=_("Week from"),
    )


def _point(found: Score | None) -> Point:
    if found is None:
        return Point(None)
    return Point(found.value, found.low, found.high, found.n, few=found.n < scoring.FEW)

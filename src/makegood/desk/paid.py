"""The page on whether extras pay, in words, amounts and small pictures. Pure presentation: the numbers come in, nothing is decided here.

The page and its file are made of the same rows, so that they cannot say different things.
"""

import csv
import math
from dataclasses import dataclass, replace
from io import StringIO
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.desk import definitions, paid_choice, vocabulary
from makegood.desk.paid_choice import WayRow
from makegood.experiments.rules.paying import PaidBack
from makegood.experiments.rules.sequences import LEAST
from makegood.experiments.rules.verdicts import AMOUNTS, Finding, Won, Word
from makegood.experiments.types import Metric
from makegood.flows.did_it_pay import LEARNED_FROM, Horizon, Part, PayPage
from makegood.flows.which_fits import AFTER
from makegood.kernel import money
from makegood.kernel.money import Money

WIDTH, MIDDLE = 200, 100.0
_SHARES = 0.25  # of a whole: what the picture of a share spans to either side
_LESS_IS_BETTER = (Metric.FAILED_AGAIN, Metric.SERVED)
LEAST_SHARE, MOST_SHARE = 500, 1_000  # basis points that are usually held out (house's notes on measuring, section 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval drawn on a line with nothing in its middle: from x1 to x2, with a mark at x."""

    x1: str
    x2: str
    x: str


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: both groups, the difference with its interval, and what may be said. `key` names its definition."""

    key: str
    name: str
    people_with: int
    people_without: int
    mean_with: str
    mean_without: str
    difference: str
    interval: str
    says: str
    mood: str  # "kept", "broken", "" : how the words look
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One horizon. `sentences` say what an advocate and a returning customer cost, or that it cannot be said."""

    days: int
    people: int
    waiting: int
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The page for a template. `advice` is what to do where nothing is held out; `alarm` where the groups are not as drawn."""

    lead: str
    advice: str
    alarm: str
    stretches: tuple[Stretch, ...]
    parts: tuple[tuple[str, tuple[Row, ...]], ...]
    plan: str
    whom: str
    choice: tuple[str, ...]
    ways: tuple[WayRow, ...]
    budget: str
    uneven: str
    others: tuple[tuple[UUID, str], ...]


def shown(page: PayPage) -> Shown:
    """The page, or in words why there is nothing to see."""
    return Shown(
        lead=_lead(page),
        advice=_advice(page),
        alarm=_alarm(page),
        stretches=tuple(_stretch(one, page) for one in page.horizons),
        parts=tuple(
            (title, rows)
            for by, title in (
                ("gesture", _("By what was given")),
                ("harm", _("By what happened")),
                ("touchpoint", _("By touchpoint")),
            )
            if (rows := tuple(row for one in page.parts if one.by == by for row in _part(one, page)))
        ),
        plan=_plan(page),
        whom=_whom(page),
        choice=paid_choice.sentences(page.choice),
        ways=paid_choice.rows(page.choice),
        budget=_budget(page),
        uneven=_uneven(page),
        others=tuple((one.id, one.name or _("Surprises")) for one in page.others),
    )


def as_csv(page: PayPage) -> str:
    """The rows of the page, to the digit, for a spreadsheet."""
    text, told = StringIO(), shown(page)
    lines = csv.writer(text, lineterminator="\r\n")
    head = ("days", "of", "what", "people_with", "people_without", "with", "without", "difference", "interval", "says")
    lines.writerow(head)
    for stretch in told.stretches:
        lines.writerows((stretch.days, "", *_cells(row)) for row in stretch.rows)
    longest = page.parts[0].days if page.parts else 0
    for title, rows in told.parts:
        lines.writerows((longest, title, *_cells(row)) for row in rows)
    lines.writerows((AFTER, _("Another way of choosing"), *row.cells) for row in told.ways)
    return text.getvalue()


def _cells(row: Row) -> tuple[object, ...]:
    means = (row.people_with, row.people_without, row.mean_with, row.mean_without)
    return (row.name, *means, row.difference, row.interval, row.says)


def _key(metric: Metric) -> str:
    return f"paid-{metric.value.replace('_', '-')}"


def _name(metric: Metric) -> str:
    return str(definitions.of(_key(metric)).title)


def _lead(page: PayPage) -> str:
    if page.trial is None:
        return _("Whether surprises do good can only be told by comparing with people who get none, by lot.")
    told = {"with": page.people_with, "without": page.people_without, "share": f"{page.trial.without_share / 100:g}"}
    if page.trial.name:
        words = _(
            "%(with)d people could have “%(name)s”, %(without)d were held out by lot (%(share)s %% of all people). What they are owed is the same for "
            "everybody."
        )
        return words % {**told, "name": page.trial.name}
    return (
        _(
            "%(with)d people could have a surprise, %(without)d were held out by lot (%(share)s %% of all people, for good). What they are owed is the same "
            "for everybody."
        )
        % told
    )


def _advice(page: PayPage) -> str:
    if page.share == 0:
        return _(
            "Nobody is held out now. Let the policy hold out 5 to 10 % (none_by_lot_for under [surprises]): without it nobody can say what a surprise does."
        )
    if not LEAST_SHARE <= page.share <= MOST_SHARE:
        return _("The policy holds out %(share)s %%; 5 to 10 %% is usual.") % {"share": f"{page.share / 100:g}"}
    return ""


def _alarm(page: PayPage) -> str:
    if page.as_drawn:
        return ""
    return _(
        "The groups are not as large as the lot makes them: less than one chance in a thousand explains it. Something or somebody else chose. Nothing is "
        "read from them until that is found."
    )


def _stretch(one: Horizon, page: PayPage) -> Stretch:
    rows = tuple(_row(finding, _name(finding.metric), page) for finding in one.findings)
    sentences = [
        _won(one.advocates, page, _("advocate won")),
        _won(one.returning, page, _("person who came back because of it")),
        _("All that these people were given because of it cost %(cost)s.") % {"cost": Money(one.cost_minor, page.currency)},
        _back(one.back, page),
    ]
    return Stretch(one.days, one.people, one.waiting, rows, tuple(sentences))


def _back(one: PaidBack | None, page: PayPage) -> str:
    """What came back of a hundred units of the currency, also where it is less than nothing."""
    if one is None:
        return _("What came back for it cannot be said yet.")
    whole = Money(100 * 10 ** money.exponent(page.currency), page.currency)
    back, low, high = (Money(round(share * whole.minor), page.currency) for share in (one.ratio, one.low, one.high))
    told = {"whole": whole, "back": back, "low": low, "high": high, "n": one.people}
    words = _("For each %(whole)s of that, %(back)s came back (between %(low)s and %(high)s, n = %(n)d).") % told
    if not one.is_sure:
        return words + " " + _("So it may have paid for itself or not.")
    return words + " " + (_("It paid for itself.") if one.low > 1 else _("It did not pay for itself in money."))


def _plan(page: PayPage) -> str:
    """How much of what was planned is there."""
    if page.trial is None:
        return ""
    told = {"each": page.trial.each, "pairs": page.pairs}
    if page.pairs >= page.trial.each:
        return (
            _(
                "Planned were %(each)d people in each of two groups; what is there tells as much as %(pairs)d. The plan is fulfilled."
            )
            % told
        )
    return (
        _(
            "Planned are %(each)d people in each of two groups; what is there tells as much as %(pairs)d would. Until then only large effects show."
        )
        % told
    )


def _whom(page: PayPage) -> str:
    told = {"n": f"{page.whom.people:,}", "least": f"{LEARNED_FROM:,}"}
    if page.whom.verdict is None:
        return (
            _(
                "Whom it does more good than others: nothing can be claimed. It is asked from %(least)s counted people on; there are %(n)s."
            )
            % told
        )
    found = page.whom.verdict
    figures = _(
        "Qini %(qini)s, of the best plain rule %(beside)s, what is between them %(low)s to %(high)s; from %(n)d people."
    ) % {
        "qini": f"{found.qini:.3f}",
        "beside": f"{found.beside:.3f}",
        "low": f"{found.low:+.3f}",
        "high": f"{found.high:+.3f}",
        "n": page.whom.people,
    }
    if not found.above_chance:
        return _("Whom it does more good than others: nothing can be claimed, so give by budget.") + " " + figures
    if found.low <= 0:
        return (
            _("Some gain more than others, and one plain rule finds them as well: those who had bought before.") + " " + figures
        )
    return _("Some gain more than others, and a model finds them better than any plain rule.") + " " + figures


def _budget(page: PayPage) -> str:
    budget = page.beside.budget
    return _("Left in the purse: %(left)s of %(limit)s.") % {"left": budget.left, "limit": budget.limit} if budget else ""


def _uneven(page: PayPage) -> str:
    beside = page.beside
    if not beside.compared:
        return ""
    if not beside.uneven:
        return _("Nobody with the same harm was given noticeably more or less than others.")
    return ngettext(
        "%(n)d difference in what was given for the same harm asks to be looked into.",
        "%(n)d differences in what was given for the same harm ask to be looked into.",
        beside.uneven,
    ) % {"n": beside.uneven}


def _won(one: Won, page: PayPage, what: str) -> str:
    if one.each is None or one.at_best is None:
        return _("What one %(what)s cost cannot be said yet.") % {"what": what}
    each, best = Money(one.each, page.currency), Money(one.at_best, page.currency)
    if one.at_worst is None:
        return _("One %(what)s cost about %(each)s (%(best)s at best).") % {"what": what, "each": each, "best": best}
    worst = Money(one.at_worst, page.currency)
    return _("One %(what)s cost about %(each)s (between %(best)s and %(worst)s).") % {
        "what": what,
        "each": each,
        "best": best,
        "worst": worst,
    }


def _part(one: Part, page: PayPage) -> tuple[Row, Row]:
    name = capfirst(vocabulary.label("happened", one.name)) if one.by == "harm" else one.name
    again = _("%(name)s: ordered again") % {"name": name}
    return (
        _with_cost(_row(one.finding, name, page), one.won, page, _("advocate won")),
        _with_cost(_row(one.returned, again, page), one.came_back, page, _("person who came back because of it")),
    )


def _with_cost(row: Row, won: Won, page: PayPage, what: str) -> Row:
    return row if won.each is None else replace(row, says=f"{row.says} {_won(won, page, what)}")


def _row(one: Finding, name: str, page: PayPage) -> Row:
    few = one.word is Word.TOO_FEW
    return Row(
        key=_key(one.metric),
        name=name,
        people_with=one.people_with,
        people_without=one.people_without,
        mean_with=_mean(one, one.mean_with, page) if one.people_with else "–",
        mean_without=_mean(one, one.mean_without, page) if one.people_without else "–",
        difference="" if few else _signed(one, one.difference, page),
        interval=""
        if few
        else _("%(low)s to %(high)s") % {"low": _signed(one, one.low, page), "high": _signed(one, one.high, page)},
        says=_says(one),
        mood=_mood(one),
        bar=None if few else _bar(one),
    )


def _mean(one: Finding, value: float, page: PayPage) -> str:
    if one.metric is Metric.SPENT:
        return str(Money(round(value), page.currency))
    return f"{value:.1f} min" if one.metric is Metric.SERVED else f"{value * 100:.1f} %"


def _signed(one: Finding, value: float, page: PayPage) -> str:
    if one.metric is Metric.SPENT:
        return f"{'+' if value > 0 else ''}{Money(round(value), page.currency)}"
    if one.metric is Metric.SERVED:
        return f"{value:+.1f}".replace("-", "−")
    return f"{value * 100:+.1f}".replace("-", "−")


def _says(one: Finding) -> str:
    if one.word is Word.TOO_FEW:
        missing = max(0, LEAST - one.people_with), max(0, LEAST - one.people_without)
        group = _("held out") if missing[1] >= missing[0] else _("who could have one")
        n = max(missing)
        return ngettext(
            "Too few to say: %(n)d more %(group)s is needed.", "Too few to say: %(n)d more %(group)s are needed.", n
        ) % {
            "n": n,
            "group": group,
        }
    return {
        Word.NOT_TO_BE_READ: _("Not to be read: see above."),
        Word.OPEN: _("Nothing can be claimed yet: it may be more, less or the same."),
        Word.MORE: _("More, and not by chance alone."),
        Word.LESS: _("Less, and not by chance alone."),
    }[one.word]


def _mood(one: Finding) -> str:
    if one.word not in (Word.MORE, Word.LESS):
        return ""
    good = (one.word is Word.MORE) is (one.metric not in _LESS_IS_BETTER)
    return "kept" if good else "broken"


def _bar(one: Finding) -> Bar:
    reach = max(abs(one.low), abs(one.high), 1.0) * 1.1 if one.metric in AMOUNTS else _SHARES
    return Bar(*(f"{_place(value / reach):.1f}" for value in (one.low, one.high, one.difference)))


def _place(value: float) -> float:
    """Where on the line, never off it."""
    return MIDDLE + (MIDDLE - 4) * math.copysign(min(abs(value), 1.0), value)

"""The year at a look, in sentences, pictures and one table. Presentation only: the numbers come in, nothing is decided.

Sentences, pictures and the file are made of the same figures, written by the same functions: they cannot say different things.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.desk import charts, vocabulary
from makegood.desk.charts import Chart, Point, Series
from makegood.flows.overview import OverviewPage
from makegood.kernel.money import Money
from makegood.reports.types import Month
from makegood.touchpoints.rules.rates import Share

_HARMS, _TONES = 4, ("broken", "risk", "accent", "praise", "quiet")
_PAYERS = {"brand": "accent", "carrier": "quiet", "supplier": "risk", "sponsor": "praise"}


@dataclass(frozen=True, slots=True)
class Part:
    """One figure over the year: its definition's key, the page with more, sentences in front, and the picture with its table."""

    key: str
    title: str
    sentences: tuple[str, ...]
    chart: Chart
    more: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    lead: str
    parts: tuple[Part, ...]


def shown(page: OverviewPage) -> Shown:
    """The page for a template."""
    names = [_name(one.month) for one in page.months]
    makers = (_happened, _right, _answered, _kept, _cost, _moved, _praise)
    return Shown(_lead(page), tuple(make(page, names) for make in makers))


def as_csv(page: OverviewPage) -> str:
    """The tables behind the pictures, cell for cell: figure, month, column, value."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(("figure", "month", "column", "value"))
    for part in shown(page).parts:
        for row, month in zip(part.chart.rows, page.months, strict=True):
            lines.writerows(
                (part.key, f"{month.month:%Y-%m}", head, cell) for head, cell in zip(part.chart.heads[1:], row.cells, strict=True)
            )
    return text.getvalue()


# The parts


def _happened(page: OverviewPage, names: list[str]) -> Part:
    sums: dict[str, int] = {}
    for month in page.months:
        for harm, n in month.harms:
            sums[harm] = sums.get(harm, 0) + n
    first = [harm for harm, _n in sorted(sums.items(), key=lambda each: (-each[1], each[0])) if harm][:_HARMS]
    series = [
        Series(capfirst(vocabulary.label("happened", harm)), tuple(Point(_of(m, harm), n=None) for m in page.months), tone)
        for harm, tone in zip(first, _TONES, strict=False)
    ]
    rest = [sum(n for harm, n in m.harms if harm and harm not in first) for m in page.months]
    if any(rest):
        series.append(Series(_("other things"), tuple(Point(n) for n in rest), "kept"))
    series.append(Series(_("nothing went wrong"), tuple(Point(_of(m, "")) for m in page.months), "quiet"))
    whole, failed = sum(m.cases for m in page.months), sum(m.failed for m in page.months)
    told = ngettext("%(n)s case in twelve months", "%(n)s cases in twelve months", whole) % {"n": charts.count(whole)}
    told += "; " + _("in %(failed)s of them something had gone wrong.") % {"failed": charts.count(failed)}
    says = _("Cases by the month in which they were opened, and what had happened.")
    chart = charts.bars(names, series, title=_("What happened"), says=says, stacked=True, first=_("Month"))
    return Part("overview-happened", _("What happened"), (told,), chart, "inbox")


def _right(page: OverviewPage, names: list[str]) -> Part:
    series = [Series(_("in time"), tuple(_share(m.right) for m in page.months), "kept")]
    still = sum(m.right_open for m in page.months)
    sentences = [_share_said(page, lambda m: m.right, _("put right in time"))]
    if still:
        sentences.append(
            ngettext("%(n)s is not put right yet.", "%(n)s are not put right yet.", still) % {"n": charts.count(still)}
        )
    says = _("Of what was put right: how much within the time that we promise ourselves, by the month in which it began.")
    chart = charts.line(names, series, title=_("Put right in time"), says=says, said=charts.percent, top=1.0, first=_("Month"))
    return Part("overview-right", _("Put right in time"), tuple(sentences), chart, "inbox")


def _answered(page: OverviewPage, names: list[str]) -> Part:
    points = [Point(m.minutes.middle, m.minutes.low, m.minutes.high, m.minutes.n, few=m.minutes.n < 10) for m in page.months]
    slow = [Point(m.minutes.slow) for m in page.months]
    sentences = [_share_said(page, lambda m: m.answered, _("answered in time"))]
    last = next((m.minutes for m in reversed(page.months) if m.minutes.middle is not None), None)
    if last is not None and last.middle is not None and last.slow is not None:
        told = {"half": _minutes(last.middle), "slow": _minutes(last.slow)}
        sentences.append(_("Lately half were answered within %(half)s, nine of ten within %(slow)s.") % told)
    says = _("How long until the first answer, by the clock: half were answered sooner than the line says.")
    series = [Series(_("half within"), tuple(points)), Series(_("nine of ten within"), tuple(slow), "quiet")]
    chart = charts.line(names, series, title=_("The first answer"), says=says, said=_minutes, first=_("Month"))
    return Part("overview-answered", _("The first answer"), tuple(sentences), chart)


def _kept(page: OverviewPage, names: list[str]) -> Part:
    series = [Series(_("kept"), tuple(_share(m.kept) for m in page.months), "kept")]
    running = sum(m.promises_running for m in page.months)
    sentences = [_share_said(page, lambda m: m.kept, _("promises kept"))]
    worst = _worst(page)
    if worst:
        sentences.append(worst)
    if running:
        sentences.append(ngettext("%(n)s runs still.", "%(n)s run still.", running) % {"n": charts.count(running)})
    says = _("Of the promises whose end is known: how many were kept, by the month in which they were made.")
    chart = charts.line(names, series, title=_("Promises kept"), says=says, said=charts.percent, top=1.0, first=_("Month"))
    return Part("overview-kept", _("Promises kept"), tuple(sentences), chart, "promises")


def _cost(page: OverviewPage, names: list[str]) -> Part:
    say = charts.money(page.currency)
    payers = [payer for payer in _PAYERS if any(who == payer for m in page.months for who, _why, _n in m.spent)] or ["brand"]
    series = [Series(_payer(payer), tuple(Point(_paid(m, payer)) for m in page.months), _PAYERS[payer]) for payer in payers]
    spent = sum(m.spent_minor for m in page.months)
    owed = sum(minor for m in page.months for _who, why, minor in m.spent if why == "owed")
    agreed, done = sum(m.makegoods for m in page.months), sum(m.makegoods_done for m in page.months)
    named = {"n": charts.count(agreed), "done": charts.count(done)}
    sentences = [
        ngettext("%(n)s makegood was agreed to, %(done)s done.", "%(n)s makegoods were agreed to, %(done)s done.", agreed) % named
    ]
    if spent:
        sentences.append(
            _("%(spent)s was spent; %(owed)s of it was owed, the rest came on top.") % {"spent": say(spent), "owed": say(owed)}
        )
    sentences += [_purse(one.name, one.left, one.limit) for one in page.purses]
    others: dict[str, int] = {}
    for month in page.months:
        for currency, minor in month.other_money:
            others[currency] = others.get(currency, 0) + minor
    sentences += [_("In other money: %(amount)s.") % {"amount": Money(minor, code)} for code, minor in sorted(others.items())]
    says = _("What makegoods cost at their cost to us, by the month in which it was booked, and who pays.")
    chart = charts.bars(names, series, title=_("What it cost"), says=says, said=say, stacked=True, first=_("Month"))
    return Part("overview-cost", _("What it cost, and who pays"), tuple(sentences), chart, "policy")


def _moved(page: OverviewPage, names: list[str]) -> Part:
    up = [m.steps(to="advocate") for m in page.months]
    down = [m.steps(to="detractor") for m in page.months]
    turned = [_turned(m) for m in page.months]
    series = [
        Series(_("came to speak up for us"), tuple(Point(n) for n in up), "kept"),
        Series(_("were let down"), tuple(Point(n) for n in down), "broken"),
        Series(_("turned: no longer against us"), tuple(Point(n) for n in turned), "praise"),
    ]
    named = {"up": charts.count(sum(up)), "down": charts.count(sum(down)), "turned": charts.count(sum(turned))}
    told = _("%(up)s came to speak up for us, %(down)s were let down; %(turned)s who had been let down turned.") % named
    says = _("Steps between standings, by what people did. Somebody may step more than once.")
    chart = charts.bars(names, series, title=_("How people moved"), says=says, first=_("Month"))
    return Part("overview-moved", _("How people moved"), (told,), chart, "moved")


def _praise(page: OverviewPage, names: list[str]) -> Part:
    public, private = [m.praised_public for m in page.months], [m.praised_private for m in page.months]
    series = [
        Series(_("in public"), tuple(Point(n) for n in public), "praise"),
        Series(_("in private"), tuple(Point(n) for n in private), "quiet"),
    ]
    reached, cap = sum(m.reached for m in page.months), page.months[-1].reach_cap
    told = _("%(public)s kind words in public and %(private)s in private, confirmed to be theirs.") % {
        "public": charts.count(sum(public)),
        "private": charts.count(sum(private)),
    }
    sentences = [told]
    if cap is not None:
        sentences.append(
            _("The public ones reached about %(reached)s people, no single one counted for more than %(cap)s.")
            % {"reached": charts.count(reached), "cap": charts.count(cap)}
        )
    chart = charts.bars(
        names,
        series,
        title=_("Kind words"),
        says=_("Confirmed kind words, by the month in which they were said."),
        first=_("Month"),
    )
    return Part("overview-praise", _("Kind words"), tuple(sentences), chart, "praise")


# Words


def _lead(page: OverviewPage) -> str:
    first = page.months[0].month
    told = {"first": date_format(first, "F Y"), "today": date_format(page.today, "j F Y")}
    return _("From %(first)s to %(today)s. Everything belongs to the month in which it began; the last month is not over.") % told


def _name(month: date) -> str:
    return date_format(month, "M y") if month.month == 1 else date_format(month, "M")


def _of(month: Month, harm: str) -> int:
    return dict(month.harms).get(harm, 0)


def _share(one: Share) -> Point:
    return Point(one.rate, one.low, one.high, one.n, few=not one.is_enough) if one.n else Point(None, n=0)


def _share_said(page: OverviewPage, which: Callable[[Month], Share], what: str) -> str:
    """The last month that says enough beside the whole year: never surer than its interval."""
    whole, hits = sum(which(m).n for m in page.months), sum(which(m).hits for m in page.months)
    if not whole:
        return _("Nothing to count yet.")
    from_year = _("%(hits)s of %(n)s %(what)s") % {"hits": charts.count(hits), "n": charts.count(whole), "what": what}
    last = next((m for m in reversed(page.months) if which(m).is_enough), None)
    if last is None:
        return from_year + ": " + _("too few in any month to say more.")
    one = which(last)
    named = {
        "month": date_format(last.month, "F"),
        "rate": charts.percent(one.rate),
        "low": charts.percent(one.low),
        "high": charts.percent(one.high),
    }
    return from_year + "; " + _("in %(month)s %(rate)s (%(low)s to %(high)s).") % named


def _worst(page: OverviewPage) -> str:
    """The kind that is kept least, where it says enough and there are several."""
    sums: dict[str, tuple[int, int]] = {}
    for month in page.months:
        for kind, one in month.promises:
            hits, n = sums.get(kind, (0, 0))
            sums[kind] = (hits + one.hits, n + one.n)
    enough: Mapping[str, tuple[int, int]] = {kind: each for kind, each in sums.items() if each[1] >= 10}
    if len(enough) < 2:
        return ""
    kind, (hits, n) = min(enough.items(), key=lambda each: (each[1][0] / each[1][1], each[0]))
    named = {"kind": _kind(kind), "hits": charts.count(hits), "n": charts.count(n)}
    return _("Kept least: %(kind)s, %(hits)s of %(n)s.") % named


def _kind(kind: str) -> str:
    named = {
        "delivery": _("deliveries"),
        "call": _("calls"),
        "answer": _("answers"),
        "refund": _("money back"),
        "visit": _("visits"),
        "offer": _("offers to everybody"),
    }
    return named.get(kind, _("other promises"))


def _paid(month: Month, payer: str) -> int:
    return sum(minor for who, _why, minor in month.spent if who == payer)


def _payer(payer: str) -> str:
    return {"brand": _("us"), "carrier": _("the carrier"), "supplier": _("the supplier"), "sponsor": _("a sponsor")}[payer]


def _purse(name: str, left: Money, limit: Money) -> str:
    return _("The purse “%(name)s” holds %(left)s of %(limit)s.") % {"name": name, "left": left, "limit": limit}


def _turned(month: Month) -> int:
    return sum(n for was, now, n in month.moved if was == "detractor" and now != "detractor")


def _minutes(minutes: float) -> str:
    """ "42 min", "3.5 h", "2.1 days"."""
    if minutes < 90:
        return _("%(n)s min") % {"n": charts.count(round(minutes))}
    if minutes < 48 * 60:
        return _("%(n)s h") % {"n": charts.count(round(minutes / 60, 1))}
    return _("%(n)s days") % {"n": charts.count(round(minutes / 1440, 1))}

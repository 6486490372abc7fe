"""The page on what was given for the same harm, in words and amounts. Pure presentation: the numbers come in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from makegood.flows.fairness import Compared, FairnessPage
from makegood.makegoods.rules.evenness import Gap, Mean

_LANGUAGES = {"en": lazy("English"), "de": lazy("German"), "es": lazy("Spanish"), "fr": lazy("French"), "pt": lazy("Portuguese")}


@dataclass(frozen=True, slots=True)
class Row:
    """One group; '' where there are too few to say."""

    group: str
    n: int
    mean: str
    low: str
    high: str
    gap: str
    gap_low: str
    gap_high: str
    compared: int
    alarm: bool


@dataclass(frozen=True, slots=True)
class Table:
    by: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    n: int
    alarms: int
    rows: tuple[Table, ...]


def shown(page: FairnessPage) -> Shown:
    titles = {
        "where": _("In public or in private"),
        "reach": _("How many it reached"),
        "language": _("The language of their words"),
    }
    return Shown(page.n, page.alarms, tuple(Table(one.by, titles[one.by], _rows(page, one)) for one in page.compared))


def _rows(page: FairnessPage, one: Compared) -> tuple[Row, ...]:
    gaps: Mapping[str, Gap] = {gap.group: gap for gap in one.gaps}
    return tuple(_row(page, mean, gaps.get(mean.group)) for mean in one.means)


def _row(page: FairnessPage, mean: Mean, gap: Gap | None) -> Row:
    return Row(
        group=str(_LANGUAGES.get(mean.group, mean.group)),
        n=mean.n,
        mean=str(page.money(mean.mean)),
        low=str(page.money(mean.low)) if mean.low is not None else "",
        high=str(page.money(mean.high)) if mean.high is not None else "",
        gap=f"{'+' if gap.gap > 0 else ''}{page.money(gap.gap)}" if gap else "",
        gap_low=str(page.money(gap.low)) if gap else "",
        gap_high=str(page.money(gap.high)) if gap else "",
        compared=gap.n if gap else 0,
        alarm=gap is not None and gap.alarm,
    )

"""The monthly letter to the owner in plain words, never surer than its figures. Pure.

A share is said with its interval and its n; that something is more or less than the month before only where Newcombe's interval of the difference leaves
nothing out (touchpoints.rules.rates), or for counts where the square roots lie apart by more than chance makes them (Anscombe 1948: twice the square root of
a count varies by about 1 whatever the count). Of fewer than ten nothing is concluded. Why something is so, no figure here says, and so the letter does not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from makegood.kernel.calendar import MONTHS
from makegood.kernel.money import Money
from makegood.reports.types import Month, Section
from makegood.touchpoints.rules import rates
from makegood.touchpoints.rules.rates import Share

WANTED = 0.9  # of promises and of work in time: below it with certainty is said to stand badly
_NAMES = MONTHS["en"]
_KINDS = {
    "delivery": "promised deliveries",
    "call": "promised calls",
    "answer": "promised answers",
    "refund": "promised money back",
    "visit": "promised visits",
    "offer": "offers to everybody",
}
_HARMS = {
    "faulty": "faulty or damaged",
    "wrong_item": "the wrong thing came",
    "billing": "a wrong bill",
    "staff": "how we behaved",
    "outage": "an outage",
    "quality": "poor quality",
    "other": "something else",
}
_PAYERS = {"brand": "us", "carrier": "the carrier", "supplier": "the supplier", "sponsor": "a sponsor"}


@dataclass(frozen=True, slots=True)
class Purse:
    """What is left in a purse as the letter is made."""

    name: str
    left: Money
    limit: Money


@dataclass(frozen=True, slots=True)
class _Bad:
    """Something that stands badly: said, and what is to be decided because of it."""

    said: str
    decide: str


def letter(
    this: Month, before: Month, *, currency: str, purses: Sequence[Purse], alarms: int | None, as_of: date
) -> tuple[Section, ...]:
    """The letter about one month beside the month before. `alarms`: differences between people alike that are too large, None where nobody counted."""
    bad = _bad(this, before, purses, alarms)
    decide = tuple(one.decide for one in bad) or ("Nothing in these figures asks for a decision.",)
    badly = tuple(one.said for one in bad) or (
        "Nothing that these figures could show with certainty. What few cases say, they do not say.",
    )
    return (
        Section("What we put right", tuple(_put_right(this, before, as_of)), "overview"),
        Section("What it cost", tuple(_cost(this, before, currency, purses)), "policy"),
        Section("Who turned", tuple(_turned(this)), "moved"),
        Section("What stands badly", badly, "promises"),
        Section("What to decide", decide, ""),
    )


def name(month: date) -> str:
    """ "March 2026"."""
    return f"{_NAMES[month.month - 1]} {month.year}"


def has_anything(month: Month) -> bool:
    """Whether there is anything to write about."""
    return bool(month.cases or month.kept.n or month.makegoods or month.spent or month.praised_public or month.praised_private)


# ---------------------------------------------------------------------------------------------------------------------


def _put_right(this: Month, before: Month, as_of: date) -> list[str]:
    if not this.cases:
        return ["No case was opened."]
    said = [f"{_count(this.cases, 'case was', 'cases were')} opened; in {this.failed:,} of them something had gone wrong."]
    harms = [(harm, n) for harm, n in this.harms if harm]
    if harms:
        said[0] = said[0][:-1] + f", most often “{_harm(harms[0][0])}” ({harms[0][1]:,})."
    if this.right.n:
        said.append(f"Of what was put right, {_share(this.right)} was in time. {_beside(this.right, before.right, before.month)}")
    if this.right_open:
        said.append(
            f"{this.right_open:,} of that month {'is' if this.right_open == 1 else 'are'} open still, as of {as_of:%-d} {_NAMES[as_of.month - 1]}."
        )
    if this.kept.n:
        said.append(
            f"Of the promises that were made and have ended, {_share(this.kept)} were kept. {_beside(this.kept, before.kept, before.month)}"
        )
    if this.minutes.n >= rates.ENOUGH and this.minutes.middle is not None and this.minutes.slow is not None:
        said.append(
            f"Half of the first answers took at most about {_time(this.minutes.middle)}, nine of ten at most about {_time(this.minutes.slow)}."
        )
    return said


def _cost(this: Month, before: Month, currency: str, purses: Sequence[Purse]) -> list[str]:
    if not this.spent:
        said = ["Nothing was booked as spent."]
    else:
        owed = sum(minor for _who, why, minor in this.spent if why == "owed")
        said = [
            f"{Money(this.spent_minor, currency)} was spent at cost: {Money(owed, currency)} that was owed, {Money(this.spent_minor - owed, currency)} on top."
        ]
        by: dict[str, int] = {}
        for who, _why, minor in this.spent:
            by[who] = by.get(who, 0) + minor
        others = [
            f"{Money(minor, currency)} of it is {_PAYERS.get(who, who)}’s to pay" for who, minor in by.items() if who != "brand"
        ]
        said += [f"{', '.join(others)}."] if others else []
        if before.spent:
            said.append(f"In {_NAMES[before.month.month - 1]} it was {Money(before.spent_minor, currency)}.")
    said += [f"In other money: {Money(minor, code)}." for code, minor in this.other_money]
    said += [f"The purse “{one.name}” holds {one.left} of {one.limit}." for one in purses]
    return said


def _turned(this: Month) -> list[str]:
    up, down = this.steps(to="advocate"), this.steps(to="detractor")
    back = this.steps(out_of="detractor")
    if not (up or down or back):
        said = ["Nobody came to speak up for us or was let down, as far as we know."]
    else:
        said = [
            f"{_count(up, 'person', 'people')} came to speak up for us, {_count(down, 'was', 'were')} let down, and {back:,} who had been let down turned."
        ]
    if this.praised_public or this.praised_private:
        said.append(
            f"{_count(this.praised_public, 'kind word', 'kind words')} in public and {this.praised_private:,} in private were confirmed."
        )
    said.append("These figures say that they moved, not why; what a gesture does is told only by the lot.")
    return said


def _bad(this: Month, before: Month, purses: Sequence[Purse], alarms: int | None) -> list[_Bad]:
    found = []
    for kind, one in this.promises:
        if one.is_enough and one.high < WANTED:
            what = _KINDS.get(kind, "other promises")
            found.append(
                _Bad(
                    f"Of {what}, {_share(one)} were kept.",
                    f"{what.capitalize()}: promise later, or see to it that they come as promised.",
                )
            )
    if this.right.is_enough and this.right.high < WANTED:
        found.append(
            _Bad(
                f"Only {_share(this.right)} was put right in time.",
                "Whether we have too few hands or promise ourselves too little time.",
            )
        )
    if this.answered.is_enough and this.answered.high < WANTED:
        found.append(
            _Bad(
                f"Only {_share(this.answered)} of the first answers came in time.",
                "Who answers when, and whether the time we promise is right.",
            )
        )
    was = dict(before.harms)
    comparable = sum(was.values()) >= rates.ENOUGH  # beside a month of next to no cases everything is more
    for harm, n in this.harms:
        if harm and comparable and _more(n, was.get(harm, 0)):
            what = _harm(harm)
            found.append(
                _Bad(
                    f"“{what}” happened {n:,} times, in {_NAMES[before.month.month - 1]} {was.get(harm, 0):,}; more than chance makes of it.",
                    f"“{what}”: look where it comes from, and whether a finding names it.",
                )
            )
    if alarms:
        found.append(
            _Bad(
                f"{_count(alarms, 'difference', 'differences')} in what people alike were given {'is' if alarms == 1 else 'are'} larger than chance.",
                "Look at what was given for the same harm, and set right what was too little.",
            )
        )
    found += [
        _Bad(
            f"The purse “{one.name}” holds {one.left}, less than a tenth of it.", f"Whether the purse “{one.name}” is filled up."
        )
        for one in purses
        if one.limit.minor and one.left.minor * 10 < one.limit.minor
    ]
    return found


def _harm(code: str) -> str:
    return _HARMS.get(code, code.replace("_", " "))


def _share(one: Share) -> str:
    """ "81 of 112 (72 %, between 63 and 80 %)"; of few without a percentage."""
    if not one.is_enough:
        return f"{one.hits:,} of {one.n:,}"
    return f"{one.hits:,} of {one.n:,} ({one.rate * 100:.0f} %, between {one.low * 100:.0f} and {one.high * 100:.0f} %)"


def _beside(now: Share, before: Share, month: date) -> str:
    name_of, more = _NAMES[month.month - 1], rates.difference(now, before)
    if more is None:
        return f"Too few to compare with {name_of}."
    if more.low > 0:
        return f"That is more than in {name_of} ({before.hits:,} of {before.n:,}), and not by chance alone."
    if more.high < 0:
        return f"That is less than in {name_of} ({before.hits:,} of {before.n:,}), and not by chance alone."
    return f"That may be as in {name_of} ({before.hits:,} of {before.n:,})."


def _more(now: int, before: int) -> bool:
    return now >= rates.ENOUGH and math.sqrt(2) * (math.sqrt(now) - math.sqrt(before)) > 1.96


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _time(minutes: float) -> str:
    if minutes < 90:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.0f} hours" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"

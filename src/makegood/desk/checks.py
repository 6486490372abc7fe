"""How a planned check is said: what was planned, what it said on its day, and what can be said of one before it is planned. Presentation only: values in,
words out."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from makegood.flows.finding_checks import Outlook
from makegood.touchpoints.rules import rates
from makegood.touchpoints.types import Check, CheckResult, Figure, Watched

_MARKS = {
    None: "state--next",
    CheckResult.WORKED: "state--kept",
    CheckResult.DID_NOT: "state--broken",
    CheckResult.CANNOT: "state--rest",
}


def figures() -> list[tuple[str, str]]:
    """By which figures a change can be checked, for a choice."""
    return [(one.value, of(one)) for one in Watched]


def of(watched: Watched) -> str:
    """ "broken promises, of those that ended"."""
    return {
        Watched.BROKEN: _("broken promises, of those that ended"),
        Watched.COMPLAINTS: _("complaints, of those who were there"),
        Watched.ANGRY: _("people who write in anger, of those whose words were read"),
        Watched.LOW: _("low answers, of those who answered"),
        Watched.SLOW: _("first answers later than promised"),
    }[watched]


def mark(check: Check) -> str:
    """The colour of its state."""
    return _MARKS[check.result]


def planned(check: Check) -> str:
    """ "On 1 April: broken promises, of those that ended. Before 60 of 200; 15 % is hoped for, looked at of 50 or more. If it is so, …"."""
    named = {
        "day": date_format(check.check_on, "j F"),
        "figure": of(check.watched),
        "before": share(check.before),
        "aim": round(check.aim * 100),
        "least": check.least,
        "power": round(check.power * 100),
    }
    said = _("On %(day)s: %(figure)s. Before: %(before)s. Hoped for: %(aim)d %%, of %(least)d or more.") % named
    if not check.before.n or rates.share(check.before.hits, check.before.n).is_enough is False:
        return f"{said} " + _("Of so few before, no check can say anything.")
    return f"{said} " + _("If it is so, the chance that this check finds it is %(power)d %%.") % named


def came_out(check: Check) -> str:
    """ "It worked: 5 of 100 (2 to 11 %). That is 25 points fewer than before (18 to 32)."; '' while it is to come."""
    if check.result is None or check.after is None:
        return ""
    said = {
        CheckResult.WORKED: _("It worked: %(after)s."),
        CheckResult.DID_NOT: _("It did not work: %(after)s."),
        CheckResult.CANNOT: _("It cannot be said: %(after)s."),
    }[check.result] % {"after": share(check.after)}
    if check.after.n < check.least:
        said += " " + _("Fewer were there than was planned (%(least)d).") % {"least": check.least}
    if check.low is None or check.high is None:
        return said
    more = _rate(check.after) - _rate(check.before)
    named = {"more": _points(more), "low": _points(check.low), "high": _points(check.high)}
    return f"{said} " + _("Against before: %(more)s points (%(low)s to %(high)s).") % named


def in_short(check: Check) -> str:
    """ "is looked at on 1 April: broken promises, of those that ended", or what it said."""
    said = came_out(check)
    named = {"day": date_format(check.check_on, "j F"), "figure": of(check.watched)}
    return said or _("is looked at on %(day)s: %(figure)s") % named


def outlook(seen: Outlook) -> str:
    """What can be expected of a check, in a sentence or two."""
    named = {
        "before": share(seen.before),
        "there": seen.there,
        "day": date_format(seen.check_on, "j F"),
        "aim": round(seen.aim * 100),
        "power": round(seen.power * 100),
        "needed": seen.needed or 0,
        "enough": date_format(seen.enough_on, "j F Y") if seen.enough_on else "",
    }
    first = _("Before: %(before)s. By %(day)s about %(there)d more will have been there.") % named
    if seen.needed is None:
        return f"{first} " + _("That is too little to hold a change against: no check can say whether it worked.")
    told = _("If it falls to %(aim)d %%, such a check finds it with a chance of %(power)d %%.") % named
    if seen.power < 0.8 and seen.enough_on:
        told += " " + _("For four times in five it takes %(needed)d: until about %(enough)s.") % named
    return f"{first} {told}"


def share(figure: Figure) -> str:
    """ "5 of 100 (2 to 11 %)"; "nobody" where nobody was there."""
    if not figure.n:
        return _("nobody was there")
    one = rates.share(figure.hits, figure.n)
    named = {"hits": one.hits, "n": one.n, "low": round(one.low * 100), "high": round(one.high * 100)}
    return _("%(hits)d of %(n)d (%(low)d to %(high)d %%)") % named


def _rate(figure: Figure) -> float:
    return figure.hits / figure.n if figure.n else 0.0


def _points(share_: float) -> str:
    return f"{round(share_ * 100):+d}".replace("-", "−")

"""Which rules there may be, and how they read aloud. Pure."""

from makegood.both_ways.types import AGAINST_US, MOST_DAYS, MOST_MINUTES, Line, Ways
from makegood.kernel.refusals import Refusal

_WORDS = {
    Line.ORDERS: "orders",
    Line.SPENT: "what they spent",
    Line.FAILED: "how often we failed them",
    Line.MESSAGES: "the messages that took them",
    Line.PROMISES: "promises kept and broken",
    Line.PUT_RIGHT: "what was put right",
    Line.MONEY: "money on top",
    Line.GIFTS: "things on top",
    Line.SPARED: "money spared them",
    Line.TIME: "time spared them",
    Line.MINDED: "needs kept in mind",
}


def check(ways: Ways) -> Ways:
    """The rules, with what is hidden in the usual order. Refuses ("ways_malformed", `fields` name what) to hide what speaks against us, and times out of
    bounds."""
    wrong = {}
    if against := [_WORDS[line] for line in AGAINST_US if line in ways.hidden]:
        wrong["hidden"] = f"What speaks against us is always shown: {', '.join(against)}."
    if not 0 <= ways.days <= MOST_DAYS:
        wrong["days"] = f"Between 1 and {MOST_DAYS:,} days, or nothing for ever."
    if not 0 <= ways.message_minutes <= MOST_MINUTES:
        wrong["message_minutes"] = f"Between 0 and {MOST_MINUTES} minutes."
    if wrong:
        raise Refusal("ways_malformed", next(iter(wrong.values())), wrong)
    return Ways(tuple(line for line in Line if line in ways.hidden), ways.days, ways.message_minutes)


def sentence(ways: Ways) -> str:
    """The rules read aloud."""
    counted = f"What happened in the last {ways.days:,} days is counted" if ways.days else "What ever happened is counted"
    hidden = ", ".join(_WORDS[line] for line in ways.hidden)
    parts = [counted, f"not shown: {hidden}" if hidden else "every line is shown"]
    if ways.message_minutes:
        parts.append(f"a message about a failure counts as {ways.message_minutes} minutes of theirs")
    return "; ".join(parts) + "."

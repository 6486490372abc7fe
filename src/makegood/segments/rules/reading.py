"""A saved rule as a sentence, and as a segment of people at a day. Pure.

"Within 30 days" means: today and the 29 days before it, by the brand's own days, so that it changes at midnight and at no other time.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.kernel.refusals import Refusal
from makegood.people.rules import segments as people_rules
from makegood.people.types import Noted, Segment
from makegood.segments.types import Line, Rule

MOST_LINES, MOST_DAYS, LONGEST_NAME = 12, 3_650, 120

KINDS: dict[str, tuple[str, str]] = {  # what somebody did, and did not
    "order_placed": ("ordered something", "ordered nothing"),
    "order_delivered": ("got a parcel", "got no parcel"),
    "returned": ("sent something back", "sent nothing back"),
    "cancelled": ("cancelled something", "cancelled nothing"),
    "paid_back": ("were paid something back", "were paid nothing back"),
    "complained": ("complained", "did not complain"),
    "case_resolved": ("had something put right", "had nothing put right"),
    "praised": ("praised us", "did not praise us"),
    "reviewed": ("wrote a review", "wrote no review"),
    "asked": ("asked us something", "asked us nothing"),
    "asked_in_public": ("asked in a public hour", "asked in no public hour"),
    "agreed_to_text": ("filled in a form", "filled in no form"),
    "coupon_claimed": ("took a coupon", "took no coupon"),
    "coupon_used": ("used a coupon", "used no coupon"),
    "checkout_refused": ("were refused at the checkout", "were not refused at the checkout"),
    "visited": ("visited us", "did not visit us"),
    "contest_entered": ("entered a contest", "entered no contest"),
    "follows": ("follow us", "do not follow us"),
    "joined": ("came to us from another system", "did not come to us from another system"),
}


def check(rule: Rule) -> Rule:
    """The rule itself. Refuses ("segment_malformed") one without a line that somebody must have, with too many, and days that are none."""
    if not any(line.has for line in rule.lines):
        raise Refusal(
            "segment_malformed", "lines: say at least one thing that they must have done.", {"lines": "nothing must be so"}
        )
    if len(rule.lines) > MOST_LINES:
        raise Refusal("segment_malformed", f"lines: at most {MOST_LINES}.", {"lines": "too many"})
    for line in rule.lines:
        if not line.kind or len(line.kind) > 60:
            raise Refusal("segment_malformed", "kind: choose what they did, or did not.", {"kind": "missing"})
        if line.within_days is not None and not 1 <= line.within_days <= MOST_DAYS:
            raise Refusal("segment_malformed", f"days: from 1 to {MOST_DAYS:,}, or none for ever.", {"days": "out of range"})
    return rule


def as_segment(rule: Rule, *, on: date, zone: str) -> Segment:
    """Who is meant on a day of the brand's."""
    tests = tuple(Noted(line.kind, since=since(line, on=on, zone=zone), value=line.value) for line in rule.lines)
    must = tuple(place for place, line in enumerate(rule.lines) if line.has)
    never = tuple(place for place, line in enumerate(rule.lines) if not line.has)
    found = Segment(tests, all_of=must, none_of=never) if rule.every else Segment(tests, any_of=must, none_of=never)
    people_rules.check(found)
    return found


def since(line: Line, *, on: date, zone: str) -> datetime | None:
    """When the days of a line begin; None where they are not bounded."""
    if line.within_days is None:
        return None
    return datetime.combine(on - timedelta(days=line.within_days - 1), time(), ZoneInfo(zone))


def sentence(rule: Rule) -> str:
    """The rule in words: "People who ordered something within 90 days and complained, and who did not praise us.\""""
    must = [_clause(line) for line in rule.lines if line.has]
    never = [_clause(line) for line in rule.lines if not line.has]
    said = f"People who {_joined(must, 'and' if rule.every else 'or')}"
    return f"{said}, and who {_joined(never, 'and')}." if never else f"{said}."


def phrase(kind: str, *, has: bool) -> str:
    """What one fact says of somebody; what another system told keeps its own name."""
    known = KINDS.get(kind)
    if known:
        return known[0] if has else known[1]
    named = kind.removeprefix("told.").replace("_", " ")
    return f"have “{named}” noted of them" if has else f"have no “{named}” noted of them"


def _clause(line: Line) -> str:
    said = phrase(line.kind, has=line.has)
    if line.value:
        said += " (" + ", ".join(f"{name}: {value}" for name, value in line.value) + ")"
    if line.within_days is None:
        return said
    return f"{said} within {line.within_days} days" if line.within_days > 1 else f"{said} today"


def _joined(clauses: list[str], word: str) -> str:
    return clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} {word} {clauses[-1]}"

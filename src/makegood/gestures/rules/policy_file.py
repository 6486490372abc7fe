"""Reads the brand's policy file: TOML that a shopkeeper can read, into a Policy that rules can use.

Never guesses: what is unknown, missing, negative or contradictory is refused with its line, its field and the way out.
"""

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from makegood.brands.types import Role
from makegood.gestures.rules import policy_tables
from makegood.gestures.types import GestureKind, PayAs, Policy, PolicyRule
from makegood.kernel import money
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.understanding.types import Happened

LONGEST = 100_000  # characters of a policy file

Reader = Callable[[Any, str], Any]
Problem = tuple[int, str, str]  # line, field, why


def read_policy(text: str, *, currency: str, number: int = 0) -> Policy:
    """The policy that `text` states, with amounts in `currency`; its version is "number (first 8 digits of the text's SHA-256)".

    Pure and repeatable. Refuses ("policy_unreadable") a file with any mistake; the sentence names the first one's line and
    field, `fields` holds all of them ("rule 2.up_to": why).
    """
    file = _parse(text)
    problems: list[Problem] = []
    values: dict[str, Any] = {"surprise_floor": Money(10 ** money.exponent(currency), currency)}
    for section, body in file.items():
        if section in TABLES:
            continue
        if section not in SECTIONS or not isinstance(body, dict):
            problems.append(
                (_line(text, section), section, f"there is no part called [{section}]. {_nearest(section, [*SECTIONS, *TABLES])}")
            )
            continue
        values |= _read(text, section, 0, body, SECTIONS[section], currency, problems)
    rules = _rules(text, file.get("rule", []), currency, problems)
    values |= policy_tables.read(
        file, currency, lambda table, nth, key, why: problems.append((_line(text, table, nth, key), *_at(table, nth, key), why))
    )
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    policy = Policy(version=f"{number} ({digest})", text=text, rules=tuple(rules), **values)
    problems += _contradictions(text, policy)
    if problems:
        raise _refusal(sorted(problems))
    return policy


def _parse(text: str) -> dict[str, Any]:
    if not text.strip() or len(text) > LONGEST:
        why = "The policy file is empty." if not text.strip() else f"The policy file is longer than {LONGEST:,} characters."
        raise Refusal("policy_unreadable", why, {"text": why})
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        why = str(error).split(" (at ")[0]
        sentence = f'Line {line} of the policy file cannot be read: {why}. A line looks like: up_to = "5.00".'
        raise Refusal("policy_unreadable", sentence, {f"line {line}": why}) from None


def _read(text: str, section: str, nth: int, body: dict[str, Any], keys: dict[str, tuple[str, Reader]], currency: str,
          problems: list[Problem]) -> dict[str, Any]:  # fmt: skip
    read: dict[str, Any] = {}
    label = f"{section} {nth}" if nth else section
    for key, value in body.items():
        if key not in keys:
            problems.append(
                (
                    _line(text, section, nth, key),
                    f"{label}.{key}",
                    f"is a word that the policy does not know. {_nearest(key, keys)}",
                )
            )
            continue
        name, reader = keys[key]
        try:
            read[name] = reader(value, currency)
        except ValueError as why:
            problems.append((_line(text, section, nth, key), f"{label}.{key}", str(why)))
    return read


def _rules(text: str, tables: Any, currency: str, problems: list[Problem]) -> list[PolicyRule]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append((_line(text, "rule"), "rule", "a rule starts with [[rule]], in double brackets."))
        return []
    rules: list[PolicyRule] = []
    for nth, table in enumerate(tables, 1):
        before = len(problems)
        values = RULE_DEFAULTS | _read(text, "rule", nth, table, RULE_KEYS, currency, problems)
        missing = [key for key in MISSING if key not in table]
        problems += [(_line(text, "rule", nth), f"rule {nth}.{key}", f"is missing: {MISSING[key]}") for key in missing]
        if len(problems) > before:
            continue
        rule = PolicyRule(**values)
        taken = {other.name for other in rules}
        for key, why in _rule_contradictions(rule, taken):
            problems.append((_line(text, "rule", nth, key), f"rule {nth}.{key}", why))
        rules.append(rule)
    return rules


def _rule_contradictions(rule: PolicyRule, taken: set[str]) -> Iterator[tuple[str, str]]:
    if rule.name in taken:
        yield "name", f"two rules are called “{rule.name}”; give one of them another name."
    if rule.floor is not None and rule.up_to_share is None:
        yield "at_least", "stands beside up_to_share and means nothing without it."
    if rule.floor is not None and rule.up_to is not None and rule.floor > rule.up_to:
        yield "at_least", f"is {rule.floor}, more than up_to ({rule.up_to})."
    if (rule.approval_above is None) != (not rule.approved_by):
        yield ("ask_above" if rule.approved_by else "ask"), "is missing: ask_above says from where on, ask says whom to ask."
    if rule.approval_above is not None and rule.up_to is not None and rule.approval_above >= rule.up_to:
        yield "ask_above", f"is {rule.approval_above}, not less than up_to ({rule.up_to}), so that nobody would ever be asked."
    if rule.automatic and rule.up_to is None:
        yield "by_itself", "needs up_to: what runs without a click must have a limit."


def _contradictions(text: str, policy: Policy) -> Iterator[Problem]:
    above, by_itself = policy.fix_approval_above, policy.automatic_fix_up_to
    if (above is None) != (not policy.fix_approved_by):
        key = "ask_above" if policy.fix_approved_by else "ask"
        yield _line(text, "fixes"), f"fixes.{key}", "is missing: ask_above says from where on, ask says whom to ask."
    if above is not None and by_itself is not None and by_itself > above:
        yield (
            _line(text, "fixes", 0, "by_itself_up_to"),
            "fixes.by_itself_up_to",
            f"is {by_itself}, more than ask_above ({above}).",
        )
    if policy.without_share > 5_000:
        yield _line(text, "surprises", 0, "none_by_lot_for"), "surprises.none_by_lot_for", "is more than half of all people."
    if policy.which_by_lot and not policy.without_share:
        yield (
            _line(text, "surprises", 0, "which_by_lot"),
            "surprises.which_by_lot",
            "needs none_by_lot_for: where nobody is held out, nobody is counted, and nothing can be learned.",
        )
    if not 5_000 <= policy.claims_sure < 10_000:
        yield _line(text, "claims", 0, "sure"), "claims.sure", "is from 50 % to 99.99 %."
    if policy.many_share > 10_000:
        yield _line(text, "extras", 0, "for_many_at_once"), "extras.for_many_at_once", "is more than 100 %."
    if policy.kept_from_share > policy.kept_to_share:
        yield _line(text, "extras", 0, "late_but_kept_from"), "extras.late_but_kept_from", "is more than late_but_kept_to."


def _at(table: str, nth: int, key: str) -> tuple[str]:
    """How a mistake's place is called: "make_up 2.if", "facts.order status"."""
    return (f"{table}{f' {nth}' if nth else ''}{f'.{key}' if key else ''}",)


def _refusal(problems: list[Problem]) -> Refusal:
    line, field, why = problems[0]
    more = {1: "", 2: " There is one more mistake."}.get(len(problems), f" There are {len(problems) - 1} more mistakes.")
    return Refusal("policy_unreadable", f"Line {line} of the policy file, {field}: {why}{more}", {f: w for _, f, w in problems})


def _line(text: str, section: str, nth: int = 0, key: str = "") -> int:
    """The line of `key` in the `nth` table called `section`, else of that table's head, else 1."""
    found, count, inside = 1, 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\[?\s*\"?([^\]\"]+?)\"?\s*\]", line):
            count += head[1] == section
            inside = head[1] == section and (not nth or count == nth)
            found = number if inside else found
            continue
        word = key if inside else "" if count else section
        if word and re.match(rf"\s*\"?{re.escape(word)}\"?\s*=", line):
            return number
    return found


def _nearest(word: str, known: "list[str] | dict[str, Any]") -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean {near[0]}?" if near else f"It knows: {', '.join(known)}."


# How each kind of value is read. A reader raises ValueError with the way out. -------------------------------------------


def _amount(value: Any, currency: str) -> Money:
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,12}(\.\d{1,3})?", value.strip()):
        raise ValueError(f'{_shown(value)} is not an amount. Write it in quotes, not below zero, like "5.00".')
    try:
        return money.parse(value, currency)
    except Refusal:
        raise ValueError(f"“{value}” is finer than {currency} can be paid.") from None


def _share(value: Any, _currency: str) -> int:
    found = re.fullmatch(r"(\d{1,4})(?:\.(\d{1,2}))?\s*%", value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError(f'{_shown(value)} is not a share. Write it in quotes, like "20 %".')
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _span(minutes_per_unit: int, unit: str) -> Reader:
    """A time in whole `unit`s of so many minutes."""

    def read(value: Any, _currency: str) -> int:
        found = re.fullmatch(r"(\d{1,5})\s*(minute|hour|day|week)s?", value.strip()) if isinstance(value, str) else None
        if not found:
            raise ValueError(f'{_shown(value)} is not a time. Write it in quotes, like "90 {unit}".')
        units, rest = divmod(int(found[1]) * MINUTES[found[2]], minutes_per_unit)
        if rest or not units:
            raise ValueError(f"“{value}” is counted in whole {unit} here, at least one.")
        return units

    return read


def _one_of(known: type[Role] | type[GestureKind] | type[Happened], barred: dict[str, str]) -> Reader:
    """A list of one or more of the known words, each once."""

    def read(value: Any, _currency: str) -> tuple[Any, ...]:
        words = [w.value for w in known if w.value not in barred]
        if not isinstance(value, list) or not value:
            raise ValueError(f'{_shown(value)} is not a list. Write it like ["{words[0]}"].')
        for word in value:
            if not isinstance(word, str) or word not in {*words, *barred}:
                raise ValueError(f"{_shown(word)} is none of {', '.join(words)}.")
            if word in barred:
                raise ValueError(barred[word])
        if len(set(value)) < len(value):
            raise ValueError("one word stands there twice.")
        return tuple(known(word) if known is GestureKind else str(word) for word in value)

    return read


def _flag(value: Any, _currency: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{_shown(value)} is neither true nor false.")
    return value


def _pay_as(value: Any, _currency: str) -> PayAs:
    if value not in tuple(PayAs):
        raise ValueError(f"{_shown(value)} is none of {', '.join(PayAs)}.")
    return PayAs(value)


def _skus(value: Any, _currency: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(one, str) and re.fullmatch(r"[^*\s]{0,79}\*?", one) and one for one in value
    ):
        raise ValueError(
            f'{_shown(value)} is no list of SKUs. Write it like ["REPAIR-*"]; only the end may be left open, with *.'
        )
    return tuple(value)


def _text(value: Any, _currency: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 120:
        raise ValueError('must be text in quotes of 1 to 120 characters, like "Something small from stock".')
    return value.strip()


def _count(value: Any, _currency: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 2 <= value <= 100:
        raise ValueError(f"{_shown(value)} is not a whole number from 2 to 100.")
    return value


def _people(value: Any, _currency: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
        raise ValueError(f"{_shown(value)} is not a whole number of people from 0 to 1000000.")
    return value


def _shown(value: Any) -> str:
    return f"“{value}”" if isinstance(value, str) else "This list" if isinstance(value, list) else str(value)


MINUTES = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080}
_kinds = _one_of(GestureKind, {
    "fix": "“fix” cannot be ruled here: what is owed has no limit. Use the part [fixes].",
    "words": "“words” need no rule: an apology costs nothing and is always allowed.",
})  # fmt: skip
_roles = _one_of(Role, {"viewer": "a viewer only looks and gives nothing."})
_days, _hours, _minutes = _span(1_440, "days"), _span(60, "hours"), _span(1, "minutes")

SECTIONS: dict[str, dict[str, tuple[str, Reader]]] = {
    "promises": {
        "first_reply": ("first_reply_minutes", _minutes),
        "replacement_arrives_within": ("replacement_hours", _hours),
        "follow_up_after": ("follow_up_hours", _hours),
    },
    "fixes": {
        "ask_above": ("fix_approval_above", _amount),
        "ask": ("fix_approved_by", _roles),
        "by_itself_up_to": ("automatic_fix_up_to", _amount),
        "whoever_was_at_fault_up_to": ("any_fault_up_to", _amount),
    },
    "returns": {"a_return_costs_us": ("return_cost", _amount), "never_below": ("no_return_below", _amount)},
    "extras": {
        "all_together": ("cap_share", _share),
        "late_but_kept_from": ("kept_from_share", _share),
        "late_but_kept_to": ("kept_to_share", _share),
        "nothing_below": ("least_worth", _amount),
        "for_many_at_once": ("many_share", _share),
        "pay_as": ("pay_as", _pay_as),
    },
    "surprises": {
        "one_every": ("surprise_every_days", _days),
        "the_same_again_after": ("same_surprise_days", _days),
        "share_of_margin": ("surprise_share", _share),
        "but_always_up_to": ("surprise_floor", _amount),
        "our_margin": ("margin_share", _share),
        "none_by_lot_for": ("without_share", _share),
        "which_by_lot": ("which_by_lot", _flag),
    },
    "service": {
        "an_answer_takes": ("answer_minutes", _minutes),
        "a_call_takes": ("call_minutes", _minutes),
        "an_hour_costs": ("hour_cost", _amount),
    },
    "services": {"done_again": ("done_again", _skus), "over_once_over": ("over_once_over", _skus)},
    "claims": {"times_as_often_as_others": ("claims_times_peers", _count), "sure": ("claims_sure", _share)},
    "letters": {"a_person_writes_from_failure": ("human_from_failure", _count)},
    "statements": {"two_read_above": ("two_read_above", _people)},
}
TABLES = ("rule", *policy_tables.TABLES)
RULE_KEYS: dict[str, tuple[str, Reader]] = {
    "name": ("name", _text),
    "give": ("kinds", _kinds),
    "when": ("harms", _one_of(Happened, {})),
    "who": ("roles", _roles),
    "up_to": ("up_to", _amount),
    "up_to_share": ("up_to_share", _share),
    "at_least": ("floor", _amount),
    "ask_above": ("approval_above", _amount),
    "ask": ("approved_by", _roles),
    "by_itself": ("automatic", _flag),
}
RULE_DEFAULTS: dict[str, Any] = {"harms": (), "up_to": None, "up_to_share": None, "floor": None, "approval_above": None}
MISSING = {
    "name": "give the rule a name that people will read.",
    "give": 'say what may be given, like give = ["surprise"].',
    "who": 'say who may give it, like who = ["agent", "lead", "owner"].',
}

"""Reads the parts of the policy file that hold sentences: [facts], [[make_up]], [[may]], [[never]]. Every mistake is told to `wrong`.

`VOCABULARY` is what a [[make_up]] can speak of: what the proposer knows of a loss. Nothing of reach, loudness, language, address or
demographics stands in it, and a brand cannot add to it. [[may]] and [[never]] speak of the house's own facts, which it declares.
"""

from collections.abc import Callable, Iterator
from typing import Any

from makegood.gestures.rules import conditions
from makegood.gestures.types import Condition, Conduct, Fact, MakeUp, Sort, Vocabulary
from makegood.kernel import money
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.understanding.types import Asked, Happened

Wrong = Callable[[str, int, str, str], None]  # table, its number, key, why

TABLES = ("facts", "make_up", "may", "never")
TIME_LOST, FLAW, KEPT, PAID_BACK, DAY_MISSED = (
    "time was lost",
    "they live with a flaw",
    "they kept it",
    "all money goes back",
    "day was missed",
)
HOURS, FAILURE, PRICE, AT_ONCE = "hours late", "failure", "price", "many at once"
HAPPENED, FAULT, ASKED, NATURE = "what happened", "whose fault", "asked for", "sold as"
VOCABULARY: Vocabulary = {
    fact.name: fact
    for fact in (
        Fact(HAPPENED, Sort.CHOICE, tuple(one.value for one in Happened), each=True),
        Fact(ASKED, Sort.CHOICE, tuple(one.value for one in Asked), each=True),
        Fact(FAULT, Sort.CHOICE, ("ours", "carrier", "theirs", "nobody")),
        Fact(NATURE, Sort.CHOICE, ("goods", "again", "moment")),
        Fact(HOURS, Sort.NUMBER),
        Fact(FAILURE, Sort.NUMBER),
        Fact(PRICE, Sort.AMOUNT),
        *(Fact(name, Sort.YES_NO) for name in (TIME_LOST, FLAW, KEPT, PAID_BACK, DAY_MISSED, AT_ONCE)),
    )
}
AMOUNT = "amount"  # what somebody asks to give, where a [[may]] says how much it gives
_KEYS = {
    "make_up": ("name", "if", "share", "also"),
    "may": ("name", "do", "if", "amount", "for_each"),
    "never": ("name", "do", "if", "why"),
}
_LONGEST = 120


def read(file: dict[str, Any], currency: str, wrong: Wrong) -> dict[str, Any]:
    """The fields of a Policy that these parts state: facts, make_ups, conduct."""
    facts = _facts(file.get("facts", {}), wrong)
    own: Vocabulary = {fact.name: fact for fact in facts}
    rungs = [_make_up(body, nth, currency, wrong) for nth, body in _tables(file, "make_up", wrong)]
    conduct = [
        _conduct(table, body, nth, own, currency, wrong)
        for table in ("may", "never")
        for nth, body in _tables(file, table, wrong)
    ]
    _named_once("make_up", [one.name for one in rungs], wrong)
    return {"facts": facts, "make_ups": tuple(rungs), "conduct": tuple(conduct)}


def _facts(body: Any, wrong: Wrong) -> tuple[Fact, ...]:
    if not isinstance(body, dict):
        wrong("facts", 0, "", 'facts stand below [facts], each like: "order status" = ["pending", "sent"].')
        return ()
    found = []
    for name, kind in body.items():
        try:
            found.append(conditions.read_fact(" ".join(name.split()), kind))
        except ValueError as why:
            wrong("facts", 0, name, str(why))
    return tuple(found)


def _tables(file: dict[str, Any], table: str, wrong: Wrong) -> Iterator[tuple[int, dict[str, Any]]]:
    bodies = file.get(table, [])
    if not isinstance(bodies, list) or not all(isinstance(body, dict) for body in bodies):
        wrong(table, 0, "", f"each starts with [[{table}]], in double brackets.")
        return
    for nth, body in enumerate(bodies, 1):
        for key in body:
            if key not in _KEYS[table]:
                wrong(table, nth, key, f"is a word that [[{table}]] does not know. It knows: {', '.join(_KEYS[table])}.")
        yield nth, body


def _make_up(body: dict[str, Any], nth: int, currency: str, wrong: Wrong) -> MakeUp:
    return MakeUp(
        name=_words("make_up", body, nth, "name", wrong),
        conditions=_conditions("make_up", body, nth, VOCABULARY, currency, wrong),
        share=_share(body.get("share"), nth, wrong),
        also=_list("make_up", body, nth, "also", wrong, needed=False),
    )


def _conduct(table: str, body: dict[str, Any], nth: int, own: Vocabulary, currency: str, wrong: Wrong) -> Conduct:
    each = body.get("for_each", "")
    if each and (each not in own or own[each].sort is not Sort.NUMBER):
        wrong(table, nth, "for_each", f"“{each}” is no number fact of [facts].")
    if each and "amount" not in body:
        wrong(table, nth, "for_each", "stands beside amount and means nothing without it.")
    return Conduct(
        name=_words(table, body, nth, "name", wrong),
        do=_list(table, body, nth, "do", wrong, needed=True),
        conditions=_conditions(table, body, nth, own, currency, wrong),
        forbids=table == "never",
        amount=_amount(table, body, nth, currency, wrong),
        for_each=each if isinstance(each, str) else "",
        why=_words(table, body, nth, "why", wrong) if "why" in body else "",
    )


def _conditions(
    table: str, body: dict[str, Any], nth: int, vocabulary: Vocabulary, currency: str, wrong: Wrong
) -> tuple[Condition, ...]:
    found = []
    for sentence in _list(table, body, nth, "if", wrong, needed=table != "may"):
        try:
            found.append(conditions.read_condition(sentence, vocabulary, currency))
        except ValueError as why:
            wrong(table, nth, "if", str(why))
    return tuple(found)


def _list(table: str, body: dict[str, Any], nth: int, key: str, wrong: Wrong, *, needed: bool) -> tuple[str, ...]:
    value = body.get(key, [])
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value) or (needed and not value):
        wrong(table, nth, key, f'write it as a list of words in quotes, like {key} = ["…"].')
        return ()
    return tuple(one.strip() for one in value)


def _words(table: str, body: dict[str, Any], nth: int, key: str, wrong: Wrong) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > 2 * _LONGEST:
        wrong(table, nth, key, f"must be text in quotes of 1 to {2 * _LONGEST} characters that people will read.")
        return ""
    return value.strip()


def _share(value: Any, nth: int, wrong: Wrong) -> int:
    plain = value.replace("%", "").strip() if isinstance(value, str) and value.strip().endswith("%") else ""
    whole, _, part = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 3 and (not part or (part.isdigit() and len(part) <= 2))):
        wrong("make_up", nth, "share", 'write the share of the price in quotes, like "10 %".')
        return 0
    return int(whole) * 100 + int((part or "0").ljust(2, "0"))


def _amount(table: str, body: dict[str, Any], nth: int, currency: str, wrong: Wrong) -> Money | None:
    if "amount" not in body:
        return None
    try:
        found = money.parse(str(body["amount"]), currency) if isinstance(body["amount"], str) else None
    except Refusal:
        found = None
    if found is None or found.minor < 0:
        wrong(table, nth, "amount", 'write an amount in quotes, not below zero, like "5.00".')
    return found


def _named_once(table: str, names: list[str], wrong: Wrong) -> None:
    for nth, name in enumerate(names, 1):
        if name and name in names[: nth - 1]:
            wrong(table, nth, "name", f"two of them are called “{name}”; give one of them another name.")

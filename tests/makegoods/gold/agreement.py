"""What the proposer puts first for each judged harm, beside what was judged: every difference in words. Knows nothing of single harms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from importlib import resources
from uuid import UUID

from makegood.gestures.rules.policy_file import read_policy
from makegood.gestures.types import Budget, BudgetId, CatalogueItem, GestureKind, ItemId, Occasion, PastGesture, Payer, Policy
from makegood.kernel import money
from makegood.kernel.money import Money, zero
from makegood.makegoods.rules import losses
from makegood.makegoods.rules.proposals import propose
from makegood.makegoods.types import Claims, Fault, FaultyLine, Nature, PlannedStep, Proposal, Situation, StepKind
from tests import cast
from tests.makegoods.gold import book
from tests.makegoods.gold.book import Harm

SCALES = {"GBP": (1, 1), "JPY": (200, 1), "KWD": (2, 5)}  # what a brand there would write for £1.00, about
LAUNCH_DAY = """
[[make_up]]
name  = "A book that missed its day"
if    = ["time was lost", "day was missed"]
share = "32 %"
also  = ["free-delivery"]

[[rule]]
name        = "A book that missed its day"
give        = ["money"]
when        = ["late"]
who         = ["agent", "lead", "owner"]
up_to_share = "32 %"
"""
_FIXES = {
    "refund": "refund",
    "set-the-bill-right": "part_refund",
    "do-it-again": "redo",
    "find-the-parcel": "find",
    "look-into-it": "look",
    "explain": "explain",
    "ask-which-order": "ask_order",
}


@dataclass(frozen=True)
class Difference:
    part: str  # fix, own, kind, money, touch, back, call, evidence, second look, never
    wanted: str
    found: str

    def __str__(self) -> str:
        return f"{self.part}: wanted {self.wanted}, proposed {self.found}"


def differences(harm: Harm) -> list[Difference]:
    """Where the first proposal is another one than what was judged; nothing where it is the same."""
    situation = situation_of(harm)
    return list(_compare(harm, situation, propose(situation)[0]))


def situation_of(harm: Harm) -> Situation:
    facts = harm.facts
    harms = tuple(facts["harms"])
    currency = facts["currency"]
    fault = Fault(facts["fault"])
    purse = harm.money(facts["purse"]) if currency == "GBP" else Money(10**7, currency)
    return Situation(
        occasion=Occasion("case", cast.NOBODY),
        person_name="",
        language="en",
        brand_name="The house",
        currency=currency,
        harm=losses.leading(harms),
        harms=harms,
        asked=tuple(facts["asked"]),
        fault_ours=fault is Fault.OURS,
        fault=fault,
        line=_line(harm),
        past=tuple(PastGesture(code, GestureKind.SURPRISE, cast.AT - timedelta(days=days), zero(currency)) for code, days in facts["past"]),
        needs=tuple(facts["needs"]),
        failures_180_days=facts["nth"],
        orders_12_months=3,
        spent_12_months=Money(10_000, currency),
        stock_of_sku=facts["stock"],
        catalogue=_shelf(harm.house) if currency == "GBP" else (),
        policy=_policy(currency, facts["house_rule"]),
        budget=Budget(BudgetId(UUID(int=9)), "Kindness", purse, zero(currency), zero(currency)),
        role="agent",
        arm="surprise",
        propensity=1.0,
        at=cast.AT,
        hours_late=facts["hours_late"],
        day_missed=facts["day_missed"],
        here=facts["here"],
        overcharged=harm.money(facts["billed"]) if facts["billed"] != "0" else None,
        paid_out=harm.money(facts["paid_out"]) if facts["paid_out"] != "0" else None,
        ever_bought=facts["bought"],
        claims=Claims("They claim far more often than others.") if facts["suspect"] else None,
        many=facts["many"],
    )  # fmt: skip


def _line(harm: Harm) -> FaultyLine | None:
    facts = harm.facts
    if not facts["known"] or not facts["thing"]:
        return None
    return FaultyLine(
        order_number="1007", sku="THING-1", title=facts["thing"], quantity=facts["quantity"], unit_price=harm.money(facts["price"]),
        service="courier", accepted=facts["kept"], nature=Nature(facts["what"]),
    )  # fmt: skip


@lru_cache
def _shelf(house: str) -> tuple[CatalogueItem, ...]:
    return tuple(
        CatalogueItem(
            ItemId(UUID(int=n)), one["code"], GestureKind(one["kind"]), one["name"], money.parse(one["worth"], "GBP"),
            money.parse(one["costs"], "GBP"), Payer.BRAND, 20, one.get("sku", ""), tuple(one.get("fits", ())),
            tuple(one.get("unfit_for", ())),
        )
        for n, one in enumerate(book.items())
        if one["house"] == house
    )  # fmt: skip


@lru_cache
def _policy(currency: str, house_rule: str) -> Policy:
    shipped = resources.files("makegood.gestures").joinpath("policies/default.toml").read_text(encoding="utf-8")
    times, by = SCALES[currency]
    scaled = re.sub(r'"(\d+)\.(\d\d)"', lambda found: _scaled(found, times, by, currency), shipped)
    return read_policy(scaled + (LAUNCH_DAY if house_rule == "launch-day" else ""), currency=currency)


def _scaled(found: re.Match[str], times: int, by: int, currency: str) -> str:
    hundredths = (int(found[1]) * 100 + int(found[2])) * times // by
    return f'"{Money(hundredths * 10 ** money.exponent(currency) // 100, currency).decimal()}"'


# ---------------------------------------------------------------------------------------------------------------------


def _compare(harm: Harm, situation: Situation, found: Proposal) -> Iterator[Difference]:
    first = harm.first
    fix = _fix(found)
    if fix != first["fix"]:
        yield Difference("fix", first["fix"], fix)
    own = "ours" if losses.owned(situation) else "not_ours"
    if own != first["own"]:
        yield Difference("own", first["own"], own)
    writes = "person" if _step(found, "say").params["by_hand"] == "yes" else "ready"
    if writes != first["writes"]:
        yield Difference("writes", first["writes"], writes)
    yield from _money(harm, found)
    flags = {"back": _asked_back(found), "touch": bool(_gifts(found, surprise=True)), "call": _has(found, "call")}
    flags |= {"evidence": _has(found, "ask"), "second_look": found.needs_approval}
    for name, is_so in flags.items():
        if is_so is not first[name]:
            yield Difference(name, _yes(first[name]), _yes(is_so))
    broken = [word for word in harm.never if _happens(word, situation, found, fix, own, writes, flags)]
    if broken:
        yield Difference("never", "nothing of that", ", ".join(broken))


def _money(harm: Harm, found: Proposal) -> Iterator[Difference]:
    on_top = _gifts(found, surprise=False)
    kinds = {kind for kind, _ in on_top}
    wanted = set(harm.first["kind"])
    if (kinds or {"none"}) - (wanted or {"none"}):
        yield Difference("kind", " or ".join(sorted(wanted)) or "none", ", ".join(sorted(kinds)) or "none")
    low, high = harm.bounds("extra")
    worth = sum((value for _, value in on_top), zero(low.currency))
    if not low <= worth <= high:
        yield Difference("money on top", f"{low} to {high}", str(worth))
    low, high = harm.bounds("pays")
    pays = _paid(found, low.currency)
    if not low <= pays <= high:
        yield Difference("money owed", f"{low} to {high}", str(pays))


def _fix(found: Proposal) -> str:
    """By the course's name; a call alone, and what they keep, is nothing to send or to pay; what it cost them is a part paid back."""
    course = found.name.partition("-with-")[0] if not found.name.startswith("replace-with") else "replace"
    name = next((fix for start, fix in _FIXES.items() if course.startswith(start)), "")
    if not name and (course.startswith("replace") or course == "send-again"):
        return "replace"
    if name in ("", "look") and _has(found, "paid-out"):
        return "part_refund"
    return name or ("none" if found.name.startswith(("late-but", "kept-as")) or _knows(found) else "look")


def _knows(found: Proposal) -> bool:
    return "order" in _step(found, "say").params["subject"]


def _step(found: Proposal, key: str) -> PlannedStep:
    return next(step for step in found.steps if step.key == key)


def _has(found: Proposal, key: str) -> bool:
    return any(step.key == key for step in found.steps)


def _asked_back(found: Proposal) -> bool:
    return any(step.params.get("return_wanted") == "yes" and step.params.get("collect") != "yes" for step in found.steps)


def _gifts(found: Proposal, *, surprise: bool) -> list[tuple[str, Money]]:
    """Kind and worth of what is given on top."""
    return [
        (item.kind.value, item.face_value)
        for step in found.steps
        if step.kind is StepKind.GIVE and (item := _given(step)) and (item.kind is GestureKind.SURPRISE) is surprise
    ]


def _given(step: PlannedStep) -> CatalogueItem:
    everything = [item for house in book.HOUSES for item in _shelf(house)]
    named = next((item for item in everything if item.code == step.params["code"]), None)
    return named or replace(everything[0], code="amount", kind=GestureKind.MONEY, face_value=step.cost, real_cost=step.cost)


def _paid(found: Proposal, currency: str) -> Money:
    bill = [step.cost for step in found.steps if step.key in ("overcharged", "paid-out")]
    fix = [step.cost for step in found.steps if step.key == "fix" and found.name.startswith("set-the-bill-right")]
    return sum((*bill, *fix), zero(currency))


def _happens(
    word: str, situation: Situation, found: Proposal, fix: str, own: str, writes: str, flags: dict[str, bool]
) -> bool:  # fmt: skip
    codes = {step.params["code"] for step in found.steps if step.kind is StepKind.GIVE}
    letters = " ".join(step.params.get("text", "") for step in found.steps)
    sweet = {item.code for house in book.HOUSES for item in _shelf(house) if "no_sugar" in item.unfit_for}
    return {
        "back": flags["back"],
        "carry_back": flags["back"],
        "touch": flags["touch"],
        "sugar": bool(codes & sweet),
        "money": "amount" in codes,
        "ready": writes == "ready",
        "own_ours": own == "ours" or "our fault" in letters,
        "refund": fix == "refund",
        "replace": fix == "replace",
        "call": flags["call"],
        "evidence": flags["evidence"],
        "denial": fix in ("none", "explain", "look"),
        "amount_in_public": any("public" in step.params for step in found.steps),
        "credit": any(step.params.get("command") in ("credit", "code") for step in found.steps),
    }[word]


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"

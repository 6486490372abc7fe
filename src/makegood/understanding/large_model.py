"""The large model of a brand: switched on and off, asked within its budget, left alone while it fails, and every question of it in a log.

Works inside an open brand transaction; asks nothing over the network itself (readers/large does, between transactions). What a question may cost
at the most is counted by one conditional UPDATE before it is asked, and settled after.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import http, journal
from makegood.understanding import models
from makegood.understanding.events import LargeModelAnswered, LargeModelSwitched
from makegood.understanding.readers.large.asking import Asking, Outcome
from makegood.understanding.rules import spending
from makegood.understanding.rules.redaction import Redacted
from makegood.understanding.rules.spending import Prices

TRIES = 3  # of one message; then the reading stays as it was
KEPT_FOR = timedelta(days=90)  # of the log
_TIMEOUTS = range(1, 61)  # seconds


@dataclass(frozen=True, slots=True)
class Terms:
    """What whoever switches it on says. Amounts are counted (`spending.counted`); `unit` is "tokens" or a currency, which needs prices."""

    url: str
    model: str
    key: str
    timeout_s: int
    unit: str
    day_budget: int
    month_budget: int
    price_told: int = 0
    price_answered: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """How it is: never the key. `day_spent` and `month_spent` are those of the day that was asked about."""

    active: bool
    url: str
    model: str
    has_key: bool
    timeout_s: int
    unit: str
    day_budget: int
    month_budget: int
    day_spent: int
    month_spent: int
    price_told: int
    price_answered: int
    failures: int
    rests_until: datetime | None
    last_trouble: str


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the log. `state` is asked, answered, nothing (no usable answer), failed, or no_budget (it was not asked)."""

    id: UUID
    message_id: UUID
    model: str
    questions: str
    sent: str
    state: str
    answer: str
    trouble: str
    unit: str
    cost: int
    told_tokens: int | None
    answered_tokens: int | None
    took_ms: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A question whose cost is counted, to be asked now."""

    call_id: UUID
    asking: Asking


def switch_on(*, terms: Terms, by: Actor, at: datetime, on: date) -> None:
    """From now on it is asked what the house's reader leaves open. Refuses `bad_url`, `bad_terms`: the fields are named. May be repeated with other
    terms; what was spent stays counted, unless it is counted in another unit from now on."""
    _check(terms)
    values = {name: getattr(terms, name) for name in Terms.__slots__}
    row = models.LargeModel.objects.select_for_update().first()
    fresh = {"day": on, "month": on.replace(day=1), "day_spent": 0, "month_spent": 0} if not row or row.unit != terms.unit else {}
    rest = {"active": True, "failures": 0, "rests_until": None, "last_trouble": "", "changed_at": at}
    if row is None:
        models.LargeModel.objects.create(**values, **rest, **fresh)
    else:
        models.LargeModel.objects.filter(id=row.id).update(**values, **rest, **fresh)
    journal.record(LargeModelSwitched(how="on"), by=by, at=at)


def switch_off(*, by: Actor, at: datetime) -> None:
    """It is asked nothing more, and its key is forgotten. May be repeated."""
    if models.LargeModel.objects.filter(active=True).update(active=False, key="", changed_at=at):
        journal.record(LargeModelSwitched(how="off"), by=by, at=at)


def is_on() -> bool:
    """Whether the brand has one that may be asked."""
    return models.LargeModel.objects.filter(active=True).exists()


def state(*, on: date) -> State | None:
    """How it is on a day; None where it was never switched on."""
    row = models.LargeModel.objects.first()
    if row is None:
        return None
    plain = {name: getattr(row, name) for name in State.__slots__ if name not in ("has_key", "day_spent", "month_spent")}
    return State(
        **plain,
        has_key=bool(row.key),
        day_spent=row.day_spent if row.day == on else 0,
        month_spent=row.month_spent if row.month == on.replace(day=1) else 0,
    )


def log(*, limit: int = 50) -> tuple[Call, ...]:
    """What it was asked, the latest first."""
    rows = models.LargeCall.objects.order_by("-at", "-id")[:limit]
    return tuple(Call(**{name: getattr(row, name) for name in Call.__slots__}) for row in rows)


def hold(*, message_id: UUID, questions: tuple[str, ...], sent: Redacted, at: datetime, on: date) -> Held | None:
    """Counts what the question may cost, and writes it into the log. None where it may not be asked: switched off, the budget of the day or month
    is used up (which the log says), or it was asked about this message three times."""
    row = models.LargeModel.objects.filter(active=True).first()
    if row is None or models.LargeCall.objects.filter(message_id=message_id).exclude(state="no_budget").count() >= TRIES:
        return None
    asking = Asking(row.url, row.model, row.key, row.timeout_s, questions, sent)
    cost = spending.most(_prices(row), size=len(asking.body()))
    taken = _take(row.id, cost, on)
    call = models.LargeCall.objects.create(
        message_id=message_id,
        model=row.model,
        questions=", ".join(questions),
        sent=sent.text,
        state="asked" if taken else "no_budget",
        unit=row.unit,
        cost=cost if taken else 0,
        on=on,
        at=at,
    )
    return Held(call.id, asking) if taken else None


def rests_until(*, at: datetime) -> datetime | None:
    """Until when it is left alone because it failed; None where it may be asked."""
    row = models.LargeModel.objects.filter(active=True).first()
    return row.rests_until if row is not None and row.rests_until is not None and row.rests_until > at else None


def settle(*, call_id: UUID, outcome: Outcome, at: datetime) -> None:
    """Writes down what became of a question, and counts what it really cost: what the other side says it used, nothing where it failed, and what was
    held where it does not say. Three failures in a row leave it alone for a while, a lasting one for an hour."""
    call = models.LargeCall.objects.select_for_update().get(id=call_id)
    row = models.LargeModel.objects.select_for_update().get()
    cost = _cost(row, call, outcome)
    _count(row, call, cost - call.cost)
    found = outcome.answer.findings if outcome.answer else {}
    call.state = "failed" if outcome.answer is None else "answered" if found else "nothing"
    call.answer = (
        json.dumps({name: [[one.label, one.probability] for one in each] for name, each in found.items()}) if found else ""
    )
    call.trouble, call.took_ms, call.cost = outcome.trouble, outcome.took_ms, cost
    if outcome.answer is not None:
        call.told_tokens, call.answered_tokens = outcome.answer.told_tokens, outcome.answer.answered_tokens
    call.save()
    _note_health(row, outcome, at)
    models.LargeCall.objects.filter(at__lt=at - KEPT_FOR).delete()


def tell_answered(*, message_id: UUID, answered: tuple[str, ...], at: datetime) -> None:
    """A message says something now because the large model said so."""
    journal.record(LargeModelAnswered(message_id=message_id, answered=", ".join(answered)), by=SYSTEM, at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _check(terms: Terms) -> None:
    http.check_url(terms.url)
    wrong = {
        "model": "" if 0 < len(terms.model) <= 120 else "name the model, in at most 120 characters",
        "timeout": "" if terms.timeout_s in _TIMEOUTS else "1 to 60 seconds",
        "unit": ""
        if terms.unit == spending.TOKENS or (len(terms.unit) == 3 and terms.unit.isupper())
        else "tokens, or a currency like USD",
        "per_day": "" if terms.day_budget > 0 else "more than nothing",
        "per_month": "" if terms.month_budget >= terms.day_budget else "no less than the budget of a day",
        "price_in": "" if terms.unit == spending.TOKENS or terms.price_told > 0 else "what a million tokens cost that are sent",
        "price_out": ""
        if terms.unit == spending.TOKENS or terms.price_answered > 0
        else "what a million tokens cost that come back",
    }
    named = {name: what for name, what in wrong.items() if what}
    if named:
        raise Refusal("bad_terms", " ".join(f"{name}: {what}." for name, what in named.items()), named)


def _prices(row: models.LargeModel) -> Prices:
    return Prices(row.unit, row.price_told, row.price_answered)


def _take(row_id: UUID, cost: int, on: date) -> bool:
    """Takes from both budgets, or from neither: one statement, whoever else asks."""
    today = "CASE WHEN day = %(day)s THEN day_spent ELSE 0 END + %(cost)s"
    this_month = "CASE WHEN month = %(month)s THEN month_spent ELSE 0 END + %(cost)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE understanding_largemodel SET day_spent = {today}, day = %(day)s, month_spent = {this_month}, month = %(month)s "
            f"WHERE id = %(id)s AND active AND {today} <= day_budget AND {this_month} <= month_budget",
            {"day": on, "month": on.replace(day=1), "cost": cost, "id": row_id},
        )
        return bool(cursor.rowcount)


def _cost(row: models.LargeModel, call: models.LargeCall, outcome: Outcome) -> int:
    if outcome.answer is None:
        return 0
    told, answered = outcome.answer.told_tokens, outcome.answer.answered_tokens
    if told is None or answered is None or row.unit != call.unit:
        return call.cost
    return _prices(row).cost(told=told, answered=answered)


def _count(row: models.LargeModel, call: models.LargeCall, difference: int) -> None:
    """Puts right what was counted before, in the day and the month to which it belongs."""
    if row.unit != call.unit:
        return
    if row.day == call.on:
        row.day_spent = max(0, row.day_spent + difference)
    if row.month == call.on.replace(day=1):
        row.month_spent = max(0, row.month_spent + difference)


def _note_health(row: models.LargeModel, outcome: Outcome, at: datetime) -> None:
    if outcome.answer is not None:
        row.failures, row.rests_until, row.last_trouble = 0, None, ""
    else:
        row.failures += 1
        asked_s = spending.LONGEST_REST.total_seconds() if outcome.lasting else outcome.retry_after_s
        row.rests_until = spending.rests_until(row.failures, at=at, asked_s=asked_s)
        row.last_trouble = outcome.trouble
    row.save(update_fields=["day_spent", "month_spent", "failures", "rests_until", "last_trouble"])

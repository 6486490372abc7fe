"""Schemathesis against the API, in this process: requests made from its own description, good ones and bad ones, and each answer checked
against it by all of Schemathesis' checks.

A short run is part of the tests (test_fuzz.py); a longer one is `python -m tests.api.v1.proof`.
"""

import string
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.v1.operations import MEMBER

_WORDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
_AS_MEANT = {"member": MEMBER, "url": "https://example.org/told"}
# No schema can say "later than", "already over", "only of what is public", "theirs", "one of yours", "one of the team, or null", "what they wrote".
_BEYOND_SHAPE = {
    "announce_sale",
    "move_sale",
    "widen_sale",
    "end_sale",
    "note_sale_told",
    "set_sale_place_terms",
    "tell_signals",
    "tell_checkout",
    "open_coupon_pool",
    "move_coupon_pool",
    "claim_coupon",
    "invite_to_survey",
    "reserve_coupon",
    "confirm_reservation",
    "refund_coupon",
    "write_down_incident",
    "put_orders",
    "put_messages",
    "put_parcel_events",
    "note_consent",
    "change_case",
    "file_finding",
    "book_visit",
    "move_visit",
    "complete_visit",
    "end_call",
}


def run(
    *, schema: BaseSchema, token: str, places: Mapping[str, str], cursors: Mapping[str, str], examples: int, number: int
) -> int:
    """Asks every operation `examples` good and as many bad requests; → how many were asked. Raises what Schemathesis finds, with the
    request. `places` stand in the paths of every other good one, `cursors` are places in lists, by path."""
    _register_formats()
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            asked += _ask(operation, mode, token, places, cursors.get(operation.path), examples, number)
        print(f"{operation.label}: {asked:,} requests so far", file=sys.stderr)
    return asked


def _ask(
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    token: str,
    places: Mapping[str, str],
    cursor: str | None,
    examples: int,
    number: int,
) -> int:
    asked = 0
    good = mode is GenerationMode.POSITIVE
    if not good and not _has_something_to_get_wrong(operation):
        return 0
    beyond = operation.definition.raw["operationId"] in _BEYOND_SHAPE
    excluded: list[Callable[..., Any]] = [positive_data_acceptance] if beyond else []

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        nonlocal asked
        assume(good or _is_still_bad(case))
        asked += 1
        if good and asked % 2:
            case.path_parameters = {name: places.get(name, value) for name, value in (case.path_parameters or {}).items()}
        if good:
            _mean(case)
        if good and "cursor" in (case.query or {}):
            case.query["cursor"] = cursor or ""
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=excluded)

    ask()
    return asked


def _mean(case: Case) -> None:
    """Schemathesis does not hold formats of our own: now and then it puts a word out of our code where a value must keep to one."""
    told = case.body if isinstance(case.body, dict) else {}
    for name, meant in _AS_MEANT.items():
        if isinstance(told.get(name), str):
            told[name] = meant


def _has_something_to_get_wrong(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    """What has no body, and no parameter in its address, cannot be asked badly."""
    told = operation.definition.raw
    return "requestBody" in told or any(one["in"] in ("path", "query") for one in told.get("parameters", ()))


def _is_still_bad(case: Case) -> bool:
    """Whether what makes it a bad request leaves with it: the token is always ours, and in an address an empty list has no form."""
    bad = {place for place, told in case.meta.components.items() if told.mode is GenerationMode.NEGATIVE} if case.meta else set()
    return bool(bad - {ParameterLocation.HEADER}) and not any(_vanishes(value) for value in (case.query or {}).values())


def _vanishes(value: object) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    return value is None or (isinstance(value, list | dict) and all(_vanishes(one) for one in inner))  # type: ignore[attr-defined]


def _register_formats() -> None:
    """Values as our own formats mean them: an address of a kind cannot be said by a pattern."""
    instants = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
    formats = {
        "date-time": instants.map(lambda at: at.isoformat().replace("+00:00", "Z")),
        "email": st.builds("{}@{}.example.org".format, _WORDS, _WORDS.map(lambda word: f"x{word}")),
        "phone": st.integers(100, 999).map("+447700900{}".format),
        "handle": _WORDS.map("bluesky:{}".format),
        "customer-number": _WORDS,
        "member": st.just(MEMBER),
        "uri": _WORDS.map("https://example.org/{}".format),
        "webhook-address": _WORDS.map("https://example.org/{}".format),
        "webhook-kind": st.sampled_from(["*", "cases.*", "cases.CaseOpened", "people.NameNoted"]),
    }
    for name, strategy in formats.items():
        schemathesis.openapi.format(name, strategy)

"""The forms of monitoring systems, by payloads written from what they publish (recorded/README.md)."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from makegood.kernel.refusals import Refusal
from makegood.signals import registry
from makegood.signals.types import SignalKind, Word

RECORDED = Path(__file__).parent / "recorded"
BEGAN, ENDED = datetime(2026, 3, 2, 9, 2, 11, tzinfo=UTC), datetime(2026, 3, 2, 10, 32, 11, tzinfo=UTC)


def recorded(name: str) -> bytes:
    return (RECORDED / f"{name}.json").read_bytes()


def test_an_alert_that_fires_began_at_its_own_time() -> None:
    at = BEGAN.replace(microsecond=345678)
    title = "The checkout does not answer"
    assert registry.read("alertmanager", recorded("alertmanager_firing")) == [
        Word("Alertmanager", "1a30ba71cca2921f", True, at, title, SignalKind.OUTAGE)
    ]


def test_an_alert_that_is_resolved_says_both_its_ends() -> None:
    told = registry.read("alertmanager", recorded("alertmanager_resolved"))
    assert [(one.began, one.at.replace(microsecond=0)) for one in told] == [(True, BEGAN), (False, ENDED)]


def test_grafana_speaks_the_same_form() -> None:
    told = registry.read("alertmanager", recorded("grafana_resolved"))
    assert [(one.began, one.at, one.title) for one in told] == [
        (True, datetime(2026, 3, 2, 9, 2, 0, 157076, UTC), "The checkout takes more than 8 s"),
        (False, datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "The checkout takes more than 8 s"),
    ]


def test_pingdom_says_down_and_up() -> None:
    down, up = (registry.read("pingdom", recorded(f"pingdom_{state}")) for state in ("down", "up"))
    assert down == [Word("Pingdom", "12345", True, BEGAN, "Checkout of Brightside")]
    assert up == [Word("Pingdom", "12345", False, ENDED, "Checkout of Brightside")]


def test_our_own_form_says_who_and_what() -> None:
    told = {
        "signals": [
            {"id": "db", "state": "began", "at": "2026-03-02T09:02:11Z", "kind": "slow", "source": "Our host", "title": "Slow"}
        ]
    }
    assert registry.read("plain", json.dumps(told).encode()) == [Word("Our host", "db", True, BEGAN, "Slow", SignalKind.SLOW)]
    bare = {"signals": [{"id": "db", "state": "ended", "at": "2026-03-02T09:02:11Z"}]}
    assert registry.read("plain", json.dumps(bare).encode()) == [Word("Monitoring", "db", False, BEGAN, "", SignalKind.OUTAGE)]


@pytest.mark.parametrize(
    ("form", "body", "field", "why"),
    [
        ("plain", {"signals": []}, "signals", "must be a list with at least one object"),
        ("plain", {"signals": [{"id": "", "state": "began", "at": "2026-03-02T09:02:11Z"}]}, "signals[0].id", "must not be empty"),
        ("plain", {"signals": [{"id": "a", "state": "down", "at": "2026-03-02T09:02:11Z"}]}, "signals[0].state", "must be one of began, ended"),
        ("plain", {"signals": [{"id": "a", "state": "began", "at": "yesterday"}]}, "signals[0].at",
         "must be an instant with its zone, like 2026-03-02T10:00:00Z"),
        ("plain", {"signals": [{"id": "a", "state": "began", "at": "2026-03-02T09:02:11Z", "colour": "red"}]}, "signals[0].colour",
         "is not a field that we know"),
        ("alertmanager", {"alerts": {}}, "alerts", "must be a list of 1 to 200 alerts, as Alertmanager sends it"),
        ("alertmanager", {"alerts": [{"status": "firing"}]}, "alerts[0].startsAt", "is missing"),
        ("alertmanager", {"alerts": [{"startsAt": "now"}]}, "alerts[0].startsAt",
         "must be an instant with its zone, like 2026-03-02T10:00:00Z"),
        ("alertmanager", {"alerts": ["x"]}, "alerts[0]", "must be an object"),
        ("pingdom", {"current_state": "DOWN", "state_changed_timestamp": 1}, "check_id", "is missing"),
        ("pingdom", {"check_id": 1, "current_state": "SIDEWAYS", "state_changed_timestamp": 1}, "current_state",
         "must be one of DOWN, UP, FAILING, SUCCESS"),
        ("pingdom", {"check_id": 1, "current_state": "UP", "state_changed_timestamp": "1"}, "state_changed_timestamp",
         "must be whole seconds since 1970"),
        ("pingdom", [], "body", "must be an object, as Pingdom sends it"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(form: str, body: object, field: str, why: str) -> None:
    with pytest.raises(Refusal) as no:
        registry.read(form, json.dumps(body).encode())
    assert no.value.fields == {field: why}


def test_an_unknown_form_names_those_there_are() -> None:
    with pytest.raises(Refusal, match="There are: plain, alertmanager, pingdom") as no:
        registry.read("semaphore", b"{}")
    assert no.value.code == "no_such_form"


@pytest.mark.parametrize("form", registry.names())
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"alerts": [null]}', b"\xff", b"[" * 5000, b'{"check_id": true}'])
def test_nothing_but_a_refusal_comes_of_what_is_no_such_thing(form: str, body: bytes) -> None:
    with pytest.raises(Refusal):
        registry.read(form, body)

"""What the shop's server may answer instead of an answer, and what we make of it. No network: the house's HTTP is played by hand."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.adapters.vendure import server
from makegood.orders.adapters.vendure.server import Server
from makegood.orders.adapters.vendure.settings import VendureSettings, check
from makegood.platform import http

WITH_PASSWORD = VendureSettings("https://shop.example/admin-api", "hunter2", username="makegood")
WITH_KEY = VendureSettings("https://shop.example/admin-api", "hunter2", channel="uk")
FORBIDDEN = {
    "errors": [{"message": "You are not currently authorized to perform this action", "extensions": {"code": "FORBIDDEN"}}]
}
IN = {"data": {"login": {"__typename": "CurrentUser"}}}
GOOD = {"data": {"x": 1}}
Says = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """The server answers so, one after the other; → what it was asked, with which headers."""

    def begin(*answers: Any, status: int = 200, headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
        left, heard = list(answers), []

        def request(_method: str, _url: str, **given: Any) -> http.Answer:
            heard.append({**given["headers"], "asked": json.loads(given["content"])["query"].partition("(")[0]})
            answer = left.pop(0)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            return http.Answer(
                status, {"Set-Cookie": "session=abc; path=/, session.sig=def; httponly", **(headers or {})}, content
            )

        monkeypatch.setattr(http, "request", request)
        monkeypatch.setattr(server, "_sessions", {})
        return heard

    return begin


def test_a_session_goes_on_by_its_cookies_where_the_shop_gives_no_token(says: Says) -> None:
    heard = says(IN, GOOD)
    assert Server(WITH_PASSWORD).ask("query X") == {"x": 1}
    assert [one.get("cookie") for one in heard] == [None, "session=abc; session.sig=def"]


def test_a_session_that_ended_is_begun_again_once(says: Says) -> None:
    heard = says(IN, FORBIDDEN, IN, GOOD)
    assert Server(WITH_PASSWORD).ask("query X") == {"x": 1}
    assert [one["asked"] for one in heard] == ["mutation LogIn", "query X", "mutation LogIn", "query X"]


def test_a_key_and_a_channel_go_with_every_request(says: Says) -> None:
    (heard,) = [says(GOOD)]
    Server(WITH_KEY).ask("query X")
    assert (heard[0]["vendure-api-key"], heard[0]["vendure-token"]) == ("hunter2", "uk")


NOT_LET_IN = {"data": {"login": {"errorCode": "INVALID_CREDENTIALS_ERROR", "message": "no"}}}
UNKNOWN_FIELD = {"errors": [{"message": "Cannot query field", "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}]}
BROKEN = {"errors": [{"message": "deadlock", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}


@pytest.mark.parametrize(
    ("settings", "answers", "status", "lasting", "words"),
    [
        (WITH_PASSWORD, [NOT_LET_IN], 200, True, "does not know this user name and password"),
        (WITH_PASSWORD, [IN, FORBIDDEN, IN, FORBIDDEN], 200, True, "what the account may do"),
        (WITH_KEY, [FORBIDDEN], 200, True, "what the account may do"),
        (WITH_KEY, [UNKNOWN_FIELD], 400, True, "Cannot query field"),
        (WITH_KEY, [BROKEN], 200, False, "deadlock"),
        (WITH_KEY, [b"<html>"], 200, True, "check the address"),
        (WITH_KEY, [b"[" * 100_000], 200, True, "check the address"),
        (WITH_KEY, [b"[]"], 404, True, "check the address"),
        (WITH_KEY, [b"\xff"], 302, True, "check the address"),
        (WITH_KEY, [b""], 503, False, "cannot answer right now (503)"),
        (WITH_KEY, [b""], 429, False, "cannot answer right now (429)"),
    ],
)
def test_every_bad_answer_is_told_apart_and_shows_no_secret(
    says: Says, settings: VendureSettings, answers: list[Any], status: int, lasting: bool, words: str
) -> None:
    says(*answers, status=status)
    with pytest.raises(Trouble) as trouble:
        Server(settings).ask("query X")
    assert (trouble.value.lasting, words in trouble.value.sentence) == (lasting, True)
    assert "hunter2" not in trouble.value.sentence + repr(settings)


def test_a_pause_that_the_shop_asks_for_is_kept_to(says: Says) -> None:
    says(b"", status=503, headers={"Retry-After": "7"})
    with pytest.raises(Trouble) as trouble:
        Server(WITH_KEY).ask("query X")
    assert trouble.value.retry_after_s == 7.0


def test_a_no_of_the_shop_is_a_refusal_with_its_words(says: Says) -> None:
    says(
        {
            "data": {
                "place": {"errorCode": "ORDER_STATE_TRANSITION_ERROR", "message": "no", "transitionError": "Torch is sold out"}
            }
        }
    )
    with pytest.raises(Refusal, match="The shop said no: Torch is sold out") as refused:
        Server(WITH_KEY).do("mutation X", "place")
    assert refused.value.code == "shop_order_state_transition_error"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"colour": "red"}, "colour"),
        ({"promised_until": "x } evil {"}, "promised_until"),
        ({"code_days": "0"}, "code_days"),
        ({"code_days": "soon"}, "code_days"),
        ({"past_days": "99999"}, "past_days"),
        ({"channel": "a\nHost: b"}, "channel"),
        ({"username": "a\nb"}, "username"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_its_name(given: dict[str, str], wrong: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(given)
    assert list(refused.value.fields) == [wrong]


def test_settings_are_kept_without_what_is_empty() -> None:
    assert check({"username": " makegood ", "channel": ""}) == {"username": "makegood"}

"""Every error of the API as problem details (RFC 9457). Names what is wrong and the way out; never says more than the caller may know.

A Refusal's code decides the status; what is not listed here is a wrong value (422). Bugs say nothing of themselves but an id by which the
log can be searched.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from makegood.kernel.refusals import Refusal

TYPE = "application/problem+json"
MOST_NAMED = 50
_INDEX = re.compile(r"\[(\d+)\]")

_UNAUTHORIZED = ("no_token", "invalid_token")
_NOT_FOUND = (
    "not_found",
    "no_person",
    "no_link",
    "no_channel",
    "no_such_audience",
    "no_such_case",
    "no_such_finding",
    "no_incident",
    "no_statement",
    "no_such_makegood",
    "no_such_order",
    "no_such_message",
    "no_webhook",
    "no_delivery",
    "no_such_sale",
    "no_such_segment",
    "no_such_survey",
    "no_such_place",
    "no_such_signal",
    "no_such_pool",
    "no_such_code",
    "no_such_reservation",
    "no_visit",
    "no_resource",
    "no_such_call",
    "no_such_programme",
    "no_touchpoint",
)
_CONFLICTS = (
    "idempotency_key_busy", "idempotency_key_reused", "link_decided", "not_webhook", "case_resolved", "not_open", "needs_approval",
    "words_missing", "policy_forbids", "no_budget", "budget_spent", "out_of_stock", "no_such_item", "nobody_to_answer", "colleague_answered",
    "no_private_way", "no_answers_here", "no_consent", "consent_withdrawn", "automatic_to_automatic", "not_public", "private_in_public", "window_closed",
    "refused_before", "too_many_webhooks", "switched_off", "on_its_way", "no_own_pages", "no_mail_address",
    "sale_over", "sale_promised", "sale_narrower", "sale_known",
    "pool_closed", "coupon_over", "sold_out", "already_used", "code_in_use", "reservation_over", "order_has_one", "end_earlier", "code_taken",
    "key_reused", "below_minimum", "nothing_counts", "incident_settled", "incident_not_open", "nothing_to_bring_in",
    "slot_taken", "visit_over", "call_over", "survey_asks_itself",
)  # fmt: skip
_STATUS: dict[str, HTTPStatus] = {
    **dict.fromkeys(_UNAUTHORIZED, HTTPStatus.UNAUTHORIZED),
    **dict.fromkeys(_NOT_FOUND, HTTPStatus.NOT_FOUND),
    **dict.fromkeys(_CONFLICTS, HTTPStatus.CONFLICT),
    "missing_scope": HTTPStatus.FORBIDDEN,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "not_json": HTTPStatus.BAD_REQUEST,
    "cut_off": HTTPStatus.BAD_REQUEST,
    "wrong_method": HTTPStatus.METHOD_NOT_ALLOWED,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "wrong_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_fast": HTTPStatus.TOO_MANY_REQUESTS,
    "too_many_tries": HTTPStatus.TOO_MANY_REQUESTS,
    "our_fault": HTTPStatus.INTERNAL_SERVER_ERROR,
    "not_now": HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    HTTPStatus.BAD_REQUEST: "This cannot be read",
    HTTPStatus.UNAUTHORIZED: "The token was not accepted",
    HTTPStatus.FORBIDDEN: "This is not allowed",
    HTTPStatus.NOT_FOUND: "There is no such thing",
    HTTPStatus.METHOD_NOT_ALLOWED: "This cannot be done here",
    HTTPStatus.CONFLICT: "This does not fit what is there",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too much at once",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Send JSON",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something in it is not right",
    HTTPStatus.TOO_MANY_REQUESTS: "This is too fast",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Our own program failed",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not just now",
}
_WHERE = {"query": "parameter", "header": "header", "path": "parameter"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: where ("pointer", "parameter" or "header", and which), and what about it."""

    place: str
    name: str
    detail: str


@dataclass(slots=True)
class Problem(Exception):
    """An error of this API that is no business rule's: it carries its own headers and places."""

    code: str
    detail: str
    wrong: Sequence[Wrong] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def status_of(code: str) -> HTTPStatus:
    return _STATUS.get(code, HTTPStatus.UNPROCESSABLE_ENTITY)


def answer(problem: Problem) -> JsonResponse:
    """The problem as an answer."""
    status = status_of(problem.code)
    body: dict[str, Any] = {
        "type": f"urn:makegood:problem:{problem.code}",
        "title": TITLES[status],
        "status": status.value,
        "detail": problem.detail,
    }
    if problem.wrong:
        body["errors"] = [{"detail": one.detail, one.place: one.name} for one in problem.wrong[:MOST_NAMED]]
    response = JsonResponse(body, status=status.value, content_type=TYPE)
    setattr(response, "_has_been_logged", True)  # noqa: B010 - a refusal is no error of ours
    for name, value in problem.headers.items():
        response[name] = value
    return response


def of_refusal(refusal: Refusal, request: HttpRequest) -> Problem:
    """A rule's no, with its fields where they stand in this request."""
    wrong = [_place(name, why, request) for name, why in refusal.fields.items()]
    return Problem(refusal.code, refusal.sentence, wrong)


def of_shape(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """What the declared shape of a request did not allow: each wrong field by its place. A malformed id in a path is an unknown one."""
    if any(error["loc"][0] == "path" for error in errors):
        return Problem("not_found", "There is nothing at this address.")
    wrong = [_of_error(error) for error in errors[:MOST_NAMED]]
    more = f" {len(errors) - 1} more below." if len(errors) > 1 else ""
    return Problem("invalid", f"{wrong[0].name or 'body'}: {wrong[0].detail}.{more}", wrong)


def pointer(parts: Sequence[str | int]) -> str:
    """A JSON pointer as a fragment (RFC 6901, section 6, but unescaped beyond ~ and /): `#/orders/0/number`."""
    return "#" + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _of_error(error: Mapping[str, Any]) -> Wrong:
    where, *rest = error["loc"]
    if where == "body":
        return Wrong("pointer", pointer(rest[1:]), _said(error))
    return Wrong(_WHERE.get(str(where), "parameter"), str(rest[-1]), _said(error))


def _said(error: Mapping[str, Any]) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "extra_forbidden":
        return "is not a field that we know"
    text = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ").removeprefix("String ")
    return text[:1].lower() + text[1:]


def _place(name: str, why: str, request: HttpRequest) -> Wrong:
    if name in request.GET or request.method == "GET":
        return Wrong("parameter", name, why)
    if name in request.headers:
        return Wrong("header", name, why)
    parts = _INDEX.sub(r".\1", name).split(".")
    return Wrong("pointer", "#" if name == "body" else pointer(parts), why)

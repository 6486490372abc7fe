"""The OpenAPI document, with what holds for every operation: scopes, problems, rate limits, idempotency. Describes; decides nothing."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from makegood.api.v1.entry import SCOPE
from makegood.api.v1.problems import TITLES, TYPE

WELCOME = (
    "Tell Makegood of people, orders, messages and what happened, and follow what it does. Requests carry a token "
    "(Authorization: Bearer …) that leads to one brand and has scopes. Lists have cursors, every POST takes an Idempotency-Key, "
    "and every error is a problem (RFC 9457). docs/api.md begins at the beginning."
)
_METHODS = ("get", "post", "put", "patch", "delete")
_EVERYWHERE = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_WITH_BODY = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "What went wrong, for machines (`type`) and people (`detail`); `errors` names each wrong field.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:makegood:problem:invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "In the body: `#/orders/0/number`."},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                },
            },
        },
    },
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "The same key with the same request gets the same answer, for 48 hours, and does nothing again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$"},
}
_LIMITS = {
    "RateLimit": {"description": "What is left now, and in how many seconds all is back.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "How many requests in how many seconds.", "schema": {"type": "string"}},
    "Request-Id": {"description": "Names this request in our log.", "schema": {"type": "string"}},
}


_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


def with_our_manners(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what every operation has in common written into it."""
    components = document["components"]
    for schema in components["schemas"].values():
        for told in schema.get("properties", {}).values():
            _name_bounds(told)
    components["schemas"]["Problem"] = _PROBLEM
    components["responses"] = {status.name: _problem(status) for status in (*_EVERYWHERE, *_WITH_BODY)}
    for method, operation in _operations(document):
        operation["security"] = [{"Token": [operation[SCOPE]]}]
        operation["description"] = f"{operation.get('description', '')}\n\nScope: `{operation[SCOPE]}`."
        _mend_parameters(operation)
        for response in operation["responses"].values():
            response["headers"] = _LIMITS
        if method == "post":
            operation["parameters"].append(_KEY)
        for status in (*_EVERYWHERE, *(_WITH_BODY if method in ("post", "put", "patch") else ())):
            operation["responses"][str(status.value)] = {"$ref": f"#/components/responses/{status.name}"}
        operation["responses"] = {str(status): response for status, response in operation["responses"].items()}
    return document


def _name_bounds(told: Any) -> None:
    """Where a value is looked at before it is checked (`Whole`), pydantic writes its bounds under names that JSON Schema does not know."""
    if isinstance(told, dict):
        for ours, theirs in _BOUNDS.items():
            if not isinstance(told.get(ours, {}), dict):
                told[theirs] = told.pop(ours)
    for inner in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        _name_bounds(inner)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        yield from ((method, path[method]) for method in _METHODS if method in path)


def _mend_parameters(operation: dict[str, Any]) -> None:
    """A parameter is left out, never null."""
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
        if len(kinds) == 1:
            schema.update(kinds[0])
        if schema.get("default", "") in (None, ""):
            schema.pop("default", None)


def _problem(status: HTTPStatus) -> dict[str, Any]:
    return {"description": TITLES[status], "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}

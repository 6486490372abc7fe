"""The one way into the API: token → brand, scope checked, speed limited, one brand transaction, one answer per Idempotency-Key.

`route` declares an operation and wraps it; nothing else opens a brand here. What is refused or fails changes nothing.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from ninja import Router, Schema
from ninja.security import HttpBearer

from makegood.api import tokens
from makegood.api.v1 import idempotency, limits
from makegood.api.v1.limits import Caller
from makegood.api.v1.problems import Problem, Wrong
from makegood.flows.guest_pages import OutOfSight
from makegood.guests import queries as guests
from makegood.guests.types import Place
from makegood.kernel import actors
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import asking, clock

LARGEST_BODY = 2_000_000  # bytes
GUESTS = "guests:read"  # with it, a token sees candidates and others whom only some of the team may see
_BRAND = "SELECT %s::uuid AS brand_id"
SCOPE = "x-makegood-scope"  # in the OpenAPI document: what an operation asks of a token
_WITH_BODY = ("POST", "PUT", "PATCH")
_BEARER = 'Bearer realm="Makegood"'
Ahead = Callable[..., asking.Question[Any]]
_Operation = TypeVar("_Operation", bound=Callable[..., object])


class ApiRequest(HttpRequest):
    """A request that came in with a token. `at` is now."""

    caller: Caller
    by: Actor
    at: Any  # datetime; HttpRequest is untyped enough for ninja to look at this
    away: OutOfSight  # whom this token may not see
    ahead: Any  # the answer to what the operation asks behind the door, with the door's own message; whatever it is


class Token(HttpBearer):
    """Lets a token with one scope in, and nobody else."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        caller = _caller(request)
        cast("ApiRequest", request).caller = caller
        if not caller.within_limit:
            sentence = f"At most {caller.per_minute:,} requests a minute. Try again in {caller.next_in_s} s."
            raise Problem("too_fast", sentence, headers={"Retry-After": str(caller.next_in_s)})
        if self.scope not in caller.scopes:
            challenge = f'{_BEARER}, error="insufficient_scope", scope="{self.scope}"'
            sentence = f"This token may not do this: it takes the scope {self.scope}."
            raise Problem("missing_scope", sentence, headers={"WWW-Authenticate": challenge})
        _check_body(request)
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Not used: `__call__` does it all."""
        raise NotImplementedError


def route(
    router: Router,
    method: str,
    path: str,
    *,
    scope: str,
    answers: Mapping[int, type[Schema] | None],
    summary: str,
    ahead: Ahead | None = None,
) -> Callable[[_Operation], _Operation]:
    """Declares what a function answers to, at `path`, for tokens with `scope`. `answers` are its good ends, by status; the function returns
    the schema, or (status, schema) where there are several, or None for 204. A Refusal that it raises undoes all that it did; one that it
    returns is answered alike, and what it did stays (a guess that was counted). `ahead`, of what the path names: what the operation asks first
    in any case, sent with the door's own message; its answer is `request.ahead`."""

    def declare(operation: _Operation) -> _Operation:
        router.api_operation(
            [method],
            path,
            auth=Token(scope),
            response=dict(answers),
            summary=summary,
            operation_id=operation.__name__,
            openapi_extra={SCOPE: scope},
        )(_opened(operation, method, path, next(iter(answers)), ahead or _nothing))
        return operation

    return declare


def _opened(operation: Callable[..., object], method: str, path: str, usual: int, ahead: Ahead) -> Callable[..., HttpResponse]:
    known = {name for name in inspect.signature(operation).parameters if name not in ("request", "body")}
    named = [name for name in known if f"{{{name}}}" in path]
    known -= set(named)

    @wraps(operation)
    def entered(request: ApiRequest, **told: object) -> HttpResponse:
        _check_parameters(request, known)
        request.at, request.by = clock.now(), actors.machine(request.caller.machine_id)
        kept, first = guests.ask_kinds_kept(), ahead(**{name: told[name] for name in named})
        with asking.behind((_BRAND, [request.caller.brand_id]), kept, first):
            request.ahead = first.answer
            sees_all = GUESTS in request.caller.scopes
            request.away = OutOfSight(() if sees_all else kept.answer, None, Place.MACHINE)
            request.away.refuse_any(told)
            if "/cases/" in path and isinstance(told.get("number"), int):
                request.away.refuse_case(cast("int", told["number"]))
            if method == "POST" and (key := idempotency.key_of(request)):
                answer = _once(request, key, lambda: _written(operation(request, **told), usual))
            else:
                answer = _answered(_written(operation(request, **told), usual))
        if isinstance(answer, Refusal):
            raise answer
        return answer

    return entered


def _nothing(**_told: object) -> asking.Question[None]:
    return asking.Question(lambda: None)


def _once(request: ApiRequest, key: str, act: Callable[[], tuple[int, str] | Refusal]) -> HttpResponse | Refusal:
    fingerprint, token_id = idempotency.fingerprint_of(request), request.caller.token_id
    kept = idempotency.before(token_id=token_id, key=key, fingerprint=fingerprint)
    if kept is not None:
        response = _response(kept.status, kept.body)
        response["Idempotent-Replayed"] = "true"
        return response
    done = act()
    if isinstance(done, Refusal):
        return done
    status, body = done
    idempotency.keep(token_id=token_id, key=key, fingerprint=fingerprint, status=status, body=body)
    return _response(status, body)


def _written(result: object, usual: int) -> tuple[int, str] | Refusal:
    if isinstance(result, Refusal):
        return result
    status, value = result if isinstance(result, tuple) else (usual, result)
    return status, value.model_dump_json() if isinstance(value, Schema) else ""


def _answered(done: tuple[int, str] | Refusal) -> HttpResponse | Refusal:
    return done if isinstance(done, Refusal) else _response(*done)


def _response(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")


def _caller(request: HttpRequest) -> Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if not token or kind.casefold() != "bearer":
        raise Problem("no_token", "Send a token: Authorization: Bearer mgd_…", headers={"WWW-Authenticate": _BEARER})
    caller = limits.enter(token.strip()) if tokens.is_well_formed(token.strip()) else None
    if caller is None:
        challenge = f'{_BEARER}, error="invalid_token"'
        sentence = "This token opens nothing: it is mistyped, has expired, or was revoked."
        raise Problem("invalid_token", sentence, headers={"WWW-Authenticate": challenge})
    return caller


def _check_body(request: HttpRequest) -> None:
    """Whatever reads the body later finds it whole, not too large, and said to be JSON."""
    if request.method not in _WITH_BODY:
        return
    if request.content_type != "application/json":
        wrong = [Wrong("header", "Content-Type", "must be application/json")]
        raise Problem("wrong_type", "Content-Type: send application/json.", wrong)
    too_large = Problem("too_large", f"At most {LARGEST_BODY:,} bytes at once; send it in parts.")
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY or len(request.body) > LARGEST_BODY:
            raise too_large
    except RequestDataTooBig:
        raise too_large from None
    except UnreadablePostError:
        raise Problem("cut_off", "The body did not arrive whole. Send it again.") from None


def _check_parameters(request: HttpRequest, known: set[str]) -> None:
    """A filter that is misspelt, or comes twice, must not go unnoticed."""
    wrong = [Wrong("parameter", name, "is not a parameter that we know") for name in request.GET if name not in known]
    wrong += [Wrong("parameter", name, "is there twice") for name, values in request.GET.lists() if len(values) > 1]
    if wrong:
        raise Problem("invalid", f"{wrong[0].name[:80]}: {wrong[0].detail}.", wrong)

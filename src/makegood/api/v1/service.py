"""The API as one thing: its resources, how its errors are answered, and its description. Mounted by urls.py."""

import logging
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from makegood.api.v1 import (
    advocacy,
    calls,
    cases,
    coupons,
    describing,
    events,
    guests,
    incidents,
    makegoods,
    messages,
    needs,
    orders,
    people,
    problems,
    promises,
    rhythms,
    sales,
    segments,
    signals,
    statements,
    surveys,
    touchpoints,
    visits,
    webhooks,
)
from makegood.api.v1.problems import Problem
from makegood.kernel.refusals import Refusal
from makegood.platform import strict_json, work

log = logging.getLogger("makegood.api")


class StrictParser(Parser):
    """JSON in UTF-8, each field once, no NaN; anything else is refused (`not_json`)."""

    def parse_body(self, request: HttpRequest) -> Any:
        return strict_json.load(request.body)


class Service(NinjaAPI):
    """Django Ninja, with our manners in the description."""

    def get_openapi_schema(self, **told: Any) -> Any:
        return describing.with_our_manners(super().get_openapi_schema(**told))


api = Service(
    title="Makegood",
    version="1",
    description=describing.WELCOME,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    parser=StrictParser(),
)
for resource in (
    people,
    guests,
    needs,
    orders,
    promises,
    messages,
    cases,
    incidents,
    statements,
    makegoods,
    touchpoints,
    sales,
    segments,
    surveys,
    advocacy,
    signals,
    coupons,
    rhythms,
    visits,
    calls,
    events,
    webhooks,
):
    api.add_router("", resource.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.answer(problems.of_refusal(refusal, request))


@api.exception_handler(Problem)
def in_trouble(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return problems.answer(problem)


@api.exception_handler(ValidationError)
def misshapen(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.answer(problems.of_shape(error.errors))


@api.exception_handler(HttpError)
def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework makes of a body that our parser refused."""
    cause = error.__cause__
    no = cause if isinstance(cause, Refusal) else Refusal("not_json", "body: this cannot be read.", {"body": "cannot be read"})
    return problems.answer(problems.of_refusal(no, request))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def not_now(_request: HttpRequest, _error: Exception) -> HttpResponse:
    sentence = "Nothing was done. Send it again in a moment, with the same Idempotency-Key."
    return problems.answer(Problem("not_now", sentence, headers={"Retry-After": "5"}))


@api.exception_handler(Exception)
def our_fault(_request: HttpRequest, bug: Exception) -> HttpResponse:
    number = uuid4().hex[:12]
    log.error("API failed (%s): %s", number, work.without_words(bug))
    return problems.answer(Problem("our_fault", f"Nothing was done. If you tell us of it, name {number}."))

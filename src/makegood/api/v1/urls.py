"""The addresses of the API. Whatever the address and the method, an error is a problem, and every answer says how fast one may go on."""

import json
from collections.abc import Callable
from functools import cache, wraps
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from makegood.api.v1 import problems
from makegood.api.v1 import reference as reading
from makegood.api.v1.limits import WINDOW_S, Caller
from makegood.api.v1.problems import Problem
from makegood.api.v1.service import api

View = Callable[..., HttpResponseBase]


def _mannered(view: View) -> View:
    """HEAD is GET without its body; a method that is not there is a problem; limits and an id are on every answer."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *where: object, **told: object) -> HttpResponseBase:
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        response = view(request, *where, **told)
        if response.status_code == 405 and response.headers.get("Content-Type") != problems.TYPE:
            allowed = response.headers.get("Allow", "")
            response = problems.answer(Problem("wrong_method", f"Here one can {allowed}.", headers={"Allow": allowed}))
        if head and isinstance(response, HttpResponse):
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return _signed(response, getattr(request, "caller", None))

    return answered


def _signed(response: HttpResponseBase, caller: Caller | None) -> HttpResponseBase:
    response["Request-Id"] = uuid4().hex
    response["Cache-Control"] = "no-store"
    if caller is not None:
        response["RateLimit-Policy"] = f'"token";q={caller.per_minute};w={WINDOW_S}'
        response["RateLimit"] = f'"token";r={caller.left};t={caller.full_in_s}'
    return response


def nothing_here(_request: HttpRequest) -> HttpResponseBase:
    return problems.answer(Problem("not_found", "There is nothing at this address. /api/v1/openapi.json names those there are."))


def document(_request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    return HttpResponse(_document(), content_type="application/json")


def reference(request: HttpRequest) -> HttpResponseBase:
    """The same for people: one page, without scripts and without asking anybody else."""
    told = json.loads(_document())
    page = {"info": told["info"], "subjects": reading.subjects(told), "shapes": reading.shapes(told)}
    return render(request, "api/reference.html", page)


@cache
def _document() -> str:
    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))


def _only_get(view: View) -> View:
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET":
            return problems.answer(Problem("wrong_method", "Here one can GET.", headers={"Allow": "GET"}))
        return view(request)

    return asked


def _operations() -> list[URLPattern]:
    return [
        URLPattern(one.pattern, _mannered(one.callback), one.default_args, one.name)
        for one in api.urls[0]
        if isinstance(one, URLPattern)
    ]


app_name = "api-v1"
urlpatterns = [
    path("openapi.json", _mannered(_only_get(document)), name="openapi"),
    path("", _mannered(_only_get(reference)), name="reference"),
    *_operations(),
    re_path(r"^.*$", _mannered(nothing_here)),
]

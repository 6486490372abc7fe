"""The door for providers that call us: `/in/<token>/call`. What a channel's adapter wants kept is kept first, then the provider is answered.

The adapter checks the provider's own signature; nothing of a body, a token or a secret is ever logged.
"""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from makegood.api import doors
from makegood.api.problems import problem
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import intake
from makegood.channels.seam import TakesCalls
from makegood.channels.types import Call, CallAnswer
from makegood.kernel.refusals import Refusal
from makegood.platform import clock

LARGEST_CALL = 26_000_000  # bytes: a mail of 25 MB, handed on by a provider


@csrf_exempt
def call(request: HttpRequest, token: str, rest: str = "") -> HttpResponse:
    """A provider calls one channel. 2xx is said only after the commit."""
    try:
        answer = _answer(request, token, rest)
    except Refusal as no:
        return problem(no)
    except (OperationalError, InterfaceError):
        return problem(Refusal("not_now", "Nothing was taken. Send it again in a moment."))
    return HttpResponse(answer.body, status=answer.status, content_type=answer.media_type)


def _answer(request: HttpRequest, token: str, rest: str) -> CallAnswer:
    body = request.read(LARGEST_CALL + 1)  # all of it, before a transaction waits for a slow sender
    with doors.opened(token=token, kind=doors.CALLS) as found:
        if found is None or found.door.channel_id is None:
            raise Refusal("no_such_door", "There is no such door. Check the address.")
        if len(body) > LARGEST_CALL:
            raise Refusal("too_large", f"body: at most {LARGEST_CALL:,} bytes at once.", {"body": "too large"})
        config = channels.channel(channel_id=found.door.channel_id)
        adapter = registry.adapter(config.kind)
        if not isinstance(adapter, TakesCalls):
            raise Refusal("no_such_door", "There is no such door. Check the address.")
        answer = adapter.take(_call(request, rest, body), channel=config)
        if answer.items:
            intake.store_raw(channel_id=config.id, items=answer.items, cursor=None, at=clock.now())
    return answer


def _call(request: HttpRequest, rest: str, body: bytes) -> Call:
    return Call(
        method=request.method or "",
        url=request.build_absolute_uri(),
        rest=rest,
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: str(request.GET[name]) for name in request.GET},
        body=body,
    )

"""The door for monitoring systems: `/in/<token>/signals/<form>`. What says that something is down, or up again, is taken whole or not at all.

Who can sign by Standard Webhooks signs; who cannot sends the door's secret as `Authorization: Bearer …` (Alertmanager and Grafana can). 2xx is
said only after the commit. Nothing of a body, a token or a secret is ever logged.
"""

import hmac
import json
import time

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from makegood.api import doors
from makegood.api.doors import Visit
from makegood.api.once import answer_once
from makegood.api.problems import problem
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.platform import clock, signatures
from makegood.signals import registry
from makegood.signals.actions import hearing

LARGEST_BODY = 1_000_000  # bytes


@csrf_exempt
def signals(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """A monitoring system says what began or ended."""
    try:
        return HttpResponse(_answer(request, token, form), status=202, content_type="application/json")
    except Refusal as no:
        return problem(no)
    except (OperationalError, InterfaceError):
        return problem(Refusal("not_now", "Nothing was taken. Send it again in a moment."))


def _answer(request: HttpRequest, token: str, form: str) -> str:
    if request.method != "POST":
        raise Refusal("wrong_method", "Send it with POST.")
    body = request.read(LARGEST_BODY + 1)  # all of it, before a transaction waits for a slow sender
    headers = {name.lower(): value for name, value in request.headers.items()}
    signed = "webhook-signature" in headers
    webhook_id = signatures.unchecked_id(headers) if signed else ""
    with doors.opened(token=token, kind=doors.SIGNALS, webhook_id=webhook_id) as visit:
        if visit is None:
            raise Refusal("no_such_door", "There is no such door. Check the address.")
        if len(body) > LARGEST_BODY:
            raise Refusal("too_large", f"body: at most {LARGEST_BODY:,} bytes at once.", {"body": "too large"})
        if request.content_type != "application/json":
            raise Refusal("wrong_type", "content-type: send application/json.", {"content-type": "must be application/json"})
        if not signed:
            _check_bearer(visit, headers.get("authorization", ""))
            return json.dumps(_take(form, body))
        heard = signatures.verify(secrets=visit.secrets, headers=headers, body=body, now_s=time.time())
        return answer_once(visit=visit, webhook_id=heard, address=form, body=body, act=lambda: _take(form, body), at=clock.now())


def _check_bearer(visit: Visit, authorization: str) -> None:
    kind, _, told = authorization.partition(" ")
    given = told.strip().encode()
    good = False
    for secret in visit.secrets:
        good |= hmac.compare_digest(secret.encode(), given)
    if kind.casefold() != "bearer" or not good:
        sentence = "Sign the request by Standard Webhooks, or send this door's secret: Authorization: Bearer whsec_…"
        raise Refusal("bad_signature", sentence, {"authorization": "does not fit"})


def _take(form: str, body: bytes) -> dict[str, object]:
    words = registry.read(form, body)
    changed = hearing.hear(words=words, by=SYSTEM, at=clock.now())
    return {"taken": len(words), "changed": len(changed)}

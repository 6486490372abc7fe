"""A provider's call: checked as the provider says, kept with just enough around it to be read again, and read back into a request.

Pure: no network, nothing stored, and what a call proves itself with is never kept. The checks are django-anymail's own.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import compat32
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from makegood.channels.adapters.mail_provider.providers import Provider
from makegood.channels.types import Call
from makegood.kernel.refusals import Refusal

INBOUND, TRACKING = "inbound", "tracking"
MOST_FIELDS = 500  # of one form: a mail of 200 files has fewer
_MARK = b"makegood-call"


@dataclass(frozen=True)
class Kept:
    """A call as it was kept: what it is about (INBOUND or TRACKING), its content type and its body."""

    what: str
    content_type: str
    body: bytes

    @cached_property
    def json(self) -> Any:
        """The body as JSON. ValueError where it is none."""
        return json.loads(self.body)

    @cached_property
    def fields(self) -> dict[str, bytes]:
        """A form's fields, byte for byte, the last of each name: a mail in a field keeps every charset that is in it."""
        if not self.content_type.startswith("multipart/form-data"):
            return {name: values[-1].encode() for name, values in QueryDict(self.body).lists()}
        return {name: content for name, filename, content, _ in self._parts if filename is None}

    @cached_property
    def files(self) -> "MultiValueDict[str, SimpleUploadedFile]":
        """A form's files."""
        named = MultiValueDict[str, SimpleUploadedFile]()
        for name, filename, content, kind in self._parts:
            if filename is not None:
                named.appendlist(name, SimpleUploadedFile(filename or "attachment", content, kind))
        return named

    @cached_property
    def _parts(self) -> list[tuple[str, str | None, bytes, str]]:
        """(name, file name, content, type). Read here because Django's reader bounds all fields together below the size of one mail."""
        if not self.content_type.startswith("multipart/form-data"):
            return []
        form = BytesParser(policy=compat32).parsebytes(
            b"Content-Type: " + self.content_type.encode("ascii", "replace") + b"\r\n\r\n" + self.body
        )
        found: Any = form.get_payload()
        if not isinstance(found, list) or len(found) > MOST_FIELDS:
            raise ValueError("not a form, or one of too many fields")
        return [
            (str(part.get_param("name", "", "content-disposition")), part.get_filename(), _content(part), part.get_content_type())
            for part in found
        ]


def keep(what: str, call: Call) -> tuple[str, bytes]:
    """(external key, bytes) of a call, for the store. The same call gives the same key."""
    kind = call.headers.get("content-type", "").replace("\n", " ").replace("\r", " ")[:500]
    raw = b"\n".join([_MARK, what.encode(), kind.encode("ascii", "replace"), call.body])
    return f"{what}:{hashlib.sha256(raw).hexdigest()}", raw


def read(raw: bytes) -> Kept:
    """A kept call. ValueError for anything else."""
    pieces = raw.split(b"\n", 3)
    if len(pieces) != 4 or pieces[0] != _MARK or pieces[1] not in (INBOUND.encode(), TRACKING.encode()):
        raise ValueError("This is no call of a provider.")
    return Kept(pieces[1].decode(), pieces[2].decode("ascii", "replace"), pieces[3])


def check(call: Call, what: str, *, provider: Provider, settings: Mapping[str, str]) -> None:
    """Refuses `bad_signature` where the provider did not sign the call, or where it does not carry the name and password it was given."""
    from anymail.exceptions import AnymailWebhookValidationFailure

    kept = Kept(what, call.headers.get("content-type", ""), call.body)
    try:
        view(provider, what, settings, url=call.url).run_validators(as_request(kept, headers=call.headers))
    except (AnymailWebhookValidationFailure, ValueError, TypeError) as no:
        raise Refusal("bad_signature", f"This call was not signed by {provider.name} for this channel.") from no


def view(provider: Provider, what: str, settings: Mapping[str, str], *, url: str = "") -> Any:
    """What speaks the provider's language: django-anymail's class for its calls."""
    told: dict[str, Any] = {theirs: settings[ours] for theirs, ours in provider.calling.items()}
    if provider.name == "Mandrill":
        told["webhook_url"] = url  # it signs the address that it calls
    made = provider.inbound if what == INBOUND else provider.tracking
    return made(**told)


def as_request(kept: Kept, *, headers: Mapping[str, str] | None = None) -> WSGIRequest:
    """The call as Django's request, for django-anymail's classes."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": kept.content_type,
        "CONTENT_LENGTH": str(len(kept.body)),
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
    }
    environ |= {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (headers or {}).items() if "content-" not in name
    }
    request = WSGIRequest(environ)
    request._body = kept.body
    setattr(request, "_files", kept.files)  # noqa: B010 - what Django would read out of the body, read already
    setattr(request, "_post", _post(kept))  # noqa: B010
    return request


def _post(kept: Kept) -> QueryDict:
    if kept.content_type.startswith("application/json"):
        return QueryDict()
    post = QueryDict(mutable=True)
    for name, value in kept.fields.items():
        post[name] = value.decode("utf-8", "replace")
    return post


def _content(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""

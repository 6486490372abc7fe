"""What strangers sent: files as downloads, mails in a sandbox, unreadable mail as it came. Nothing here is ever run or trusted."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from makegood.channels import queries as channels
from makegood.desk import door
from makegood.desk.door import DeskRequest
from makegood.desk.middleware import MAIL_BODY, SANDBOX

_INERT = "application/octet-stream"


@require_safe
@door.opens()
def attachment(_request: DeskRequest, attachment_id: UUID) -> HttpResponse:
    """A file that came with a message, always as a download."""
    found, content = channels.attachment(attachment_id=attachment_id)
    return _download(content, found.name or "file")


@require_safe
@door.opens()
def raw(_request: DeskRequest, raw_id: UUID) -> HttpResponse:
    """Something that could not be read, byte for byte."""
    return _download(channels.raw_bytes(raw_id=raw_id), f"{raw_id}.eml")


@require_safe
@xframe_options_sameorigin
@door.opens()
def body(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """The sanitised HTML of a mail, for a sandboxed frame: no script, no form, nothing loaded from elsewhere."""
    found = channels.messages(message_ids=[message_id])
    if not found or not found[0].html:
        raise Http404
    response = render(request, "desk/body.html", {"html": found[0].html})
    response.headers["Content-Security-Policy"] = MAIL_BODY
    return response


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_INERT)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response

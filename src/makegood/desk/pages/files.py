"""What strangers sent: files as downloads, mails in a sandbox, unreadable mail as it came. Nothing here is ever run or trusted."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.channels import kept_out, stuck
from makegood.channels import queries as channels
from makegood.desk import door, picture_files, pictures
from makegood.desk.door import DeskRequest, SeeOther, way_back
from makegood.desk.middleware import SANDBOX, mail_body
from makegood.flows import letters, out_of_sight

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
    return _download(stuck.raw_bytes(raw_id=raw_id), f"{raw_id}.eml")


@require_safe
@xframe_options_sameorigin
@door.opens()
def body(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """The sanitised HTML of a mail, for a sandboxed frame: no script, no form, its own pictures; those from elsewhere only where they were
    asked for (`?pictures=shown`) or a member said so for this sender, and then by the reader's own browser, without a referrer."""
    found = channels.messages(message_ids=[message_id])
    if not found or not found[0].html:
        raise Http404
    mail = found[0]
    asked = request.GET.get("pictures") == "shown" or letters.loads_by_itself(mail)
    along = kept_out.pictures_of(message_id=mail.id, largest=picture_files.LARGEST_BYTES) if "cid:" in mail.html.lower() else {}
    response = render(request, "desk/body.html", {"html": pictures.prepared(mail.html, along, ask_elsewhere=asked)})
    response.headers["Content-Security-Policy"] = mail_body(pictures.sources(mail.html) if asked else "")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@door.opens(Permission.ANSWER)
def pictures_of_sender(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Remembers that pictures load in this sender's letters, or (`load=no`) forgets it."""
    load = request.POST.get("load") != "no"
    out_of_sight.let_pictures_load(message_id=message_id, load=load, member=request.member, at=request.at)
    said = _("Pictures load in their letters from now on.") if load else _("Pictures wait for a click again.")
    messages.success(request, said)
    return SeeOther(way_back(request, reverse("desk:inbox", args=[request.brand.slug])))


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_INERT)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response

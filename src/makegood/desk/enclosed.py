"""What the composer's form says beside the words: when they leave, and which files go along. Reads a request, and stores nothing."""

from datetime import timedelta
from itertools import zip_longest
from uuid import UUID

from makegood.channels.rules import files as file_rules
from makegood.channels.types import AttachmentIn
from makegood.config import environment
from makegood.desk.door import DeskRequest
from makegood.flows import outgoing_work
from makegood.flows.leaving import Leaving
from makegood.kernel.refusals import Refusal


def leaving(request: DeskRequest) -> Leaving:
    """`leave` and `leave_at` say when; `files` are new files, `describe` what each of them shows, a line each, `kept` ids of files that lie here. A file is looked at only once all of them
    together are known to be small enough. Refuses, naming the field, a time that is none and files that are too many or too large."""
    later = outgoing_work.leaving_time(
        choice=request.POST.get("leave", ""), given=request.POST.get("leave_at", ""), at=request.at
    )
    given = [file for file in request.FILES.getlist("files") if file.name]
    file_rules.check_sizes([file.size or 0 for file in given])
    shows = [line.strip() for line in request.POST.get("describe", "").strip().splitlines()]
    files = tuple(
        AttachmentIn(file.name or "", file.content_type or "application/octet-stream", file.read(), description=shown)
        for file, shown in zip_longest(given, shows[: len(given)], fillvalue="")
        if not isinstance(file, str)
    )
    undo = timedelta(seconds=environment.settings().undo_seconds)
    return Leaving(later=later, undo=undo, files=files, kept=tuple(_ids(request.POST.getlist("kept"))))


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts[: file_rules.ALONG.files]]
    except ValueError:
        raise Refusal("bad_file", "kept: one of these files does not exist.", {"kept": "unknown"}) from None

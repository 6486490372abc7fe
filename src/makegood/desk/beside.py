"""What the page of a case shows of the talks beside it. Presentation only: looks, never decides and never writes."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makegood.channels.messages import Message
from makegood.desk.door import DeskRequest
from makegood.desk.templatetags import words
from makegood.flows import side_talks
from makegood.flows.types import CasePage, Said

_WORDS = 80  # letters of a message that may be sent along


def context(request: DeskRequest, page: CasePage) -> dict[str, Any]:
    """What the page of a case shows of the talks beside it, with what was typed into a form that was refused."""
    typed = request.POST if request.refusal is not None and "/questions/" in request.path else None
    forwarded = typed.getlist("forward") if typed else []
    return {
        "beside": side_talks.of_case(page.case, page.beside),
        "contacts": side_talks.contacts(page.asked_before),
        "side_draft": typed,
        "forwardable": [_forwardable(line, line.message, forwarded, request.at) for line in page.said if line.message],
        "side_key": secrets.token_hex(12),
    }


def _forwardable(line: Said, message: Message, forwarded: Sequence[str], at: datetime) -> dict[str, Any]:
    """A message that may be sent along, in a line."""
    said = message.said
    return {
        "id": message.id,
        "name": line.name,
        "when": words.moment(line.at, at),
        "words": said if len(said) <= _WORDS else f"{said[: _WORDS - 1]}…",
        "files": len(message.attachments),
        "checked": str(message.id) in forwarded,
    }

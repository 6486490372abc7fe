"""What the page of a case shows of the talks beside it. Presentation only: looks, never decides and never writes."""

import secrets
from typing import Any

from makegood.cases.types import Case
from makegood.desk.door import DeskRequest
from makegood.flows import side_talks


def context(request: DeskRequest, case: Case) -> dict[str, Any]:
    """What the page of a case shows of the talks beside it, with what was typed into a form that was refused."""
    typed = request.POST if request.refusal is not None and "/questions/" in request.path else None
    return {
        "beside": side_talks.of_case(case),
        "contacts": side_talks.contacts(),
        "side_draft": typed,
        "side_forwarded": typed.getlist("forward") if typed else [],
        "side_key": secrets.token_hex(12),
    }

"""The calls beside a case, as its template takes them. Presentation only."""

import secrets
from typing import Any

from makegood.flows import by_hand
from makegood.flows.types import CasePage
from makegood.people.types import IdentityKind


def context(page: CasePage) -> dict[str, Any]:
    """Whom we promised a call in this case, and the number that we know of them."""
    numbers = [shown for kind, shown in page.person.addresses if kind == IdentityKind.PHONE]
    return {
        "calls": by_hand.with_callers(page.calls, page.members),
        "call_key": secrets.token_hex(12),
        "phone": numbers[0] if numbers else "",
    }

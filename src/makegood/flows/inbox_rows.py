"""Keeps the inbox rows true to the cases that changed, and tells the open pages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.flows import open_pages
from makegood.platform import live
from makegood.platform.work import Taken
from makegood.views import actions as views


def refresh(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001  # every consumer is handed the instant
    """Recomputes the rows of these cases."""
    case_ids = [UUID(item.key) for item in items]
    views.refresh_cases(case_ids=case_ids)
    live.announce("inbox")
    open_pages.of_cases(case_ids)

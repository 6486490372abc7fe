"""Keeps the inbox rows true to the cases that changed, and tells the open pages."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from makegood.cases import queries as cases
from makegood.flows import open_pages
from makegood.platform import live, work
from makegood.platform.work import Item, Taken
from makegood.views import actions as views


def refresh(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001  # every consumer is handed the instant
    """Recomputes the rows of these cases."""
    case_ids = [UUID(item.key) for item in items]
    views.refresh_cases(case_ids=case_ids)
    live.announce("inbox")
    open_pages.of_cases(case_ids)


def of_conversations(conversation_ids: Sequence[UUID], at: datetime) -> None:
    """Something was said in these conversations: the rows of the cases that hold them are looked at again, whatever came of it."""
    case_ids = set(chain.from_iterable(cases.case_ids_of_conversations(conversation_ids=conversation_ids).values()))
    work.leave("inbox_row", [Item(key=str(case_id), due_at=at) for case_id in sorted(case_ids)])

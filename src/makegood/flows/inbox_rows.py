"""Keeps the inbox rows true to the cases that changed, and tells the open pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import chain
from uuid import UUID

from makegood.cases import queries as cases
from makegood.flows import open_pages
from makegood.platform import live, work
from makegood.platform.work import Item, Taken
from makegood.views import actions as views

WORK = "inbox_row"
_put_off: ContextVar[bool] = ContextVar("makegood_rows_put_off", default=False)


def refresh(items: Sequence[Taken], at: datetime) -> None:  # noqa: ARG001  # every consumer is handed the instant
    """Recomputes the rows of these cases."""
    case_ids = [UUID(item.key) for item in items]
    views.refresh_cases(case_ids=case_ids)
    _tell(case_ids)


@contextmanager
def with_it(*, soon: bool = False) -> Iterator[None]:
    """The rows of the cases that change inside are true with the same commit: work of their own would write, take up and look up anew for each what
    is known here. `soon`, where that was tried before, and while the brand's rows are being rebuilt, which may take long: they are work after all."""
    if soon or _put_off.get():
        yield
        return
    with work.gathered(WORK) as gathered:
        yield
    case_ids = [UUID(key) for key in gathered]
    if views.refresh_cases_unless_rebuilt(case_ids=case_ids):
        _tell(case_ids)
    else:
        work.leave(WORK, list(gathered.values()))


@contextmanager
def put_off() -> Iterator[None]:
    """For who tells a long story at which nobody looks before its end: inside, rows are work, to be done together."""
    mark = _put_off.set(True)
    try:
        yield
    finally:
        _put_off.reset(mark)


def of_conversations(conversation_ids: Sequence[UUID], at: datetime) -> None:
    """Something was said in these conversations: the rows of the cases that hold them are looked at again, whatever came of it."""
    case_ids = set(chain.from_iterable(cases.case_ids_of_conversations(conversation_ids=conversation_ids).values()))
    work.leave(WORK, [Item(key=str(case_id), due_at=at) for case_id in sorted(case_ids)])


def _tell(case_ids: Sequence[UUID]) -> None:
    if case_ids:
        live.announce("inbox", *open_pages.topics_of(case_ids))

"""The rows of a list as they are shown: every address and every word worked out here, so that the template only puts them in their place.

Presentation only: what is in the list, and in which order, was decided by the view.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from makegood.desk import vocabulary
from makegood.desk.templatetags import words
from makegood.views.types import InboxRow


@dataclass(frozen=True, slots=True)
class RowShown:
    """One case in a list. `state` is what stands beside the clock, with the class of its mark ('' for none)."""

    number: int
    address: str
    who: str
    title: str
    words: str
    when: SafeString | str
    clock: SafeString
    state: str
    mark: str
    owner: str
    why: str = ""  # of a row that a search by meaning found
    going: str = ""  # that they may leave
    part: str = ""  # of which incident it is part


def shown(rows: Iterable[InboxRow], *, cases: str, which: str, at: datetime) -> list[RowShown]:
    """The rows of the list `which`; `cases` is the address under which the brand's cases are."""
    return [_shown(row, f"{cases}{row.number}/?list={which}", which, at) for row in rows]


def _shown(row: InboxRow, address: str, which: str, at: datetime) -> RowShown:
    state, mark = _side(row) or _state(row, which)
    return RowShown(
        number=row.number,
        address=address,
        who=row.person_name,
        title=row.title,
        words=row.last_words,
        when=words.moment(row.last_at, at),
        clock=words.clock(row.clock_what, row.due_at, at),
        state=state,
        mark=mark,
        owner=words.first_name(row.owner_name),
        going=vocabulary.label("leaving", row.leaving) if row.leaving and row.clock_what != "done" else "",
        part=_("incident %(number)d") % {"number": row.incident} if row.incident else "",
    )


def _side(row: InboxRow) -> tuple[str, str] | None:
    """What somebody beside the person wrote goes before everything else that stands there: nobody has taken note of it yet."""
    return (vocabulary.label("side", row.side), "state state--next") if row.side in ("answered", "copy") else None


def _state(row: InboxRow, which: str) -> tuple[str, str]:
    """What is being done about it; else whose turn it is, where the list and the clock do not say so already."""
    if row.proposal in ("proposed", "stuck") or (row.proposal == "running" and row.clock_what != "done"):
        mark = {"proposed": "next", "stuck": "risk", "running": "rest"}[row.proposal]
        return vocabulary.label("proposal", row.proposal), f"state state--{mark}"
    if which != "ours" and row.clock_what not in ("paused", "done"):
        return vocabulary.label("turn", row.turn), ""
    return "", ""

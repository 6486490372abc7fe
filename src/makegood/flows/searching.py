"""Searches the cases by words and by meaning at once, and says of each row why it is there. Looks only.

The exact search is the lists' own; beside it stand the cases in which somebody said something alike. Both have the same limits: what no list shows
is not found. The two orders are mixed by reciprocal ranks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.alike import actions as alike
from makegood.alike import queries as known
from makegood.alike.rules import degrees, shared
from makegood.alike.rules.mixed import mixed
from makegood.alike.types import Near
from makegood.cases import queries as cases
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.flows import alike_messages
from makegood.guests.types import Hidden
from makegood.understanding import actions as understanding
from makegood.views import queries as views
from makegood.views.types import Counters, InboxRow

ROWS = 50  # shown; whoever wants more says it more exactly
_NEAR = 120  # messages; several of them may be of one case
_LONGEST = 1_000  # characters of a search that are read
_KEPT_S = 60.0  # so long what reads a search stays in memory for the next one


@dataclass(frozen=True, slots=True)
class Hit:
    """A row, and why it is there: `exact` where it holds every word; `near` where something alike was said, with the `words` in common."""

    row: InboxRow
    exact: bool
    near: Near | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The best first. `all_seen` False where only the brand's latest messages were compared."""

    hits: tuple[Hit, ...]
    counters: Counters
    all_seen: bool = True


def by_meaning(*, search: str, owner_id: UUID, away: Hidden = views.NOBODY, at: datetime) -> Found:
    """What holds every word of the search, and what means something alike. A fixed number of queries, whatever is found."""
    page = views.inbox(which="all", owner_id=owner_id, search=search, limit=ROWS, away=away, at=at)
    exact = {row.case_id: row for row in page.rows} if search.strip() else {}
    near, all_seen = _near(search[:_LONGEST])
    rows = views.rows(case_ids=[case_id for case_id in near if case_id not in exact]) | exact
    order = [case_id for case_id in mixed(exact, near) if case_id in rows][:ROWS]
    words = _words_in_common(search, {case_id: near[case_id] for case_id in order if case_id in near})
    hits = tuple(Hit(rows[one], one in exact, near.get(one), words.get(one, ())) for one in order)
    return Found(hits, page.counters, all_seen)


def _near(search: str) -> tuple[dict[UUID, Near], bool]:
    """The most alike message in sight of each case, the most alike first."""
    if not search.strip():
        return {}, True
    wanted = alike.vector_of(text=search)
    understanding.let_go_after(_KEPT_S)
    least = degrees.least_for_search(wanted.version)
    found, all_seen = known.nearest(codes=wanted.codes, version=wanted.version, most=_NEAR, least=least)
    ids = [one.message_id for one in found]
    hidden, placed = kept_out.hidden(message_ids=ids), cases.cases_of_messages(message_ids=ids)
    best: dict[UUID, Near] = {}
    for one in found:
        if one.message_id in placed and one.message_id not in hidden:
            best.setdefault(placed[one.message_id], one)
    return best, all_seen


def _words_in_common(search: str, near: Mapping[UUID, Near]) -> dict[UUID, tuple[str, ...]]:
    said: dict[UUID, str] = {
        one.id: alike_messages.words(one) for one in channels.messages(message_ids=[one.message_id for one in near.values()])
    }
    return {
        case_id: shared.words_in_common(search, said[one.message_id]) for case_id, one in near.items() if one.message_id in said
    }

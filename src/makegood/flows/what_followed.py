"""Counts what people did after the lot had decided about an extra for them: at 7, 28 and 84 days, each once, from the brand's own records.

A person's identities are those known at the count. Nothing is asked of anybody, and nothing here ever reaches the proposer.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.advocacy import queries as advocacy
from makegood.calls import queries as calls
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.experiments import actions as experiments
from makegood.experiments import queries as trials
from makegood.experiments.types import HORIZONS, Entry, Followed
from makegood.flows import did_it_pay, lots
from makegood.gestures import queries as gestures
from makegood.kernel.windows import Window
from makegood.makegoods import queries as makegoods
from makegood.orders import queries as orders
from makegood.outcomes import queries as outcomes
from makegood.people import queries as people
from makegood.platform import work
from makegood.platform.work import Taken
from makegood.relationships.types import OCCASION

BATCH = 200


def count(items: Sequence[Taken], at: datetime) -> None:
    """What followed for each of these entries within its horizon; the next horizon is left as work. Thirteen queries, whatever the number. May be
    repeated."""
    asked = [(UUID(str(item.payload["entry_id"])), int(str(item.payload["days"]))) for item in items]
    entries: dict[UUID, Entry] = {entry.id: entry for entry in trials.entries(entry_ids=[entry_id for entry_id, _ in asked])}
    due = [(entries[entry_id], days) for entry_id, days in asked if entry_id in entries]
    experiments.follow(followed=followed(due))
    did_it_pay.leave_keeping([entry for entry, _ in due], at=at)
    later = [(entry, HORIZONS[HORIZONS.index(days) + 1]) for entry, days in due if days != HORIZONS[-1]]
    work.leave(lots.WORK, [lots.item(entry.id, days, entry.until(days)) for entry, days in later])


def followed(due: Sequence[tuple[Entry, int]]) -> list[Followed]:
    """What these people did from when they were drawn until so many days later."""
    persons = people.persons_of(identity_ids=[entry.identity_id for entry, _ in due])
    windows = [
        Window(tuple(one.id for one in persons[entry.identity_id].identities), entry.at, entry.until(days)) for entry, days in due
    ]
    bought, stands = orders.bought(windows=windows), outcomes.standing_in(windows=windows)
    praised, failed, costs = outcomes.praised_in(windows=windows), cases.failed_in(windows=windows), _costs(due)
    came, worth = advocacy.came_in(windows=windows), _worth(due, advocacy.brought_in(windows=windows))
    answered, rung = channels.answered_in(windows=windows), calls.ended_in(windows=windows)
    found = []
    for n, (entry, days) in enumerate(due):
        count_, minor = bought[n].get(entry.currency, (0, 0))
        found.append(
            Followed(
                entry_id=entry.id,
                days=days,
                orders=count_,
                spent_minor=minor,
                praised=praised[n],
                failed_again=failed[n] > 0,
                standing=stands[n],
                cost_minor=costs.get(entry.id, 0),
                referrals=came[n],
                referred_minor=worth[n],
                answers=answered[n],
                calls=rung[n],
            )
        )
    return found


def _worth(due: Sequence[tuple[Entry, int]], brought: Sequence[Sequence[UUID]]) -> list[int]:
    """What those bought whom each of them brought, until the horizon."""
    whose = [(n, newcomer) for n, newcomers in enumerate(brought) for newcomer in newcomers]
    worth = [0] * len(due)
    windows = [Window((newcomer,), due[n][0].at, due[n][0].until(due[n][1])) for n, newcomer in whose]
    for (n, _), bought in zip(whose, orders.bought(windows=windows) if windows else [], strict=True):
        worth[n] += bought.get(due[n][0].currency, (0, 0))[1]
    return worth


def _costs(due: Sequence[tuple[Entry, int]]) -> Mapping[UUID, int]:
    """What the drawn thing really cost, where it was given by now."""
    treated = [entry for entry, _ in due if not entry.held_out]
    cases_ = [entry.occasion_id for entry in treated if entry.occasion_kind == "case"]
    days = [entry.occasion_id for entry in treated if entry.occasion_kind == OCCASION]
    in_cases = makegoods.given_for(kind="case", ids=cases_) if cases_ else {}
    on_days = gestures.given_for(kind=OCCASION, ids=days) if days else {}
    return {entry.id: in_cases.get((entry.occasion_id, entry.drawn), on_days.get(entry.occasion_id, 0)) for entry in treated}

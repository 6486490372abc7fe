"""Killed at any statement between queueing and recording, the outbox says everything, in order, and at most one message twice per crash, with
the same key (RELIABILITY A9). And whatever fails in whatever order, a conversation stays in order."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.channels.types import OutgoingLetter
from makegood.kernel.ids import new_id
from makegood.platform import draining, jobs
from tests import cast
from tests.flows import post
from tests.flows.post import Post


class Killed(BaseException):
    """What a SIGKILL leaves behind: nothing that was not committed, and a lease."""


@pytest.fixture
def office(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post.opened(committed_brightside, monkeypatch) as one:
        yield one


class Death:
    """Strikes before or after the statement of this number. `met` counts the statements that it saw."""

    def __init__(self, number: int, *, after: bool) -> None:
        self.number, self.after, self.met, self.struck = number, after, 0, False

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.met += 1
        due = self.met == self.number
        if due and not self.after:
            self._strike()
        result = execute(*statement)
        if due:
            self._strike()
        return result

    def _strike(self) -> None:
        self.struck = True
        raise Killed


def dies_and_goes_on(office: Post, name: str, number: int, *, after: bool) -> bool:
    """Two messages to one person, a death at this statement of their delivery, and the next worker. False where there were fewer."""
    office.adapter.sent.clear()
    keys = [str(office.says(words, to=name)) for words in ("first", "second")]
    death = Death(number, after=after)
    consumer = jobs.known()["deliver"]
    try:
        with connection.execute_wrapper(death):
            draining.drain(office.brand_id, consumer, at=cast.AT)
    except Killed:
        office.lets_workers_die()
    for _ in range(3):
        office.lets_pauses_pass()
        office.carries()
    times = Counter(key for key, _ in office.adapter.sent)
    assert list(dict.fromkeys(key for key, _ in office.adapter.sent)) == keys, (number, after)
    assert sum(times.values()) <= 3, (number, after, times)  # at most one of them twice
    assert [office.state(UUID(key)) for key in keys] == ["sent", "sent"], (number, after)
    assert office.parked() == 0
    return death.struck


STATEMENTS = 70  # of two deliveries, about; a death beyond them strikes nobody


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(1, STATEMENTS), after=st.booleans())
def test_killed_at_any_statement_nothing_is_lost_and_at_most_one_is_said_twice(office: Post, number: int, after: bool) -> None:
    """Ten points; `make proof` looks at 250."""
    dies_and_goes_on(office, f"p{new_id()}", number, after=after)


def test_the_points_reach_from_the_first_statement_to_behind_the_last(office: Post) -> None:
    assert [dies_and_goes_on(office, f"p{n}", n, after=False) for n in (1, 20, 40, 2 * STATEMENTS)] == [True, True, True, False]


# Any failures, any order ----------------------------------------------------------------------------------------------

FATE = st.sampled_from(["well", "well", "busy", "refused", "bug", "slow down"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(st.lists(FATE, min_size=1, max_size=3), min_size=2, max_size=7), whom=st.data())
def test_whatever_fails_a_conversation_stays_in_order(office: Post, fates: list[list[str]], whom: st.DataObject) -> None:
    office.adapter.sent.clear()
    told = {f"{office.brand_id}-{id(fates)}-{n}": list(script) for n, script in enumerate(fates)}
    said: dict[str, list[str]] = {}
    for n, words in enumerate(told):
        name = f"p{id(fates)}-{whom.draw(st.sampled_from(['a', 'b', 'c']))}"
        office.says(words, to=name, at=cast.AT + timedelta(seconds=n))
        said.setdefault(name, []).append(words)

    def fate(letter: OutgoingLetter) -> Exception | None:
        left = told[letter.text]
        what = left.pop(0) if left else "well"
        return {
            "busy": post.busy(),
            "slow down": post.busy("Slow down.", retry_after_s=30),
            "refused": post.refused(),
            "bug": KeyError("nobody thought of it"),
        }.get(what)

    office.adapter.script = fate
    for _ in range(40):
        office.lets_pauses_pass()
        office.carries(cast.later(minutes=1))
        if not office.open_count():
            break
    assert office.open_count() == 0
    for in_order in said.values():
        left = [one for one in office.adapter.words if one in in_order]
        assert left == [one for one in in_order if one in left], "in the order in which they were said"
        assert len(left) == len(set(left)), "none twice, for nobody died"
    assert office.parked() == 0

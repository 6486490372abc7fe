"""A few hundred random actions by workers at once leave every row and every list's length equal to a recount."""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries
from makegood.cases.actions import working as cases
from makegood.cases.types import CaseHead, Turn
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from makegood.views import actions as views
from makegood.views import models
from tests import cast
from tests.cases import telling
from tests.views import telling as counting

pytestmark = pytest.mark.races
SEED, WORKERS, ACTIONS, PEOPLE = 20260302, 6, 50, 8


class Worker(threading.Thread):
    """One worker with its own dice: does something to a case, and refreshes its row in the same or in the next transaction."""

    def __init__(
        self,
        brand_id: UUID,
        channel_id: UUID,
        members: Sequence[Member],
        number: int,
        *,
        seed: int = SEED,
        actions: int = ACTIONS,
    ) -> None:
        super().__init__()
        self.brand_id, self.channel_id, self.members = brand_id, channel_id, members
        self.dice = random.Random(seed + number)
        self.actions = actions
        self.done = 0
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            for step in range(self.actions):
                self._one(step)
        except BaseException as trouble:
            self.trouble = trouble
        finally:
            connection.close()

    def _one(self, step: int) -> None:
        """Does one thing; where two waited for each other the database chose one of us, and it tries again as the worker would."""
        state = self.dice.getstate()
        while True:
            try:
                return self._try(step)
            except OperationalError as lost:
                if "deadlock" not in str(lost):
                    raise
                self.dice.setstate(state)

    def _try(self, step: int) -> None:
        at = cast.later(minutes=step)
        together = self.dice.random() < 0.5
        with tenancy.brand(self.brand_id):
            touched = self._write(at) if self.dice.random() < 0.4 else self._act(at)
            if together:
                views.refresh_cases(case_ids=touched)
        if not together:
            with tenancy.brand(self.brand_id):
                views.refresh_cases(case_ids=touched)
        self.done += 1

    def _write(self, at: datetime) -> list[UUID]:
        person = self.dice.randrange(PEOPLE)
        who = Address(IdentityKind.EMAIL, f"p{person}@example.org", f"P {person}")
        act = self.dice.choice(["complaint", "question", "praise", "information"])
        words = f"Word {self.dice.randrange(1000)}"
        thread = f"t{person}-{self.dice.randrange(3)}"
        arrival = telling.arrives(words, act, channel_id=self.channel_id, who=who, thread=thread, at=at)
        placement = telling.place(arrival)
        held = queries.case_ids_of_conversations(conversation_ids=[arrival.conversation_id]).get(arrival.conversation_id, ())
        return [one for one in (placement.case_id, *held) if one]

    def _act(self, at: datetime) -> list[UUID]:
        ids = queries.case_ids(after=None, limit=1000)
        if not ids:
            return []
        case_id, by = self.dice.choice(ids), actors.member(self.members[0].id)
        what = self.dice.choice(["assign", "leave", "resolve", "reopen", "wait", "parcel", "fold", "rebuild"])
        try:
            if what == "assign":
                cases.assign(case_id=case_id, member_id=self.dice.choice(self.members).id, by=by, at=at)
            elif what == "leave":
                cases.assign(case_id=case_id, member_id=None, by=by, at=at)
            elif what == "resolve":
                cases.resolve(case_id=case_id, how="Put right.", by=by, at=at)
            elif what == "reopen":
                cases.reopen(case_id=case_id, by=by, at=at)
            elif what in ("wait", "parcel"):
                cases.wait(case_id=case_id, by=by, at=at, on=Turn.THEIRS if what == "wait" else Turn.PARCEL)
            elif what == "fold":
                views._fold()
            elif self.dice.random() < 0.2:
                views.rebuild()
        except Refusal as refused:
            if refused.code != "case_resolved":
                raise
        return [case_id]


def all_at_once(brand_id: UUID, *, seed: int, workers: int, actions: int, patience_s: float) -> int:
    """Lets the workers loose on a brand, then compares every row and every length with a recount; returns how many actions were done."""
    with tenancy.brand(brand_id):
        channel, members = telling.web_channel(), brands.members()
    at_work = [Worker(brand_id, channel, members, number, seed=seed, actions=actions) for number in range(workers)]
    for worker in at_work:
        worker.start()
    for worker in at_work:
        worker.join(patience_s)
    assert [worker.trouble for worker in at_work] == [None] * workers
    assert [worker.done for worker in at_work] == [actions] * workers
    with tenancy.brand(brand_id):
        rows = counting.rows()
        lengths = {member.id: counting.kept(member.id) for member in members}
        assert len(rows) == len(queries.case_ids(after=None, limit=1_000_000)) > 5
        assert lengths == {member.id: counting.recount(member.id) for member in members}
        views.rebuild()
        assert counting.rows() == rows
        assert {member.id: counting.kept(member.id) for member in members} == lengths
    return sum(worker.done for worker in at_work)


def test_rows_and_lengths_equal_a_recount_after_random_actions_at_once(committed_brightside: UUID) -> None:
    assert all_at_once(committed_brightside, seed=SEED, workers=WORKERS, actions=ACTIONS, patience_s=240) == WORKERS * ACTIONS


def test_a_slow_refresh_never_overwrites_a_newer_one(committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow one has read its sources when the case changes; whoever refreshes after the change has the last word all the same."""
    with tenancy.brand(committed_brightside):
        case_id = telling.open_case(telling.web_channel())
    has_read, is_newer, fetch = threading.Event(), threading.Event(), views._fetch

    def slowly(found: Sequence[CaseHead]) -> views._Sources:
        sources = fetch(found)
        if threading.current_thread() is slow:
            has_read.set()
            is_newer.wait(1)  # in vain where the row is held, as it must be
        return sources

    def refresh() -> None:
        with tenancy.brand(committed_brightside):
            views.refresh_cases(case_ids=[case_id])
        connection.close()

    monkeypatch.setattr(views, "_fetch", slowly)
    slow = threading.Thread(target=refresh)
    slow.start()
    assert has_read.wait(30)
    with tenancy.brand(committed_brightside):
        cases.rename(case_id=case_id, title="A new name", by=actors.SYSTEM, at=cast.AT)
    refresh()
    is_newer.set()
    slow.join(30)
    with tenancy.brand(committed_brightside):
        assert models.InboxRow.objects.get(id=case_id).title == "A new name"


@pytest.mark.parametrize("at_work", [lambda: views._hold_brand(alone=False), views._fold], ids=["refreshing", "folding"])
def test_a_rebuild_waits_until_it_is_alone_in_its_brand(committed_brightside: UUID, at_work: Callable[[], None]) -> None:
    with tenancy.brand(committed_brightside):
        case_id = telling.open_case(telling.web_channel())
    is_rebuilt = threading.Event()

    def rebuild() -> None:
        with tenancy.brand(committed_brightside):
            views.rebuild()
        is_rebuilt.set()
        connection.close()

    rebuilding = threading.Thread(target=rebuild)
    with tenancy.brand(committed_brightside):
        at_work()
        rebuilding.start()
        assert not is_rebuilt.wait(0.5)
        views.refresh_cases(case_ids=[case_id])
    assert is_rebuilt.wait(30)
    rebuilding.join(30)
    with tenancy.brand(committed_brightside):
        assert counting.kept() == counting.recount() == {"ours": 1, "unowned": 1}


def test_a_length_read_while_others_fold_is_never_wrong(committed_brightside: UUID) -> None:
    """Folding replaces many differences by one in a single step: no reader sees both or neither."""
    with tenancy.brand(committed_brightside):
        models.Tally.objects.bulk_create([models.Tally(list="ours", delta=1) for _ in range(300)])
    stop, wrong = threading.Event(), list[int]()

    def read() -> None:
        while not stop.is_set():
            with tenancy.brand(committed_brightside):
                length = counting.kept().get("ours", 0)
            if length != 300:
                wrong.append(length)
        connection.close()

    def fold() -> None:
        for _ in range(30):
            with tenancy.brand(committed_brightside):
                views._fold()
                models.Tally.objects.bulk_create([models.Tally(list="ours", delta=d) for d in (5, -5) * 20])
        connection.close()

    reader, folders = threading.Thread(target=read), [threading.Thread(target=fold) for _ in range(3)]
    for thread in (reader, *folders):
        thread.start()
    for thread in folders:
        thread.join(120)
    stop.set()
    reader.join(60)
    assert wrong == []

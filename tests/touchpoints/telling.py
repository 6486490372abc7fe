"""Promises that ended, and cases that happened at touchpoints, for the tests of their pages."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from makegood.kernel.actors import SHOP
from makegood.promises.actions import making, settling
from makegood.promises.rules.looking import Finding
from makegood.promises.types import Due, PromiseIn, PromiseKind, PromiseState, Source, Verdict
from makegood.touchpoints.actions import recording
from makegood.touchpoints.types import Contact, Where


def ended(touchpoint: str, whose: UUID, ends: Iterable[tuple[datetime, bool]]) -> None:
    """Promises made at a place that were kept (True) or broken at these instants."""
    told = list(ends)
    promises = [
        PromiseIn(
            key=uuid4().hex,
            identity_id=whose,
            kind=PromiseKind.DELIVERY,
            source=Source.ORDER,
            what="A book (order 1)",
            touchpoint=touchpoint,
            made_at=at - timedelta(days=2),
            due=Due(at + timedelta(minutes=1) if kept else at, "Europe/London"),
            watched=False,
        )
        for at, kept in told
    ]
    ids = making.make(promises=promises, by=SHOP, at=max(at for at, _ in told))
    found = [
        Finding(promise_id, Verdict(PromiseState.KEPT if kept else PromiseState.BROKEN, at))
        for promise_id, (at, kept) in zip(ids, told, strict=True)
    ]
    settling.bring_up_to_date(findings=found, at=max(at for at, _ in told))


def at_place(key: str, instants: Iterable[datetime], *, complaint: bool, harm: str = "late") -> None:
    """Cases of which nothing is known but where they happened."""
    where = Where(key, "read", {"harm": harm})
    recording.record(
        contacts=[Contact(uuid4(), where, at, complaint=complaint, harm=harm if complaint else "") for at in instants]
    )

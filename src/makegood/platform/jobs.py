"""Who does which kind of work, and doing all of it in this process. How a worker is woken is in `waking`, how it shares its threads in `lanes`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from makegood.platform import clock, draining, tenancy, work

_consumers: dict[str, work.Consumer] = {}


def consume(*consumers: work.Consumer) -> None:
    """Registers who does which kind of work. Only flows/when.py calls this, once at the start."""
    _consumers.update({consumer.kind: consumer for consumer in consumers})


def known() -> Mapping[str, work.Consumer]:
    """All kinds of work and who does them."""
    return _consumers


def all_due() -> list[tuple[UUID, str]]:
    """What is due now and nobody works on: work that came due by the clock, work of dead workers, and what nobody was woken for."""
    return work.due(at=clock.now(), kinds=list(_consumers))


def drain(
    brand_id: UUID, kind: str, *, more: Callable[[], None], over: Callable[[], bool], share: work.Share = work.WHOLE
) -> int:
    """Does what is due now of one kind for one brand, as much as one worker does before others have their turn; of what talks to the
    network every worker takes whatever comes next."""
    consumer = _consumers[kind]
    own = work.WHOLE if consumer.outside else share
    return draining.drain(brand_id, consumer, at=clock.now(), most=work.AT_ONCE, more=more, over=over, share=own)


def do_all_due(brand_id: UUID, *, at: datetime, rounds: int = 50) -> int:
    """Does everything that is due for one brand in this process, what it causes included, until it is quiet. For the command line,
    the demonstration and tests; the same consumers as the worker. Returns how many items were finished."""
    total = 0
    for _ in range(rounds):
        done, due = 0, _due(brand_id, at)
        for kind, consumer in _consumers.items():
            if kind in due:
                done += draining.drain(brand_id, consumer, at=at)
                due = _due(brand_id, at)  # what this one caused may be work of those that follow
        total += done
        if not done:
            break
    return total


def _due(brand_id: UUID, at: datetime) -> frozenset[str]:
    with tenancy.brand(brand_id):
        return work.due_here(at=at)

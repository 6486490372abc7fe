"""How promises are shown: their state in a word and a mark, when they are due, and why one is at risk. Presentation only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.promises.rules import reasons
from makegood.promises.types import RUNNING, OfTouchpoint, Promise, PromiseState, ToldFirst

_STATES = {
    PromiseState.OPEN: (gettext_lazy("on its way"), "state--rest"),
    PromiseState.AT_RISK: (gettext_lazy("at risk"), "state--risk"),
    PromiseState.KEPT: (gettext_lazy("kept"), "state--kept"),
    PromiseState.BROKEN: (gettext_lazy("broken"), "state--broken"),
    PromiseState.WITHDRAWN: (gettext_lazy("withdrawn"), "state--rest"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One promise for a template. `day` where a whole day was promised, else None and `due_at` is the instant."""

    id: UUID
    what: str
    state: str
    mark: str
    day: date | None
    due_at: datetime
    made_at: datetime
    ended_at: datetime | None
    why: str
    percent: int | None  # the chance that it will not hold
    told_at: datetime | None
    ours: bool  # a member's word, which a member says is kept
    running: bool
    two_readings: bool


def shown(promises: Iterable[Promise]) -> list[Shown]:
    """In their order."""
    return [one(promise) for promise in promises]


def one(promise: Promise) -> Shown:
    words, mark = _STATES[promise.state]
    running = promise.state in RUNNING
    risky = promise.state is PromiseState.AT_RISK
    return Shown(
        id=promise.id,
        what=promise.what,
        state=str(words),
        mark=mark,
        day=promise.due.on,
        due_at=promise.due.at,
        made_at=promise.made_at,
        ended_at=None if running else promise.state_at,
        why=reasons.sentence(promise.reason) if risky and promise.reason else "",
        percent=round(promise.chance * 100) if running and promise.chance is not None else None,
        told_at=promise.told_at,
        ours=promise.order_id is None,
        running=running,
        two_readings=promise.due.two_readings,
    )


def rate(one: OfTouchpoint) -> str:
    """ "3 of 40 broken"."""
    return _("%(broken)d of %(all)d broken") % {"broken": one.broken, "all": one.broken + one.kept}


def told_sentence(told: ToldFirst) -> str:
    """The rate in a whole sentence; '' where nothing broke."""
    total = told.told + told.complained + told.neither
    if not total:
        return ""
    if total == 1:
        return _one_sentence(told)
    return _(
        "%(all)d promises broke: %(told)d of them we told before they complained, at %(complained)d they complained first, and of %(neither)d they have heard nothing yet."
    ) % {
        "all": total,
        "told": told.told,
        "complained": told.complained,
        "neither": told.neither,
    }


def _one_sentence(told: ToldFirst) -> str:
    if told.told:
        return _("One promise broke, and they heard it from us before they complained.")
    if told.complained:
        return _("One promise broke, and they complained before we had told them.")
    return _("One promise broke, and they have heard nothing yet.")

"""Facts about trials. Who was drawn is written in rows of its own: it is nobody's business on a timeline."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TrialBegan(Event):
    sentence = "{held_out} of all people get no surprise from now on, by lot, so that it can be told whether surprises do good."
    trial_id: UUID
    held_out: str


@dataclass(frozen=True, kw_only=True)
class ExtraTrialBegan(Event):
    sentence = "{held_out} of all people do not get “{extra}” from now on, by lot, so that it can be told whether it does good."
    trial_id: UUID
    held_out: str
    extra: str


@dataclass(frozen=True, kw_only=True)
class TrialEnded(Event):
    sentence = (
        "The share of people who are held out by lot was changed: what was counted until now stays, and a new count begins."
    )
    trial_id: UUID

"""Facts about what came back."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PraiseCredited(Event):
    sentence = "{person} spoke well of us, and it is credited to the case and the gesture."
    praise_id: UUID
    public: bool

    def work_key(self) -> str:
        return str(self.praise_id)


@dataclass(frozen=True, kw_only=True)
class StandingChanged(Event):
    sentence = "{person} went from “{was}” to “{now}”: {because}"
    was: str
    now: str
    because: str


@dataclass(frozen=True, kw_only=True)
class ThanksPassedOn(Event):
    sentence = "{person}’s thanks were passed on to {to_name}."
    to_name: str
    praise_id: UUID

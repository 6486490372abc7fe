"""Facts about what machines tell. They name what is watched, never a person; who was refused stands in facts about people."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutSignal(Event):
    sentence = "A machine told something."
    signal_id: UUID
    signal_kind: str
    source: str

    def work_key(self) -> str:
        return str(self.signal_id)


@dataclass(frozen=True, kw_only=True)
class SignalBegan(_AboutSignal):
    sentence = "{source} says that something is wrong since {since} ({signal_kind})."
    since: str


@dataclass(frozen=True, kw_only=True)
class SignalEnded(_AboutSignal):
    sentence = "{source} says that it is over since {until} ({signal_kind})."
    until: str


@dataclass(frozen=True, kw_only=True)
class SignalAttached(_AboutSignal):
    sentence = "What {source} said was put to an incident."
    attached_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignalSetAside(_AboutSignal):
    sentence = "{by} set aside what {source} said."


@dataclass(frozen=True, kw_only=True)
class CheckoutHeard(Event):
    sentence = "The shop told of {events} things at its checkout; {refused} people could not buy."
    events: int
    refused: int

    def work_key(self) -> str:
        return "checkout"

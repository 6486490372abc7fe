"""Facts about promises: what became of our word."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutPromise(Event):
    sentence = "Something became of a promise."
    promise_id: UUID
    promise_kind: str
    due: str  # the day or the instant, as an ISO date or time

    def work_key(self) -> str:
        return str(self.promise_id)


@dataclass(frozen=True, kw_only=True)
class PromiseMade(_AboutPromise):
    sentence = "We promised {person} something by {due} ({promise_kind})."


@dataclass(frozen=True, kw_only=True)
class PromiseAtRisk(_AboutPromise):
    sentence = "The promise to {person} for {due} is at risk ({promise_kind})."
    chance: float | None = None


@dataclass(frozen=True, kw_only=True)
class PromiseSafeAgain(_AboutPromise):
    sentence = "The promise to {person} for {due} looks safe again ({promise_kind})."


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(_AboutPromise):
    sentence = "What we promised {person} until {was} now holds until {due} ({promise_kind})."
    was: str


@dataclass(frozen=True, kw_only=True)
class PromiseKept(_AboutPromise):
    sentence = "The promise to {person} for {due} was kept ({promise_kind})."


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(_AboutPromise):
    sentence = "The promise to {person} for {due} was broken ({promise_kind})."


@dataclass(frozen=True, kw_only=True)
class PromiseWithdrawn(_AboutPromise):
    sentence = "The promise to {person} for {due} no longer stands ({promise_kind})."

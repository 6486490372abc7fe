"""Facts about guests: that somebody is one, that they were forgotten. Never who or why in words."""

from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class GuestNoted(Event):
    sentence = "{person} is here as a {guest_kind}."
    guest_kind: str

    def work_key(self) -> str:
        return str(self.identity_id)


@dataclass(frozen=True, kw_only=True)
class GuestForgotten(Event):
    sentence = "What we kept of a {guest_kind} was forgotten, {days} days after they were last here."
    guest_kind: str
    days: int


@dataclass(frozen=True, kw_only=True)
class GuestRuleSet(Event):
    sentence = "{by} set how long a {guest_kind} is kept: {days} days, seen by {members} members (0: the whole team)."
    guest_kind: str
    days: int
    members: int

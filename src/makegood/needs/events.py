"""Facts about needs: that something was told, changed, seen to. Never what it is: the words stay in rows that can be erased."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutNeed(Event):
    sentence = "Something became of a need."
    need_id: UUID

    def work_key(self) -> str:
        return str(self.need_id)


@dataclass(frozen=True, kw_only=True)
class NeedTold(_AboutNeed):
    sentence = "{person} told us what they need."
    source: str


@dataclass(frozen=True, kw_only=True)
class NeedChanged(_AboutNeed):
    sentence = "What {person} needs was set right ({changed})."
    changed: str  # the fields, without what is in them: "until, who may see it"


@dataclass(frozen=True, kw_only=True)
class NeedEnded(_AboutNeed):
    sentence = "{person} does not need it any more."


@dataclass(frozen=True, kw_only=True)
class NeedWithdrawn(_AboutNeed):
    sentence = "{person} no longer wants us to keep what they need: the words are gone."


@dataclass(frozen=True, kw_only=True)
class NeedHandedOn(_AboutNeed):
    sentence = "What {person} needs was handed on to {audience}."
    audience: str


@dataclass(frozen=True, kw_only=True)
class NeedActedOn(_AboutNeed):
    sentence = "{by} saw to what {person} needs ({audience})."
    audience: str


@dataclass(frozen=True, kw_only=True)
class AudiencesSet(Event):
    sentence = "{by} set who may see what people need ({count})."
    count: int

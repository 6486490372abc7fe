"""Facts about programmes and occasions. Names of programmes are the brand's own."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfProgramme(Event):
    sentence = "Something became of a programme."
    programme_id: UUID
    programme: str

    def work_key(self) -> str:
        return str(self.programme_id)


@dataclass(frozen=True, kw_only=True)
class ProgrammeMade(_OfProgramme):
    sentence = "{by} made the programme “{programme}”: {rule}"
    rule: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeChanged(_OfProgramme):
    sentence = "{by} changed the programme “{programme}”: {rule}"
    rule: str


@dataclass(frozen=True, kw_only=True)
class ProgrammePaused(_OfProgramme):
    sentence = "{by} paused the programme “{programme}”."


@dataclass(frozen=True, kw_only=True)
class ProgrammeResumed(_OfProgramme):
    sentence = "{by} let the programme “{programme}” go on."


@dataclass(frozen=True, kw_only=True)
class _OfOccasion(Event):
    sentence = "Something became of an occasion."
    occasion_id: UUID
    programme_id: UUID
    programme: str

    def work_key(self) -> str:
        return str(self.occasion_id)


@dataclass(frozen=True, kw_only=True)
class OccasionDue(_OfOccasion):
    sentence = "It was time for “{programme}” with {person}."


@dataclass(frozen=True, kw_only=True)
class OccasionTakenUp(_OfOccasion):
    sentence = "{by} said yes to “{programme}” for {person}."


@dataclass(frozen=True, kw_only=True)
class OccasionDone(_OfOccasion):
    sentence = "Done for {person}, as “{programme}” says: {what}."
    what: str


@dataclass(frozen=True, kw_only=True)
class OccasionNotSent(_OfOccasion):
    sentence = "Nothing of “{programme}” reached {person}: {because}"
    because: str


@dataclass(frozen=True, kw_only=True)
class OccasionSkipped(_OfOccasion):
    sentence = "{by} left “{programme}” out for {person} this time."


@dataclass(frozen=True, kw_only=True)
class OccasionMoved(_OfOccasion):
    sentence = "{by} moved “{programme}” for {person} to {on}."
    on: str


@dataclass(frozen=True, kw_only=True)
class BirthdayTold(Event):
    """The day itself stands in a fact, which can be erased."""

    sentence = "{by} told us the day of {person}’s birthday."


@dataclass(frozen=True, kw_only=True)
class BirthdayTakenBack(Event):
    sentence = "{by} asked us to forget {person}’s birthday."


@dataclass(frozen=True, kw_only=True)
class FeastsChosen(Event):
    """Which ones stands in facts, which can be erased."""

    sentence = "{by} told us at which feasts {person} wishes to be greeted."


@dataclass(frozen=True, kw_only=True)
class OdometerRead(Event):
    sentence = "{by} told us what {person}’s odometer shows."

"""Facts about what people do for us unpaid. Never anybody's words."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LinkGiven(Event):
    sentence = "{person} has a link of their own to pass on."
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class LinksLeadTo(Event):
    sentence = "{by} said where people’s own links lead: {shop}."
    shop: str


@dataclass(frozen=True, kw_only=True)
class ReferralTold(Event):
    """On the newcomer's timeline."""

    sentence = "{person} said who had told them of us."
    referral_id: UUID

    def work_key(self) -> str:
        return str(self.referral_id)


@dataclass(frozen=True, kw_only=True)
class ReferralCame(Event):
    """On the advocate's timeline."""

    sentence = "{person} brought somebody who bought."
    referral_id: UUID

    def work_key(self) -> str:
        return str(self.referral_id)


@dataclass(frozen=True, kw_only=True)
class ReferralFellAway(Event):
    """On the advocate's timeline: what had counted counts no more."""

    sentence = "Somebody whom {person} had brought does not count any more."
    referral_id: UUID
    why: str

    def work_key(self) -> str:
        return str(self.referral_id)


@dataclass(frozen=True, kw_only=True)
class HelpMarked(Event):
    sentence = "{person} helped somebody else with an answer: {by} said so."
    entry_id: UUID

    def work_key(self) -> str:
        return str(self.entry_id)


@dataclass(frozen=True, kw_only=True)
class HelpTakenBack(Event):
    sentence = "{by} said that an answer of {person} was no help after all."
    entry_id: UUID


@dataclass(frozen=True, kw_only=True)
class EntryJudged(Event):
    sentence = "{by} said whether something that {person} did for us counts."
    entry_id: UUID
    counts: bool


@dataclass(frozen=True, kw_only=True)
class AdvocateThanked(Event):
    sentence = "{by} thanked {person} for what they did for us."
    entry_id: UUID

"""Bursts: more people than usual say alike things. Values; a burst is a machine's notice, and whether it is an incident a member says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.alike.types import Vector
from makegood.channels.types import MessageId

TopicId = NewType("TopicId", UUID)
BurstId = NewType("BurstId", UUID)
SPLIT_OFF = "split off"  # the rule of a burst that began during another and was drawn into it at first


class TopicKind(StrEnum):
    """What is counted together."""

    ALIKE = "alike"  # messages that say alike things
    WHOLE = "whole"  # everything that people complain of or ask for at the brand
    FACET = "facet"  # everything that is said of one product, region, carrier or channel
    SIGNAL = "signal"  # what a machine counts, such as refused checkouts


class BurstState(StrEnum):
    RAISED = "raised"  # it goes on, and nobody has said yet what it is
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"  # it ended before anybody said what it was


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody complained or asked for something. `vector` is None as long as none was made: then it counts towards the brand's whole, and is placed
    when it comes again with one. `facets`: product, region, carrier, channel, harm; what is not known is left out."""

    message_id: MessageId
    identity_id: UUID
    said_at: datetime
    vector: Vector | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voice:
    """One message of a topic. `likeness` is the cosine between it and the middle of its topic, at the time when it was placed; None where it belongs because
    of the product, region, carrier or channel of which it speaks."""

    message_id: MessageId
    identity_id: UUID
    said_at: datetime
    likeness: float | None


@dataclass(frozen=True, slots=True)
class Burst:
    """`people` spoke since `began_at` (until it was raised, or since grew to), where `usual` are so many an hour. `rule` is the speed of the watch that
    noticed it: slow, normal or flash; or that it was split off from another. `title_words`: what those who spoke have in common; `facet`: where it is concentrated, or ''."""

    id: BurstId
    topic_id: TopicId
    title_words: tuple[str, ...]
    facet: str
    raised_at: datetime
    began_at: datetime
    ended_at: datetime | None
    people: int
    usual: float
    rule: str
    state: BurstState

    @property
    def minutes(self) -> int:
        """From its beginning to when it was raised, at least one."""
        return max(round((self.raised_at - self.began_at).total_seconds() / 60), 1)


@dataclass(frozen=True, slots=True)
class Precision:
    """What became of what was raised. `share` is confirmed ÷ (confirmed + dismissed), None where nobody has judged."""

    raised: int
    confirmed: int
    dismissed: int
    undecided: int

    @property
    def share(self) -> float | None:
        judged = self.confirmed + self.dismissed
        return self.confirmed / judged if judged else None


@dataclass(frozen=True, slots=True)
class Volume:
    """One bar of a chart: people who spoke from `at` on, and how many are usual there."""

    at: datetime
    people: int
    usual: float

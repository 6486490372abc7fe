"""Identities, people and what ties them together: values, never rows.

A row elsewhere references an identity, never a person. A person is the connected component of identities over live links.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import IntEnum, StrEnum
from typing import NewType
from uuid import UUID

IdentityId = NewType("IdentityId", UUID)
PersonId = NewType("PersonId", UUID)
LinkId = NewType("LinkId", UUID)


class IdentityKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"  # value is "network:name", for example "bluesky:tom.example"
    CUSTOMER_NUMBER = "customer_number"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody can be found, as it was written. `name` is what they call themselves there, or ''; `shown` is how it is written for
    people, where the address itself is only for machines ("bluesky:tom.example" for a DID), or ''."""

    kind: IdentityKind
    value: str
    name: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Several addresses of one person seen together. `strong` when a source that knows says so (an order, a signed token):
    then they are linked; otherwise only the first is recognised and the rest are noted as weak evidence."""

    addresses: tuple[Address, ...]
    strong: bool = False
    source: str = ""  # "order 1007", "mail"


@dataclass(frozen=True, slots=True)
class Recognised:
    identity_id: IdentityId
    person_id: PersonId
    is_new: bool


class EvidenceKind(StrEnum):
    SAME_ORDER = "same_order"  # strong: one order names both
    SIGNED_TOKEN = "signed_token"  # strong  # noqa: S105
    MEMBER_SAYS = "member_says"  # strong: a member confirmed it
    SAME_NAME = "same_name"  # weak, never links alone
    SIMILAR_NAME = "similar_name"  # weak
    SAME_MATTER = "same_matter"  # weak: speaks of what only they and we know (the item, the gesture)
    RIGHT_TIME = "right_time"  # weak: soon after we did something for them
    SEEN_TOGETHER = "seen_together"  # weak: one message names both
    LOOKALIKE = "lookalike"  # against: the handle imitates another one (0 for o, doubled letters)
    OTHERS_FIT = "others_fit"  # against: it fits others of ours as well, and can be only one of them


@dataclass(frozen=True, slots=True)
class Evidence:
    """`bits` is the weight, log2 of how much likelier this is for the same person than for a stranger; negative speaks against."""

    kind: EvidenceKind
    bits: float
    words: str  # a sentence for the member who decides


class LinkState(StrEnum):
    SUGGESTED = "suggested"
    LIVE = "live"
    REFUSED = "refused"  # never suggested again
    UNDONE = "undone"


class NameSource(IntEnum):
    """Whose word a name is; a greater one wins, and among equals the longer name."""

    DISPLAY = 1  # what they call themselves there
    ORDER = 2  # what a source that knows says
    MEMBER = 3  # what a member wrote


@dataclass(frozen=True, slots=True)
class Identity:
    id: IdentityId
    kind: IdentityKind
    value: str  # normalised
    shown: str  # as first written; of an account whose handle changes the latest
    name: str
    person_id: PersonId
    verified: bool  # a source that knows (an order, a signed token) named it; a member's word alone does not verify
    name_source: NameSource = NameSource.DISPLAY
    first_seen_at: datetime | None = None
    company: bool = False  # a member said that a company speaks here: a carrier, a publisher, another shop


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    name: str
    identities: tuple[Identity, ...]
    first_seen_at: datetime

    @property
    def is_company(self) -> bool:
        """Whether a member said of one of their addresses that a company speaks there."""
        return any(identity.company for identity in self.identities)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A link that awaits a member's yes or no."""

    id: LinkId
    unknown: Identity
    known: Identity
    known_person: PersonId
    probability: float  # 0 to 1
    evidence: tuple[Evidence, ...]
    suggested_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """One edge between two identities, kept for ever whatever becomes of it. `decided_by` is the member, None for a source that knows."""

    id: LinkId
    identity_id: IdentityId
    other_identity_id: IdentityId
    state: LinkState
    evidence: tuple[Evidence, ...]
    suggested_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None


@dataclass(frozen=True, slots=True)
class Hint:
    """Another address that was seen beside an identity, by a source that cannot know. It links nothing."""

    identity_id: IdentityId
    kind: IdentityKind
    value: str  # normalised
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """What a package learned about a person; segments and policies are rules over facts."""

    identity_id: IdentityId
    kind: str  # "order_placed", "complained", "thanked_in_public"
    subject: str  # natural key of what it is about: a repeat of (identity, kind, subject) changes nothing
    at: datetime
    value: dict[str, object] = field(default_factory=dict)


class Purpose(StrEnum):
    SERVICE = "service"  # answering, fixing, following up what they wrote or bought
    RELATIONSHIP = "relationship"  # birthdays, greetings
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Consent:
    """Said by the person for one channel kind and purpose; `granted` False is a withdrawal, which wins at once. `text_version` names what they
    agreed to, `proof` where it can be seen that they did (a row of a file, a message, who heard it)."""

    identity_id: IdentityId
    channel: str
    purpose: Purpose
    granted: bool
    source: str
    text_version: str
    at: datetime
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """By which clock somebody lives, and when they wish for quiet there (from, until; local), None where they never said."""

    zone: str
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class PastConsent:
    """What somebody said about being written to, as another system kept it."""

    channel: str
    purpose: Purpose
    granted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class PastPerson:
    """Somebody as another system knew them: all addresses are taken to be one person's. `since` is when they were first known there;
    `joined` where that system said so itself."""

    addresses: tuple[Address, ...]
    since: datetime
    source: str
    joined: bool = False
    consents: tuple[PastConsent, ...] = ()


@dataclass(frozen=True, slots=True)
class Noted:
    """Of somebody this was noted: a fact of this kind, at `since` or later and before `until`, whose value holds all of `value`. `lasts` names
    the part of the value that says until when it was so (an instant with its offset): then it counts as well where it began earlier and
    lasted to `since` or longer."""

    kind: str
    since: datetime | None = None
    until: datetime | None = None
    value: tuple[tuple[str, str], ...] = ()
    lasts: str = ""


@dataclass(frozen=True, slots=True)
class Among:
    """Somebody has one of these addresses: where another package knows who it is."""

    identity_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Who is meant, by what was noted of them: at least one of `any_of` (where there are any), all of `all_of` and none of `none_of`, each a
    place in `tests`. A test that none of them names is only looked at. A person is tried as a whole, whatever address a fact is about; companies
    are never meant."""

    tests: tuple[Noted | Among, ...]
    any_of: tuple[int, ...] = ()
    all_of: tuple[int, ...] = ()
    none_of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """A person of a segment: `identity_id` speaks for them (a mail address before others, a verified one first, then the oldest), and `passed`
    are the tests that they pass, as a sum of powers of two."""

    person_id: PersonId
    identity_id: IdentityId
    passed: int

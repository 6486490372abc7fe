"""By which ways many people can be told one thing: looks all of them up at once, and puts the ways in order (`statements.rules.ways`).

Looks only; a fixed number of queries, whatever the number of people. Whether words may take a way, the gate says when they do.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from makegood.channels import queries as channels
from makegood.channels import reached, registry
from makegood.channels.reached import LastHeard
from makegood.channels.types import ChannelConfig
from makegood.flows import speaking
from makegood.flows.delivery_failed import UNDELIVERABLE
from makegood.people import queries as people
from makegood.people.types import Identity, IdentityKind, Person, Purpose
from makegood.statements.rules import ways as rules
from makegood.statements.rules.ways import Heard, Mailbox, Way
from makegood.understanding import queries as understanding

CHOSEN = "their own page: where to tell me"  # the source of a yes by which somebody chose a channel


@dataclass(frozen=True, slots=True)
class Reached:
    """What is known of one person for this: by which ways, and in which language they wrote last ('' where nobody knows)."""

    person: Person
    heard: tuple[Heard, ...]
    addresses: tuple[UUID, ...]
    begins: Mapping[UUID, UUID]
    chosen: frozenset[str]
    refused: frozenset[str]
    language: str
    mailbox: Mailbox | None
    active: frozenset[UUID]

    def ways(self, tried: Sequence[str] = ()) -> tuple[Way, ...]:
        """The best first, without those that were tried."""
        return rules.ways(
            heard=self.heard,
            addresses=self.addresses,
            mailbox=self.mailbox,
            begins=self.begins,
            chosen=self.chosen,
            refused=self.refused,
            active=self.active,
            tried=frozenset(tried),
        )

    @property
    def name(self) -> str:
        """What they are called by, or '' where all we know is an address."""
        name = self.person.name
        return "" if "@" in name or name.startswith("+") else name


def of(*, persons: Sequence[Person]) -> dict[UUID, Reached]:
    """How each of these people is reached, by person. Nine queries."""
    once = {person.id: person for person in persons}
    identities: dict[UUID, Identity] = {identity.id: identity for person in once.values() for identity in person.identities}
    ids = list(identities)
    there = channels.channels()
    configs: dict[UUID, ChannelConfig] = channels.configs()
    mailbox_id = speaking.mailbox_among(there)
    mailbox = Mailbox(mailbox_id, configs[mailbox_id].kind) if mailbox_id else None
    last = reached.last_heard(identity_ids=ids)
    by_identity: dict[UUID, list[LastHeard]] = defaultdict(list)
    for one in last:
        by_identity[one.identity_id].append(one)
    languages = {
        message_id: reading.language
        for message_id, reading in understanding.readings(message_ids=[one.message_id for one in last]).items()
    }
    said = defaultdict(list)
    for consent in people.consents_of(identity_ids=ids):
        if consent.purpose is Purpose.SERVICE:
            said[identities[consent.identity_id].person_id].append(consent)
    dead: set[UUID] = {fact.identity_id for fact in people.facts_of(identity_ids=ids, kinds=[UNDELIVERABLE])}
    active = frozenset(one.id for one in there if one.active)
    found: dict[UUID, Reached] = {}
    for person in once.values():
        heard = [one for identity in person.identities for one in by_identity[identity.id]]
        latest = max(heard, key=lambda one: one.at, default=None)
        wishes = sorted((one for one in said[person.id] if one.source == CHOSEN and one.granted), key=lambda one: one.at)
        no = {one.channel for one in said[person.id] if not one.granted}
        found[person.id] = Reached(
            person=person,
            heard=tuple(_heard(one, configs[one.channel_id], identities[one.identity_id]) for one in heard),
            addresses=_addresses(person, dead),
            begins={
                one.channel_id: one.identity_id
                for one in heard
                if one.public and registry.abilities(configs[one.channel_id]).begins
            },
            chosen=_kinds(configs, {wishes[-1].channel} if wishes else set()),
            refused=_kinds(configs, no),
            language=languages.get(latest.message_id, "") if latest else "",
            mailbox=mailbox,
            active=active,
        )
    return found


def _heard(one: LastHeard, config: ChannelConfig, identity: Identity) -> Heard:
    return Heard(
        channel_id=one.channel_id,
        kind=config.kind,
        identity_id=one.identity_id,
        conversation_id=one.conversation_id,
        message_id=one.message_id,
        at=one.at,
        public=one.public,
        by_mail=identity.kind is IdentityKind.EMAIL and "@" in config.address.strip("@"),
        answers_by_mail=registry.answers_by_mail(config.kind),
        unanswered=bool(registry.unanswered(config.kind)),
    )


def _addresses(person: Person, dead: set[UUID]) -> tuple[UUID, ...]:
    mails = [one for one in person.identities if one.kind is IdentityKind.EMAIL and one.id not in dead]
    return tuple(one.id for one in sorted(mails, key=lambda one: (not one.verified, one.id)))


def _kinds(configs: Mapping[UUID, ChannelConfig], consented: set[str]) -> frozenset[str]:
    """The kinds of our channels for which a word about these counts: mail is mail, whoever carries it."""
    return frozenset(one.kind for one in configs.values() if registry.consented_as(one.kind) in consented)

"""Who did it: a member of staff, a person (customer), the shop, a machine that came in with a token, or Makegood itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    MEMBER = "member"
    PERSON = "person"
    SHOP = "shop"
    MACHINE = "machine"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the member's, the identity's or the machine's id; the system and the shop have none."""

    kind: ActorKind
    id: UUID | None = None


SYSTEM = Actor(ActorKind.SYSTEM)
SHOP = Actor(ActorKind.SHOP)


def member(member_id: UUID) -> Actor:
    return Actor(ActorKind.MEMBER, member_id)


def person(identity_id: UUID) -> Actor:
    return Actor(ActorKind.PERSON, identity_id)


def machine(machine_id: UUID) -> Actor:
    return Actor(ActorKind.MACHINE, machine_id)

"""Where somebody gets post, on their own page: theirs to give, to correct and to take back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel import actors
from makegood.letters import actions
from makegood.letters import queries as letters
from makegood.letters.types import Postal
from makegood.people.types import Identity, Person
from makegood.relationships import queries as relationships
from makegood.relationships.types import StepKind


def of_person(*, person: Person) -> Postal | None:
    """Where they get post, as far as we know. One query after another's."""
    first = person.identities[0].id
    return letters.postals(identity_ids=[first]).get(first)


def is_asked(*, person: Person) -> bool:
    """Whether the brand sends anything by post: a programme with a card, or one that is for them."""
    ids = [one.id for one in person.identities]
    cards = any(step.kind is StepKind.CARD for one in relationships.programmes(active=True) for step in one.told.steps)
    return cards or bool(letters.of_identities(identity_ids=ids, limit=1))


def home() -> str:
    """The brand's country, which is taken where they name none."""
    return brands.current().country


def tell(*, identity: Identity, lines: Sequence[str], country: str, at: datetime) -> None:
    """There from now on. Refuses ("address_malformed")."""
    postal = Postal(tuple(lines), country.strip() or home())
    actions.note_address(identity_id=identity.id, postal=postal, source="own page", by=_by(identity), at=at)


def forget(*, person: Person, identity: Identity, at: datetime) -> None:
    """It is not kept any more; nothing can be posted until somebody tells us anew."""
    actions.forget_address(identity_ids=[one.id for one in person.identities], by=_by(identity), at=at)


def _by(identity: Identity) -> actors.Actor:
    return actors.person(UUID(str(identity.id)))

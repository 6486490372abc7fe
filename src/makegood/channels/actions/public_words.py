"""What must not be said of somebody in public, as far as it is known here: for the gate, and for whoever writes. Looks only; keeps nothing."""

from collections.abc import Sequence
from uuid import UUID

from makegood.channels import models, privacy
from makegood.people import queries as people
from makegood.people.types import IdentityKind, Person


def about(*, identity_id: UUID, numbers: Sequence[str] = (), needs: Sequence[tuple[str, ...]] = ()) -> privacy.About:
    """What is known of the person behind this identity: their names, less what they call themselves in public, the `numbers` of their orders
    and parcels and the words of their `needs` (handed in: they are not known here), and the brand's own addresses, which everybody may read."""
    person = people.persons_of(identity_ids=[identity_id])[identity_id]
    return about_person(person, numbers=numbers, needs=needs, ours=ours())


def about_person(
    person: Person, *, numbers: Sequence[str] = (), needs: Sequence[tuple[str, ...]] = (), ours: Sequence[str]
) -> privacy.About:
    """The same, of somebody who was looked up already. Looks at nothing."""
    in_public = [one for one in person.identities if one.kind is IdentityKind.HANDLE]
    names = privacy.names_to_keep(
        names=[one.name for one in person.identities if one.name],
        public=[said for one in in_public for said in (one.name, one.shown)],
    )
    return privacy.About(names=names, numbers=tuple(numbers), ours=tuple(ours), needs=tuple(needs))


def ours() -> tuple[str, ...]:
    """The addresses at which the brand is written to. One query."""
    return tuple(models.Channel.objects.filter(active=True).values_list("address", flat=True))

"""What somebody told so that we may think of them, on their own page: birthday, feasts, odometer. Theirs alone, to give and to take back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.kernel import actors
from makegood.people import queries as people
from makegood.people.types import Consent, Identity, Person, Purpose
from makegood.relationships import queries
from makegood.relationships.actions import telling
from makegood.relationships.rules import feasts
from makegood.relationships.types import Occasion, OccasionState, Reading, Rhythm, ToldUs


@dataclass(frozen=True, slots=True)
class OwnRhythms:
    """`greeted`: they agreed to hear from us so; else nothing goes out, whatever is told here. `drives`: a programme goes by kilometres."""

    told: ToldUs
    reading: Reading | None
    coming: tuple[Occasion, ...]
    greeted: bool
    birthdays: bool
    feasts: tuple[str, ...]
    drives: bool

    @property
    def is_anything(self) -> bool:
        return bool(self.birthdays or self.feasts or self.drives or self.told.birthday or self.told.feasts or self.reading)


def of_person(*, person: Person, at: datetime) -> OwnRhythms:
    """A fixed number of queries."""
    ids = [one.id for one in person.identities]
    running = queries.programmes(active=True)
    kinds = {one.told.rule.rhythm for one in running}
    today = brands.local_day(at)
    readings = queries.readings_of(identity_ids=ids) if Rhythm.KILOMETRES in kinds else ()
    coming = queries.coming(identity_ids=ids, start=today, limit=6) if kinds else ()
    return OwnRhythms(
        told=queries.told_of(identity_ids=ids),
        reading=readings[-1] if readings else None,
        coming=tuple(one for one in coming if one.state is OccasionState.PLANNED and one.rhythm is Rhythm.KILOMETRES),
        greeted=_greeted(people.consents_of(identity_ids=ids)),
        birthdays=Rhythm.BIRTHDAY in kinds,
        feasts=tuple(one.name for one in feasts.ALL if any(one.name in each.told.rule.feasts for each in running)),
        drives=Rhythm.KILOMETRES in kinds,
    )


def _greeted(said: Sequence[Consent]) -> bool:
    words = [one for one in said if one.purpose is Purpose.RELATIONSHIP]
    return any(one.granted for one in words)


def tell_birthday(*, identity: Identity, month: int, day: int, at: datetime) -> None:
    """Refuses ("no_such_day")."""
    telling.tell_birthday(identity_id=identity.id, month=month, day=day, by=_by(identity), at=at)


def forget_birthday(*, identity: Identity, at: datetime) -> None:
    """It is forgotten."""
    telling.forget_birthday(identity_id=identity.id, by=_by(identity), at=at)


def choose_feasts(*, identity: Identity, names: Sequence[str], at: datetime) -> None:
    """At these and no others. Refuses ("no_such_feast")."""
    telling.choose_feasts(identity_id=identity.id, names=names, by=_by(identity), at=at)


def tell_reading(*, identity: Identity, km: int, key: str, at: datetime) -> None:
    """Refuses ("bad_reading")."""
    telling.tell_reading(identity_id=identity.id, km=km, key=f"page {key or km}", by=_by(identity), at=at)


def _by(identity: Identity) -> actors.Actor:
    return actors.person(UUID(str(identity.id)))

"""People by their names, for whoever asks by hand. Never writes."""

from django.db.models import Q

from makegood.people import models, queries
from makegood.people.types import Person

MOST_WORDS = 8  # of a name: more find nobody else


def named(*, words: str, limit: int) -> tuple[Person, ...]:
    """Those whose name holds each of these words, whatever their case, the latest known first; nobody without words. Two queries; the first goes
    through the brand's names once, so that it is for somebody who asks by hand and for no list."""
    wanted = [Q(name__icontains=one) for one in words.split()[:MOST_WORDS]]
    if not wanted:
        return ()
    found = models.Identity.objects.filter(*wanted).order_by("-first_seen_at", "-id").values_list("id", flat=True)[: limit * 4]
    persons = {one.id: one for one in queries.persons_of(identity_ids=list(found)).values()}
    return tuple(persons.values())[:limit]

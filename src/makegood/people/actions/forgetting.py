"""Forgets somebody whose time is over: names, addresses and what was learned of them are gone; ids stay, so that ledgers and the journal still add up.

Never for a customer: whoever calls it has asked.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from makegood.people import models

FORGOTTEN = "forgotten"
_NOWHERE = "@forgotten.invalid"


def blur(*, identity_ids: Sequence[UUID]) -> int:
    """Takes names, addresses, hints and facts off these identities. → how many. May be repeated."""
    rows = models.Identity.objects.filter(id__in=list(identity_ids)).exclude(shown=FORGOTTEN)
    models.Fact.objects.filter(identity_id__in=list(identity_ids)).delete()
    models.Hint.objects.filter(identity_id__in=list(identity_ids)).delete()
    nobody = Concat(Cast("id", CharField()), Value(_NOWHERE))
    return rows.update(value=nobody, shown=FORGOTTEN, name="", name_source=1, verified=False, company=False)

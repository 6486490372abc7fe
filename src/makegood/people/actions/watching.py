"""Who wants to hear of facts: each of these kinds that is noted, set right or taken back leaves work of the kind FACT_NOTED, with the identity whose
it is. The database sees to it, whoever writes the fact."""

from collections.abc import Collection

from makegood.people import models

FACT_NOTED = "fact_noted"


def watch(*, kinds: Collection[str], by: str) -> None:
    """From now on `by` hears of facts of just these kinds. May be repeated."""
    models.Watched.objects.filter(by=by).exclude(kind__in=list(kinds)).delete()
    models.Watched.objects.bulk_create([models.Watched(by=by, kind=kind) for kind in sorted(set(kinds))], ignore_conflicts=True)

"""Sets the rules by which it is shown what went both ways. Works inside an open brand transaction."""

from datetime import datetime

from django.db import connection

from makegood.both_ways import events, models, queries, rules
from makegood.both_ways.types import Version, Ways
from makegood.brands import rules as roles
from makegood.brands.types import Member, Permission
from makegood.kernel import actors
from makegood.platform import journal, tenancy


def set_ways(*, ways: Ways, by: Member, at: datetime) -> Version | None:
    """These rules count from now on, here and on people's own pages; the earlier ones stay to be read. The same rules again change nothing (None).
    Refuses "not_allowed" and what `rules.check` refuses."""
    roles.require(by.role, Permission.SET_POLICY)
    checked = rules.check(ways)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"both ways {tenancy.current_brand()}"])
    latest = models.Version.objects.order_by("-number").first()
    if queries.current() == checked:
        return None
    row = models.Version.objects.create(
        number=latest.number + 1 if latest else 1,
        hidden=[line.value for line in checked.hidden],
        days=checked.days,
        message_minutes=checked.message_minutes,
        by_member_id=by.id,
        at=at,
    )
    said = rules.sentence(checked)
    journal.record(events.WaysChanged(number=row.number, rules=said), by=actors.member(by.id), at=at)
    return Version(row.number, checked, at, by.id, said)

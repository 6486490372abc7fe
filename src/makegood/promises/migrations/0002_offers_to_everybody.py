"""Promises of an offer to everybody (a sale), and that a promise was moved. Each check is laid anew without looking at the rows that are there:
the new one allows all that the old one did. `0003` looks at them, without keeping anybody waiting.
"""

from django.db import migrations, models
from django.db.models import Q

KINDS = ["delivery", "call", "answer", "refund", "visit", "offer", "other"]
SOURCES = ["order", "message", "member", "statement", "sale"]
RECORDS = ["made", "at_risk", "safe_again", "moved", "kept", "broken", "withdrawn", "told", "complained"]
CHECKS = (
    ("promise", "promises_promise", "promise_kind_known", "kind", KINDS),
    ("promise", "promises_promise", "promise_source_known", "source", SOURCES),
    ("record", "promises_record", "promise_record_kind_known", "kind", RECORDS),
)


def anew(model: str, table: str, name: str, column: str, values: list[str]) -> migrations.SeparateDatabaseAndState:
    allowed = ", ".join(f"'{value}'" for value in values)
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({column} IN ({allowed})) NOT VALID",
                reverse_sql=migrations.RunSQL.noop,
            )
        ],
        state_operations=[
            migrations.RemoveConstraint(model_name=model, name=name),
            migrations.AddConstraint(
                model_name=model, constraint=models.CheckConstraint(condition=Q(**{f"{column}__in": values}), name=name)
            ),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_promises")]
    operations = [anew(*one) for one in CHECKS]

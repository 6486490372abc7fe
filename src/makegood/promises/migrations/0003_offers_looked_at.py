"""Looks at what was there before `0002`: reading and writing go on meanwhile (VALIDATE CONSTRAINT shares its lock with both)."""

from django.db import migrations

CHECKS = (
    ("promises_promise", "promise_kind_known"),
    ("promises_promise", "promise_source_known"),
    ("promises_record", "promise_record_kind_known"),
)


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_offers_to_everybody")]
    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}", reverse_sql=migrations.RunSQL.noop)
        for table, name in CHECKS
    ]

"""Promises of a visit. The check is laid anew without looking at the rows that are there: the new one allows all that the old one did."""

from importlib import import_module

from django.db import migrations

SOURCES = ["order", "message", "member", "statement", "sale", "visit"]
_anew = import_module("makegood.promises.migrations.0002_offers_to_everybody").anew


class Migration(migrations.Migration):
    dependencies = [("promises", "0003_offers_looked_at")]
    operations = [
        _anew("promise", "promises_promise", "promise_source_known", "source", SOURCES),
        migrations.RunSQL(
            "ALTER TABLE promises_promise VALIDATE CONSTRAINT promise_source_known", reverse_sql=migrations.RunSQL.noop
        ),
    ]

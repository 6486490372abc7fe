"""Guests: candidates, visitors, callers, and how long each is kept. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("people", "0001_initial"), ("platform", "0002_work_strands")]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("since_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField()),
                ("forgotten_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("forgotten_at", None)), fields=["brand_id", "touched_at"], name="guest_age")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "identity_id", "kind"), name="guest_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["candidate", "visitor", "caller"])), name="guest_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=10)),
                ("keep_days", models.IntegerField()),
                ("members", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "kind"), name="guest_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["candidate", "visitor", "caller"]), ("keep_days__gte", 1)),
                        name="guest_rule_known",
                    ),
                ],
            },
        ),
        borders.guard("guests_rule", referenced=False),
        borders.guard("guests_guest", references={"identity_id": "people_identity"}, referenced=False),
    ]

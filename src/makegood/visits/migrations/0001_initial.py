"""Visits: who can be booked, and what is. That nothing is booked twice at one time, the database holds. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
import makegood.visits.types
from makegood.platform import borders

_ONE_IN_A_SLOT = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE visits_visit ADD CONSTRAINT visit_one_in_a_slot EXCLUDE USING gist (
    brand_id WITH =, resource_id WITH =, tstzrange(from_at, until_at) WITH &&
) WHERE (state IN ('booked', 'done'))
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("people", "0001_initial"), ("platform", "0002_work_strands")]

    operations = [
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=80)),
                ("member_id", models.UUIDField(null=True)),
                ("openings", models.JSONField()),
                ("minutes", models.IntegerField()),
                ("between", models.IntegerField(default=0)),
                ("place", models.CharField(default="", max_length=300)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["person", "place"])), name="visit_resource_kind_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=200)),
                ("identity_id", models.UUIDField()),
                ("resource_id", models.UUIDField()),
                ("kind", models.CharField(default=makegood.visits.types.VisitKind["VISIT"], max_length=10)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("about", models.CharField(max_length=200)),
                ("where", models.CharField(max_length=8)),
                ("address", models.CharField(default="", max_length=300)),
                ("wanted", models.CharField(default="", max_length=300)),
                ("state", models.CharField(default=makegood.visits.types.VisitState["BOOKED"], max_length=10)),
                ("sequence", models.IntegerField(default=0)),
                ("booked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("spared_words", models.CharField(default="", max_length=300)),
                ("spared_minor", models.BigIntegerField(null=True)),
                ("spared_currency", models.CharField(default="", max_length=3)),
                ("spared_minutes", models.IntegerField(default=0)),
                ("km", models.IntegerField(null=True)),
                ("because", models.CharField(default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "from_at"], name="visit_day"),
                    models.Index(fields=["brand_id", "identity_id", "-from_at"], name="visit_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="visit_once"),
                    models.CheckConstraint(condition=models.Q(("until_at__gt", models.F("from_at"))), name="visit_ends_later"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["booked", "cancelled", "done", "missed"])), name="visit_state_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["visit", "interview"])), name="visit_kind_known"),
                    models.CheckConstraint(condition=models.Q(("where__in", ["theirs", "ours"])), name="visit_where_known"),
                ],
            },
        ),
        borders.guard("visits_resource", references={"member_id": "brands_member"}),
        borders.guard("visits_visit", references={"identity_id": "people_identity", "resource_id": "visits_resource"}),
        migrations.RunSQL(_ONE_IN_A_SLOT, migrations.RunSQL.noop),
    ]

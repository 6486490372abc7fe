"""Makegoods and their steps."""

from django.db import migrations, models
from django.db.models import Q

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True
    dependencies = [("platform", "0001_initial"), ("people", "0001_initial"), ("gestures", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Makegood",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("occasion_kind", models.CharField(max_length=20)),
                ("occasion_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("state", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=400)),
                ("why", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("cost_minor", models.BigIntegerField()),
                ("left_after_minor", models.BigIntegerField(null=True)),
                ("proposals", models.JSONField()),
                ("basis", models.JSONField()),
                ("arm", models.CharField(max_length=20)),
                ("propensity", models.FloatField()),
                ("policy_version", models.CharField(max_length=40)),
                ("changed", models.JSONField(default=dict)),
                ("proposed_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by_member", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(state__in=["proposed", "running", "stuck"]),
                        fields=["brand_id", "occasion_kind", "occasion_id"],
                        name="makegoods_one_live",
                    ),
                    models.CheckConstraint(condition=Q(propensity__gt=0, propensity__lte=1), name="makegoods_propensity"),
                ],
                "indexes": [
                    models.Index(fields=["brand_id", "occasion_kind", "occasion_id", "-proposed_at"], name="makegoods_occasion"),
                    models.Index(fields=["brand_id", "identity_id", "-proposed_at"], name="makegoods_person"),
                    models.Index(fields=["brand_id", "state", "id"], name="makegoods_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("makegood_id", models.UUIDField()),
                ("position", models.IntegerField()),
                ("key", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=400)),
                ("cost_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("params", models.JSONField(default=dict)),
                ("after", models.JSONField(default=list)),
                ("state", models.CharField(max_length=10)),
                ("due_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("attempt", models.IntegerField(default=0)),
                ("leased_until", models.DateTimeField(null=True)),
                ("outcome", models.TextField(default="")),
                ("reference", models.CharField(default="", max_length=200)),
                ("trouble", models.TextField(default="")),
                ("grant_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["brand_id", "makegood_id", "key"], name="makegoods_step_once")],
                "indexes": [models.Index(fields=["brand_id", "makegood_id", "position"], name="makegoods_steps")],
            },
        ),
        borders.guard("makegoods_makegood", references={"identity_id": "people_identity"}),
        borders.guard(
            "makegoods_step", references={"makegood_id": "makegoods_makegood", "grant_id": "gestures_grant"}, referenced=False
        ),
    ]

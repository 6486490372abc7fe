"""Relationships: programmes and the occasions planned from them. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0001_initial"),
        ("people", "0001_initial"),
        ("channels", "0001_initial"),
        ("gestures", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Occasion",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("programme_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("occurrence", models.CharField(max_length=60)),
                ("day", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("moved", models.BooleanField(db_default=False, default=False)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("about", models.JSONField(db_default={}, default=dict)),
                ("because", models.CharField(db_default="", default="", max_length=300)),
                ("outgoing_id", models.UUIDField(null=True)),
                ("arm", models.CharField(db_default="treated", default="treated", max_length=12)),
                ("propensity", models.FloatField(db_default=1.0, default=1.0)),
                ("steps_done", models.JSONField(db_default={}, default=dict)),
                ("by_member_id", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")), fields=["brand_id", "due_at"], name="rhythm_occasion_due"
                    ),
                    models.Index(fields=["brand_id", "programme_id", "day"], name="rhythm_occasion_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand_id", "identity_id", "programme_id", "occurrence"), name="rhythm_occasion_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "due", "proposed", "done", "not_sent", "skipped", "lapsed", "held_out"])
                        ),
                        name="rhythm_occasion_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("rhythm", models.CharField(max_length=12)),
                ("rule", models.JSONField()),
                ("steps", models.JSONField()),
                ("audience", models.JSONField(default=dict)),
                ("hour", models.SmallIntegerField(default=9)),
                ("channel", models.CharField(default="", max_length=40)),
                ("priority", models.IntegerField(default=100)),
                ("alone", models.BooleanField(default=False)),
                ("budget_id", models.UUIDField(null=True)),
                ("holdout", models.IntegerField(default=0)),
                ("good_for", models.SmallIntegerField(default=3)),
                ("since_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("planned_until", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "name"), name="rhythm_programme_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["birthday", "feast", "months", "kilometres", "after", "customer"])),
                        name="rhythm_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("hour__gte", 0), ("hour__lte", 23)), name="rhythm_hour"),
                    models.CheckConstraint(
                        condition=models.Q(("holdout__gte", 0), ("holdout__lte", 5000)), name="rhythm_holdout"
                    ),
                ],
            },
        ),
        borders.guard("relationships_programme", references={"budget_id": "gestures_budget"}),
        borders.guard(
            "relationships_occasion",
            references={
                "programme_id": "relationships_programme",
                "identity_id": "people_identity",
                "outgoing_id": "channels_message",
                "by_member_id": "brands_member",
            },
            referenced=False,
        ),
    ]

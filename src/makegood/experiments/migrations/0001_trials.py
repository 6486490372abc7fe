"""Trials by lot: the salt, what is tried, who was drawn, what followed. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("trial_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("held_out", models.BooleanField()),
                ("propensity", models.FloatField()),
                ("at", models.DateTimeField()),
                ("occasion_kind", models.CharField(max_length=20)),
                ("occasion_id", models.UUIDField()),
                ("drawn", models.CharField(max_length=120)),
                ("harm", models.CharField(max_length=20)),
                ("currency", models.CharField(max_length=3)),
                ("before_orders", models.IntegerField()),
                ("before_minor", models.BigIntegerField()),
                ("standing", models.CharField(max_length=12)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "identity_id"], name="trial_entry_identity")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "trial_id", "identity_id"), name="trial_entered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("propensity__gt", 0), ("propensity__lt", 1)), name="trial_propensity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Followed",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("entry_id", models.UUIDField()),
                ("days", models.SmallIntegerField()),
                ("orders", models.IntegerField()),
                ("spent_minor", models.BigIntegerField()),
                ("praised", models.BooleanField()),
                ("failed_again", models.BooleanField()),
                ("standing", models.CharField(max_length=12)),
                ("cost_minor", models.BigIntegerField()),
            ],
            options={
                "verbose_name_plural": "followed",
                "constraints": [models.UniqueConstraint(fields=("brand_id", "entry_id", "days"), name="trial_followed_once")],
            },
        ),
        migrations.CreateModel(
            name="Salt",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("salt", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id",), name="lot_salt_once")],
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=60)),
                ("without_share", models.IntegerField()),
                ("each", models.IntegerField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "key", "-began_at"], name="trial_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("brand_id", "key"), name="trial_runs_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("without_share__gt", 0), ("without_share__lt", 10000)), name="trial_share"
                    ),
                ],
            },
        ),
        borders.guard("experiments_salt", referenced=False),
        borders.guard("experiments_trial"),
        borders.guard(
            "experiments_entry", references={"trial_id": "experiments_trial", "identity_id": "people_identity"}, append_only=True
        ),
        borders.guard("experiments_followed", references={"entry_id": "experiments_entry"}, append_only=True, referenced=False),
    ]

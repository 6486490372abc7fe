"""The large model that a brand may switch on, the log of what it was asked, and whether words may leave for training. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

ID = ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False))
BRAND = ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False))


class Migration(migrations.Migration):
    dependencies = [("understanding", "0001_initial"), ("channels", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Training",
            fields=[ID, BRAND, ("texts", models.BooleanField(default=False))],
            options={"constraints": [models.UniqueConstraint(fields=["brand_id"], name="understanding_training_once")]},
        ),
        migrations.CreateModel(
            name="LargeModel",
            fields=[
                ID,
                BRAND,
                ("active", models.BooleanField()),
                ("url", models.TextField()),
                ("model", models.CharField(max_length=120)),
                ("key", models.TextField(default="")),
                ("timeout_s", models.IntegerField()),
                ("unit", models.CharField(max_length=6)),
                ("price_told", models.BigIntegerField(default=0)),
                ("price_answered", models.BigIntegerField(default=0)),
                ("day_budget", models.BigIntegerField()),
                ("month_budget", models.BigIntegerField()),
                ("day", models.DateField()),
                ("day_spent", models.BigIntegerField(default=0)),
                ("month", models.DateField()),
                ("month_spent", models.BigIntegerField(default=0)),
                ("failures", models.IntegerField(default=0)),
                ("rests_until", models.DateTimeField(null=True)),
                ("last_trouble", models.TextField(default="")),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["brand_id"], name="understanding_large_once"),
                    models.CheckConstraint(
                        condition=models.Q(day_spent__gte=0, month_spent__gte=0, day_budget__gte=0, month_budget__gte=0),
                        name="understanding_large_counts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LargeCall",
            fields=[
                ID,
                BRAND,
                ("message_id", models.UUIDField()),
                ("model", models.CharField(max_length=120)),
                ("questions", models.CharField(max_length=120)),
                ("sent", models.TextField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("answer", models.TextField(default="")),
                ("trouble", models.TextField(default="")),
                ("unit", models.CharField(max_length=6)),
                ("cost", models.BigIntegerField()),
                ("told_tokens", models.IntegerField(null=True)),
                ("answered_tokens", models.IntegerField(null=True)),
                ("took_ms", models.IntegerField(null=True)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(state__in=["asked", "answered", "nothing", "failed", "no_budget"]),
                        name="understanding_call_state",
                    )
                ],
                "indexes": [
                    models.Index(fields=["brand_id", "-at", "-id"], name="understanding_call_latest"),
                    models.Index(fields=["brand_id", "message_id"], name="understanding_call_message"),
                ],
            },
        ),
        borders.guard("understanding_training", referenced=False),
        borders.guard("understanding_largemodel", referenced=False),
        borders.guard("understanding_largecall", references={"message_id": "channels_message"}, referenced=False),
    ]

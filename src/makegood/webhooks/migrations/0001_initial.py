"""Webhooks: whom the brand has told of what happens, how far the journal was read for them, and the log of what was sent."""

import django.contrib.postgres.fields
from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

ID = ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False))
BRAND = ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False))


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ID,
                BRAND,
                ("name", models.CharField(max_length=120)),
                ("url", models.TextField()),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                ("secret", models.CharField(max_length=120)),
                ("old_secret", models.CharField(default="", max_length=120)),
                ("old_secret_until", models.DateTimeField(null=True)),
                ("active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("off_at", models.DateTimeField(null=True)),
                ("off_because", models.TextField(default="")),
                ("begins_after", models.UUIDField()),
                ("failing_since", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("rest_until", models.DateTimeField(null=True)),
                ("last_delivered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[ID, BRAND, ("place", models.UUIDField())],
            options={"constraints": [models.UniqueConstraint(fields=["brand_id"], name="webhook_reach_once")]},
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ID,
                BRAND,
                ("webhook_id", models.UUIDField()),
                ("fact", models.UUIDField()),
                ("kind", models.CharField(max_length=80)),
                ("fact_at", models.DateTimeField()),
                ("body", models.TextField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.IntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("sending_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("last_status", models.IntegerField(null=True)),
                ("last_trouble", models.TextField(default="")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["brand_id", "webhook_id", "fact"], name="webhook_delivery_once")],
                "indexes": [
                    models.Index(
                        condition=models.Q(state="waiting"),
                        fields=["brand_id", "webhook_id", "next_try_at"],
                        name="webhook_waiting",
                    ),
                    models.Index(fields=["brand_id", "made_at"], name="webhook_delivery_made"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ID,
                BRAND,
                ("delivery_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("status", models.IntegerField(null=True)),
                ("took_ms", models.IntegerField()),
                ("trouble", models.TextField(default="")),
                ("answer", models.TextField(default="")),
            ],
            options={"indexes": [models.Index(fields=["brand_id", "delivery_id", "at"], name="webhook_attempt")]},
        ),
        borders.guard("webhooks_webhook"),
        borders.guard("webhooks_reach", referenced=False),
        borders.guard("webhooks_delivery", references={"webhook_id": "webhooks_webhook"}),
        borders.guard("webhooks_attempt", references={"delivery_id": "webhooks_delivery"}, referenced=False),
    ]

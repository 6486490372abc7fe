"""Cards and letters on paper, and the batches that were printed together. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("gestures", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=100)),
                ("printed_at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
                ("letters", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "-printed_at"], name="letter_batch_latest")],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "key"), name="letter_batch_once")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("key", models.CharField(max_length=200)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("item_id", models.UUIDField()),
                ("grant_id", models.UUIDField(null=True)),
                ("card_name", models.CharField(max_length=120)),
                ("counted", models.BooleanField()),
                ("line", models.TextField()),
                ("why", models.CharField(default="", max_length=300)),
                ("language", models.CharField(default="", max_length=10)),
                ("purpose", models.CharField(max_length=20)),
                ("programme", models.CharField(default="", max_length=60)),
                ("priority", models.IntegerField(default=0)),
                ("occasion_kind", models.CharField(default="", max_length=20)),
                ("occasion_id", models.UUIDField(null=True)),
                ("arrive_on", models.DateField(null=True)),
                ("print_on", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("edited_by", models.UUIDField(null=True)),
                ("batch_id", models.UUIDField(null=True)),
                ("name", models.CharField(default="", max_length=200)),
                ("lines", models.JSONField(default=list)),
                ("country", models.CharField(default="", max_length=2)),
                ("printed_at", models.DateTimeField(null=True)),
                ("posted_at", models.DateTimeField(null=True)),
                ("posted_by", models.UUIDField(null=True)),
                ("tracking", models.CharField(default="", max_length=60)),
                ("photo", models.CharField(default="", max_length=64)),
                ("photo_type", models.CharField(default="", max_length=40)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.CharField(default="", max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "asked")), fields=["brand_id", "print_on"], name="letter_to_print"),
                    models.Index(fields=["brand_id", "state", "-asked_at"], name="letter_state"),
                    models.Index(fields=["brand_id", "identity_id"], name="letter_person"),
                    models.Index(fields=["brand_id", "batch_id"], name="letter_batch"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="letter_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "printed", "posted", "cancelled", "returned"])),
                        name="letter_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "cancelled"]),
                            models.Q(("batch_id__isnull", False), ("printed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_printed_in_a_batch",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "posted"), _negated=True), ("posted_at__isnull", False), _connector="OR"
                        ),
                        name="letter_posted_then",
                    ),
                ],
            },
        ),
        borders.guard("letters_batch"),
        borders.guard(
            "letters_letter",
            references={
                "identity_id": "people_identity",
                "item_id": "gestures_catalogueitem",
                "grant_id": "gestures_grant",
                "batch_id": "letters_batch",
            },
            referenced=False,
        ),
    ]

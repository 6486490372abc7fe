"""What was done at the counter. A new table alone."""

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
            name="Touch",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("key", models.CharField(max_length=200)),
                ("done", models.CharField(max_length=12)),
                ("words", models.TextField(default="")),
                ("what", models.CharField(default="", max_length=120)),
                ("item_id", models.UUIDField(null=True)),
                ("number", models.IntegerField(null=True)),
                ("occasion_kind", models.CharField(default="", max_length=20)),
                ("occasion_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "identity_id", "-at"], name="counter_touch_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="counter_touch_once"),
                    models.CheckConstraint(
                        condition=models.Q(("done__in", ["came_in", "wished_well", "card_given", "odometer", "note"])),
                        name="counter_touch_known",
                    ),
                ],
            },
        ),
        borders.guard(
            "counter_touch",
            references={"identity_id": "people_identity", "item_id": "gestures_catalogueitem"},
            append_only=False,
            referenced=False,
        ),
    ]

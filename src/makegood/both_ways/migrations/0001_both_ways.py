"""The rules by which it is shown what went both ways, a row a version. A new table alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("number", models.IntegerField()),
                ("hidden", models.JSONField(default=list)),
                ("days", models.IntegerField()),
                ("message_minutes", models.IntegerField()),
                ("by_member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "number"), name="both_ways_version_once"),
                    models.CheckConstraint(condition=models.Q(("days__gte", 0), ("days__lte", 3650)), name="both_ways_days"),
                    models.CheckConstraint(
                        condition=models.Q(("message_minutes__gte", 0), ("message_minutes__lte", 60)), name="both_ways_minutes"
                    ),
                ],
            },
        ),
        borders.guard("both_ways_version", references={"by_member_id": "brands_member"}, append_only=True, referenced=False),
    ]

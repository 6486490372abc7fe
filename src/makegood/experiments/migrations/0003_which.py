"""Which of the small things that fit, by lot: what it was drawn from, and the shares of a day. A column and a table; what was kept before stays."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    dependencies = [("experiments", "0002_extras")]

    operations = [
        migrations.AddField("entry", "among", models.JSONField(null=True)),
        migrations.CreateModel(
            name="Thing",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("trial_id", models.UUIDField()),
                ("on", models.DateField()),
                ("code", models.CharField(max_length=120)),
                ("share", models.FloatField()),
                ("tried", models.IntegerField()),
                ("came_back", models.FloatField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "trial_id", "on", "code"), name="trial_thing_once"),
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 1), ("tried__gte", 0)), name="trial_thing_share"
                    ),
                ],
            },
        ),
        borders.guard("experiments_thing", references={"trial_id": "experiments_trial"}, append_only=True, referenced=False),
    ]

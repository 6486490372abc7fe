"""What was worked out of a trial with many people. A new table alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    dependencies = [("experiments", "0003_which")]

    operations = [
        migrations.CreateModel(
            name="Figures",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("trial_id", models.UUIDField()),
                ("text", models.TextField()),
                ("policy_version", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "figures",
                "constraints": [models.UniqueConstraint(fields=("brand_id", "trial_id"), name="trial_figures_once")],
            },
        ),
        borders.guard("experiments_figures", references={"trial_id": "experiments_trial"}, referenced=False),
    ]

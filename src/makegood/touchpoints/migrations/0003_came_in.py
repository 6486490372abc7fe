"""Who came in at a touchpoint: somebody was there of whom no case and no promise tells."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0002_checks"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("source", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=60)),
                ("identity_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("case_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "-at"], name="presence_latest"),
                    models.Index(fields=["brand_id", "identity_id", "at"], name="presence_whose"),
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "source"), name="presence_once")],
            },
        ),
        borders.guard("touchpoints_presence", references={"identity_id": "people_identity"}, referenced=False),
    ]

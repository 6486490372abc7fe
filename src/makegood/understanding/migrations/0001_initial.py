"""Readings and corrections."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

OF_MESSAGE = {"message_id": "channels_message"}


class Migration(migrations.Migration):
    initial = True

    dependencies = [("platform", "0001_initial"), ("channels", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("message_id", models.UUIDField()),
                ("field", models.CharField(max_length=20)),
                ("now", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "message_id", "field"), name="understanding_correction_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredReading",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("message_id", models.UUIDField()),
                ("version", models.CharField(max_length=60)),
                ("reading", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "understanding_reading",
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "message_id", "version"), name="understanding_reading_once")
                ],
            },
        ),
        borders.guard("understanding_reading", references=OF_MESSAGE, referenced=False),
        borders.guard("understanding_correction", references=OF_MESSAGE),
    ]

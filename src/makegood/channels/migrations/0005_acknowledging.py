"""Acknowledgements, and what else a mail says: which of our signed addresses it was written to, and until when somebody is away."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    dependencies = [("channels", "0004_message_overheard")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="addressed",
            field=models.CharField(db_default="", default="", max_length=50),
        ),
        migrations.AddField(model_name="message", name="away_until", field=models.DateField(null=True)),
        migrations.CreateModel(
            name="Acknowledging",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("active", models.BooleanField(default=False)),
                ("per_hour", models.IntegerField()),
                ("capped_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id",), name="acknowledging_once"),
                    models.CheckConstraint(condition=models.Q(("per_hour__gt", 0)), name="acknowledging_some"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Acknowledged",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("mailbox", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("vouched", models.BooleanField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "at"], name="acknowledged_when")],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "mailbox"), name="acknowledged_once")],
            },
        ),
        borders.guard("channels_acknowledging", referenced=False),
        borders.guard("channels_acknowledged", referenced=False),
    ]

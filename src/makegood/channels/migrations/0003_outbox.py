"""What the outbox remembers of a message on its way, and of a channel's way out.

Columns with a constant default are added without rewriting the table; the index holds only what has not left yet.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_message_authentic")]

    operations = [
        migrations.CreateModel(
            name="Outlet",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("channel_id", models.UUIDField()),
                (
                    "recent",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), db_default=[], default=list, size=None
                    ),
                ),
                ("failures", models.IntegerField(db_default=0, default=0)),
                ("shut_until", models.DateTimeField(null=True)),
                ("shut_because", models.TextField(db_default="", default="")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "channel_id"), name="outlet_once")]},
        ),
        borders.guard("channels_outlet", references={"channel_id": "channels_channel"}, referenced=False),
        migrations.AddField("outgoing", "scheduled", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("outgoing", "until_told", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("outgoing", "lease", models.UUIDField(null=True)),
        migrations.AddField("outgoing", "first_tried_at", models.DateTimeField(null=True)),
        migrations.AddField("outgoing", "retry_at", models.DateTimeField(null=True)),
        migrations.AddField("outgoing", "failure", models.CharField(db_default="", default="", max_length=20)),
        migrations.AddField("outgoing", "let_be_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "outgoing",
            models.Index(
                condition=models.Q(state__in=["queued", "held", "leaving"]),
                fields=["brand_id", "send_after"],
                name="outgoing_open",
            ),
        ),
    ]

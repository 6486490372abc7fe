"""Visitors of chat windows, and how much somebody may still write."""

import django.contrib.postgres.fields
from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

ID = ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False))
BRAND = ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False))
UNLOGGED = "ALTER TABLE visitors_allowance SET UNLOGGED; ALTER TABLE visitors_allowance SET (fillfactor = 50)"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("channels", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Visitor",
            fields=[
                ID,
                BRAND,
                ("channel_id", models.UUIDField()),
                ("token_hash", models.CharField(max_length=64)),
                ("handle", models.CharField(max_length=40)),
                ("conversation_id", models.UUIDField(null=True)),
                ("name", models.CharField(default="", max_length=200)),
                ("email", models.CharField(default="", max_length=320)),
                ("subject", models.CharField(default="", max_length=200)),
                ("vouched", models.BooleanField(default=False)),
                ("language", models.CharField(default="en", max_length=6)),
                ("seen", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ("mailed", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ("mail_conversation_id", models.UUIDField(null=True)),
                ("came_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["brand_id", "channel_id", "token_hash"], name="visitor_once"),
                    models.UniqueConstraint(fields=["brand_id", "handle"], name="visitor_handle_once"),
                ],
                "indexes": [models.Index(fields=["brand_id", "conversation_id"], name="visitor_conversation")],
            },
        ),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ID,
                BRAND,
                ("key", models.CharField(max_length=100)),
                ("level", models.FloatField()),
                ("at", models.DateTimeField()),
                ("taken", models.BooleanField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["brand_id", "key"], name="allowance_once")]},
        ),
        migrations.RunSQL(UNLOGGED, migrations.RunSQL.noop),
        borders.guard(
            "visitors_visitor",
            references={
                "channel_id": "channels_channel",
                "conversation_id": "channels_conversation",
                "mail_conversation_id": "channels_conversation",
            },
            referenced=False,
        ),
        borders.guard("visitors_allowance", referenced=False),
    ]

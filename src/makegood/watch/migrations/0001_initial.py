"""How channels are: counts by the hour, spells of trouble, and the last look. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

ID = ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False))
BRAND = ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False))
OF_A_CHANNEL = {"channel_id": "channels_channel"}


class Migration(migrations.Migration):
    initial = True
    dependencies = [("channels", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="ChannelWatch",
            fields=[
                ID,
                BRAND,
                ("channel_id", models.UUIDField()),
                ("checked_at", models.DateTimeField()),
                ("listening_since", models.DateTimeField(null=True)),
                ("counted_at", models.DateTimeField()),
                ("recounted_at", models.DateTimeField()),
                ("silent_since", models.DateTimeField(null=True)),
                ("expected", models.FloatField(default=0.0)),
                ("chance", models.FloatField(null=True)),
                ("a_week", models.FloatField(null=True)),
                ("past_days", models.IntegerField(default=0)),
                ("past_messages", models.IntegerField(default=0)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["brand_id", "channel_id"], name="channel_watch_once")]},
        ),
        migrations.CreateModel(
            name="ChannelHour",
            fields=[
                ID,
                BRAND,
                ("channel_id", models.UUIDField()),
                ("hour", models.DateTimeField()),
                ("heard", models.IntegerField()),
                ("said", models.IntegerField()),
                ("last_heard_at", models.DateTimeField(null=True)),
                ("last_said_at", models.DateTimeField(null=True)),
                ("lag_s", models.FloatField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["brand_id", "channel_id", "hour"], name="channel_hour_once")]
            },
        ),
        migrations.CreateModel(
            name="ChannelSpell",
            fields=[
                ID,
                BRAND,
                ("channel_id", models.UUIDField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("what", models.TextField()),
            ],
            options={"indexes": [models.Index(fields=["brand_id", "channel_id", "-began_at"], name="channel_spell")]},
        ),
        borders.guard("watch_channelwatch", references=OF_A_CHANNEL, referenced=False),
        borders.guard("watch_channelhour", references=OF_A_CHANNEL, referenced=False),
        borders.guard("watch_channelspell", references=OF_A_CHANNEL, referenced=False),
    ]

"""Contests, their entrants and followers, and what goes to whom next. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_ID = models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_BRAND = models.UUIDField(default=makegood.platform.models.this_brand, editable=False)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("people", "0005_watched_facts"), ("channels", "0013_contacts")]

    operations = [
        migrations.CreateModel(
            name="Contest",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("name", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("text_version", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "name"), name="contest_named_once")]},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("contest_id", models.UUIDField()),
                ("key", models.CharField(max_length=300)),
                ("how", models.CharField(max_length=8)),
                ("identity_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("agreed", models.BooleanField()),
                ("proof", models.TextField(default="")),
                ("answer", models.TextField(default="")),
                ("trap", models.TextField(default="")),
                ("aside", models.CharField(default="", max_length=10)),
                ("because", models.TextField(default="")),
                ("same_as_id", models.UUIDField(null=True)),
                ("kept_by_member", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "contest_id", "key"), name="contest_entry_once")],
                "indexes": [models.Index(fields=["brand_id", "identity_id"], name="contest_entry_identity")],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("contest_id", models.UUIDField()),
                ("group", models.CharField(max_length=10)),
                ("channel_id", models.UUIDField()),
                ("subject", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("by_member_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("queued", models.IntegerField(default=0)),
                ("not_sent", models.IntegerField(default=0)),
            ],
        ),
        borders.guard("contests_contest"),
        borders.guard(
            "contests_entry",
            references={
                "contest_id": "contests_contest",
                "identity_id": "people_identity",
                "same_as_id": "contests_entry",
            },
        ),
        borders.guard(
            "contests_step",
            references={
                "contest_id": "contests_contest",
                "channel_id": "channels_channel",
                "by_member_id": "brands_member",
            },
            referenced=False,
        ),
    ]

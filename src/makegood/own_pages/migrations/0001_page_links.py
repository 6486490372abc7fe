"""Links to people's own pages, and the map from a token to its brand. New tables only: nothing that is there changes."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True
    dependencies = [("people", "0001_initial"), ("channels", "0001_initial"), ("brands", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PageKey",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("brand_id", models.UUIDField()),
                ("link_id", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="PageLink",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("how", models.CharField(max_length=10)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("by_member_id", models.UUIDField(null=True)),
                ("outgoing_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "identity_id", "-made_at"], name="page_link_whose")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "outgoing_id"), name="page_link_of_letter"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["letter", "sent", "asked", "shown", "machine"])),
                        name="page_link_how_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at", None), ("expires_at__gt", models.F("made_at")), _connector="OR"),
                        name="page_link_expires_later",
                    ),
                ],
            },
        ),
        borders.share("own_pages_pagekey", rights="SELECT, INSERT, DELETE"),
        borders.guard(
            "own_pages_pagelink",
            references={
                "identity_id": "people_identity",
                "by_member_id": "brands_member",
                "outgoing_id": "channels_message",
            },
            referenced=False,
        ),
    ]

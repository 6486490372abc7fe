"""What members decided about senders, and which messages were put out of sight. New tables alone: nothing that is there changes."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_ID = models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_BRAND = models.UUIDField(default=makegood.platform.models.this_brand, editable=False)


class Migration(migrations.Migration):
    dependencies = [("channels", "0006_message_forged"), ("brands", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SenderRule",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("sender", models.CharField(max_length=320)),
                ("rule", models.CharField(max_length=8)),
                ("by_member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "rule", "sender"), name="sender_rule_once"),
                    models.CheckConstraint(condition=models.Q(rule__in=["block", "pictures"]), name="sender_rule_known"),
                ]
            },
        ),
        migrations.CreateModel(
            name="MessageAway",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("message_id", models.UUIDField()),
                ("why", models.CharField(max_length=7)),
                ("by_member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("emptied_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "-at"], name="message_away_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "message_id"), name="message_away_once"),
                    models.CheckConstraint(
                        condition=models.Q(why__in=["spam", "blocked", "trash"]), name="message_away_why_known"
                    ),
                ],
            },
        ),
        borders.guard("channels_senderrule", references={"by_member_id": "brands_member"}, referenced=False),
        borders.guard(
            "channels_messageaway",
            references={"message_id": "channels_message", "by_member_id": "brands_member"},
            referenced=False,
        ),
    ]

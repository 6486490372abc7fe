"""What was heard and said: channels, raw items, conversations, messages, files, and the way out."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("platform", "0001_initial"), ("brands", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("channel_id", models.UUIDField()),
                ("subject", models.TextField(default="")),
                ("public", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("message_id", models.UUIDField()),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=300)),
                ("media_type", models.CharField(max_length=150)),
                ("size", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("content_id", models.CharField(default="", max_length=300)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "message_id", "position"), name="attachment_once")],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("address", models.CharField(max_length=320)),
                ("settings", models.JSONField(default=dict)),
                ("active", models.BooleanField(default=True)),
                ("cursor", models.TextField(default="")),
                ("last_heard_at", models.DateTimeField(null=True)),
                ("last_trouble", models.TextField(default="")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "kind", "address"), name="channel_once")],
            },
        ),
        migrations.CreateModel(
            name="ConversationKey",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("channel_id", models.UUIDField()),
                ("key", models.CharField(max_length=400)),
                ("conversation_id", models.UUIDField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "channel_id", "key"), name="conversation_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=15)),
                ("because", models.TextField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "identity_id", "purpose"), name="hold_once")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("conversation_id", models.UUIDField()),
                ("channel_id", models.UUIDField()),
                ("direction", models.CharField(max_length=3)),
                ("external_id", models.CharField(max_length=400)),
                ("raw_id", models.UUIDField(null=True)),
                ("identity_id", models.UUIDField(null=True)),
                ("author_kind", models.CharField(max_length=20)),
                ("author_value", models.CharField(max_length=400)),
                ("author_name", models.CharField(default="", max_length=300)),
                ("to", models.JSONField(default=list)),
                ("cc", models.JSONField(default=list)),
                ("subject", models.TextField(default="")),
                ("text", models.TextField(default="")),
                ("visible", models.TextField(default="")),
                ("html", models.TextField(default="")),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("automatic", models.CharField(default="", max_length=12)),
                ("bounce", models.JSONField(null=True)),
                ("public", models.BooleanField(default=False)),
                ("link", models.TextField(default="")),
                ("reach", models.BigIntegerField(null=True)),
                ("score", models.SmallIntegerField(null=True)),
                ("spam_likely", models.BooleanField(default=False)),
                ("set_aside", models.BooleanField(default=False)),
                ("cut", models.BooleanField(default=False)),
                ("thread_key", models.CharField(default="", max_length=400)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "conversation_id", "at", "id"], name="message_conversation"),
                    models.Index(fields=["brand_id", "identity_id", "-at", "-id"], name="message_identity"),
                    models.Index(condition=models.Q(("set_aside", True)), fields=["brand_id", "-at"], name="message_set_aside"),
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "channel_id", "external_id"), name="message_once")],
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=200)),
                ("state", models.CharField(default="queued", max_length=10)),
                ("purpose", models.CharField(max_length=15)),
                ("automatic", models.BooleanField(default=False)),
                ("by_member_id", models.UUIDField(null=True)),
                ("in_reply_to_id", models.UUIDField(null=True)),
                ("send_after", models.DateTimeField()),
                ("held_because", models.TextField(default="")),
                ("failed_because", models.TextField(default="")),
                ("tries", models.IntegerField(default=0)),
                ("left_at", models.DateTimeField(null=True)),
                ("queued_at", models.DateTimeField()),
                ("person_identity", models.UUIDField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "person_identity", "-queued_at"], name="outgoing_person"),
                    models.Index(
                        condition=models.Q(("state", "failed")), fields=["brand_id", "-queued_at"], name="outgoing_failed"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "key"), name="outgoing_once")],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("conversation_id", models.UUIDField()),
                ("address", models.CharField(max_length=420)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "conversation_id", "address"), name="party_once")],
            },
        ),
        migrations.CreateModel(
            name="RawItem",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("channel_id", models.UUIDField()),
                ("external_key", models.CharField(max_length=300)),
                ("content", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.IntegerField(default=0)),
                ("reason", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "parked")), fields=["brand_id", "received_at"], name="raw_parked")
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "channel_id", "external_key"), name="raw_once")],
            },
        ),
        borders.guard("channels_channel"),
        borders.guard("channels_rawitem", references={"channel_id": "channels_channel"}),
        borders.guard("channels_conversation", references={"channel_id": "channels_channel"}),
        borders.guard(
            "channels_conversationkey", references={"channel_id": "channels_channel", "conversation_id": "channels_conversation"}
        ),
        borders.guard("channels_party", references={"conversation_id": "channels_conversation"}, referenced=False),
        borders.guard(
            "channels_message",
            references={
                "channel_id": "channels_channel",
                "conversation_id": "channels_conversation",
                "raw_id": "channels_rawitem",
                "identity_id": "people_identity",
            },
        ),
        borders.guard("channels_attachment", references={"message_id": "channels_message"}, referenced=False),
        borders.guard(
            "channels_outgoing",
            references={
                "id": "channels_message",
                "in_reply_to_id": "channels_message",
                "person_identity": "people_identity",
                "by_member_id": "brands_member",
            },
        ),
        borders.guard("channels_hold", references={"identity_id": "people_identity"}),
    ]

"""The first tables of cases."""

import django.contrib.postgres.fields
from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        ("brands", "0001_initial"),
        ("people", "0001_initial"),
        ("channels", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("number", models.IntegerField()),
                ("title", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=10)),
                ("turn", models.CharField(max_length=10)),
                ("identity_id", models.UUIDField()),
                ("owner_id", models.UUIDField(null=True)),
                ("harm", models.CharField(default="", max_length=20)),
                ("urgency", models.CharField(max_length=20)),
                ("feeling", models.CharField(max_length=20)),
                ("order_number", models.CharField(default="", max_length=100)),
                (
                    "labels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), db_default=[], default=list, size=None
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "identity_id", "-opened_at"], name="case_identity"),
                    models.Index(fields=["brand_id", "state", "id"], name="case_state"),
                    models.Index(fields=["brand_id", "owner_id", "id"], name="case_owner"),
                    models.Index(
                        condition=models.Q(("state", "resolved"), _negated=True),
                        fields=["brand_id", "identity_id", "last_at"],
                        name="case_live",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "number"), name="case_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "waiting", "resolved"])), name="case_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("turn__in", ["ours", "theirs", "parcel"])), name="case_turn_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", False), ("state", "resolved")),
                            models.Q(models.Q(("state", "resolved"), _negated=True), ("resolved_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="case_resolved_has_its_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseConversation",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("case_id", models.UUIDField()),
                ("conversation_id", models.UUIDField()),
                ("linked_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "case_id"], name="case_conversation_case")],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "conversation_id"), name="case_conversation_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseCounter",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("last_number", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id",), name="case_counter_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("message_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("placed", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "case_id"], name="case_message_case")],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "message_id"), name="case_message_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseReply",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("outgoing_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("automatic", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "outgoing_id"), name="case_reply_once")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("case_id", models.UUIDField()),
                ("member_id", models.UUIDField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "case_id", "at"], name="note_case")],
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("case_id", models.UUIDField()),
                ("ordinal", models.IntegerField()),
                ("opened_at", models.DateTimeField()),
                ("first_reply_due_at", models.DateTimeField()),
                ("resolution_due_at", models.DateTimeField()),
                ("first_replied_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("waiting_since", models.DateTimeField(null=True)),
                ("how", models.TextField(default="")),
            ],
            options={
                "db_table": "cases_segment",
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "case_id", "ordinal"), name="segment_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at__isnull", True)), fields=("brand_id", "case_id"), name="segment_one_open"
                    ),
                ],
            },
        ),
        borders.guard("cases_case", references={"identity_id": "people_identity", "owner_id": "brands_member"}),
        borders.guard(
            "cases_caseconversation",
            references={"case_id": "cases_case", "conversation_id": "channels_conversation"},
            referenced=False,
        ),
        borders.guard(
            "cases_casemessage", references={"case_id": "cases_case", "message_id": "channels_message"}, referenced=False
        ),
        borders.guard(
            "cases_casereply", references={"case_id": "cases_case", "outgoing_id": "channels_message"}, referenced=False
        ),
        borders.guard("cases_segment", references={"case_id": "cases_case"}, referenced=False),
        borders.guard("cases_note", references={"case_id": "cases_case", "member_id": "brands_member"}),
        borders.guard("cases_casecounter"),
    ]

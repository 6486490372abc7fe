"""Statements, the yeses to them, who was told, notices, and who wants to hear. New tables alone: nothing that is there changes."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("people", "0001_initial"), ("channels", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("statement_id", models.UUIDField()),
                ("version", models.IntegerField()),
                ("member_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand_id", "statement_id", "version", "member_id"), name="statement_approval_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("statement_id", models.UUIDField()),
                ("round", models.IntegerField()),
                ("channel_id", models.UUIDField()),
                ("text", models.TextField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("because", models.TextField(default="")),
                ("external_id", models.CharField(default="", max_length=400)),
                ("conversation_id", models.UUIDField(null=True)),
                ("posted_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand_id", "statement_id", "round", "channel_id"), name="statement_notice_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "posted", "failed", "stopped"])),
                        name="statement_notice_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("number", models.IntegerField()),
                ("occasion_kind", models.CharField(max_length=20)),
                ("occasion_id", models.UUIDField()),
                ("state", models.CharField(default="draft", max_length=10)),
                ("phase", models.CharField(max_length=15)),
                ("version", models.IntegerField(default=1)),
                ("language", models.CharField(max_length=6)),
                ("people", models.IntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("drafted_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="statement_occasion"),
                    models.Index(fields=["brand_id", "-published_at"], name="statement_published"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "number"), name="statement_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "approved", "published"])), name="statement_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phase__in", ["investigating", "identified", "monitoring", "resolved"])),
                        name="statement_phase_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", False), ("state", "published")),
                            models.Q(models.Q(("state", "published"), _negated=True), ("published_at", None)),
                            _connector="OR",
                        ),
                        name="statement_published_at_an_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("language", models.CharField(max_length=6)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False), ("ended_at", None)),
                        fields=["brand_id", "id"],
                        name="status_subscriber_live",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "identity_id"), name="status_subscriber_once")],
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("statement_id", models.UUIDField()),
                ("round", models.IntegerField()),
                ("began_at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "statement_id", "round"), name="telling_round_once")],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("statement_id", models.UUIDField()),
                ("round", models.IntegerField()),
                ("identity_id", models.UUIDField()),
                ("why", models.CharField(default="affected", max_length=10)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("person_id", models.UUIDField(null=True)),
                ("to_identity_id", models.UUIDField(null=True)),
                ("channel_id", models.UUIDField(null=True)),
                ("channel_kind", models.CharField(default="", max_length=20)),
                ("public", models.BooleanField(default=False)),
                ("because", models.TextField(default="")),
                ("outgoing_id", models.UUIDField(null=True)),
                ("tried", models.JSONField(default=list)),
                ("words", models.IntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "identity_id"], name="told_whom"),
                    models.Index(
                        condition=models.Q(("outgoing_id__isnull", False)), fields=["brand_id", "outgoing_id"], name="told_by"
                    ),
                    models.Index(fields=["brand_id", "statement_id", "round", "state"], name="told_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand_id", "statement_id", "round", "identity_id"), name="told_address_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "told")),
                        fields=("brand_id", "statement_id", "round", "person_id"),
                        name="told_person_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "told", "another", "not_told", "stopped"])),
                        name="told_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("why__in", ["affected", "subscriber"])), name="told_why_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "told"), _negated=True),
                            models.Q(("person_id__isnull", False), ("outgoing_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="told_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("statement_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("phase", models.CharField(max_length=15)),
                ("words", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "statement_id", "number"), name="statement_update_once"),
                    models.CheckConstraint(
                        condition=models.Q(("phase__in", ["investigating", "identified", "monitoring", "resolved"])),
                        name="statement_update_phase_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="statement_update_counts_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("statement_id", models.UUIDField()),
                ("language", models.CharField(max_length=6)),
                ("title", models.CharField(max_length=200)),
                ("sorry", models.TextField()),
                ("what_happened", models.TextField()),
                ("what_we_do", models.TextField()),
                ("what_comes_next", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "statement_id", "language"), name="wording_once")],
            },
        ),
        borders.guard("statements_statement"),
        borders.guard("statements_wording", references={"statement_id": "statements_statement"}, referenced=False),
        borders.guard(
            "statements_approval",
            references={"statement_id": "statements_statement", "member_id": "brands_member"},
            referenced=False,
        ),
        borders.guard(
            "statements_update",
            references={"statement_id": "statements_statement", "by_member_id": "brands_member"},
            referenced=False,
        ),
        borders.guard(
            "statements_telling",
            references={"statement_id": "statements_statement", "by_member_id": "brands_member"},
            referenced=False,
        ),
        borders.guard(
            "statements_told",
            references={
                "statement_id": "statements_statement",
                "identity_id": "people_identity",
                "to_identity_id": "people_identity",
                "channel_id": "channels_channel",
                "outgoing_id": "channels_outgoing",
            },
            referenced=False,
        ),
        borders.guard(
            "statements_notice",
            references={
                "statement_id": "statements_statement",
                "channel_id": "channels_channel",
                "conversation_id": "channels_conversation",
            },
            referenced=False,
        ),
        borders.guard("statements_subscriber", references={"identity_id": "people_identity"}, referenced=False),
    ]

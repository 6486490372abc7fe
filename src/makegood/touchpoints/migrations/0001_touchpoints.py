"""The first tables of touchpoints. Who was where in the past is written down later, some hundred cases at a time."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


def begin(_apps, schema_editor):
    """Leaves each brand the work that goes through its cases long after this migration: a million rows are never touched here."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT brand_id FROM brands_address")
        for (brand_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])
            cursor.execute(
                "INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble, strand) "
                "VALUES (%s, %s, 'touchpoints_past', 'touchpoints_past', '{}', clock_timestamp(), 0, 0, '', 0) ON CONFLICT DO NOTHING",
                [makegood.kernel.ids.new_id(), brand_id],
            )
        cursor.execute("SELECT set_config('makegood.brand', '', true)")


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("platform", "0002_work_strands")]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("case_id", models.UUIDField()),
                ("key", models.CharField(max_length=60)),
                ("first_key", models.CharField(max_length=60)),
                ("code", models.CharField(max_length=20)),
                ("told", models.JSONField(default=dict)),
                ("complaint", models.BooleanField()),
                ("harm", models.CharField(default="", max_length=20)),
                ("at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "-at"], name="contact_latest"),
                    models.Index(fields=["brand_id", "key", "-at"], name="contact_of_touchpoint"),
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "case_id"), name="contact_once")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=60)),
                ("sentence", models.CharField(max_length=300)),
                ("origin", models.CharField(default="", max_length=100)),
                ("state", models.CharField(max_length=10)),
                ("state_at", models.DateTimeField()),
                ("filed_at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
                ("owner_id", models.UUIDField(null=True)),
                ("due_on", models.DateField()),
                ("change", models.TextField(default="")),
                ("changed_at", models.DateTimeField(null=True)),
                ("watched", models.CharField(max_length=10)),
                ("check_on", models.DateField(null=True)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("worked", models.BooleanField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "state", "due_on"], name="finding_state_due"),
                    models.Index(fields=["brand_id", "key", "-filed_at"], name="finding_of_touchpoint"),
                    models.Index(fields=["brand_id", "owner_id", "due_on"], name="finding_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("origin", ""), _negated=True), ("state__in", ["open", "accepted", "changing", "changed"])
                        ),
                        fields=("brand_id", "origin"),
                        name="finding_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "changing", "changed", "checked", "aside"])),
                        name="finding_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("watched__in", ["broken", "complaints"])), name="finding_watched_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["changed", "checked"]), _negated=True),
                            models.Q(
                                models.Q(("change", ""), _negated=True),
                                ("changed_at__isnull", False),
                                ("check_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="finding_changed_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "checked"), _negated=True),
                            models.Q(("after__isnull", False), ("worked__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_checked_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingStep",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("finding_id", models.UUIDField()),
                ("state", models.CharField(max_length=10)),
                ("words", models.TextField(default="")),
                ("at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "finding_id", "at"], name="finding_step_finding")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "changing", "changed", "checked", "aside"])),
                        name="finding_step_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=60)),
                ("number", models.IntegerField()),
                ("version", models.IntegerField()),
                ("words", models.CharField(max_length=400)),
                ("measure", models.CharField(max_length=12)),
                ("target", models.IntegerField(null=True)),
                ("since", models.DateTimeField(null=True)),
                ("by_member_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key", "number", "version"), name="standard_once"),
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ["words", "first_reply", "kept"])), name="standard_measure_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("measure", "words"), ("target", None)), ("target__gt", 0), _connector="OR"),
                        name="standard_target_where_measured",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("finding_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("state", models.CharField(max_length=10)),
                ("text", models.TextField(default="")),
                ("because", models.CharField(default="", max_length=300)),
                ("by_member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("outgoing_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "finding_id", "identity_id"), name="telling_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["ready", "told", "not_told"])), name="telling_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "told"), _negated=True), ("outgoing_id__isnull", False), _connector="OR"
                        ),
                        name="telling_told_by_a_message",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Touchpoint",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=100)),
                ("owner_id", models.UUIDField(null=True)),
                ("in_use", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "key"), name="touchpoint_once")],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("finding_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("start", models.IntegerField()),
                ("length", models.IntegerField()),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "case_id"], name="voice_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "finding_id", "message_id"), name="voice_once"),
                    models.CheckConstraint(condition=models.Q(("length__gt", 0), ("start__gte", 0)), name="voice_says_something"),
                ],
            },
        ),
        borders.guard("touchpoints_touchpoint", references={"owner_id": "brands_member"}, referenced=False),
        borders.guard("touchpoints_standard", references={"by_member_id": "brands_member"}, append_only=True, referenced=False),
        borders.guard("touchpoints_contact", references={"by_member_id": "brands_member"}, referenced=False),
        borders.guard("touchpoints_finding", references={"owner_id": "brands_member", "by_member_id": "brands_member"}),
        borders.guard(
            "touchpoints_findingstep",
            references={"finding_id": "touchpoints_finding", "by_member_id": "brands_member"},
            referenced=False,
        ),
        borders.guard("touchpoints_voice", references={"finding_id": "touchpoints_finding"}, referenced=False),
        borders.guard(
            "touchpoints_telling",
            references={"finding_id": "touchpoints_finding", "by_member_id": "brands_member"},
            referenced=False,
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]

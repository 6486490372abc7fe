"""Surveys, and each time that somebody was asked one. New tables alone: nothing that is there changes."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("channels", "0001_initial"),
        ("cases", "0001_initial"),
        ("brands", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HouseRule",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("quiet_days", models.IntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id",), name="survey_house_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("survey_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("key", models.CharField(max_length=120)),
                ("about", models.CharField(default="", max_length=100)),
                ("case_id", models.UUIDField(null=True)),
                ("touchpoint", models.CharField(default="", max_length=60)),
                ("due_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=12)),
                ("code", models.CharField(default="", max_length=40)),
                ("because", models.CharField(default="", max_length=300)),
                ("medium", models.CharField(default="", max_length=40)),
                ("language", models.CharField(default="", max_length=12)),
                ("harm", models.CharField(default="", max_length=40)),
                ("standing", models.CharField(default="", max_length=20)),
                ("outgoing_id", models.UUIDField(null=True)),
                ("reminder_id", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("score", models.SmallIntegerField(null=True)),
                ("message_id", models.UUIDField(null=True)),
                ("low_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "survey_id", "-asked_at"], name="survey_asked"),
                    models.Index(fields=["brand_id", "identity_id", "-asked_at"], name="survey_whom"),
                    models.Index(
                        condition=models.Q(("outgoing_id__isnull", False)),
                        fields=["brand_id", "outgoing_id"],
                        name="survey_letter",
                    ),
                    models.Index(
                        condition=models.Q(("reminder_id__isnull", False)),
                        fields=["brand_id", "reminder_id"],
                        name="survey_reminder",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "survey_id", "key"), name="survey_asks_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "asked", "answered", "unanswered", "not_asked"])),
                        name="survey_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "not_asked"]),
                            models.Q(("asked_at__isnull", False), ("closes_at__gt", models.F("asked_at"))),
                            _connector="OR",
                        ),
                        name="survey_asked_at_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), ("answered_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "answered"), _negated=True),
                                ("answered_at__isnull", True),
                                ("score__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="survey_answered_at_an_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spared",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "identity_id"), name="survey_spared_once")],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=10)),
                ("after", models.CharField(max_length=12)),
                ("question", models.JSONField(default=dict)),
                ("segment", models.UUIDField(null=True)),
                ("wait_hours", models.IntegerField()),
                ("again_days", models.IntegerField()),
                ("share", models.IntegerField()),
                ("remind_days", models.IntegerField()),
                ("open_days", models.IntegerField()),
                ("low", models.SmallIntegerField(null=True)),
                ("only_agreed", models.BooleanField(default=False)),
                ("salt", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("by_member_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "name"), name="survey_named_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["csat", "ces", "nps", "open"])), name="survey_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("after__in", ["delivery", "case", "visit", "once", "told"])),
                        name="survey_after_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 10000)), name="survey_share_is_one"
                    ),
                ],
            },
        ),
        borders.guard("surveys_survey", references={"by_member_id": "brands_member"}),
        borders.guard(
            "surveys_invitation",
            references={
                "survey_id": "surveys_survey",
                "identity_id": "people_identity",
                "case_id": "cases_case",
                "outgoing_id": "channels_message",
                "reminder_id": "channels_message",
                "message_id": "channels_message",
            },
            referenced=False,
        ),
        borders.guard("surveys_spared", references={"identity_id": "people_identity"}, referenced=False),
        borders.guard("surveys_houserule", referenced=False),
    ]

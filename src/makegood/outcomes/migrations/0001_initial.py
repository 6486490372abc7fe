"""The first tables of outcomes."""

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
        ("makegoods", "0001_initial"),
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Praise",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("message_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("case_id", models.UUIDField(null=True)),
                ("makegood_id", models.UUIDField(null=True)),
                ("gesture", models.CharField(default="", max_length=120)),
                ("words", models.TextField()),
                ("public", models.BooleanField()),
                ("link", models.TextField(default="")),
                ("reach", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("credited_to", models.UUIDField(null=True)),
                ("credited_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "-at", "-id"], name="praise_latest"),
                    models.Index(fields=["brand_id", "identity_id", "-at"], name="praise_author"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "message_id"), name="praise_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reach__isnull", True), ("reach__gte", 0), _connector="OR"),
                        name="praise_reach_counts_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credited_at__isnull", True), ("credited_to__isnull", True)),
                            models.Q(("credited_at__isnull", False), ("credited_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="praise_credit_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingStep",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("was", models.CharField(max_length=12)),
                ("standing", models.CharField(max_length=12)),
                ("since", models.DateTimeField()),
                ("because", models.CharField(max_length=300)),
                ("message_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "identity_id", "-since", "-id"], name="standing_latest")],
            },
        ),
        migrations.CreateModel(
            name="Thanks",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("praise_id", models.UUIDField()),
                ("to_member_id", models.UUIDField(null=True)),
                ("to_name", models.CharField(max_length=120)),
                ("words", models.TextField()),
                ("passed_on_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "thanks",
                "indexes": [models.Index(fields=["brand_id", "to_member_id", "-passed_on_at"], name="thanks_for_member")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_member_id__isnull", False)),
                        fields=("brand_id", "praise_id", "to_member_id"),
                        name="thanks_member_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_member_id__isnull", True)),
                        fields=("brand_id", "praise_id", "to_name"),
                        name="thanks_name_once",
                    ),
                ],
            },
        ),
        borders.guard(
            "outcomes_praise",
            references={
                "message_id": "channels_message",
                "identity_id": "people_identity",
                "credited_to": "people_identity",
                "case_id": "cases_case",
                "makegood_id": "makegoods_makegood",
            },
        ),
        borders.guard(
            "outcomes_standingstep",
            references={"identity_id": "people_identity", "message_id": "channels_message"},
            append_only=True,
        ),
        borders.guard("outcomes_thanks", references={"praise_id": "outcomes_praise", "to_member_id": "brands_member"}),
    ]

"""Follow-up calls. A new table alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("phone_id", models.UUIDField()),
                ("key", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=300)),
                ("opening", models.CharField(default="", max_length=600)),
                ("purpose", models.CharField(max_length=20)),
                ("programme", models.CharField(default="", max_length=60)),
                ("priority", models.IntegerField(default=0)),
                ("language", models.CharField(default="", max_length=10)),
                ("zone", models.CharField(max_length=60)),
                ("occasion_kind", models.CharField(default="", max_length=20)),
                ("occasion_id", models.UUIDField(null=True)),
                ("due_at", models.DateTimeField()),
                ("tried", models.JSONField(default=list)),
                ("result", models.CharField(default="", max_length=12)),
                ("ended_at", models.DateTimeField(null=True)),
                ("by_member_id", models.UUIDField(null=True)),
                ("planned_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["brand_id", "due_at"], name="follow_up_due"
                    ),
                    models.Index(fields=["brand_id", "identity_id"], name="follow_up_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="follow_up_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result__in", ["", "fine", "not_fine", "unreached", "wrong_number", "no_more", "called_off"])
                        ),
                        name="follow_up_result_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("result", "")),
                            models.Q(models.Q(("result", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="follow_up_ended_with_a_result",
                    ),
                ],
            },
        ),
        borders.guard(
            "calls_call", references={"identity_id": "people_identity", "phone_id": "people_identity"}, referenced=False
        ),
    ]

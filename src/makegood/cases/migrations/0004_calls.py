"""Calls that somebody was promised. A new table alone: nothing that is there changes."""

from django.db import migrations, models
from django.db.models import Q

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_beside_and_away"), ("people", "0001_initial"), ("brands", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("case_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("number", models.CharField(max_length=40)),
                ("about", models.CharField(default="", max_length=300)),
                ("due_at", models.DateTimeField()),
                ("owner_id", models.UUIDField(null=True)),
                ("key", models.CharField(max_length=100)),
                ("tries", models.IntegerField(default=0)),
                ("result", models.CharField(default="", max_length=10)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "due_at"], name="call_due", condition=Q(ended_at__isnull=True)),
                    models.Index(fields=["brand_id", "case_id", "due_at"], name="call_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="call_once"),
                    models.CheckConstraint(condition=Q(result__in=["", "fine", "not_fine", "dropped"]), name="call_result_known"),
                    models.CheckConstraint(
                        condition=Q(result="", ended_at__isnull=True) | (~Q(result="") & Q(ended_at__isnull=False)),
                        name="call_ended_with_a_result",
                    ),
                ],
            },
        ),
        borders.guard(
            "cases_call",
            references={"case_id": "cases_case", "identity_id": "people_identity", "owner_id": "brands_member"},
            referenced=False,
        ),
    ]

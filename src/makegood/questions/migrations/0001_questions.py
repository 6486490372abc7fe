"""Questions that people were asked. A new table alone: nothing that is there changes."""

from django.db import migrations, models
from django.db.models import Q

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True
    dependencies = [("people", "0001_initial"), ("channels", "0001_initial"), ("cases", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=80)),
                ("identity_id", models.UUIDField()),
                ("case_id", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("ended", models.CharField(default="", max_length=12)),
                ("ended_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(default="", max_length=20)),
                ("message_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "identity_id", "-asked_at"], name="question_whose"),
                    models.Index(fields=["brand_id", "case_id"], name="question_case"),
                    models.Index(fields=["brand_id", "kind", "asked_at"], name="question_asked"),
                    models.Index(condition=Q(("ended", "")), fields=["brand_id", "closes_at"], name="question_open"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "kind", "key"), name="question_once"),
                    models.CheckConstraint(condition=Q(("kind__in", ["put_right"])), name="question_kind_known"),
                    models.CheckConstraint(
                        condition=Q(("ended__in", ["", "answered", "unanswered", "overtaken"])), name="question_ended_known"
                    ),
                    models.CheckConstraint(condition=Q(("closes_at__gt", models.F("asked_at"))), name="question_closes_later"),
                    models.CheckConstraint(
                        condition=Q(ended="", ended_at__isnull=True) | (~Q(ended="") & Q(ended_at__isnull=False)),
                        name="question_ended_at_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=(Q(ended="answered") & ~Q(answer="")) | (~Q(ended="answered") & Q(answer="")),
                        name="question_answered_with_an_answer",
                    ),
                ],
            },
        ),
        borders.guard(
            "questions_question",
            references={"identity_id": "people_identity", "case_id": "cases_case", "message_id": "channels_message"},
            referenced=False,
        ),
    ]

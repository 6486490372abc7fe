"""The first tables of reports."""

from typing import Any

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


def _row(*fields: tuple[str, Any]) -> list[tuple[str, Any]]:
    own: list[tuple[str, Any]] = [
        ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
        ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
    ]
    return [*own, *fields]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("platform", "0001_initial"), ("brands", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Count",
            fields=_row(
                ("on_day", models.DateField()),
                ("source", models.CharField(max_length=12)),
                ("what", models.CharField(max_length=12)),
                ("of", models.CharField(max_length=60)),
                ("n", models.IntegerField()),
                ("total", models.BigIntegerField()),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "on_day", "source", "what", "of"), name="report_count_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="Begun",
            fields=_row(("at", models.DateTimeField()), ("zone", models.CharField(max_length=60))),
            options={"constraints": [models.UniqueConstraint(fields=("brand_id",), name="report_begun_once")]},
        ),
        migrations.CreateModel(
            name="Letter",
            fields=_row(("month", models.DateField()), ("made_at", models.DateTimeField()), ("sections", models.JSONField())),
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "month"), name="letter_once_a_month")]},
        ),
        migrations.CreateModel(
            name="LetterReader",
            fields=_row(("member_id", models.UUIDField()), ("since", models.DateTimeField())),
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "member_id"), name="letter_reader_once")]},
        ),
        migrations.CreateModel(
            name="LetterSent",
            fields=_row(("letter_id", models.UUIDField()), ("member_id", models.UUIDField()), ("at", models.DateTimeField())),
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "letter_id", "member_id"), name="letter_sent_once")]
            },
        ),
        borders.guard("reports_count", referenced=False),
        borders.guard("reports_begun", referenced=False),
        borders.guard("reports_letter"),
        borders.guard("reports_letterreader", references={"member_id": "brands_member"}, referenced=False),
        borders.guard(
            "reports_lettersent", references={"letter_id": "reports_letter", "member_id": "brands_member"}, referenced=False
        ),
    ]

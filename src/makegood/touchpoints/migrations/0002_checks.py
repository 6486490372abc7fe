"""Checks that are planned before their figure is known, and three more figures by which a change can be checked.

A change whose check was to come by somebody's word gets a plan of its own when its day comes (flows/findings_checked), with the figure that was kept."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_WATCHED = ["broken", "complaints", "angry", "low", "slow"]


def begin(_apps, schema_editor):
    """Leaves work for each change whose check is still to come: it is planned for its day."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT brand_id FROM brands_address")
        for (brand_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])
            cursor.execute("SELECT id FROM touchpoints_finding WHERE state = 'changed'")
            for (finding_id,) in cursor.fetchall():
                cursor.execute(
                    "INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble, strand) "
                    "VALUES (%s, %s, 'finding_check', %s, '{}', clock_timestamp(), 0, 0, '', 0) ON CONFLICT DO NOTHING",
                    [makegood.kernel.ids.new_id(), brand_id, str(finding_id)],
                )
        cursor.execute("SELECT set_config('makegood.brand', '', true)")


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0001_touchpoints")]

    operations = [
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("finding_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("watched", models.CharField(max_length=10)),
                ("before", models.JSONField()),
                ("since", models.DateTimeField()),
                ("check_on", models.DateField()),
                ("least", models.IntegerField()),
                ("aim", models.FloatField()),
                ("power", models.FloatField()),
                ("planned_at", models.DateTimeField()),
                ("by_member_id", models.UUIDField(null=True)),
                ("result", models.CharField(default="", max_length=10)),
                ("result_at", models.DateTimeField(null=True)),
                ("after", models.JSONField(null=True)),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "result", "check_on"], name="check_to_come")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "finding_id", "number"), name="check_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("result", "")), fields=("brand_id", "finding_id"), name="check_one_to_come"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after__isnull", True), ("result", ""), ("result_at__isnull", True)),
                            models.Q(
                                ("after__isnull", False),
                                ("result__in", ["worked", "did_not", "cannot"]),
                                ("result_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="check_result_with_its_figure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("aim__gte", 0), ("aim__lte", 1), ("least__gt", 0)), name="check_planned_for_something"
                    ),
                ],
            },
        ),
        borders.guard(
            "touchpoints_check",
            references={"finding_id": "touchpoints_finding", "by_member_id": "brands_member"},
            referenced=False,
        ),
        migrations.RemoveConstraint(model_name="finding", name="finding_watched_known"),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(condition=models.Q(("watched__in", _WATCHED)), name="finding_watched_known"),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]

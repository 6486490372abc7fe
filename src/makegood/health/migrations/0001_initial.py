"""The first tables of health: what was counted of each touchpoint's signals day by day, and alarms. The past is counted later, by the day."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_SIGNALS = ["promise", "complaint", "feeling", "effort", "survey", "speed"]


def begin(_apps, schema_editor):
    """Leaves each brand the work that counts its past long after this migration."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT brand_id FROM brands_address")
        for (brand_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])
            cursor.execute(
                "INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble, strand) "
                "VALUES (%s, %s, 'health_daily', 'health_daily', '{}', clock_timestamp(), 0, 0, '', 0) ON CONFLICT DO NOTHING",
                [makegood.kernel.ids.new_id(), brand_id],
            )
        cursor.execute("SELECT set_config('makegood.brand', '', true)")


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("platform", "0002_work_strands"), ("touchpoints", "0001_touchpoints")]

    operations = [
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=60)),
                ("signal", models.CharField(max_length=10)),
                ("on", models.DateField()),
                ("facet", models.CharField(default="", max_length=10)),
                ("value", models.CharField(default="", max_length=80)),
                ("hits", models.IntegerField()),
                ("n", models.IntegerField()),
                ("total", models.FloatField(default=0.0)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "on"], name="day_count_on")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key", "signal", "facet", "value", "on"), name="day_count_once"),
                    models.CheckConstraint(condition=models.Q(("signal__in", _SIGNALS)), name="day_count_signal_known"),
                    models.CheckConstraint(condition=models.Q(("hits__gte", 0), ("n__gt", 0)), name="day_count_counts"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=60)),
                ("signal", models.CharField(max_length=10)),
                ("speed", models.CharField(max_length=10)),
                ("since", models.DateField()),
                ("raised_on", models.DateField()),
                ("usual", models.FloatField()),
                ("hits", models.IntegerField()),
                ("n", models.IntegerField()),
                ("over_on", models.DateField(null=True)),
                ("drivers", models.JSONField(default=list)),
                ("compared", models.IntegerField(default=0)),
                ("finding_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "key", "-raised_on"], name="alarm_of_touchpoint")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("over_on__isnull", True)),
                        fields=("brand_id", "key", "signal"),
                        name="alarm_goes_on_once",
                    ),
                    models.UniqueConstraint(fields=("brand_id", "key", "signal", "raised_on"), name="alarm_raised_once"),
                    models.CheckConstraint(condition=models.Q(("signal__in", _SIGNALS)), name="alarm_signal_known"),
                ],
            },
        ),
        borders.guard("health_daycount", referenced=False),
        borders.guard("health_alarm", references={"finding_id": "touchpoints_finding"}, referenced=False),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]

"""The rota: layers, changes, how members are woken, alarms. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
import makegood.rota.types
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("people", "0001_initial"), ("platform", "0002_work_strands")]

    operations = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=120)),
                ("occasion_kind", models.CharField(max_length=20)),
                ("occasion_id", models.UUIDField()),
                ("identity_id", models.UUIDField(null=True)),
                ("why", models.CharField(max_length=20)),
                ("raised_at", models.DateTimeField()),
                ("state", models.CharField(default=makegood.rota.types.AlarmState["RINGING"], max_length=10)),
                ("step", models.IntegerField(default=0)),
                ("taken_by", models.UUIDField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "-raised_at"], name="rota_alarm_latest"),
                    models.Index(fields=["brand_id", "occasion_id"], name="rota_alarm_occasion"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="rota_alarm_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["ringing", "taken", "unanswered"])), name="rota_alarm_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken"), _negated=True),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="rota_alarm_taken_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("layer_id", models.UUIDField()),
                ("member_id", models.UUIDField(null=True)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("because", models.CharField(default="", max_length=200)),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "until_at"], name="rota_change_until")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_at__gt", models.F("from_at"))), name="rota_change_ends_later"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("member_id", models.UUIDField()),
                ("way", models.CharField(max_length=8)),
                ("address", models.CharField(max_length=400)),
                ("feed", models.IntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "member_id"), name="rota_contact_once"),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["mail", "sms", "webhook"])), name="rota_contact_way_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Layer",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("position", models.IntegerField()),
                ("members", models.JSONField(default=list)),
                ("starts_on", models.DateField()),
                ("hands_over", models.TimeField()),
                ("covers", models.JSONField(default=list)),
                ("holidays", models.CharField(default=makegood.rota.types.Holidays["TOO"], max_length=4)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("holidays__in", ["too", "not", "only"])), name="rota_layer_holidays_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ring",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("alarm_id", models.UUIDField()),
                ("step", models.IntegerField()),
                ("member_id", models.UUIDField()),
                ("way", models.CharField(max_length=8)),
                ("address", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(default="", max_length=200)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "alarm_id", "member_id"), name="rota_ring_once")],
            },
        ),
        migrations.CreateModel(
            name="Settings",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("active", models.BooleanField(default=False)),
                ("wait_minutes", models.IntegerField(default=10)),
                ("texts", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id",), name="rota_settings_once"),
                    models.CheckConstraint(
                        condition=models.Q(("wait_minutes__gte", 1), ("wait_minutes__lte", 120)), name="rota_settings_wait"
                    ),
                ],
            },
        ),
        borders.guard("rota_layer"),
        borders.guard("rota_change", references={"layer_id": "rota_layer", "member_id": "brands_member"}, referenced=False),
        borders.guard("rota_contact", references={"member_id": "brands_member"}, referenced=False),
        borders.guard("rota_settings", referenced=False),
        borders.guard("rota_alarm", references={"identity_id": "people_identity", "taken_by": "brands_member"}),
        borders.guard("rota_ring", references={"alarm_id": "rota_alarm", "member_id": "brands_member"}, referenced=False),
    ]

"""What people say, by topic and minute, and the bursts that were noticed in it. New tables alone."""

import django.contrib.postgres.fields
from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("platform", "0003_brand_asked_once"), ("channels", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Burst",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("topic_id", models.UUIDField()),
                (
                    "title_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("facet", models.CharField(default="", max_length=200)),
                ("raised_at", models.DateTimeField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("people", models.IntegerField()),
                ("usual", models.FloatField()),
                ("rule", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("judged_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "-raised_at"], name="bursts_burst_raised")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("brand_id", "topic_id"), name="bursts_one_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Excursion",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("topic_id", models.UUIDField()),
                ("ended_at", models.DateTimeField()),
                ("height", models.FloatField()),
                ("burst_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "topic_id", "ended_at"), name="bursts_excursion_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Minute",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("topic_id", models.UUIDField()),
                ("minute", models.DateTimeField()),
                ("people", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "minute"], name="bursts_minute_when")],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "topic_id", "minute"), name="bursts_minute_once")],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(default="", max_length=80)),
                ("facet", models.CharField(default="", max_length=200)),
                ("version", models.CharField(default="", max_length=80)),
                ("leader", models.BinaryField(null=True)),
                ("total", models.BinaryField(null=True)),
                ("weighed_at", models.DateTimeField()),
                ("voices", models.IntegerField(default=0)),
                ("first_said_at", models.DateTimeField()),
                ("last_said_at", models.DateTimeField()),
                ("into_id", models.UUIDField(null=True)),
                ("asleep", models.BooleanField(default=False)),
                ("numbers", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("asleep", False)), fields=["brand_id", "version"], name="bursts_topic_awake")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "alike"), _negated=True),
                        fields=("brand_id", "kind", "name", "facet"),
                        name="bursts_topic_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("topic_id", models.UUIDField(null=True)),
                ("identity_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("said_at", models.DateTimeField()),
                ("likeness", models.FloatField(default=0.0)),
                ("facets", models.JSONField(default=dict)),
                ("counts", models.BooleanField(default=False)),
                ("whole", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "said_at"], name="bursts_voice_said"),
                    models.Index(fields=["brand_id", "topic_id", "said_at"], name="bursts_voice_topic"),
                    models.Index(fields=["brand_id", "person_id", "said_at"], name="bursts_voice_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("settled_at", models.DateTimeField()),
                ("ticked_at", models.DateTimeField(null=True)),
                ("learned_on", models.DateField(null=True)),
                ("rhythm", models.BinaryField(default=bytes)),
                ("false_a_week", models.FloatField(default=1.0)),
                ("mark", models.UUIDField()),
                ("tidied_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id",), name="bursts_one_watch")],
            },
        ),
        borders.guard("bursts_watch", referenced=False),
        borders.guard("bursts_topic", references={"into_id": "bursts_topic"}),
        borders.guard(
            "bursts_voice",
            references={"id": "channels_message", "identity_id": "people_identity", "topic_id": "bursts_topic"},
            referenced=False,
        ),
        borders.guard("bursts_minute", references={"topic_id": "bursts_topic"}, referenced=False),
        borders.guard("bursts_burst", references={"topic_id": "bursts_topic"}),
        borders.guard("bursts_excursion", references={"topic_id": "bursts_topic", "burst_id": "bursts_burst"}, referenced=False),
    ]

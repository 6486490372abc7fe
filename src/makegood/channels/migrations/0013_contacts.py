"""Contact discipline: the brand's quiet hours and caps, holds with a cause, what was not said and why, and contacts that no channel carries.

New columns have defaults of the database's; a hold is one for its cause and subject from now on, so that two causes never overwrite each other.
"""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_ID = models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_BRAND = models.UUIDField(default=makegood.platform.models.this_brand, editable=False)
_OF_IDENTITY = {"identity_id": "people_identity"}


class Migration(migrations.Migration):
    dependencies = [("channels", "0012_outgoing_taken_as"), ("people", "0004_consent_proof")]

    operations = [
        migrations.AddField("outgoing", "programme", models.CharField(db_default="", default="", max_length=120)),
        migrations.AddField("outgoing", "priority", models.IntegerField(db_default=0, default=0)),
        migrations.AddField("outgoing", "occasion", models.CharField(db_default="", default="", max_length=200)),
        migrations.AddField("outgoing", "best_before", models.DateTimeField(null=True)),
        migrations.AddField("hold", "cause", models.CharField(db_default="", default="", max_length=20)),
        migrations.AddField("hold", "subject", models.CharField(db_default="", default="", max_length=60)),
        migrations.AlterField("hold", "until", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("hold", "hold_once"),
        migrations.AddConstraint(
            "hold",
            models.UniqueConstraint(fields=("brand_id", "identity_id", "purpose", "cause", "subject"), name="hold_once"),
        ),
        migrations.AddIndex("hold", models.Index(fields=["brand_id", "cause", "subject"], name="hold_cause")),
        migrations.CreateModel(
            name="Discipline",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("quiet_from", models.TimeField()),
                ("quiet_until", models.TimeField()),
                ("per_week", models.IntegerField()),
                ("per_month", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id",), name="discipline_once"),
                    models.CheckConstraint(
                        condition=models.Q(("per_month__gte", models.F("per_week")), ("per_week__gt", 0)), name="discipline_some"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Suppressed",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("key", models.CharField(max_length=200)),
                ("identity_id", models.UUIDField()),
                ("medium", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=15)),
                ("programme", models.CharField(default="", max_length=120)),
                ("occasion", models.CharField(default="", max_length=200)),
                ("subject", models.TextField(default="")),
                ("reason", models.CharField(max_length=40)),
                ("because", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "key"), name="suppressed_once")],
                "indexes": [
                    models.Index(fields=["brand_id", "-at"], name="suppressed_latest"),
                    models.Index(fields=["brand_id", "identity_id", "-at"], name="suppressed_person"),
                    models.Index(fields=["brand_id", "occasion"], name="suppressed_occasion", condition=~models.Q(occasion="")),
                ],
            },
        ),
        migrations.CreateModel(
            name="ByHand",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("key", models.CharField(max_length=200)),
                ("identity_id", models.UUIDField()),
                ("medium", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=15)),
                ("programme", models.CharField(default="", max_length=120)),
                ("priority", models.IntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "key"), name="by_hand_once")],
                "indexes": [models.Index(fields=["brand_id", "identity_id", "-at"], name="by_hand_person")],
            },
        ),
        borders.guard("channels_discipline", referenced=False),
        borders.guard("channels_suppressed", references=_OF_IDENTITY, referenced=False),
        borders.guard("channels_byhand", references=_OF_IDENTITY, referenced=False),
    ]

"""Saved segments and who fits them. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_ID = models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_BRAND = models.UUIDField(default=makegood.platform.models.this_brand, editable=False)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("people", "0005_watched_facts")]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("name", models.CharField(max_length=120)),
                ("lines", models.JSONField()),
                ("every", models.BooleanField()),
                ("as_of", models.DateField()),
                ("by_member_id", models.UUIDField(null=True)),
                ("saved_at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "name"), name="segment_named_once")]},
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("segment_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "segment_id", "person_id"), name="segment_member_once")
                ],
                "indexes": [
                    models.Index(fields=["brand_id", "person_id"], name="segment_member_person"),
                    models.Index(fields=["brand_id", "identity_id"], name="segment_member_identity"),
                ],
            },
        ),
        borders.guard("segments_segment", references={"by_member_id": "brands_member"}),
        borders.guard(
            "segments_member", references={"segment_id": "segments_segment", "identity_id": "people_identity"}, referenced=False
        ),
    ]

"""Identities, links and what is known about people. A person is the oldest born person of a component; see models."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

PERSON = """
ALTER TABLE people_identity ADD CONSTRAINT people_identity_person_born
    FOREIGN KEY (brand_id, person_id) REFERENCES people_identity (brand_id, born_person_id) DEFERRABLE INITIALLY DEFERRED
"""
OF_IDENTITY = {"identity_id": "people_identity"}


class Migration(migrations.Migration):
    initial = True

    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("channel", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=20)),
                ("granted", models.BooleanField()),
                ("source", models.CharField(max_length=200)),
                ("text_version", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand_id", "identity_id", "channel", "purpose", "at", "granted"), name="people_consent_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("link_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("bits", models.FloatField()),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "link_id", "kind"), name="people_evidence_once")],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("value", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "kind", "-at"], name="people_fact_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "identity_id", "kind", "subject"), name="people_fact_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hint",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=320)),
                ("source", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "kind", "value"], name="people_hint_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "identity_id", "kind", "value"), name="people_hint_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=320)),
                ("shown", models.CharField(max_length=320)),
                ("name", models.CharField(default="", max_length=200)),
                ("name_source", models.SmallIntegerField(default=1)),
                ("verified", models.BooleanField(default=False)),
                ("born_person_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("first_seen_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "person_id"], name="people_identity_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "kind", "value"), name="people_identity_once"),
                    models.UniqueConstraint(fields=("brand_id", "born_person_id"), name="people_identity_born"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["email", "phone", "handle", "customer_number"])),
                        name="people_identity_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("low_id", models.UUIDField()),
                ("high_id", models.UUIDField()),
                ("unknown_id", models.UUIDField()),
                ("state", models.CharField(max_length=10)),
                ("suggested_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "high_id"], name="people_link_high"),
                    models.Index(
                        condition=models.Q(("state", "suggested")), fields=["brand_id", "-suggested_at"], name="people_link_asked"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "low_id", "high_id"), name="people_link_once"),
                    models.CheckConstraint(condition=models.Q(("low_id__lt", models.F("high_id"))), name="people_link_ends"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["suggested", "live", "refused", "undone"])), name="people_link_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("what", models.CharField(max_length=120)),
                ("why", models.TextField(default="")),
                ("until", models.DateTimeField(null=True)),
                ("consent", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "identity_id", "what"), name="people_need_once"),
                    models.CheckConstraint(condition=models.Q(("consent", ""), _negated=True), name="people_need_consent"),
                ],
            },
        ),
        borders.guard("people_identity"),
        migrations.RunSQL(PERSON, migrations.RunSQL.noop),
        borders.guard(
            "people_link", references={"low_id": "people_identity", "high_id": "people_identity", "unknown_id": "people_identity"}
        ),
        borders.guard("people_evidence", references={"link_id": "people_link"}, referenced=False),
        borders.guard("people_hint", references=OF_IDENTITY, referenced=False),
        borders.guard("people_fact", references=OF_IDENTITY, referenced=False),
        borders.guard("people_consent", references=OF_IDENTITY, append_only=True),
        borders.guard("people_need", references=OF_IDENTITY),
    ]

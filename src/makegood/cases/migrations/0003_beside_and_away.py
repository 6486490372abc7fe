"""Who stands beside the person of a case, and which cases were put out of sight. New tables alone: nothing that is there changes."""

from django.db import migrations, models
from django.db.models import Q

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_ID = models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_BRAND = models.UUIDField(default=makegood.platform.models.this_brand, editable=False)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_a_case_for_each_party"), ("channels", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SideParty",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("case_id", models.UUIDField()),
                ("conversation_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("kind", models.CharField(max_length=4)),
                ("by_member_id", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("noted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "case_id", "asked_at"], name="side_party_case"),
                    models.Index(fields=["brand_id", "-asked_at"], name="side_party_latest", condition=Q(kind="side")),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "conversation_id", "identity_id"), name="side_party_once"),
                    models.UniqueConstraint(
                        fields=("brand_id", "conversation_id"), name="side_conversation_once", condition=Q(kind="side")
                    ),
                    models.CheckConstraint(condition=Q(kind__in=["side", "copy"]), name="side_party_kind_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseAway",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("case_id", models.UUIDField()),
                ("why", models.CharField(max_length=5)),
                ("by_member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("emptied_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "-at"], name="case_away_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "case_id"), name="case_away_once"),
                    models.CheckConstraint(condition=Q(why__in=["spam", "trash"]), name="case_away_why_known"),
                ],
            },
        ),
        borders.guard(
            "cases_sideparty",
            references={
                "case_id": "cases_case",
                "conversation_id": "channels_conversation",
                "identity_id": "people_identity",
                "by_member_id": "brands_member",
            },
            referenced=False,
        ),
        borders.guard("cases_caseaway", references={"case_id": "cases_case", "by_member_id": "brands_member"}, referenced=False),
    ]

"""What people do for us unpaid: links of their own, whom they brought, the ledger, and who of us earned it. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        ("brands", "0001_initial"),
        ("people", "0001_initial"),
        ("channels", "0001_initial"),
        ("makegoods", "0001_initial"),
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Earned",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("entry_id", models.UUIDField()),
                ("member_id", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("what", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "earned",
                "indexes": [models.Index(fields=["brand_id", "member_id", "-at"], name="advocacy_earned_member")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "entry_id", "member_id"), name="advocacy_earned_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=10)),
                ("source", models.CharField(max_length=60)),
                ("identity_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("left_out", models.CharField(default="", max_length=10)),
                ("because", models.CharField(max_length=200)),
                ("unasked", models.BooleanField(default=True)),
                ("message_id", models.UUIDField(null=True)),
                ("reach", models.BigIntegerField(null=True)),
                ("link", models.TextField(default="")),
                ("case_id", models.UUIDField(null=True)),
                ("makegood_id", models.UUIDField(null=True)),
                ("gesture", models.CharField(default="", max_length=120)),
                ("touchpoint", models.CharField(default="", max_length=60)),
                ("tied_because", models.CharField(default="", max_length=200)),
                ("marked_by", models.UUIDField(null=True)),
                ("said_by", models.UUIDField(null=True)),
                ("thanked_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [
                    models.Index(fields=["brand_id", "-at", "-id"], name="advocacy_latest"),
                    models.Index(fields=["brand_id", "identity_id", "-at"], name="advocacy_whose"),
                    models.Index(
                        condition=models.Q(("case_id__isnull", False)), fields=["brand_id", "case_id"], name="advocacy_case"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "source"), name="advocacy_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["praise", "referral", "help"])), name="advocacy_entry_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_out__in", ["", "not_ours", "unsure", "paid", "contest", "coupon", "member"])),
                        name="advocacy_entry_left_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reach__isnull", True), ("reach__gte", 0), _connector="OR"),
                        name="advocacy_reach_counts_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("identity_id", models.UUIDField()),
                ("code", models.CharField(max_length=13)),
                ("made_at", models.DateTimeField()),
                ("followed", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "code"), name="advocacy_code_once"),
                    models.UniqueConstraint(fields=("brand_id", "identity_id"), name="advocacy_link_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=200)),
                ("newcomer_id", models.UUIDField()),
                ("advocate_id", models.UUIDField(null=True)),
                ("how", models.CharField(max_length=10)),
                ("place", models.CharField(max_length=10)),
                ("said", models.CharField(default="", max_length=200)),
                ("order_number", models.CharField(default="", max_length=100)),
                ("told_at", models.DateTimeField()),
                ("state", models.CharField(max_length=12)),
                ("why", models.CharField(default="", max_length=12)),
                ("came_at", models.DateTimeField(null=True)),
                ("came_order", models.CharField(default="", max_length=100)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "newcomer_id", "told_at"], name="referral_newcomer"),
                    models.Index(fields=["brand_id", "advocate_id", "came_at"], name="referral_advocate"),
                    models.Index(fields=["brand_id", "state", "-told_at"], name="referral_latest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="referral_once"),
                    models.CheckConstraint(condition=models.Q(("how__in", ["link", "code", "said"])), name="referral_how"),
                    models.CheckConstraint(
                        condition=models.Q(("place__in", ["order", "counter", "form", "own_page", "desk", "api"])),
                        name="referral_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["unknown", "waiting", "came", "not_counted"])), name="referral_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["", "self", "household", "not_new", "another", "lapsed", "member"])),
                        name="referral_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("advocate_id__isnull", False), ("came_at__isnull", False), ("state", "came")),
                            models.Q(models.Q(("state", "came"), _negated=True), ("came_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="referral_came_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("shop_url", models.CharField(max_length=300)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id",), name="advocacy_setting_once")],
            },
        ),
        borders.guard("advocacy_setting", referenced=False),
        borders.guard("advocacy_link", references={"identity_id": "people_identity"}, referenced=False),
        borders.guard(
            "advocacy_referral",
            references={"newcomer_id": "people_identity", "advocate_id": "people_identity"},
            referenced=False,
        ),
        borders.guard(
            "advocacy_entry",
            references={
                "identity_id": "people_identity",
                "message_id": "channels_message",
                "case_id": "cases_case",
                "makegood_id": "makegoods_makegood",
                "marked_by": "brands_member",
                "said_by": "brands_member",
            },
        ),
        borders.guard(
            "advocacy_earned", references={"entry_id": "advocacy_entry", "member_id": "brands_member"}, referenced=False
        ),
    ]

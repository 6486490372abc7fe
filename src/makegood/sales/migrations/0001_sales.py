"""Sales: offers to everybody, what they promised from when on, where, and to whom. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("promises", "0002_offers_to_everybody"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("sale_id", models.UUIDField()),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=120)),
                ("reference", models.CharField(max_length=100)),
                ("terms", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "sale_id", "kind", "reference"), name="sale_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["statement", "status_page", "newsletter", "banner", "coupons", "post", "other"])
                        ),
                        name="sale_place_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sale",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("reference", models.CharField(default="", max_length=100)),
                ("words", models.CharField(max_length=300)),
                ("skus", models.JSONField(default=list)),
                ("collections", models.JSONField(default=list)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ends_local", models.CharField(max_length=26)),
                ("zone", models.CharField(max_length=60)),
                ("two_readings", models.BooleanField(default=False)),
                ("said_as", models.CharField(max_length=120)),
                ("explained", models.CharField(max_length=600)),
                ("terms", models.IntegerField(default=1)),
                ("announced_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("called_off_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "-ends_at"], name="sale_ends")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True), fields=("brand_id", "reference"), name="sale_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="sale_ends_later"),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("called_off_at", None), _connector="OR"), name="sale_ends_one_way"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("sale_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("words", models.CharField(max_length=300)),
                ("skus", models.JSONField(default=list)),
                ("collections", models.JSONField(default=list)),
                ("ends_at", models.DateTimeField()),
                ("ends_local", models.CharField(max_length=26)),
                ("zone", models.CharField(max_length=60)),
                ("two_readings", models.BooleanField(default=False)),
                ("said_as", models.CharField(max_length=120)),
                ("explained", models.CharField(max_length=600)),
                ("at", models.DateTimeField()),
                ("because", models.CharField(default="", max_length=300)),
                ("occasion_kind", models.CharField(default="", max_length=20)),
                ("occasion_id", models.UUIDField(null=True)),
                ("by_kind", models.CharField(max_length=10)),
                ("by_actor", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("occasion_id__isnull", False)),
                        fields=["brand_id", "occasion_kind", "occasion_id"],
                        name="sale_terms_occasion",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "sale_id", "number"), name="sale_terms_once")],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("sale_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("place", models.CharField(max_length=12)),
                ("terms", models.IntegerField()),
                ("told_at", models.DateTimeField()),
                ("promise_id", models.UUIDField(null=True)),
                ("promised", models.IntegerField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "sale_id", "terms"], name="sale_told_terms"),
                    models.Index(fields=["brand_id", "sale_id", "promised"], name="sale_told_promised"),
                    models.Index(fields=["brand_id", "identity_id"], name="sale_told_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "sale_id", "identity_id"), name="sale_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place__in", ["statement", "status_page", "newsletter", "banner", "coupons", "post", "other"])
                        ),
                        name="sale_told_place_known",
                    ),
                ],
            },
        ),
        borders.guard("sales_sale"),
        borders.guard("sales_terms", references={"sale_id": "sales_sale"}, append_only=True, referenced=False),
        borders.guard("sales_place", references={"sale_id": "sales_sale"}, referenced=False),
        borders.guard(
            "sales_told",
            references={"sale_id": "sales_sale", "identity_id": "people_identity", "promise_id": "promises_promise"},
            referenced=False,
        ),
    ]

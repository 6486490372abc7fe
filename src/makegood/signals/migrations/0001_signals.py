"""What machines tell: words of monitoring systems, stretches, what happened at the checkout, counts. New tables alone."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
import makegood.signals.types
from makegood.platform import borders


class Migration(migrations.Migration):
    initial = True

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Checkout",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("key", models.CharField(max_length=200)),
                ("session", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("identity_id", models.UUIDField(null=True)),
                ("minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(default="", max_length=3)),
                ("heard_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "session"], name="checkout_session"),
                    models.Index(
                        condition=models.Q(("kind", "checkout_refused")), fields=["brand_id", "at"], name="checkout_refused_at"
                    ),
                    models.Index(fields=["brand_id", "heard_at"], name="checkout_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "key"), name="checkout_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["basket_held", "basket_left", "checkout_refused", "order_placed"])),
                        name="checkout_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("facet", models.CharField(default="", max_length=100)),
                ("at", models.DateTimeField()),
                ("count", models.IntegerField()),
                ("handed", models.IntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("count", models.F("handed")), _negated=True),
                        fields=["brand_id", "kind"],
                        name="signal_count_to_hand",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "kind", "facet", "at"), name="signal_counted_once")],
            },
        ),
        migrations.CreateModel(
            name="SaidWord",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("source", models.CharField(max_length=200)),
                ("reference", models.CharField(max_length=200)),
                ("began", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "heard_at"], name="signal_word_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "source", "reference", "at", "began"), name="signal_word_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("source", models.CharField(max_length=200)),
                ("reference", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=200)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField()),
                ("state", models.CharField(default=makegood.signals.types.SignalState["KEPT"], max_length=10)),
                ("attached_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "-from_at"], name="signal_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "source", "reference", "from_at"), name="signal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until_at", None), ("until_at__gt", models.F("from_at")), _connector="OR"),
                        name="signal_ends_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["outage", "slow", "errors", "other"])), name="signal_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["kept", "attached", "set_aside"])), name="signal_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attached_id", None), ("state", "attached"), _connector="OR"),
                        name="signal_attached_says_so",
                    ),
                ],
            },
        ),
        borders.guard("signals_saidword", referenced=False),
        borders.guard("signals_signal", referenced=False),
        borders.guard("signals_checkout", references={"identity_id": "people_identity"}, referenced=False),
        borders.guard("signals_counted", referenced=False),
    ]

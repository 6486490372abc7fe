"""Catalogue, purses, grants, ledger and policies; and the two deferred triggers that keep each purse equal to its ledger.

A ledger row carries the purse's columns as they stand after it. One trigger checks each row against the one before it, the other each
change of a purse against the row of the same number: so the columns are the sums of the ledger by induction, at two index look-ups
per booking, whatever the ledger's length and whoever writes. They look across the border of brands (by the row's own brand), so that
they judge alike whether or not a brand is still set when a transaction ends.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

BOOKED = """
CREATE FUNCTION gestures_budget_matches_ledger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (NEW.entries, NEW.limit_minor, NEW.held_minor, NEW.spent_minor, NEW.owed_held_minor, NEW.owed_spent_minor) = (0, 0, 0, 0, 0, 0)
    THEN
        RETURN NULL;  -- a purse that was never booked on
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM public.gestures_ledgerrow l
        WHERE l.brand_id = NEW.brand_id AND l.budget_id = NEW.id AND l.entry = NEW.entries
          AND (l.limit_after, l.held_after, l.spent_after, l.owed_held_after, l.owed_spent_after)
            = (NEW.limit_minor, NEW.held_minor, NEW.spent_minor, NEW.owed_held_minor, NEW.owed_spent_minor)
    ) THEN
        RAISE EXCEPTION 'a budget changes only with its ledger row'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gestures_budget_matches_ledger';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER gestures_budget_matches_ledger AFTER INSERT OR UPDATE ON gestures_budget
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gestures_budget_matches_ledger();

CREATE FUNCTION gestures_ledger_adds_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before public.gestures_ledgerrow;
    filled bigint := CASE NEW.kind WHEN 'refill' THEN NEW.amount_minor ELSE 0 END;
    inside bigint := CASE WHEN NEW.owed THEN 0 ELSE NEW.amount_minor END;
    beyond bigint := CASE WHEN NEW.owed THEN NEW.amount_minor ELSE 0 END;
    to_held int := CASE NEW.kind WHEN 'hold' THEN 1 WHEN 'spend' THEN -1 WHEN 'release' THEN -1 ELSE 0 END;
    to_spent int := CASE NEW.kind WHEN 'spend' THEN 1 ELSE 0 END;
BEGIN
    SELECT * INTO before FROM public.gestures_ledgerrow l
        WHERE l.brand_id = NEW.brand_id AND l.budget_id = NEW.budget_id AND l.entry = NEW.entry - 1;
    IF NEW.kind NOT IN ('refill', 'hold', 'spend', 'release') OR (NEW.entry > 1 AND before.id IS NULL) OR NEW.entry < 1
        OR NEW.limit_after <> coalesce(before.limit_after, 0) + filled
        OR NEW.held_after <> coalesce(before.held_after, 0) + to_held * inside
        OR NEW.spent_after <> coalesce(before.spent_after, 0) + to_spent * inside
        OR NEW.owed_held_after <> coalesce(before.owed_held_after, 0) + to_held * beyond
        OR NEW.owed_spent_after <> coalesce(before.owed_spent_after, 0) + to_spent * beyond
        OR NOT EXISTS (
            SELECT 1 FROM public.gestures_budget b WHERE b.brand_id = NEW.brand_id AND b.id = NEW.budget_id AND b.entries >= NEW.entry)
    THEN
        RAISE EXCEPTION 'a ledger row must add up with the one before it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gestures_ledger_adds_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER gestures_ledger_adds_up AFTER INSERT ON gestures_ledgerrow
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gestures_ledger_adds_up();
"""


def brand_row(*fields: Any) -> list[Any]:
    return [
        ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
        ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
        *fields,
    ]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("platform", "0001_initial"), ("brands", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CatalogueItem",
            fields=brand_row(
                ("code", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=120)),
                ("face_minor", models.BigIntegerField()),
                ("cost_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("payer", models.CharField(max_length=12)),
                ("stock", models.IntegerField(null=True)),
                ("sku", models.CharField(default="", max_length=80)),
                ("fits", models.JSONField(default=list)),
                ("unfit_for", models.JSONField(default=list)),
                ("active", models.BooleanField(default=True)),
                ("position", models.IntegerField(default=0)),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["brand_id", "code"], name="gestures_item_once"),
                    models.CheckConstraint(condition=Q(stock__isnull=True) | Q(stock__gte=0), name="gestures_item_stock"),
                    models.CheckConstraint(condition=Q(face_minor__gte=0, cost_minor__gte=0), name="gestures_item_worth"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Budget",
            fields=brand_row(
                ("name", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
                ("limit_minor", models.BigIntegerField(default=0)),
                ("held_minor", models.BigIntegerField(default=0)),
                ("spent_minor", models.BigIntegerField(default=0)),
                ("owed_held_minor", models.BigIntegerField(default=0)),
                ("owed_spent_minor", models.BigIntegerField(default=0)),
                ("entries", models.IntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["brand_id", "name"], name="gestures_budget_once"),
                    models.CheckConstraint(
                        condition=Q(held_minor__gte=0, spent_minor__gte=0, owed_held_minor__gte=0, owed_spent_minor__gte=0),
                        name="gestures_budget_not_below_zero",
                    ),
                    models.CheckConstraint(
                        condition=Q(limit_minor__gte=F("held_minor") + F("spent_minor")), name="gestures_budget_not_overspent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=brand_row(
                ("key", models.CharField(max_length=200)),
                ("occasion_kind", models.CharField(max_length=20)),
                ("occasion_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("budget_id", models.UUIDField(null=True)),
                ("item_id", models.UUIDField(null=True)),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=12)),
                ("quantity", models.IntegerField()),
                ("cost_minor", models.BigIntegerField()),
                ("face_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("owed", models.BooleanField(default=False)),
                ("state", models.CharField(max_length=10)),
                ("policy_version", models.CharField(max_length=40)),
                ("held_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["brand_id", "key"], name="gestures_grant_once"),
                    models.CheckConstraint(
                        condition=Q(quantity__gte=1, cost_minor__gte=0, face_minor__gte=0), name="gestures_grant_size"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="gestures_grant_occasion"),
                    models.Index(fields=["brand_id", "identity_id", "-held_at"], name="gestures_grant_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerRow",
            fields=brand_row(
                ("budget_id", models.UUIDField()),
                ("entry", models.IntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("amount_minor", models.BigIntegerField()),
                ("owed", models.BooleanField(default=False)),
                ("limit_after", models.BigIntegerField()),
                ("held_after", models.BigIntegerField()),
                ("spent_after", models.BigIntegerField()),
                ("owed_held_after", models.BigIntegerField()),
                ("owed_spent_after", models.BigIntegerField()),
                ("occasion_kind", models.CharField(default="", max_length=20)),
                ("occasion_id", models.UUIDField(null=True)),
                ("grant_id", models.UUIDField(null=True)),
                ("key", models.CharField(default="", max_length=200)),
                ("note", models.CharField(default="", max_length=200)),
                ("at", models.DateTimeField()),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["brand_id", "budget_id", "entry"], name="gestures_ledger_entry"),
                    models.UniqueConstraint(
                        condition=Q(grant_id__isnull=False),
                        fields=["brand_id", "grant_id", "kind"],
                        name="gestures_ledger_grant_once",
                    ),
                    models.UniqueConstraint(
                        condition=~Q(key=""), fields=["brand_id", "budget_id", "key"], name="gestures_ledger_key_once"
                    ),
                    models.CheckConstraint(condition=Q(amount_minor__gt=0), name="gestures_ledger_amount"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=brand_row(
                ("number", models.IntegerField()),
                ("version", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
            ),
            options={
                "constraints": [models.UniqueConstraint(fields=["brand_id", "number"], name="gestures_policy_once")],
            },
        ),
        borders.guard("gestures_catalogueitem"),
        borders.guard("gestures_budget"),
        borders.guard(
            "gestures_grant",
            references={"identity_id": "people_identity", "budget_id": "gestures_budget", "item_id": "gestures_catalogueitem"},
        ),
        borders.guard(
            "gestures_ledgerrow",
            references={"budget_id": "gestures_budget", "grant_id": "gestures_grant"},
            append_only=True,
        ),
        borders.guard("gestures_policyversion", append_only=True),
        migrations.RunSQL(
            BOOKED, "DROP FUNCTION gestures_budget_matches_ledger CASCADE; DROP FUNCTION gestures_ledger_adds_up CASCADE"
        ),
        borders.hand_to_search("gestures_budget_matches_ledger()"),
        borders.hand_to_search("gestures_ledger_adds_up()"),
    ]

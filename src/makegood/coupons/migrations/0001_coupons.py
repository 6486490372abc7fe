"""Pools, places, claims and the ledger; and what PostgreSQL holds of them whoever writes.

- A place carries its pool's cap, unit and rule of one each by a reference: its number is within the cap, and the cap cannot change under it.
- The money in a pool's places is counted by triggers into the pool, whose check holds it below the pool's cap.
- The terms of a pool, the code of a claim and what a place is do not change; places are not taken away.
- What is used is what the ledger says, reservation by reservation, by two deferred triggers. They look across the border of brands (by the
  reservation's own key), so that they judge alike whether or not a brand is still set when a transaction ends.
"""

from django.db import migrations, models

import makegood.coupons.types
import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

STANDS = """
ALTER TABLE coupons_pool ADD CONSTRAINT coupons_pool_stock UNIQUE (brand_id, id, cap_uses, unit_minor, one_each);
ALTER TABLE coupons_slot ADD CONSTRAINT coupons_slot_stock FOREIGN KEY (brand_id, pool_id, cap_uses, unit_minor, one_each)
    REFERENCES coupons_pool (brand_id, id, cap_uses, unit_minor, one_each);

CREATE FUNCTION coupons_stands() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% does not change so', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER coupons_pool_terms_stand BEFORE UPDATE ON coupons_pool FOR EACH ROW WHEN (
    (OLD.id, OLD.brand_id, OLD.currency, OLD.unit_minor, OLD.percent_bps, OLD.minimum_minor, OLD.on_sale_prices, OLD.one_each, OLD.cap_uses,
     OLD.cap_minor, OLD.one_code, OLD.typed_code, OLD.after_refund, OLD.sponsor_bps, OLD.opened_at)
    IS DISTINCT FROM
    (NEW.id, NEW.brand_id, NEW.currency, NEW.unit_minor, NEW.percent_bps, NEW.minimum_minor, NEW.on_sale_prices, NEW.one_each, NEW.cap_uses,
     NEW.cap_minor, NEW.one_code, NEW.typed_code, NEW.after_refund, NEW.sponsor_bps, NEW.opened_at)
) EXECUTE FUNCTION coupons_stands();
CREATE TRIGGER coupons_pool_is_counted BEFORE UPDATE ON coupons_pool FOR EACH ROW WHEN (
    (OLD.slots_made, OLD.slots_minor) IS DISTINCT FROM (NEW.slots_made, NEW.slots_minor) AND pg_trigger_depth() = 0
) EXECUTE FUNCTION coupons_stands();
CREATE TRIGGER coupons_slot_stands BEFORE UPDATE ON coupons_slot FOR EACH ROW WHEN (
    (OLD.id, OLD.brand_id, OLD.pool_id, OLD.number, OLD.cap_uses, OLD.unit_minor, OLD.one_each)
    IS DISTINCT FROM (NEW.id, NEW.brand_id, NEW.pool_id, NEW.number, NEW.cap_uses, NEW.unit_minor, NEW.one_each)
) EXECUTE FUNCTION coupons_stands();
CREATE TRIGGER coupons_slot_stays BEFORE DELETE ON coupons_slot FOR EACH ROW EXECUTE FUNCTION coupons_stands();
CREATE TRIGGER coupons_claim_stands BEFORE UPDATE ON coupons_claim FOR EACH ROW WHEN (
    (OLD.id, OLD.brand_id, OLD.pool_id, OLD.person_key, OLD.code, OLD.typed_code)
    IS DISTINCT FROM (NEW.id, NEW.brand_id, NEW.pool_id, NEW.person_key, NEW.code, NEW.typed_code)
) EXECUTE FUNCTION coupons_stands();

CREATE FUNCTION coupons_slots_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.coupons_pool p SET slots_made = p.slots_made + made.n, slots_minor = p.slots_minor + made.minor
    FROM (SELECT pool_id, count(*) AS n, sum(budget_minor) AS minor FROM fresh GROUP BY pool_id) AS made WHERE p.id = made.pool_id;
    RETURN NULL;
END $$;
CREATE TRIGGER coupons_slots_made AFTER INSERT ON coupons_slot REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION coupons_slots_made();
CREATE FUNCTION coupons_slot_money() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.coupons_pool p SET slots_minor = p.slots_minor + NEW.budget_minor - OLD.budget_minor WHERE p.id = NEW.pool_id;
    RETURN NULL;
END $$;
CREATE TRIGGER coupons_slot_money AFTER UPDATE ON coupons_slot FOR EACH ROW WHEN (OLD.budget_minor <> NEW.budget_minor)
    EXECUTE FUNCTION coupons_slot_money();

CREATE FUNCTION coupons_used_is_booked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    keys uuid[] := ARRAY[NEW.use_key];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        keys := keys || OLD.use_key;
    END IF;
    IF EXISTS (
        SELECT 1 FROM unnest(keys) AS one (use_key) WHERE one.use_key IS NOT NULL AND (
            SELECT coalesce(sum(CASE l.kind WHEN 'used' THEN l.amount_minor ELSE -l.amount_minor END), 0)
            FROM public.coupons_ledgerrow l WHERE l.use_key = one.use_key AND l.kind IN ('used', 'given back')
        ) <> (
            SELECT coalesce(sum(s.worth_minor), 0) FROM public.coupons_slot s WHERE s.use_key = one.use_key AND s.state = 'used'
        )
    ) THEN
        RAISE EXCEPTION 'what is used is what the ledger says' USING ERRCODE = 'check_violation', CONSTRAINT = 'coupons_used_is_booked';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER coupons_used_is_booked AFTER UPDATE ON coupons_slot DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'used' OR NEW.state = 'used') EXECUTE FUNCTION coupons_used_is_booked();
CREATE CONSTRAINT TRIGGER coupons_born_used_is_booked AFTER INSERT ON coupons_slot DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'used') EXECUTE FUNCTION coupons_used_is_booked();
CREATE CONSTRAINT TRIGGER coupons_booked_is_used AFTER INSERT ON coupons_ledgerrow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind IN ('used', 'given back')) EXECUTE FUNCTION coupons_used_is_booked();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0001_initial"), ("people", "0001_initial"), ("platform", "0003_brand_asked_once")]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("pool_id", models.UUIDField()),
                ("identity_id", models.UUIDField()),
                ("person_key", models.UUIDField()),
                ("code", models.CharField(max_length=40)),
                ("typed_code", models.CharField(default="", max_length=40)),
                ("claimed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["identity_id"], name="coupons_claim_identity")],
                "constraints": [
                    models.UniqueConstraint(fields=("pool_id", "person_key"), name="coupons_claim_person_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("typed_code", ""), _negated=True),
                        fields=("brand_id", "typed_code"),
                        name="coupons_claim_code_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerRow",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("pool_id", models.UUIDField()),
                ("use_key", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("number", models.IntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("sponsor_minor", models.BigIntegerField()),
                ("identity_id", models.UUIDField()),
                ("order_reference", models.CharField(default="", max_length=100)),
                ("key", models.CharField(max_length=200)),
                ("asked", models.CharField(default="", max_length=64)),
                ("until", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind__in", ["used", "given back"])),
                        fields=["pool_id", "at", "id"],
                        name="coupons_ledger_billed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("use_key", "kind", "key"), name="coupons_ledger_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "reserved")), fields=("brand_id", "key"), name="coupons_ledger_key_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reserved", "released", "used", "given back"])),
                        name="coupons_ledger_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0), ("sponsor_minor__gte", 0), ("sponsor_minor__lte", models.F("amount_minor"))
                        ),
                        name="coupons_ledger_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("slug", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
                ("unit_minor", models.BigIntegerField()),
                ("percent_bps", models.IntegerField(null=True)),
                ("minimum_minor", models.BigIntegerField(null=True)),
                ("on_sale_prices", models.BooleanField()),
                ("valid_until", models.DateTimeField()),
                ("zone", models.CharField(max_length=60)),
                ("until_words", models.CharField(default="", max_length=120)),
                ("one_each", models.BooleanField()),
                ("cap_uses", models.IntegerField()),
                ("cap_minor", models.BigIntegerField(null=True)),
                ("one_code", models.CharField(default="", max_length=40)),
                ("typed_code", models.CharField(default="", max_length=40)),
                ("after_refund", models.CharField(max_length=12)),
                ("hold_minutes", models.IntegerField()),
                ("sponsor_name", models.CharField(default="", max_length=120)),
                ("sponsor_bps", models.IntegerField(default=0)),
                ("sponsor_address", models.CharField(default="", max_length=500)),
                ("occasion_kind", models.CharField(default="", max_length=20)),
                ("occasion_id", models.UUIDField(null=True)),
                ("state", models.CharField(default=makegood.coupons.types.PoolState["OPEN"], max_length=8)),
                ("opened_at", models.DateTimeField()),
                ("sold_out_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("slots_made", models.IntegerField(default=0)),
                ("slots_minor", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id", "occasion_kind", "occasion_id"], name="coupons_pool_occasion")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "slug"), name="coupons_pool_slug_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), models.Q(("typed_code", ""), _negated=True)),
                        fields=("brand_id", "typed_code"),
                        name="coupons_pool_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed", "settled"])), name="coupons_pool_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("after_refund__in", ["given back", "used up"])), name="coupons_pool_refund"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cap_uses__gt", 0), ("sponsor_bps__gte", 0), ("sponsor_bps__lte", 10000), ("unit_minor__gt", 0)
                        ),
                        name="coupons_pool_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slots_made__gte", 0), ("slots_made__lte", models.F("cap_uses")), ("slots_minor__gte", 0)
                        ),
                        name="coupons_pool_slots",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cap_minor__isnull", True), ("slots_minor__lte", models.F("cap_minor")), _connector="OR"
                        ),
                        name="coupons_pool_money",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("pool_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("cap_uses", models.IntegerField()),
                ("unit_minor", models.BigIntegerField()),
                ("one_each", models.BooleanField()),
                ("budget_minor", models.BigIntegerField()),
                ("state", models.CharField(default=makegood.coupons.types.SlotState["FREE"], max_length=8)),
                ("use_key", models.UUIDField(null=True)),
                ("person_key", models.UUIDField(null=True)),
                ("identity_id", models.UUIDField(null=True)),
                ("claim_id", models.UUIDField(null=True)),
                ("worth_minor", models.BigIntegerField(default=0)),
                ("part_minor", models.BigIntegerField(default=0)),
                ("until", models.DateTimeField(null=True)),
                ("order_reference", models.CharField(default="", max_length=100)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("budget_minor", models.F("unit_minor")), ("state", "free")),
                        fields=["pool_id", "number"],
                        name="coupons_slot_free",
                    ),
                    models.Index(
                        condition=models.Q(("state", "reserved")), fields=["pool_id", "until"], name="coupons_slot_reserved"
                    ),
                    models.Index(
                        condition=models.Q(("identity_id__isnull", False)), fields=["identity_id"], name="coupons_slot_identity"
                    ),
                    models.Index(
                        condition=models.Q(("state", "used"), ("worth_minor__lt", models.F("budget_minor"))),
                        fields=["pool_id"],
                        name="coupons_slot_unspent",
                    ),
                    models.Index(
                        condition=models.Q(("budget_minor__lt", models.F("unit_minor")), ("state", "free")),
                        fields=["pool_id", "number"],
                        name="coupons_slot_short",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("pool_id", "number"), name="coupons_slot_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("use_key__isnull", False)), fields=("use_key",), name="coupons_slot_use_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person_key__isnull", False)),
                        fields=("pool_id", "person_key"),
                        name="coupons_slot_person_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("claim_id__isnull", False)), fields=("claim_id",), name="coupons_slot_claim_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "used")),
                        fields=("brand_id", "order_reference", "pool_id"),
                        name="coupons_slot_order_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", models.F("cap_uses"))),
                        name="coupons_slot_within_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_minor__lte", models.F("unit_minor")),
                            ("worth_minor__gte", 0),
                            ("worth_minor__lte", models.F("budget_minor")),
                        ),
                        name="coupons_slot_within_budget",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claim_id", None),
                                ("identity_id", None),
                                ("person_key", None),
                                ("state", "free"),
                                ("until", None),
                                ("use_key", None),
                                ("worth_minor", 0),
                            ),
                            models.Q(
                                ("identity_id__isnull", False),
                                ("state", "reserved"),
                                ("until__isnull", False),
                                ("use_key__isnull", False),
                                ("worth_minor__gt", 0),
                            ),
                            models.Q(
                                ("identity_id__isnull", False),
                                ("state", "used"),
                                ("use_key__isnull", False),
                                ("used_at__isnull", False),
                                ("worth_minor__gt", 0),
                                models.Q(("order_reference", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="coupons_slot_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "free"),
                            models.Q(("one_each", False), ("person_key", None)),
                            models.Q(("one_each", True), ("person_key__isnull", False)),
                            _connector="OR",
                        ),
                        name="coupons_slot_one_each",
                    ),
                ],
            },
        ),
        borders.guard("coupons_pool"),
        borders.guard("coupons_claim", references={"pool_id": "coupons_pool", "identity_id": "people_identity"}),
        borders.guard(
            "coupons_slot",
            references={"pool_id": "coupons_pool", "identity_id": "people_identity", "claim_id": "coupons_claim"},
            referenced=False,
        ),
        borders.guard(
            "coupons_ledgerrow",
            references={"pool_id": "coupons_pool", "identity_id": "people_identity"},
            append_only=True,
            referenced=False,
        ),
        migrations.RunSQL(STANDS, migrations.RunSQL.noop),
        borders.hand_to_search("coupons_used_is_booked()"),
    ]

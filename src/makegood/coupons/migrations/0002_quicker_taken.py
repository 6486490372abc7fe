"""A coupon is taken with less work, and held as before.

- A booking names the place that it is of (which names its pool), and no longer the pool itself: thousands who book at once need not all hold that one row.
- What stands is watched where a statement would change it, and not asked at every change of a place.
- A place keeps room for its own next version.
"""

from django.db import migrations, models

LIGHTER = """
ALTER TABLE coupons_ledgerrow DROP CONSTRAINT coupons_ledgerrow_pool_id_border;
ALTER TABLE coupons_ledgerrow ADD CONSTRAINT coupons_ledgerrow_place FOREIGN KEY (brand_id, pool_id, number)
    REFERENCES coupons_slot (brand_id, pool_id, number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE coupons_slot DROP CONSTRAINT coupons_slot_pool_id_border;
ALTER TABLE coupons_slot SET (fillfactor = 50);

DROP TRIGGER coupons_slot_stands ON coupons_slot;
CREATE TRIGGER coupons_slot_stands BEFORE UPDATE OF id, brand_id, pool_id, number, cap_uses, unit_minor, one_each ON coupons_slot FOR EACH ROW WHEN (
    (OLD.id, OLD.brand_id, OLD.pool_id, OLD.number, OLD.cap_uses, OLD.unit_minor, OLD.one_each)
    IS DISTINCT FROM (NEW.id, NEW.brand_id, NEW.pool_id, NEW.number, NEW.cap_uses, NEW.unit_minor, NEW.one_each)
) EXECUTE FUNCTION coupons_stands();
DROP TRIGGER coupons_slot_money ON coupons_slot;
CREATE TRIGGER coupons_slot_money AFTER UPDATE OF budget_minor ON coupons_slot FOR EACH ROW WHEN (OLD.budget_minor <> NEW.budget_minor)
    EXECUTE FUNCTION coupons_slot_money();
"""


class Migration(migrations.Migration):
    dependencies = [("coupons", "0001_coupons")]

    operations = [
        migrations.RemoveConstraint("Slot", "coupons_slot_number_once"),
        migrations.AddConstraint(
            "Slot", models.UniqueConstraint(fields=("pool_id", "number", "brand_id"), name="coupons_slot_number_once")
        ),
        migrations.RunSQL(LIGHTER, migrations.RunSQL.noop),
    ]

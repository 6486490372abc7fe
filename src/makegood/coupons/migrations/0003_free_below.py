"""The first free place below a number, for who found none from it on: seldom asked, so that who does find one need not set it up."""

from django.db import migrations

FREE_BELOW = """
CREATE FUNCTION coupons_free_below(which uuid, below integer) RETURNS uuid LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM public.coupons_slot WHERE pool_id = which AND state = 'free' AND budget_minor = unit_minor AND number < below
    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("coupons", "0002_quicker_taken")]

    operations = [migrations.RunSQL(FREE_BELOW, "DROP FUNCTION coupons_free_below(uuid, integer)")]

"""Where people stand rests on what they did within 84 days. Whose standing was written down before that was looked at again, is looked at once, later."""

from django.db import migrations

import makegood.kernel.ids


def begin(_apps, schema_editor):
    """Leaves each brand the work that goes through its people long after this migration."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT brand_id FROM brands_address")
        for (brand_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])
            cursor.execute(
                "INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble, strand) "
                "VALUES (%s, %s, 'standing_past', 'standing_past', '{}', clock_timestamp(), 0, 0, '', 0) ON CONFLICT DO NOTHING",
                [makegood.kernel.ids.new_id(), brand_id],
            )
        cursor.execute("SELECT set_config('makegood.brand', '', true)")


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0002_by_day"), ("brands", "0001_initial"), ("platform", "0002_work_strands")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]

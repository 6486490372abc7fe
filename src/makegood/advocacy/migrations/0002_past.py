"""The praise that was credited before there was a ledger is written into it later, some hundred at a time."""

from django.db import migrations

import makegood.kernel.ids


def begin(_apps, schema_editor):
    """Leaves each brand the work that goes through its past praise long after this migration."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT brand_id FROM brands_address")
        for (brand_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(brand_id)])
            cursor.execute(
                "INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble, strand) "
                "VALUES (%s, %s, 'advocacy_past', 'advocacy_past', '{}', clock_timestamp(), 0, 0, '', 0) ON CONFLICT DO NOTHING",
                [makegood.kernel.ids.new_id(), brand_id],
            )
        cursor.execute("SELECT set_config('makegood.brand', '', true)")


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0001_advocacy"), ("brands", "0001_initial"), ("platform", "0002_work_strands")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]

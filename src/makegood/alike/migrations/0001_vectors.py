"""Vectors of messages: a new table alone. Where the server has pgvector, its index beside it; where not, everything works without."""

import django.db.models.functions.datetime
from django.db import migrations, models

import makegood.alike.models
import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

# Lays pgvector's index where the extension is there (0.8 or newer, for its iterative scans), and says whether the index is there now. Called
# here and by `makegood alike index`, because an extension may come later than a migration.
LAY_INDEX = """
CREATE FUNCTION alike_lay_index() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    told int[] := (SELECT string_to_array(regexp_replace(extversion, '[^0-9.].*', ''), '.')::int[] FROM pg_extension WHERE extname = 'vector');
BEGIN
    IF to_regclass('alike_near') IS NULL AND told >= ARRAY[0, 8] THEN
        CREATE INDEX alike_near ON alike_vector USING hnsw (bits bit_hamming_ops);
    END IF;
    RETURN to_regclass('alike_near') IS NOT NULL;
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("platform", "0001_initial"), ("channels", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StoredVector",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("version", models.CharField(max_length=80)),
                ("codes", models.BinaryField()),
                ("bits", makegood.alike.models.Bits()),
                ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "alike_vector",
                "indexes": [
                    models.Index(fields=["brand_id", "version", "-id"], name="alike_latest"),
                    models.Index(fields=["brand_id", "version", "written_at"], name="alike_written"),
                ],
            },
        ),
        borders.guard("alike_vector", references={"id": "channels_message"}, referenced=False),
        migrations.RunSQL([LAY_INDEX, "REVOKE ALL ON FUNCTION alike_lay_index() FROM PUBLIC"], "DROP FUNCTION alike_lay_index()"),
        migrations.RunSQL("SELECT alike_lay_index()", migrations.RunSQL.noop),
    ]

"""The journal, the work that is due, and the functions of the ground that see across brands without showing content."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

APPEND_ONLY = """
CREATE FUNCTION makegood_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: write a new row instead', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""

# Ids and kinds only: which brands have which kinds of work due. It hops over the distinct (brand, kind) pairs of the partial index,
# so it costs some index probes per pair, however many rows wait.
DUE_WORK = """
CREATE FUNCTION platform_due_work(wanted_at timestamptz, wanted_kinds text[])
RETURNS TABLE (brand_id uuid, kind text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE pair AS (
        (SELECT w.brand_id, w.kind FROM public.platform_work w WHERE w.parked_at IS NULL ORDER BY w.brand_id, w.kind LIMIT 1)
        UNION ALL
        SELECT further.brand_id, further.kind FROM pair CROSS JOIN LATERAL (
            SELECT w.brand_id, w.kind FROM public.platform_work w
            WHERE w.parked_at IS NULL AND (w.brand_id, w.kind) > (pair.brand_id, pair.kind)
            ORDER BY w.brand_id, w.kind LIMIT 1) further
    )
    SELECT pair.brand_id, pair.kind::text FROM pair WHERE pair.kind = ANY (wanted_kinds) AND EXISTS (
        SELECT 1 FROM public.platform_work w
        WHERE w.brand_id = pair.brand_id AND w.kind = pair.kind AND w.parked_at IS NULL AND w.due_at <= wanted_at
          AND (w.leased_until IS NULL OR w.leased_until < clock_timestamp()))
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION makegood_append_only()"),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=80)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.UUIDField(null=True)),
                ("identity_id", models.UUIDField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "platform_journal",
                "indexes": [
                    models.Index(fields=["brand_id", "identity_id", "-at", "-id"], name="journal_identity"),
                    models.Index(fields=["brand_id", "case_id", "-at", "-id"], name="journal_case"),
                    models.Index(fields=["brand_id", "-at", "-id"], name="journal_brand"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkRow",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("payload", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("abandoned", models.IntegerField(default=0)),
                ("last_trouble", models.TextField(default="")),
                ("parked_at", models.DateTimeField(null=True)),
                ("lease", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "platform_work",
                "indexes": [
                    models.Index(
                        condition=models.Q(("parked_at__isnull", True)), fields=["brand_id", "kind", "due_at"], name="work_due"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("brand_id", "kind", "key"), name="work_once")],
            },
        ),
        migrations.CreateModel(
            name="TakenFile",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("what", models.CharField(max_length=20)),
                ("file_digest", models.CharField(max_length=64)),
                ("mapping_digest", models.CharField(max_length=64)),
                ("rows", models.BigIntegerField(default=0)),
                ("report_bytes", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "platform_taken_file",
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "what", "file_digest", "mapping_digest"), name="taken_file_once")
                ],
            },
        ),
        borders.guard("platform_journal", append_only=True, referenced=False),
        borders.guard("platform_work", referenced=False),
        borders.guard("platform_taken_file"),
        migrations.RunSQL(DUE_WORK, "DROP FUNCTION platform_due_work(timestamptz, text[])"),
        borders.hand_to_search("platform_due_work(timestamptz, text[])"),
    ]

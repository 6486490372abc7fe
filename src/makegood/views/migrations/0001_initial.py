"""The read models: the rows of the lists, their tallies kept by the database, and the search that sees across the border."""

import datetime

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

# Which lists a row stands in. A row that is only held (no state) stands in none.
TALLIES = """
CREATE FUNCTION views_lists(state text, owner_id uuid, proposal text) RETURNS TABLE (list text, list_owner uuid)
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE state WHEN 'open' THEN 'ours' WHEN 'waiting' THEN 'theirs' ELSE 'resolved' END, NULL::uuid WHERE state <> ''
    UNION ALL SELECT CASE WHEN owner_id IS NULL THEN 'unowned' ELSE 'mine' END, owner_id WHERE state IN ('open', 'waiting')
    UNION ALL SELECT 'stuck', NULL WHERE state <> '' AND proposal = 'stuck'
$$;

CREATE FUNCTION views_keep_tallies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO views_tally (id, brand_id, list, owner_id, delta)
        SELECT gen_random_uuid(), come.brand_id, now.list, now.list_owner, count(*)
        FROM come, views_lists(come.state, come.owner_id, come.proposal) AS now GROUP BY come.brand_id, now.list, now.list_owner;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO views_tally (id, brand_id, list, owner_id, delta)
        SELECT gen_random_uuid(), gone.brand_id, was.list, was.list_owner, -count(*)
        FROM gone, views_lists(gone.state, gone.owner_id, gone.proposal) AS was GROUP BY gone.brand_id, was.list, was.list_owner;
    ELSE
        INSERT INTO views_tally (id, brand_id, list, owner_id, delta)
        SELECT gen_random_uuid(), moved.brand_id, moved.list, moved.list_owner, sum(moved.delta) FROM (
            SELECT come.brand_id, now.list, now.list_owner, 1 AS delta
            FROM come, views_lists(come.state, come.owner_id, come.proposal) AS now
            UNION ALL
            SELECT gone.brand_id, was.list, was.list_owner, -1
            FROM gone, views_lists(gone.state, gone.owner_id, gone.proposal) AS was
        ) AS moved GROUP BY moved.brand_id, moved.list, moved.list_owner HAVING sum(moved.delta) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER views_tally_insert AFTER INSERT ON views_inboxrow REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION views_keep_tallies();
CREATE TRIGGER views_tally_update AFTER UPDATE ON views_inboxrow REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION views_keep_tallies();
CREATE TRIGGER views_tally_delete AFTER DELETE ON views_inboxrow REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION views_keep_tallies();
"""

# LIKE is not leak-proof, so under row-level security its index is not used: this function sees across the border, filters by the set
# brand itself, finds nothing without one, and answers with ids only. EXECUTE plans for the very words asked.
SEARCH = """
CREATE FUNCTION views_search(first text, others text[], before_at timestamptz, before_id uuid, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT id FROM public.views_inboxrow WHERE brand_id = $1 AND haystack LIKE $2 AND haystack LIKE ALL ($3) '
        'AND (last_at, id) < ($4, $5) ORDER BY last_at DESC, id DESC LIMIT $6'
        USING nullif(current_setting('makegood.brand', true), '')::uuid, first, others, before_at, before_id, most;
END $$;
"""


# A person is the identity that was born with its id.
PERSON = """
ALTER TABLE views_inboxrow ADD CONSTRAINT views_inboxrow_person_born
    FOREIGN KEY (brand_id, person_id) REFERENCES people_identity (brand_id, born_person_id) DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("platform", "0001_initial"),
        ("brands", "0001_initial"),
        ("people", "0001_initial"),
        ("channels", "0001_initial"),
        ("makegoods", "0001_initial"),
        ("cases", "0001_initial"),
        ("outcomes", "0001_initial"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="InboxRow",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("number", models.IntegerField(default=0)),
                ("title", models.CharField(default="", max_length=200)),
                ("identity_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("person_name", models.TextField(default="")),
                ("last_words", models.TextField(default="")),
                ("last_at", models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC))),
                ("channel", models.CharField(default="", max_length=20)),
                ("state", models.CharField(default="", max_length=10)),
                ("turn", models.CharField(default="", max_length=10)),
                ("clock_what", models.CharField(default="", max_length=12)),
                ("due_at", models.DateTimeField(null=True)),
                ("rank", models.SmallIntegerField(default=1)),
                ("due_sort", models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC))),
                ("owner_id", models.UUIDField(null=True)),
                ("owner_name", models.TextField(default="")),
                ("feeling", models.CharField(default="", max_length=20)),
                ("urgency", models.CharField(default="", max_length=20)),
                ("harm", models.CharField(default="", max_length=20)),
                ("proposal", models.CharField(default="", max_length=10)),
                ("message_count", models.IntegerField(default=0)),
                ("opened_at", models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC))),
                ("resolved_at", models.DateTimeField(null=True)),
                ("haystack", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand_id", "state", "-last_at", "-id"], name="inbox_state"),
                    models.Index(fields=["brand_id", "-last_at", "-id"], name="inbox_all"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["brand_id", "rank", "due_sort", "id"], name="inbox_ours"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["open", "waiting"])),
                        fields=["brand_id", "rank", "due_sort", "id"],
                        name="inbox_live",
                    ),
                    models.Index(
                        condition=models.Q(("owner_id__isnull", True), ("state__in", ["open", "waiting"])),
                        fields=["brand_id", "rank", "due_sort", "id"],
                        name="inbox_unowned",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["open", "waiting"])),
                        fields=["brand_id", "owner_id", "rank", "due_sort", "id"],
                        name="inbox_mine",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["open", "waiting"])), fields=["brand_id", "due_at"], name="inbox_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "resolved")), fields=["brand_id", "resolved_at"], name="inbox_resolved"
                    ),
                    models.Index(fields=["brand_id", "identity_id", "-opened_at"], name="inbox_identity"),
                    django.contrib.postgres.indexes.GinIndex(fields=["haystack"], name="inbox_words", opclasses=["gin_trgm_ops"]),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("list", models.CharField(max_length=12)),
                ("owner_id", models.UUIDField(null=True)),
                ("delta", models.IntegerField()),
            ],
            options={
                "verbose_name_plural": "tallies",
                "indexes": [models.Index(fields=["brand_id", "list", "owner_id"], include=("delta",), name="tally_list")],
            },
        ),
        borders.guard(
            "views_inboxrow", references={"id": "cases_case", "identity_id": "people_identity", "owner_id": "brands_member"}
        ),
        borders.guard("views_tally", references={"owner_id": "brands_member"}, referenced=False),
        migrations.RunSQL([PERSON], migrations.RunSQL.noop),
        migrations.RunSQL([TALLIES], migrations.RunSQL.noop),
        migrations.RunSQL([SEARCH], migrations.RunSQL.noop),
        borders.hand_to_search("views_search(text, text[], timestamptz, uuid, integer)"),
    ]

"""Who wants to hear of facts of which kinds. A fact of such a kind that is noted, set right or taken back leaves a work row of the kind
`fact_noted`, in its own transaction, whoever writes it; nobody waits for another, for each row has a key of its own."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_NOTED = """
CREATE FUNCTION makegood_fact_noted() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO platform_work (id, brand_id, kind, key, payload, due_at, attempts, abandoned, last_trouble)
    SELECT gen_random_uuid(), changed.brand_id, 'fact_noted', gen_random_uuid()::text,
        jsonb_build_object('identity_id', changed.identity_id), '1970-01-01T00:00:00Z', 0, 0, ''
    FROM (
        SELECT DISTINCT fact.brand_id, fact.identity_id FROM changed_facts AS fact
        WHERE EXISTS (SELECT FROM people_watched AS w WHERE w.brand_id = fact.brand_id AND w.kind = fact.kind)
    ) AS changed;
    RETURN NULL;
END $$;
CREATE TRIGGER people_fact_is_noted AFTER INSERT ON people_fact
    REFERENCING NEW TABLE AS changed_facts FOR EACH STATEMENT EXECUTE FUNCTION makegood_fact_noted();
CREATE TRIGGER people_fact_is_changed AFTER UPDATE ON people_fact
    REFERENCING NEW TABLE AS changed_facts FOR EACH STATEMENT EXECUTE FUNCTION makegood_fact_noted();
CREATE TRIGGER people_fact_is_gone AFTER DELETE ON people_fact
    REFERENCING OLD TABLE AS changed_facts FOR EACH STATEMENT EXECUTE FUNCTION makegood_fact_noted();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_consent_proof")]

    operations = [
        migrations.CreateModel(
            name="Watched",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("by", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=60)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "kind", "by"), name="people_watched_once")]},
        ),
        borders.guard("people_watched", referenced=False),
        migrations.RunSQL(_NOTED, migrations.RunSQL.noop),
    ]

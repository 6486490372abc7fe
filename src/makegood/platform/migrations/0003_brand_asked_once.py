"""The border's policies ask which brand is open once a statement, as `borders.guard` writes them now.

Before, the question stood bare in them: the planner answered it itself and made plans for the brand that was open just then, and one made for
a new brand, of which it knew nothing, was kept and used for the largest. Only the policies change, no row is touched; each table is locked
for the blink that this takes.
"""

from django.db import migrations

_ASK_ONCE = """
DO $$
DECLARE
    one record;
    open text := '(SELECT nullif(current_setting(''makegood.brand'', true), '''')::uuid)';
BEGIN
    FOR one IN
        SELECT polrelid::regclass AS place, substring(pg_get_expr(polqual, polrelid) FROM '^\\(+(\\w+) = ') AS key
        FROM pg_policy
        WHERE polname = 'this_brand' AND pg_get_expr(polqual, polrelid) !~* 'select'
    LOOP
        EXECUTE format(
            'ALTER POLICY this_brand ON %s USING (%I = %s) WITH CHECK (%I = %s)', one.place, one.key, open, one.key, open
        );
    END LOOP;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_work_strands")]
    operations = [migrations.RunSQL(_ASK_ONCE, reverse_sql=migrations.RunSQL.noop)]

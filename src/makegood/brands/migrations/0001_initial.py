"""The brand, its address, its team and its days off; who may enter which brand; and the last owner, held by the database."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

MEMBERSHIPS = """
CREATE FUNCTION brands_memberships_of(wanted_user bigint)
RETURNS TABLE (brand_id uuid, slug text, brand_name text, member_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT b.id, b.slug::text, b.name::text, m.id, m.role::text
    FROM public.brands_member m JOIN public.brands_brand b ON b.id = m.brand_id
    WHERE m.user_id = wanted_user AND m.active ORDER BY b.name, b.id
$$
"""

LAST_OWNER = """
CREATE FUNCTION brands_keep_an_owner() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM brands_brand WHERE id = OLD.brand_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM brands_member WHERE brand_id = OLD.brand_id AND role = 'owner' AND active) THEN
        RAISE EXCEPTION 'a brand keeps at least one owner' USING ERRCODE = 'check_violation', CONSTRAINT = 'brands_last_owner';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER brands_last_owner AFTER UPDATE OR DELETE ON brands_member FOR EACH ROW
    WHEN (OLD.role = 'owner' AND OLD.active) EXECUTE FUNCTION brands_keep_an_owner();
"""

HOME = (
    "ALTER TABLE {0} ADD CONSTRAINT {0}_brand FOREIGN KEY (brand_id) REFERENCES brands_brand (id) DEFERRABLE INITIALLY DEFERRED"
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("slug", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("slug", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("zone", models.CharField(max_length=60)),
                ("currency", models.CharField(max_length=3)),
                ("language", models.CharField(max_length=6)),
                ("openings", models.JSONField()),
                ("holidays_country", models.CharField(default="", max_length=12)),
                ("first_reply_minutes", models.IntegerField()),
                ("resolution_minutes", models.IntegerField()),
                ("demo", models.BooleanField(default=False)),
                ("founded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_reply_minutes__gt", 0), ("resolution_minutes__gte", models.F("first_reply_minutes"))
                        ),
                        name="brands_brand_minutes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("on", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("brand_id", "on"), name="brands_holiday_once")],
            },
        ),
        migrations.CreateModel(
            name="Machine",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("added_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("last_seen_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)), fields=("brand_id", "name"), name="brands_machine_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False)),
                ("user_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("email", models.CharField(max_length=254)),
                ("role", models.CharField(max_length=10)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [models.Index(fields=["user_id"], name="brands_member_user")],
                "constraints": [
                    models.UniqueConstraint(fields=("brand_id", "user_id"), name="brands_member_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "lead", "agent", "viewer"])), name="brands_member_role"
                    ),
                ],
            },
        ),
        borders.guard("brands_brand", key="id"),
        borders.guard("brands_member"),
        borders.guard("brands_holiday"),
        borders.guard("brands_machine"),
        borders.share("brands_address", rights="SELECT, INSERT"),
        *(
            migrations.RunSQL(HOME.format(table), migrations.RunSQL.noop)
            for table in ("brands_address", "brands_member", "brands_holiday", "brands_machine")
        ),
        migrations.RunSQL(LAST_OWNER, "DROP FUNCTION brands_keep_an_owner() CASCADE"),
        migrations.RunSQL(MEMBERSHIPS, "DROP FUNCTION brands_memberships_of(bigint)"),
        borders.hand_to_search("brands_memberships_of(bigint)"),
    ]

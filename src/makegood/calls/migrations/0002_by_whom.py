"""Whoever did it is a member of the same brand: the database holds that too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0001_initial"),
        ("brands", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE calls_call ADD CONSTRAINT calls_call_by_member_id_border FOREIGN KEY (brand_id, by_member_id) "
            "REFERENCES brands_member (brand_id, id) DEFERRABLE INITIALLY DEFERRED",
            reverse_sql="ALTER TABLE calls_call DROP CONSTRAINT calls_call_by_member_id_border",
        ),
    ]

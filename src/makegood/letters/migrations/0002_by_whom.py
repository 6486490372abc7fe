"""Whoever did it is a member of the same brand: the database holds that too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_initial"),
        ("brands", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE letters_batch ADD CONSTRAINT letters_batch_by_member_id_border FOREIGN KEY (brand_id, by_member_id) "
            "REFERENCES brands_member (brand_id, id) DEFERRABLE INITIALLY DEFERRED",
            reverse_sql="ALTER TABLE letters_batch DROP CONSTRAINT letters_batch_by_member_id_border",
        ),
    ]

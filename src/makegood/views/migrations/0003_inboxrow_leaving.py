"""Rows say whether the person may leave. Adding a column with a constant rewrites no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("views", "0002_inboxrow_side")]

    operations = [
        migrations.AddField("inboxrow", "leaving", models.CharField(db_default="", default="", max_length=4)),
    ]

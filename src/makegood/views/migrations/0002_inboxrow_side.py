"""Rows say whether somebody beside the person was asked, or answered. Adding a column with a constant rewrites no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("views", "0001_initial")]

    operations = [
        migrations.AddField("inboxrow", "side", models.CharField(db_default="", default="", max_length=10)),
    ]

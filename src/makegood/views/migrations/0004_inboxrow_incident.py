"""Rows say of which incident the case is part. Adding a column that may be empty rewrites no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("views", "0003_inboxrow_leaving"), ("incidents", "0001_incidents")]

    operations = [
        migrations.AddField("inboxrow", "incident", models.IntegerField(null=True)),
    ]

"""What is counted by day is found by its instant. An index alone; no row is changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gestures", "0001_initial")]

    operations = [
        migrations.AddIndex("ledgerrow", models.Index(fields=["brand_id", "at"], name="gestures_ledger_at")),
    ]

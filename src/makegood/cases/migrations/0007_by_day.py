"""What is counted by day is found by its instant. An index alone; no row is changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_what_was_foreseen")]

    operations = [
        migrations.AddIndex("case", models.Index(fields=["brand_id", "opened_at"], name="case_opened")),
        migrations.AddIndex("segment", models.Index(fields=["brand_id", "opened_at"], name="segment_opened")),
    ]

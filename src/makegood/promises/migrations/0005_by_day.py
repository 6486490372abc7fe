"""What is counted by day is found by its instant. An index alone; no row is changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promises", "0004_visits")]

    operations = [
        migrations.AddIndex("promise", models.Index(fields=["brand_id", "made_at"], name="promise_made")),
    ]

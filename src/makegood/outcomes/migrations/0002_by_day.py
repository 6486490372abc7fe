"""What is counted by day is found by its instant. An index alone; no row is changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_initial")]

    operations = [
        migrations.AddIndex("standingstep", models.Index(fields=["brand_id", "since"], name="standing_since")),
    ]

"""What is counted by day is found by its instant. An index alone; no row is changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("makegoods", "0002_why_it_was_declined")]

    operations = [
        migrations.AddIndex(
            "makegood",
            models.Index(
                fields=["brand_id", "approved_at"], name="makegoods_approved", condition=models.Q(("approved_at__isnull", False))
            ),
        ),
    ]

"""An index by which a door finds out whether a brand keeps guests of a kind. Nothing else changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guests", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(condition=models.Q(("forgotten_at", None)), fields=["brand_id", "kind"], name="guest_kinds_kept"),
        ),
    ]

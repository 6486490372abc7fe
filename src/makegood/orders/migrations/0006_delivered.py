"""Whose goods came within a stretch is counted without looking at all parcels that a brand ever sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_sold_since"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                fields=["brand_id", "delivered_at"],
                name="parcel_delivered",
                condition=models.Q(("delivered_at__isnull", False)),
            ),
        ),
    ]

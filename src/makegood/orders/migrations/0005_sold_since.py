"""How many orders a brand took since an instant is counted without looking at all it ever took."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_other_kinds_of_shops"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["brand_id", "placed_at"],
                name="order_sold",
                condition=models.Q(("reason", "sale")),
            ),
        ),
    ]

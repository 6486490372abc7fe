"""Finds a parcel by its tracking number. Built beside the work that goes on: nobody waits for it, however many parcels there are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0002_lanes_and_carriers_words")]

    operations = [
        AddIndexConcurrently(
            model_name="parcel",
            index=models.Index(fields=["brand_id", "tracking"], name="parcel_tracking"),
        ),
    ]

"""Finds what was set aside because its sender is forged. Built while others write: the table may be large."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("channels", "0005_acknowledging")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(set_aside=True, authentic="forged"),
                fields=["brand_id", "-at"],
                name="message_forged",
            ),
        ),
    ]

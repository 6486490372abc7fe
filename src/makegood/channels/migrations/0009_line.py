"""The line over which a provider says at once that something came. A new table alone: nothing that is there changes."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_ID = models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_BRAND = models.UUIDField(default=makegood.platform.models.this_brand, editable=False)


class Migration(migrations.Migration):
    dependencies = [("channels", "0008_knock")]

    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("channel_id", models.UUIDField()),
                ("holder", models.UUIDField(null=True)),
                ("seen_at", models.DateTimeField()),
                ("open_since", models.DateTimeField(null=True)),
                ("again_at", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(db_default=0, default=0)),
                ("trouble", models.TextField(db_default="", default="")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "channel_id"), name="channel_line_once")]},
        ),
        borders.guard("channels_line", references={"channel_id": "channels_channel"}, referenced=False),
    ]

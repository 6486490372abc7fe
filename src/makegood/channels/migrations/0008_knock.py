"""At which private conversation somebody knocked who has no part in it. A new table alone: nothing that is there changes."""

from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

_ID = models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)
_BRAND = models.UUIDField(default=makegood.platform.models.this_brand, editable=False)


class Migration(migrations.Migration):
    dependencies = [("channels", "0007_senders_and_away")]

    operations = [
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("id", _ID),
                ("brand_id", _BRAND),
                ("message_id", models.UUIDField()),
                ("conversation_id", models.UUIDField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("brand_id", "message_id"), name="knock_once")]},
        ),
        borders.guard(
            "channels_knock",
            references={"message_id": "channels_message", "conversation_id": "channels_conversation"},
            referenced=False,
        ),
    ]

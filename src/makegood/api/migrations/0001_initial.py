from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

ID = ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False))
BRAND = ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False))


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Door",
            fields=[
                ID,
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("brand_id", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("channel_id", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DoorSecret",
            fields=[
                ID,
                BRAND,
                ("door_id", models.UUIDField()),
                ("secret", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("good_until", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["brand_id", "door_id"], name="door_secret_door")]},
        ),
        migrations.CreateModel(
            name="Heard",
            fields=[
                ID,
                BRAND,
                ("door_id", models.UUIDField()),
                ("webhook_id", models.CharField(max_length=255)),
                ("body_hash", models.CharField(max_length=64)),
                ("answer", models.TextField(default="")),
                ("heard_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["brand_id", "door_id", "webhook_id"], name="heard_once")],
                "indexes": [models.Index(fields=["brand_id", "heard_at"], name="heard_when")],
            },
        ),
        borders.share("api_door", rights="SELECT, INSERT, DELETE"),
        borders.guard("api_doorsecret"),
        borders.guard("api_heard"),
    ]

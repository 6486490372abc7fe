import django.contrib.postgres.fields
from django.db import migrations, models

import makegood.kernel.ids
import makegood.platform.models
from makegood.platform import borders

ID = ("id", models.UUIDField(default=makegood.kernel.ids.new_id, editable=False, primary_key=True, serialize=False))
BRAND = ("brand_id", models.UUIDField(default=makegood.platform.models.this_brand, editable=False))


UNLOGGED = "ALTER TABLE api_bucket SET UNLOGGED; ALTER TABLE api_bucket SET (fillfactor = 50)"


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
        migrations.CreateModel(
            name="Token",
            fields=[
                ID,
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("brand_id", models.UUIDField()),
                ("machine_id", models.UUIDField(unique=True)),
                ("hint", models.CharField(max_length=8)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("per_minute", models.IntegerField()),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["brand_id"], name="token_brand")],
                "constraints": [models.CheckConstraint(condition=models.Q(("per_minute__gt", 0)), name="token_per_minute")],
            },
        ),
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("token_id", models.UUIDField(primary_key=True, serialize=False)),
                ("brand_id", models.UUIDField()),
                ("level", models.FloatField()),
                ("at", models.DateTimeField()),
                ("taken", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ID,
                BRAND,
                ("token_id", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.SmallIntegerField()),
                ("body", models.TextField()),
                ("answered_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["brand_id", "token_id", "key"], name="answer_once")],
                "indexes": [models.Index(fields=["brand_id", "answered_at"], name="answer_when")],
            },
        ),
        migrations.RunSQL(UNLOGGED, migrations.RunSQL.noop),
        borders.share("api_token", rights="SELECT, INSERT, DELETE"),
        borders.share("api_bucket"),
        borders.guard("api_answer"),
        borders.share("api_door", rights="SELECT, INSERT, DELETE"),
        borders.guard("api_doorsecret"),
        borders.guard("api_heard"),
    ]

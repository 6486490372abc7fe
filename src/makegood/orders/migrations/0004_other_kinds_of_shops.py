"""A shop may be of another kind than one that takes signed commands, and be looked into; money may go back for no goods."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_parcel_tracking"),
    ]

    operations = [
        migrations.AddField(
            model_name="shopconnection",
            name="cursor",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="shopconnection",
            name="kind",
            field=models.CharField(db_default="signed_http", default="signed_http", max_length=20),
        ),
        migrations.AddField(
            model_name="shopconnection",
            name="looked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="shopconnection",
            name="news_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="shopconnection",
            name="settings",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="shopconnection",
            name="trouble",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AlterField(
            model_name="return",
            name="kind",
            field=models.CharField(
                choices=[("return", "return"), ("cancellation", "cancellation"), ("paid_back", "paid_back")], max_length=12
            ),
        ),
        migrations.AlterField(
            model_name="shopconnection",
            name="secrets",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=500), size=None),
        ),
    ]

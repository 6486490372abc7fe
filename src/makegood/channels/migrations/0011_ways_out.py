"""The address at which one request ends letters like one that we said. A column with a default of the database's: nothing is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0010_attachment_description")]

    operations = [migrations.AddField("outgoing", "unsubscribe", models.TextField(db_default="", default=""))]

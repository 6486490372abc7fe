"""Cases say whether the person may leave. Adding a column with a constant rewrites no row; what is there says nothing of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_calls")]

    operations = [
        migrations.AddField("case", "leaving", models.CharField(db_default="", default="", max_length=4)),
    ]

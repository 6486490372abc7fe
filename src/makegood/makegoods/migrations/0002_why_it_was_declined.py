"""Why a makegood was declined, beside it: a member's words, which the journal no longer holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("makegoods", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="makegood",
            name="declined_because",
            field=models.TextField(default="", db_default=""),
        ),
    ]

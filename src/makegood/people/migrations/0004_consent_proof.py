"""What shows that somebody said so. A column with a default of the database's: nothing is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_needs_have_a_package")]

    operations = [
        migrations.AddField(model_name="consent", name="proof", field=models.TextField(db_default="", default="")),
    ]

"""What a picture of ours shows, for those who cannot see it. A column with a default of the database's: nothing is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0009_line")]

    operations = [
        migrations.AddField(model_name="attachment", name="description", field=models.TextField(db_default="", default="")),
    ]

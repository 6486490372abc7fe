"""Whether the sender's own domain or network vouches for a message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="authentic",
            field=models.CharField(db_default="", default="", max_length=10),
        ),
    ]

"""What was said in public to others, in our hearing; and how an author's address is written for people, where it is only for machines."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_outbox")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="overheard",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="message",
            name="author_shown",
            field=models.CharField(db_default="", default="", max_length=400),
        ),
    ]

"""What a provider that called us says it took of ours. A column with a default of the database's: nothing is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0011_ways_out")]

    operations = [
        migrations.AddField(
            model_name="outgoing", name="taken_as", field=models.CharField(db_default="", default="", max_length=300)
        ),
    ]

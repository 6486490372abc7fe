"""Until when a visitor counts as being in front of their window. Empty for everybody who is known: no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visitors", "0001_initial")]

    operations = [migrations.AddField(model_name="visitor", name="here_until", field=models.DateTimeField(null=True))]

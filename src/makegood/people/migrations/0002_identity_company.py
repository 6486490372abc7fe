"""An address at which a company speaks, and no person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="company",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

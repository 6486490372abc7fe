"""Takes the old table of needs away, once the package that has them now has taken its rows over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0001_needs"),
        ("people", "0002_identity_company"),
    ]

    operations = [
        migrations.DeleteModel(name="Need"),
    ]

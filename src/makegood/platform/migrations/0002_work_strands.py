"""Work rows say beside which others they are best done, and their pages keep room for the versions that a lease and a try make."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.AddField("workrow", "strand", models.SmallIntegerField(db_default=0, default=0)),
        migrations.RunSQL("ALTER TABLE platform_work SET (fillfactor = 50)", "ALTER TABLE platform_work RESET (fillfactor)"),
    ]

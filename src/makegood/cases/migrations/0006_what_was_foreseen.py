"""Cases know that they were opened before anybody complained. Adding a column with a constant rewrites no row; what is there counts as before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_who_may_leave")]

    operations = [
        migrations.AddField("case", "foreseen", models.CharField(db_default="", default="", max_length=10)),
    ]

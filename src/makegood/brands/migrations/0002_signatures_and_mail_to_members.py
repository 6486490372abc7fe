"""What stands under letters, and who of the team gets what is written in their cases by mail. Constant defaults: no table is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brands", "0001_initial")]

    operations = [
        migrations.AddField("brand", "signature", models.TextField(db_default="", default="")),
        migrations.AddField("member", "by_mail", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("member", "signature", models.TextField(db_default="", default="")),
    ]

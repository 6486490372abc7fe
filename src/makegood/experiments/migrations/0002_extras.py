"""Every extra is a trial: its name, who is held out of everything, and of what followed the people who were brought and what serving took. Columns alone;
what was kept before stays as it is.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiments", "0001_trials")]

    operations = [
        migrations.AddField("trial", "name", models.CharField(db_default="", default="", max_length=120)),
        migrations.AddField("trial", "for_good_share", models.IntegerField(null=True)),
        migrations.AddField("entry", "for_good", models.BooleanField(null=True)),
        migrations.AddField("followed", "referrals", models.IntegerField(null=True)),
        migrations.AddField("followed", "referred_minor", models.BigIntegerField(null=True)),
        migrations.AddField("followed", "answers", models.IntegerField(null=True)),
        migrations.AddField("followed", "calls", models.IntegerField(null=True)),
    ]

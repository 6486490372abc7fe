"""An account is found by the name that people are shown, where the network's own name for it is another one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_names")]

    operations = [
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(
                fields=["brand_id", "shown"], name="people_identity_shown", condition=models.Q(("kind", "handle"))
            ),
        ),
    ]

"""A public conversation may belong to several cases, one for each of those who complained in it; and when we asked them to go on in private.

What is linked already stays as it is. The new unique index is built beside the old one, which goes last: at no instant is there none.
"""

from django.db import migrations, models

_FOREIGN_KEY = (
    "ALTER TABLE cases_caseconversation ADD CONSTRAINT cases_caseconversation_identity_id_border "
    "FOREIGN KEY (brand_id, identity_id) REFERENCES people_identity (brand_id, id) DEFERRABLE INITIALLY DEFERRED"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("people", "0002_identity_company")]

    operations = [
        migrations.AddField(model_name="case", name="invited_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="caseconversation", name="identity_id", field=models.UUIDField(null=True)),
        migrations.RunSQL(_FOREIGN_KEY, reverse_sql=migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="caseconversation",
            constraint=models.UniqueConstraint(
                fields=("brand_id", "conversation_id", "identity_id"), name="case_conversation_whose", nulls_distinct=False
            ),
        ),
        migrations.RemoveConstraint(model_name="caseconversation", name="case_conversation_once"),
    ]

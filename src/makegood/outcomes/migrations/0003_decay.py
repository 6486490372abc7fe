"""Where people stand rests on what they did within 84 days. Whose standing was written down before that was looked at again, is looked at once, later."""

from django.db import migrations

from makegood.platform import borders


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0002_by_day"), ("brands", "0001_initial"), ("platform", "0002_work_strands")]

    operations = [borders.begin_in_each_brand("standing_past")]

"""The tables of reports: what is counted by day, how far the past was counted, and the letters. Counts can be made anew at any time; decides nothing."""

from django.db import models

from makegood.platform.models import BrandRow


class Count(BrandRow):
    """So many of a kind on a local day."""

    on_day = models.DateField()
    source = models.CharField(max_length=12)
    what = models.CharField(max_length=12)
    of = models.CharField(max_length=60)
    n = models.IntegerField()
    total = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "on_day", "source", "what", "of"], name="report_count_once")]


class Begun(BrandRow):
    """Since when the brand's days are counted, and in which zone: one row a brand."""

    at = models.DateTimeField()
    zone = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="report_begun_once")]


class Letter(BrandRow):
    """The letter about a month, made once."""

    month = models.DateField()
    made_at = models.DateTimeField()
    sections = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "month"], name="letter_once_a_month")]


class LetterReader(BrandRow):
    """A member who gets the letter by mail."""

    member_id = models.UUIDField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "member_id"], name="letter_reader_once")]


class LetterSent(BrandRow):
    """A letter went to a member: once for ever."""

    letter_id = models.UUIDField()
    member_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "letter_id", "member_id"], name="letter_sent_once")]

"""The tables of the rota. Decides nothing."""

from django.db import models
from django.db.models import F, Q

from makegood.platform.models import BrandRow
from makegood.rota.types import AlarmState, Holidays, Way


class Layer(BrandRow):
    """Members who take turns. `members` are ids in their order; `covers` [[weekday, "17:00", "00:00"], …]."""

    name = models.CharField(max_length=80)
    position = models.IntegerField()
    members = models.JSONField(default=list)
    starts_on = models.DateField()
    hands_over = models.TimeField()
    covers = models.JSONField(default=list)
    holidays = models.CharField(max_length=4, default=Holidays.TOO)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(holidays__in=[one.value for one in Holidays]), name="rota_layer_holidays_known"),
        ]


class Change(BrandRow):
    """Somebody else for a stretch."""

    layer_id = models.UUIDField()
    member_id = models.UUIDField(null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    because = models.CharField(max_length=200, default="")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="rota_change_ends_later")]
        indexes = [models.Index(fields=["brand_id", "until_at"], name="rota_change_until")]


class Contact(BrandRow):
    """How a member is woken; one row each."""

    member_id = models.UUIDField()
    way = models.CharField(max_length=8)
    address = models.CharField(max_length=400)
    feed = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "member_id"], name="rota_contact_once"),
            models.CheckConstraint(condition=Q(way__in=[one.value for one in Way]), name="rota_contact_way_known"),
        ]


class Settings(BrandRow):
    """What happens after hours; one row for a brand."""

    active = models.BooleanField(default=False)
    wait_minutes = models.IntegerField(default=10)
    texts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id"], name="rota_settings_once"),
            models.CheckConstraint(condition=Q(wait_minutes__gte=1, wait_minutes__lte=120), name="rota_settings_wait"),
        ]


class Alarm(BrandRow):
    """Something that does not wait; `key` names it once: the case and the night. Holds no words."""

    key = models.CharField(max_length=120)
    occasion_kind = models.CharField(max_length=20)
    occasion_id = models.UUIDField()
    identity_id = models.UUIDField(null=True)
    why = models.CharField(max_length=20)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=AlarmState.RINGING)
    step = models.IntegerField(default=0)
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="rota_alarm_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in AlarmState]), name="rota_alarm_state_known"),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(taken_by__isnull=False, taken_at__isnull=False), name="rota_alarm_taken_by"
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "-raised_at"], name="rota_alarm_latest"),
            models.Index(fields=["brand_id", "occasion_id"], name="rota_alarm_occasion"),
        ]


class Ring(BrandRow):
    """That a member was woken for an alarm, once each."""

    alarm_id = models.UUIDField()
    step = models.IntegerField()
    member_id = models.UUIDField()
    way = models.CharField(max_length=8)
    address = models.CharField(max_length=400)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "alarm_id", "member_id"], name="rota_ring_once")]

"""The tables of offers. One open offer a case, held by the database. Decides nothing."""

from django.db import models
from django.db.models import Q

from makegood.choices.types import OPEN, How, OfferState, Went
from makegood.platform.models import BrandRow


class Offer(BrandRow):
    """A request that a standard forbids, and the letter that offers other ways."""

    case_id = models.UUIDField()
    identity_id = models.UUIDField()
    touchpoint = models.CharField(max_length=100)
    request = models.CharField(max_length=400)
    standard = models.CharField(max_length=400)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    state = models.CharField(max_length=10)
    drafted_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    member_id = models.UUIDField()
    outgoing_id = models.UUIDField(null=True)
    chosen = models.SmallIntegerField(null=True)
    chosen_at = models.DateTimeField(null=True)
    chosen_how = models.CharField(max_length=10, default="")
    message_id = models.UUIDField(null=True)
    went = models.CharField(max_length=10, default="")
    went_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "case_id"], name="offer_one_open", condition=Q(state__in=[one.value for one in OPEN])
            ),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in OfferState]), name="offer_state_known"),
            models.CheckConstraint(condition=Q(chosen_how__in=["", *(one.value for one in How)]), name="offer_how_known"),
            models.CheckConstraint(condition=Q(went__in=["", *(one.value for one in Went)]), name="offer_went_known"),
            models.CheckConstraint(condition=~Q(state="chosen") | Q(chosen__isnull=False), name="offer_chosen_is_one"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "case_id", "-drafted_at"], name="offer_case"),
            models.Index(fields=["brand_id", "identity_id", "-drafted_at"], name="offer_person"),
            models.Index(fields=["brand_id", "touchpoint", "-offered_at"], name="offer_touchpoint"),
        ]


class Alternative(BrandRow):
    """One of the other ways. `origin_id` is the alternative in whose words it was offered first, its own id where it was new."""

    offer_id = models.UUIDField()
    position = models.SmallIntegerField()
    title = models.CharField(max_length=300)
    keeps_wish = models.CharField(max_length=300, default="")
    keeps_standard = models.CharField(max_length=300, default="")
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="")
    origin_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "offer_id", "position"], name="alternative_once"),
            models.CheckConstraint(condition=Q(cost_minor=None) | Q(cost_minor__gte=0), name="alternative_cost"),
        ]

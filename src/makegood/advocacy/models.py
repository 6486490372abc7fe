"""The tables of what people do for us unpaid. No words of anybody are kept here but what a newcomer said of who told them."""

from django.db import models
from django.db.models import Q

from makegood.advocacy.types import How, Kind, LeftOut, Place, ReferralState, Why
from makegood.platform.models import BrandRow


class Link(BrandRow):
    """A code of somebody's own, one for each of their addresses that ever asked for one. Of two that become one person both go on."""

    identity_id = models.UUIDField()
    code = models.CharField(max_length=13)
    made_at = models.DateTimeField()
    followed = models.IntegerField(default=0)  # how often somebody went on from its page to the shop; a look is none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "code"], name="advocacy_code_once"),
            models.UniqueConstraint(fields=["brand_id", "identity_id"], name="advocacy_link_once"),
        ]


class Referral(BrandRow):
    """A newcomer's word of who brought them, once under its key, and where it stands."""

    key = models.CharField(max_length=200)
    newcomer_id = models.UUIDField()
    advocate_id = models.UUIDField(null=True)
    how = models.CharField(max_length=10)
    place = models.CharField(max_length=10)
    said = models.CharField(max_length=200, default="")
    order_number = models.CharField(max_length=100, default="")
    told_at = models.DateTimeField()
    state = models.CharField(max_length=12)
    why = models.CharField(max_length=12, default="")
    came_at = models.DateTimeField(null=True)
    came_order = models.CharField(max_length=100, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "key"], name="referral_once"),
            models.CheckConstraint(condition=Q(how__in=[one.value for one in How]), name="referral_how"),
            models.CheckConstraint(condition=Q(place__in=[one.value for one in Place]), name="referral_place"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in ReferralState]), name="referral_state"),
            models.CheckConstraint(condition=Q(why__in=[one.value for one in Why]), name="referral_why"),
            models.CheckConstraint(
                condition=Q(state="came", came_at__isnull=False, advocate_id__isnull=False)
                | (~Q(state="came") & Q(came_at__isnull=True)),
                name="referral_came_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["brand_id", "newcomer_id", "told_at"], name="referral_newcomer"),
            models.Index(fields=["brand_id", "advocate_id", "came_at"], name="referral_advocate"),
            models.Index(fields=["brand_id", "state", "-told_at"], name="referral_latest"),
        ]


class Entry(BrandRow):
    """A line of the ledger, once for its source."""

    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=60)
    identity_id = models.UUIDField()
    at = models.DateTimeField()
    left_out = models.CharField(max_length=10, default="")
    because = models.CharField(max_length=200)
    unasked = models.BooleanField(default=True)
    message_id = models.UUIDField(null=True)
    reach = models.BigIntegerField(null=True)
    link = models.TextField(default="")
    case_id = models.UUIDField(null=True)
    makegood_id = models.UUIDField(null=True)
    gesture = models.CharField(max_length=120, default="")
    touchpoint = models.CharField(max_length=60, default="")
    tied_because = models.CharField(max_length=200, default="")
    marked_by = models.UUIDField(null=True)
    said_by = models.UUIDField(null=True)  # the member who said whether it counts
    thanked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "source"], name="advocacy_entry_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="advocacy_entry_kind"),
            models.CheckConstraint(condition=Q(left_out__in=[one.value for one in LeftOut]), name="advocacy_entry_left_out"),
            models.CheckConstraint(condition=Q(reach__isnull=True) | Q(reach__gte=0), name="advocacy_reach_counts_people"),
        ]
        indexes = [
            models.Index(fields=["brand_id", "-at", "-id"], name="advocacy_latest"),
            models.Index(fields=["brand_id", "identity_id", "-at"], name="advocacy_whose"),
            models.Index(fields=["brand_id", "case_id"], name="advocacy_case", condition=Q(case_id__isnull=False)),
        ]


class Earned(BrandRow):
    """A member's share in an entry, once."""

    entry_id = models.UUIDField()
    member_id = models.UUIDField()
    name = models.CharField(max_length=120)
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "earned"
        constraints = [models.UniqueConstraint(fields=["brand_id", "entry_id", "member_id"], name="advocacy_earned_once")]
        indexes = [models.Index(fields=["brand_id", "member_id", "-at"], name="advocacy_earned_member")]


class Setting(BrandRow):
    """Where a link leads: the shop's own address, one a brand."""

    shop_url = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id"], name="advocacy_setting_once")]

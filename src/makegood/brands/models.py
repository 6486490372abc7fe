"""The brand's tables. The brand itself is a brand-owned row whose border is its own id; the address map is the one table without."""

from django.db import models

from makegood.brands.types import Role
from makegood.kernel.ids import new_id
from makegood.platform.models import BrandRow


class Brand(models.Model):
    """One shop or company. Its border is `id`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=6)
    openings = models.JSONField()  # [[weekday, "09:00", "17:00"], …]
    holidays_country = models.CharField(max_length=12, default="")
    first_reply_minutes = models.IntegerField()
    resolution_minutes = models.IntegerField()
    signature = models.TextField(default="", db_default="")
    demo = models.BooleanField(default=False)
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="brands_brand_minutes",
                condition=models.Q(first_reply_minutes__gt=0, resolution_minutes__gte=models.F("first_reply_minutes")),
            ),
        ]


class Address(models.Model):
    """The map slug → brand, readable without a brand; it holds nothing else."""

    slug = models.CharField(max_length=40, primary_key=True)
    brand_id = models.UUIDField(unique=True)


class Member(BrandRow):
    """Somebody of the team. Who leaves becomes inactive: what they did stays theirs. `user_id` is the account that signs in."""

    user_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254)
    role = models.CharField(max_length=10)
    active = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False, db_default=False)
    signature = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "user_id"], name="brands_member_once"),
            models.CheckConstraint(name="brands_member_role", condition=models.Q(role__in=[str(role) for role in Role])),
        ]
        indexes = [models.Index(fields=["user_id"], name="brands_member_user")]


class Machine(BrandRow):
    """A program that works for the brand by a name of its own. Which token it comes in with is the API's matter; what it did keeps its
    name when it is retired."""

    name = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    last_seen_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand_id", "name"], name="brands_machine_once", condition=models.Q(retired_at__isnull=True)
            )
        ]


class Holiday(BrandRow):
    """A day off of this brand's own, beside the country's holidays, which are computed and not stored."""

    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_id", "on"], name="brands_holiday_once")]

"""Links to people's own pages. The map token → brand has no brand's border and holds no content: the hash of a token, and where it leads."""

from django.db import models
from django.db.models import Q

from makegood.kernel.ids import new_id
from makegood.own_pages.types import Given
from makegood.platform.models import BrandRow


class PageKey(models.Model):
    """The map token → brand and link, readable without a brand. Only the token's SHA-256 is kept. A letter that is sent again carries a second
    key to the same link."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    brand_id = models.UUIDField()
    link_id = models.UUIDField()


class PageLink(BrandRow):
    """A link to the page of whoever is behind an address."""

    identity_id = models.UUIDField()
    how = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by_member_id = models.UUIDField(null=True)
    outgoing_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_id", "outgoing_id"], name="page_link_of_letter"),
            models.CheckConstraint(condition=Q(how__in=[one.value for one in Given]), name="page_link_how_known"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=models.F("made_at")), name="page_link_expires_later"
            ),
        ]
        indexes = [models.Index(fields=["brand_id", "identity_id", "-made_at"], name="page_link_whose")]

"""One-time sign-in links: one of the few tables without a brand. Holds a digest and an account, never a token and never content."""

from django.db import models


class OneTimeLink(models.Model):
    """A link that signs one account in, once, before `expires_at` (the machine's own clock)."""

    digest = models.CharField(max_length=64, primary_key=True)
    user_id = models.BigIntegerField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="desk_link_expiry")]

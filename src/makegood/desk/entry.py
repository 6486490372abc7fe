"""One-time sign-in links: 256 random bits, kept only as a digest, good once and for a day at most.

Never logs a token, and never says whether a link was unknown, spent or too old: all three are the same "spent".
Time here is the machine's own clock, handed down by the caller, never the one that a demonstration turns.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse

from makegood.desk.models import OneTimeLink

LIFE = timedelta(hours=24)


def make_link(*, user_id: int, at: datetime) -> str:
    """The path of a fresh link for this account. Links that are long past are swept away."""
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.filter(expires_at__lt=at - LIFE).delete()
    OneTimeLink.objects.create(digest=_digest(token), user_id=user_id, expires_at=at + LIFE)
    return reverse("desk:enter", args=[token])


def link_for(user: AbstractBaseUser, at: datetime) -> str:
    """`make_link` as the command line calls it (settings.SIGN_IN_LINK)."""
    return make_link(user_id=int(user.pk), at=at)


def is_good(*, token: str, at: datetime) -> bool:
    """May this link still be used? Changes nothing: scanners of mail follow links."""
    return OneTimeLink.objects.filter(digest=_digest(token), used_at__isnull=True, expires_at__gt=at).exists()


def spend(*, token: str, at: datetime) -> int | None:
    """The account that the link signs in, once: of any number of racers exactly one gets it. None when the link is no good."""
    good = OneTimeLink.objects.filter(digest=_digest(token), used_at__isnull=True, expires_at__gt=at)
    if not good.update(used_at=at):
        return None
    return OneTimeLink.objects.values_list("user_id", flat=True).get(digest=_digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

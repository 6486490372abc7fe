"""One-time sign-in links: `makegood up` prints one for the first account, `makegood member link` for anybody. The desk makes it and keeps
only its digest."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils.module_loading import import_string


def link() -> str | None:
    """The path of a fresh link for the account that was made first, or None when there is no account that may sign in."""
    user = get_user_model().objects.filter(is_active=True).order_by("pk").first()
    return link_for(user) if user is not None else None


def link_for(user: AbstractBaseUser) -> str:
    """The path of a fresh link for this account."""
    make_link: Callable[[AbstractBaseUser, datetime], str] = import_string(settings.SIGN_IN_LINK)
    return make_link(user, datetime.now(UTC))  # one-time codes never follow the clock that a demonstration turns

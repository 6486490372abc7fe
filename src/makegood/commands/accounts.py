"""Accounts that may sign in. An account belongs to no brand; membership lets it in. It has no password until its owner sets one."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser


def account_for(email: str) -> AbstractBaseUser:
    """The account of this e-mail address, made where there is none. May be repeated."""
    users = get_user_model().objects
    address = email.strip().lower()
    user, is_new = users.get_or_create(username=address, defaults={"email": address})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user

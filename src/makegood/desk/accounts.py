"""How accounts come about: never by themselves. An owner adds a member; there is no open sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's adapter with the door for strangers shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth hands it
        return False

"""The providers of mail that this channel works with: what each asks for, and which of django-anymail's classes speak its language.

Only those that hand on a whole mail without our having to fetch anything, and that let us send our own headers. README.md beside this
file says why others are not here. Values only: nothing is called from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

Settings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `needs` are the settings that must be there; `signs` says whether it signs its calls itself, else its calls carry
    the name and password of `webhook_secret`. `sends`, `hears` and `learns` name django-anymail's classes, which are loaded once they are
    needed. `sending` and `calling` map what django-anymail asks for to our settings."""

    name: str
    sends: str
    hears: str
    learns: str
    needs: tuple[str, ...]
    sending: Mapping[str, str]
    calling: Mapping[str, str]
    signs: bool = False
    by_tag: bool = False  # what we send is named by a tag, where the provider keeps no data of ours beside a mail
    headers: Mapping[str, str] | None = None  # sent along, so that our own Message-ID stays

    @property
    def backend(self) -> Any:
        return import_string(f"anymail.{self.sends}")

    @property
    def inbound(self) -> Any:
        return import_string(f"anymail.{self.hears}")

    @property
    def tracking(self) -> Any:
        return import_string(f"anymail.{self.learns}")


_BASIC = {"webhook_secret": "webhook_secret"}

PROVIDERS: dict[str, Provider] = {
    "mailgun": Provider(
        "Mailgun",
        "backends.mailgun.EmailBackend",
        "webhooks.mailgun.MailgunInboundWebhookView",
        "webhooks.mailgun.MailgunTrackingWebhookView",
        needs=("api_key", "sender_domain", "webhook_secret"),
        sending={"api_key": "api_key", "sender_domain": "sender_domain", "api_url": "api_url"},
        calling={"webhook_signing_key": "webhook_secret"},
        signs=True,
    ),
    "mailjet": Provider(
        "Mailjet",
        "backends.mailjet.EmailBackend",
        "webhooks.mailjet.MailjetInboundWebhookView",
        "webhooks.mailjet.MailjetTrackingWebhookView",
        needs=("api_key", "api_secret", "webhook_secret"),
        sending={"api_key": "api_key", "secret_key": "api_secret", "api_url": "api_url"},
        calling=_BASIC,
    ),
    "mandrill": Provider(
        "Mandrill",
        "backends.mandrill.EmailBackend",
        "webhooks.mandrill.MandrillCombinedWebhookView",
        "webhooks.mandrill.MandrillCombinedWebhookView",
        needs=("api_key", "webhook_secret"),
        sending={"api_key": "api_key", "api_url": "api_url"},
        calling={"webhook_key": "webhook_secret"},
        signs=True,
    ),
    "postal": Provider(
        "Postal",
        "backends.postal.EmailBackend",
        "webhooks.postal.PostalInboundWebhookView",
        "webhooks.postal.PostalTrackingWebhookView",
        needs=("api_key", "api_url", "webhook_secret"),
        sending={"api_key": "api_key", "api_url": "api_url"},
        calling={"webhook_key": "webhook_secret"},
        signs=True,
        by_tag=True,
    ),
    "postmark": Provider(
        "Postmark",
        "backends.postmark.EmailBackend",
        "webhooks.postmark.PostmarkInboundWebhookView",
        "webhooks.postmark.PostmarkTrackingWebhookView",
        needs=("api_key", "webhook_secret"),
        sending={"server_token": "api_key", "api_url": "api_url"},
        calling=_BASIC,
        headers={"X-PM-KeepID": "true"},
    ),
    "sparkpost": Provider(
        "SparkPost",
        "backends.sparkpost.EmailBackend",
        "webhooks.sparkpost.SparkPostInboundWebhookView",
        "webhooks.sparkpost.SparkPostTrackingWebhookView",
        needs=("api_key", "webhook_secret"),
        sending={"api_key": "api_key", "api_url": "api_url"},
        calling=_BASIC,
    ),
}


def of(settings: Settings) -> Provider:
    """The provider that the settings name."""
    return PROVIDERS[settings["provider"]]

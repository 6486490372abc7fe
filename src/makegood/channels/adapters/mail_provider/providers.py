"""The providers of mail that this channel works with: what each asks for, and which of django-anymail's classes speak its language.

Only those that hand on a whole mail without our having to fetch anything, and that let us send our own headers. README.md beside this
file says why others are not here. Values only: nothing is called from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anymail.backends.mailgun import EmailBackend as MailgunBackend
from anymail.backends.mailjet import EmailBackend as MailjetBackend
from anymail.backends.mandrill import EmailBackend as MandrillBackend
from anymail.backends.postal import EmailBackend as PostalBackend
from anymail.backends.postmark import EmailBackend as PostmarkBackend
from anymail.backends.sparkpost import EmailBackend as SparkPostBackend
from anymail.webhooks.mailgun import MailgunInboundWebhookView, MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView, MailjetTrackingWebhookView
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.postal import PostalInboundWebhookView, PostalTrackingWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView, PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView, SparkPostTrackingWebhookView

Settings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `needs` are the settings that must be there; `signs` says whether it signs its calls itself, else its calls carry
    the name and password of `webhook_secret`. `sending` and `calling` map what django-anymail asks for to our settings."""

    name: str
    backend: Any
    inbound: Any
    tracking: Any
    needs: tuple[str, ...]
    sending: Mapping[str, str]
    calling: Mapping[str, str]
    signs: bool = False
    by_tag: bool = False  # what we send is named by a tag, where the provider keeps no data of ours beside a mail
    headers: Mapping[str, str] | None = None  # sent along, so that our own Message-ID stays


_BASIC = {"webhook_secret": "webhook_secret"}

PROVIDERS: dict[str, Provider] = {
    "mailgun": Provider(
        "Mailgun",
        MailgunBackend,
        MailgunInboundWebhookView,
        MailgunTrackingWebhookView,
        needs=("api_key", "sender_domain", "webhook_secret"),
        sending={"api_key": "api_key", "sender_domain": "sender_domain", "api_url": "api_url"},
        calling={"webhook_signing_key": "webhook_secret"},
        signs=True,
    ),
    "mailjet": Provider(
        "Mailjet",
        MailjetBackend,
        MailjetInboundWebhookView,
        MailjetTrackingWebhookView,
        needs=("api_key", "api_secret", "webhook_secret"),
        sending={"api_key": "api_key", "secret_key": "api_secret", "api_url": "api_url"},
        calling=_BASIC,
    ),
    "mandrill": Provider(
        "Mandrill",
        MandrillBackend,
        MandrillCombinedWebhookView,
        MandrillCombinedWebhookView,
        needs=("api_key", "webhook_secret"),
        sending={"api_key": "api_key", "api_url": "api_url"},
        calling={"webhook_key": "webhook_secret"},
        signs=True,
    ),
    "postal": Provider(
        "Postal",
        PostalBackend,
        PostalInboundWebhookView,
        PostalTrackingWebhookView,
        needs=("api_key", "api_url", "webhook_secret"),
        sending={"api_key": "api_key", "api_url": "api_url"},
        calling={"webhook_key": "webhook_secret"},
        signs=True,
        by_tag=True,
    ),
    "postmark": Provider(
        "Postmark",
        PostmarkBackend,
        PostmarkInboundWebhookView,
        PostmarkTrackingWebhookView,
        needs=("api_key", "webhook_secret"),
        sending={"server_token": "api_key", "api_url": "api_url"},
        calling=_BASIC,
        headers={"X-PM-KeepID": "true"},
    ),
    "sparkpost": Provider(
        "SparkPost",
        SparkPostBackend,
        SparkPostInboundWebhookView,
        SparkPostTrackingWebhookView,
        needs=("api_key", "webhook_secret"),
        sending={"api_key": "api_key", "api_url": "api_url"},
        calling=_BASIC,
    ),
}


def of(settings: Settings) -> Provider:
    """The provider that the settings name."""
    return PROVIDERS[settings["provider"]]

"""The settings of a channel whose mails a provider carries: checked here, each wrong one named. Needs no network."""

import re
from collections.abc import Mapping

from makegood.channels.adapters.mail_provider.providers import PROVIDERS, Provider
from makegood.channels.types import Setting
from makegood.kernel.refusals import Refusal
from makegood.platform import http

FORM = (
    Setting("provider", "Provider", "Who carries your mail.", required=True, choices=tuple(PROVIDERS)),
    Setting("api_key", "API key for sending", "Postmark calls it the server token.", required=True, secret=True),
    Setting("api_secret", "Secret key", "Mailjet only.", secret=True),
    Setting("sender_domain", "Sending domain", "Mailgun only: the domain that you set up there, such as mg.brand.example."),
    Setting(
        "api_url", "Address of the provider’s API", "Empty for the usual one. Needed for Postal, and for accounts in the EU."
    ),
    Setting(
        "webhook_secret",
        "What the provider’s calls prove themselves with",
        "Mailgun: the webhook signing key. Mandrill: the webhook key. Postal: its public key. Others: a name and a password "
        "of your own, as name:password, which you put before the address that the provider calls.",
        required=True,
        secret=True,
    ),
)
_OWN = {setting.name for setting in FORM}
_BASIC = re.compile(r"[^:\s]{1,64}:\S{16,128}")
_DOMAIN = re.compile(r"(?=.{4,253}$)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_LONGEST = 2_000


def split(settings: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """(ours, those of the mails themselves)."""
    ours = {name: value for name, value in settings.items() if name in _OWN}
    return ours, {name: value for name, value in settings.items() if name not in _OWN}


def check(given: Mapping[str, str]) -> dict[str, str]:
    """Our own settings, cleaned. Refuses (`bad_settings`), naming each that is missing, malformed or not asked for by this provider."""
    cleaned = {setting.name: str(given.get(setting.name, "")).strip() for setting in FORM}
    cleaned["webhook_secret"] = _bare_key(cleaned["webhook_secret"])
    provider = PROVIDERS.get(cleaned["provider"])
    if provider is None:
        sentence = f"provider: choose one of {', '.join(PROVIDERS)}."
        raise Refusal(
            "bad_settings", sentence, {"provider": "is none of those there are" if given.get("provider") else "is missing"}
        )
    wrong = {name: f"is missing; {provider.name} needs it" for name in provider.needs if not cleaned[name]}
    wrong |= {name: "is not one line of plain letters" for name, value in cleaned.items() if not _plain(value)}
    wrong |= _malformed(cleaned, provider)
    if wrong:
        raise Refusal("bad_settings", f"{'; '.join(f'{name}: {why}' for name, why in wrong.items())}.", wrong)
    return {name: value for name, value in cleaned.items() if value}


def _bare_key(secret: str) -> str:
    """A public key without the lines around it: it may be pasted whole."""
    return re.sub(r"-----(?:BEGIN|END) PUBLIC KEY-----|\s+", "", secret) if "PUBLIC KEY" in secret else secret


def _plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= _LONGEST


def _malformed(cleaned: Mapping[str, str], provider: Provider) -> dict[str, str]:
    wrong = {}
    if cleaned["webhook_secret"] and not provider.signs and not _BASIC.fullmatch(cleaned["webhook_secret"]):
        wrong["webhook_secret"] = "must be name:password with a password of at least 16 letters"  # noqa: S105 - a sentence
    if cleaned["sender_domain"] and not _DOMAIN.fullmatch(cleaned["sender_domain"]):
        wrong["sender_domain"] = "is not a domain"
    if cleaned["api_url"]:
        try:
            http.check_url(cleaned["api_url"], field="api_url")
        except Refusal as no:
            wrong |= no.fields
    return wrong

"""What a review site's channel needs: who signs, how answers leave, and what the site allows. Needs no network."""

from collections.abc import Mapping

from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting
from makegood.kernel.refusals import Refusal
from makegood.platform import signatures

DEFAULT_LENGTH = 4_000
FORM = (
    Setting(
        "site", "The site’s short name", "Small letters, digits and dashes: it stands before its people’s names.", required=True
    ),
    Setting(
        "secret",
        "What the calls are signed with",
        "whsec_ and 24 to 64 bytes in base64. Empty: one is made.",
        secret=True,
        shared=True,
    ),
    Setting("reply_url", "Address that takes your answers", "Empty: answers are copied to the site by hand."),
    Setting("reply_secret", "What answers are signed with", "Needed with the address above.", secret=True),
    Setting("longest_reply", "Longest answer that the site takes", "In characters.", default=str(DEFAULT_LENGTH)),
)
_CHECKS = {
    "site": checking.matching(r"[a-z0-9][a-z0-9-]{0,40}", "takes small letters, digits and dashes"),
    "reply_url": checking.web_address,
    "longest_reply": checking.whole(50, 100_000),
}


def check(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in and a fresh secret where there was none. Refuses (`bad_settings`), naming each that is wrong."""
    cleaned = checking.checked(settings, FORM, _CHECKS)
    if bool(cleaned["reply_url"]) != bool(cleaned["reply_secret"]):
        lacking = "reply_secret" if cleaned["reply_url"] else "reply_url"
        raise Refusal("bad_settings", f"{lacking}: give both the address and its secret, or neither.", {lacking: "missing"})
    for name in ("secret", "reply_secret"):
        if cleaned[name]:
            signatures.checked_secret(cleaned[name], field=name)
    cleaned["secret"] = cleaned["secret"] or signatures.new_secret()
    return cleaned

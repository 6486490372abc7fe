"""What a telephone number at a Twilio-compatible provider needs to be heard and to speak. Needs no network."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from makegood.channels.adapters.sms import segments
from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting

MOST_SEGMENTS = 10  # 1,530 letters: the provider takes 1,600
FORM = (
    Setting("account_sid", "Account SID", "In the provider's console; it begins with AC.", required=True),
    Setting("auth_token", "Auth token", "It lets us in, and checks what the provider signs.", required=True, secret=True),
    Setting(
        "sender",
        "Number that we write from",
        "+442079460123, a messaging service (MG…), or a name of up to 11 letters.",
        required=True,
    ),
    Setting(
        "callback_url",
        "Address that the provider calls",
        "The channel's own, as “makegood door open calls” prints it. With it we learn what did not arrive.",
    ),
    Setting(
        "most_segments",
        "Longest answer, in short messages",
        "1 to 10. One holds 160 plain letters, several joined 153 each.",
        default="6",
    ),
    Setting("base_url", "Address of the API", "The provider's.", default="https://api.twilio.com"),
)
_SENDER = re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}|\d{3,8}")
_CHECKS = {
    "account_sid": checking.matching(r"AC[0-9a-f]{32}", "is no account SID: AC and 32 letters"),
    "sender": lambda value: (
        "" if _SENDER.fullmatch(value) else "is no number such as +442079460123, no MG… and no name of 11 letters"
    ),
    "callback_url": checking.base_address,
    "most_segments": checking.whole(1, MOST_SEGMENTS),
    "base_url": checking.base_address,
}


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """The settings as the adapter uses them."""

    base_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    callback_url: str
    most_segments: int

    @property
    def max_length(self) -> int:
        return self.most_segments * segments.JOINED if self.most_segments > 1 else 160


def check(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in. Refuses (`bad_settings`), naming each that is wrong."""
    return checking.checked(settings, FORM, _CHECKS)


def read(settings: Mapping[str, str]) -> SmsSettings:
    """The typed settings out of stored ones, which `check` has passed."""
    return SmsSettings(
        base_url=settings.get("base_url", "").rstrip("/"),
        account_sid=settings.get("account_sid", ""),
        auth_token=settings.get("auth_token", ""),
        sender=settings.get("sender", ""),
        callback_url=settings.get("callback_url", ""),
        most_segments=int(settings.get("most_segments") or 6),
    )

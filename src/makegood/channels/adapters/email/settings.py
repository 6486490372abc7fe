"""What a mailbox needs to be heard and to speak: typed, cleaned, and refused by name where it is wrong. Needs no network."""

import ipaddress
import re
import secrets
from dataclasses import dataclass

from makegood.channels.providers import settings as checking
from makegood.channels.types import Setting
from makegood.kernel.refusals import Refusal

TLS_MODES = ("ssl", "starttls", "none")
_PORTS = {"imap": {"ssl": "993", "starttls": "143", "none": "143"}, "smtp": {"ssl": "465", "starttls": "587", "none": "25"}}
_DEFAULTS = {
    "imap_host": "", "imap_port": "", "imap_tls": "ssl", "imap_user": "", "imap_password": "", "imap_folder": "INBOX",
    "smtp_host": "", "smtp_port": "", "smtp_tls": "starttls", "smtp_user": "", "smtp_password": "",
    "from_name": "", "reply_address": "", "reply_secret": "", "authserv_id": "", "trusted_sealers": "", "largest_mb": "25", "timeout_s": "30",
}  # fmt: skip
NAMES = tuple(_DEFAULTS)
FORM = (
    Setting("imap_host", "Incoming mail server (IMAP)", "Such as imap.brand.example.", required=True),
    Setting("imap_port", "Its port", "Empty for the usual one.", rare=True),
    Setting(
        "imap_tls", "How the line is kept private", "“none” only on this machine.", choices=TLS_MODES, default="ssl", rare=True
    ),
    Setting("imap_user", "User name for incoming mail", required=True),
    Setting("imap_password", "Its password", required=True, secret=True),
    Setting("imap_folder", "Folder to read", default="INBOX", rare=True),
    Setting("smtp_host", "Outgoing mail server (SMTP)", "Such as smtp.brand.example.", required=True),
    Setting("smtp_port", "Its port", "Empty for the usual one.", rare=True),
    Setting(
        "smtp_tls",
        "How the line is kept private",
        "“none” only on this machine.",
        choices=TLS_MODES,
        default="starttls",
        rare=True,
    ),
    Setting("smtp_user", "User name for outgoing mail", "Often the same. Empty where nobody has to give one."),
    Setting("smtp_password", "Its password", secret=True),
    Setting("from_name", "Name that our letters carry", "Empty: the channel’s name."),
    Setting("reply_address", "Address that replies go to", "Empty: the channel’s own. It must take plus addresses.", rare=True),
    Setting("reply_secret", "What signs the reply addresses", "Empty: one is made and kept.", secret=True, rare=True),
    Setting("authserv_id", "Your mail server’s name in Authentication-Results", "With it, forged senders are marked.", rare=True),
    Setting(
        "trusted_sealers", "Whose ARC seals are believed", "Domains, with commas: forwarders and lists that you trust.", rare=True
    ),
    Setting("largest_mb", "Largest mail kept whole, in MB", "1 to 200.", default="25", rare=True),
    Setting("timeout_s", "Seconds to wait for a server", "1 to 300.", default="30", rare=True),
)
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62}))*\.?")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Server:
    """One server and how it is entered. No user: it is entered without a name."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    timeout_s: float


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The settings as the adapter uses them."""

    imap: Server
    smtp: Server
    folder: str = "INBOX"
    from_name: str = ""
    reply_address: str = ""
    reply_secret: str = ""
    authserv_id: str = ""
    trusted_sealers: tuple[str, ...] = ()
    largest_bytes: int = 25_000_000

    def domain(self, ours: str) -> str:
        """The domain in our Message-IDs: that of our address."""
        return ours.rpartition("@")[2].lower()


def check(settings: dict[str, str]) -> dict[str, str]:
    """The settings with defaults filled in and a fresh `reply_secret` where there was none. Refuses ("bad_settings"), naming each."""
    wrong = {name: "is not a setting of this channel" for name in settings if name not in _DEFAULTS}
    wrong |= {name: "must be text" for name, value in settings.items() if not isinstance(value, str)}
    given = {**_DEFAULTS, **{n: v for n, v in settings.items() if n in _DEFAULTS and isinstance(v, str)}}
    secret = ("imap_password", "smtp_password", "reply_secret")
    cleaned = {name: value if name in secret else value.strip() for name, value in given.items()}
    wrong |= {
        name: "holds a line break or control character"
        for name, v in cleaned.items()
        if any(ord(c) < 32 or ord(c) == 127 for c in v)
    }
    for server in ("imap", "smtp"):
        wrong |= _wrong_server(server, cleaned)
        cleaned[f"{server}_port"] = cleaned[f"{server}_port"] or _PORTS[server].get(cleaned[f"{server}_tls"], "")
    wrong |= _wrong_others(cleaned)
    if wrong:
        raise Refusal("bad_settings", checking.in_words(wrong, FORM), wrong)
    cleaned["reply_secret"] = cleaned["reply_secret"] or secrets.token_urlsafe(32)
    return cleaned


def read(settings: dict[str, str]) -> MailSettings:
    """The typed settings out of stored ones, which `check` has passed."""
    full = {**_DEFAULTS, **settings}
    servers = {name: _server(name, full) for name in ("imap", "smtp")}
    return MailSettings(
        imap=servers["imap"],
        smtp=servers["smtp"],
        folder=full["imap_folder"],
        from_name=full["from_name"],
        reply_address=full["reply_address"],
        reply_secret=full["reply_secret"],
        authserv_id=full["authserv_id"],
        trusted_sealers=_names(full["trusted_sealers"]),
        largest_bytes=int(full["largest_mb"]) * 1_000_000,
    )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _server(name: str, full: dict[str, str]) -> Server:
    port = full[f"{name}_port"] or _PORTS[name][full[f"{name}_tls"]]
    user, password = full[f"{name}_user"], full[f"{name}_password"]
    return Server(full[f"{name}_host"], int(port), full[f"{name}_tls"], user, password, float(full["timeout_s"]))


def _wrong_server(name: str, given: dict[str, str]) -> dict[str, str]:
    wrong = {}
    host, port, tls = given[f"{name}_host"], given[f"{name}_port"], given[f"{name}_tls"]
    if not host or not (_HOST.fullmatch(host) or _is_address(host)):
        wrong[f"{name}_host"] = "is missing" if not host else "is not the name of a server"
    if port and not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
        wrong[f"{name}_port"] = "is not a port between 1 and 65535"
    if tls not in TLS_MODES:
        wrong[f"{name}_tls"] = "is none of ssl, starttls, none"
    elif tls == "none" and not is_loopback(host):
        wrong[f"{name}_tls"] = "may only be none for a server on this machine; use ssl or starttls"
    if name == "imap" and not given["imap_user"]:
        wrong["imap_user"] = "is missing"
    if bool(given[f"{name}_user"]) != bool(given[f"{name}_password"]):
        wrong.setdefault(f"{name}_password", "is missing" if given[f"{name}_user"] else f"needs {name}_user with it")
    return wrong


def _wrong_others(given: dict[str, str]) -> dict[str, str]:
    wrong = {}
    for name, least, most in (("largest_mb", 1, 200), ("timeout_s", 1, 300)):
        if not (given[name].isascii() and given[name].isdigit() and least <= int(given[name][:6]) <= most):
            wrong[name] = f"is not a whole number from {least} to {most}"
    if not given["imap_folder"] or len(given["imap_folder"]) > 200:
        wrong["imap_folder"] = "is empty or too long"
    if len(given["from_name"]) > 100:
        wrong["from_name"] = "is longer than 100 letters"
    if given["reply_address"] and not _ADDRESS.fullmatch(given["reply_address"]):
        wrong["reply_address"] = "is not a mail address"
    if 0 < len(given["reply_secret"]) < 32:
        wrong |= {"reply_secret": "is shorter than 32 characters"}
    if given["authserv_id"] and not _HOST.fullmatch(given["authserv_id"]):
        wrong["authserv_id"] = "is not a server's name"
    if any(not _HOST.fullmatch(name) for name in _names(given["trusted_sealers"])):
        wrong["trusted_sealers"] = "holds what is not a domain; write them with commas between"
    return wrong


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

"""Mails as people's programs write them, and how to read the ones that leave. Bytes and values only."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from tests import cast


def written(
    text: str,
    *,
    subject: str,
    at: datetime,
    key: str,
    by: tuple[str, str] = (cast.TOM_NAME, cast.TOM_EMAIL),
    to: str = cast.HELP_EMAIL,
    answers: EmailMessage | None = None,
) -> bytes:
    """A plain mail; with `answers` it is a reply to that one, headers as a mail program sets them."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(by[0], addr_spec=by[1])
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{key}@{by[1].rpartition('@')[2]}>"
    if answers is not None:
        mail["In-Reply-To"] = answers["Message-ID"]
        mail["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
    mail.set_content(text)
    return mail.as_bytes()


@dataclass(frozen=True)
class Read:
    """A mail that left, as its receiver sees it."""

    mail: EmailMessage
    text: str

    def __getitem__(self, header: str) -> str:
        return str(self.mail[header] or "")


def read(raw: bytes) -> Read:
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain",))
    return Read(mail, str(body.get_content()).replace("\r\n", "\n") if body else "")


def quoted(text: str) -> str:
    """As mail programs put the letter under an answer."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())

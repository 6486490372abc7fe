"""Hands one mail to the outgoing server, and says in our words what went wrong.

Passing trouble (no connection, a 4xx answer) is tried again by the caller with the same Message-ID; lasting trouble (a 5xx answer, a
wrong password, a false certificate) goes to a person. Never logs a password or a letter.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from makegood.channels.adapters.email.compose import Mail
from makegood.channels.adapters.email.settings import Server
from makegood.channels.adapters.email.trust import authorities
from makegood.kernel.refusals import Trouble


def hand_over(mail: Mail, server: Server) -> str:
    """Gives the mail to the server; what it answered. Raises Trouble."""
    with _spoken(server), _entered(server) as connection:
        refused = connection.sendmail(mail.sender, [mail.recipient, *mail.copies], mail.raw)
        if mail.recipient in refused:
            raise smtplib.SMTPRecipientsRefused({mail.recipient: refused[mail.recipient]})
    return f"taken by {server.host}" + (f", but not for {', '.join(sorted(refused))}" if refused else "")


def greet(server: Server) -> str:
    """Enters and leaves without a letter; what it saw. Raises Trouble."""
    with _spoken(server), _entered(server) as connection:
        connection.noop()
    return f"Speaking works: {server.host} let us in{f' as {server.user}' if server.user else ''}."


@contextmanager
def _spoken(server: Server) -> Iterator[None]:
    """Says in our words what went wrong inside."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        code, text = next(iter(refused.recipients.values()))
        raise _refused(server, code, text) from refused
    except smtplib.SMTPResponseException as refused:
        raise _refused(server, refused.smtp_code, refused.smtp_error) from refused
    except smtplib.SMTPNotSupportedError as trouble:
        raise Trouble(f"{server.host} does not offer what the settings ask for ({trouble}).", lasting=True) from trouble
    except ssl.SSLCertVerificationError as trouble:
        raise Trouble(f"The certificate of {server.host} is not valid ({trouble.verify_message}).", lasting=True) from trouble
    except (OSError, smtplib.SMTPException) as trouble:
        raise Trouble(f"The outgoing mail server {server.host} cannot be reached ({_kind(trouble)}).") from trouble


def _entered(server: Server) -> smtplib.SMTP:
    if server.tls == "ssl":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_s, context=authorities())
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            connection.starttls(context=authorities())
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _refused(server: Server, code: int, text: bytes | str) -> Trouble:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    sentence = f"The outgoing mail server {server.host} did not take it: {code} {' '.join(said.split())[:200]}"
    return Trouble(sentence, lasting=not 400 <= code < 500 and code > 0)


def _kind(trouble: BaseException) -> str:
    return type(trouble).__name__ if not str(trouble) else " ".join(str(trouble).split())[:120]

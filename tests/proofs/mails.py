"""Mails as servers write them, for the proofs: an ordinary one of a thread, and a report that one of ours did not arrive (RFC 3464)."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

DAEMON = "MAILER-DAEMON@mx.lamps.example"


def letter(
    *, author: str, to: str, name: str, words: str, at: datetime, above: Sequence[str] = (), subject: str = "My torch"
) -> bytes:
    """`name` is its Message-ID, `above` those that it refers to, oldest first."""
    refers = f"In-Reply-To: <{above[-1]}>\r\nReferences: {' '.join(f'<{one}>' for one in above)}\r\n" if above else ""
    return (
        f"From: {author}\r\nTo: {to}\r\nSubject: {'Re: ' if above else ''}{subject}\r\nMessage-ID: <{name}>\r\n{refers}"
        f"Date: {format_datetime(at)}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    ).encode()


def bounce(*, of: str, recipient: str, to: str, name: str, at: datetime, status: str = "5.1.1") -> bytes:
    """The report of a mail server that the mail with the Message-ID `of` will never arrive at `recipient`."""
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery System <{DAEMON}>\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <{name}>\r\nDate: {format_datetime(at)}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry: your message to {recipient} could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.lamps.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} <{recipient}>: no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: {to}\r\nTo: {recipient}\r\nMessage-ID: <{of}>\r\nSubject: Your torch\r\n\r\n--b--\r\n"
    ).encode()

"""Hands one mail to the provider by its API, through django-anymail, and says in our words what went wrong.

The mail is the one that the e-mail channel would have sent: its words, files and headers are read out of it. Everything goes out by the
house's own HTTP: guarded, with a timeout, no redirects. Never logs a key or a letter.
"""

import io
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage as Parsed
from email.policy import default
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives
from requests.adapters import BaseAdapter

from makegood.channels.adapters.mail_provider.mails import Composed
from makegood.channels.adapters.mail_provider.providers import Provider
from makegood.channels.adapters.mail_provider.told import OUR_ID
from makegood.kernel.refusals import Trouble
from makegood.platform import http

TIMEOUT_S = 30.0
_BUSY = (408, 425, 429)  # tried again, as is every 5xx
_WRITTEN_BY_IT = {"from", "to", "cc", "subject", "reply-to", "mime-version", "date"}  # the provider writes these itself


def hand_over(mail: Composed, *, provider: Provider, settings: Mapping[str, str]) -> str:
    """Gives the mail to the provider; what it answered. Raises Trouble: passing where the provider is busy or away, else lasting."""
    told = {theirs: settings[ours] for theirs, ours in provider.sending.items() if settings.get(ours)}
    backend = provider.backend(timeout=TIMEOUT_S, **told)
    backend.session = requests.Session()
    for scheme in ("https://", "http://"):
        backend.session.mount(scheme, _ByTheHouse())
    message = as_message(mail, provider)
    try:
        backend.send_messages([message])
    except AnymailRecipientsRefused as no:
        raise Trouble(f"{provider.name} does not write to this address: it is blocked or invalid there.", lasting=True) from no
    except AnymailAPIError as no:
        raise _trouble(no, provider) from no
    except AnymailError as no:
        raise Trouble(f"{provider.name} cannot carry this letter.", lasting=True) from no
    return f"taken by {provider.name}"


def as_message(mail: Composed, provider: Provider) -> EmailMultiAlternatives:
    """The mail as Django's message, with each of our own headers and the mark by which news of it finds it again."""
    read = message_from_bytes(mail.raw, policy=default)
    assert isinstance(read, Parsed)  # noqa: S101 - what the policy promises, said for the type checker
    headers = {name: str(value) for name, value in read.items() if not _is_written_by_it(name)}
    words, styled = read.get_body(("plain",)), read.get_body(("html",))
    message = EmailMultiAlternatives(
        subject=str(read["Subject"]),
        body=words.get_content() if words is not None else "",
        from_email=str(read["From"]),
        to=_addresses(read, "To"),
        cc=_addresses(read, "Cc"),
        reply_to=_addresses(read, "Reply-To"),
        headers={**headers, **(provider.headers or {})},
    )
    if styled is not None:
        message.attach_alternative(styled.get_content(), "text/html")
    for part in read.iter_attachments():
        message.attach(part.get_filename() or "attachment", part.get_payload(decode=True), part.get_content_type())
    for part in read.walk():
        if (
            part.get_content_type() == "text/calendar"
        ):  # in a mail of ours it stands beside the words; programs take it from a file as well
            kind = f"text/calendar; method={part.get_param('method', 'REQUEST')}"
            message.attach("invite.ics", part.get_payload(decode=True), kind)
    setattr(message, *(("tags", [mail.message_id]) if provider.by_tag else ("metadata", {OUR_ID: mail.message_id})))
    return message


def _is_written_by_it(name: str) -> bool:
    return name.lower() in _WRITTEN_BY_IT or name.lower().startswith("content-")


def _addresses(read: Parsed, name: str) -> list[str]:
    return [str(address) for address in read[name].addresses] if read[name] is not None else []


def _trouble(no: AnymailAPIError, provider: Provider) -> Trouble:
    cause = no.__cause__
    while cause is not None:
        if isinstance(cause, Trouble):
            return cause
        cause = cause.__cause__
    status = no.status_code or 0
    said = " ".join(str(getattr(no.response, "text", "") or no).split())[:200]
    passing = status in _BUSY or status >= 500
    return Trouble(
        f"{provider.name} did not take it ({status or 'no answer'}): {said}",
        lasting=not passing,
        retry_after_s=_retry_after(no.response) if passing else None,
    )


def _retry_after(response: Any) -> float | None:
    wish = (response.headers.get("Retry-After") or "") if response is not None else ""
    return float(wish) if wish.isascii() and wish.isdigit() and len(wish) < 6 else None


class _Unreachable(requests.RequestException):
    """Carries a Trouble of the house's HTTP through a library that knows only its own."""


class _ByTheHouse(BaseAdapter):
    """What the library would have sent itself goes out by the house's own HTTP."""

    def send(self, request: requests.PreparedRequest, **_how: object) -> requests.Response:  # type: ignore[override]
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else body
        try:
            answer = http.request(
                request.method or "POST",
                request.url or "",
                headers={name: _text(value) for name, value in request.headers.items() if name.lower() != "content-length"},
                content=content if isinstance(content, bytes) else b"",
                timeout_s=TIMEOUT_S,
            )
        except Trouble as trouble:
            raise _Unreachable(trouble.sentence) from trouble
        response = requests.Response()
        response.status_code, response.raw, response.request = answer.status, io.BytesIO(answer.content), request
        response.headers.update(answer.headers)
        response.url, response.encoding = request.url or "", "utf-8"
        return response

    def close(self) -> None:
        """Nothing is kept open."""


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value

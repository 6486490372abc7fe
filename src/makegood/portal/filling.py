"""A contact form as it was typed, what is wrong with it field by field, and what is kept of it. Pure; never changes what somebody typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from makegood.channels.adapters.contact_form import adapter as contact_form
from makegood.channels.adapters.contact_form import settings as form_settings
from makegood.channels.types import AttachmentIn
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import IdentityKind
from makegood.portal.words import Words

FIELDS = ("email", "name", "subject", "order_number", "text", "files", "consent")  # as they stand on the page
LONGEST = {"name": 200, "email": 254, "subject": 200, "order_number": 60}


@dataclass(frozen=True, slots=True)
class Typed:
    """Exactly what was typed. `website` is a field that people do not see: whatever fills it in is no person."""

    name: str = ""
    email: str = ""
    subject: str = ""
    order_number: str = ""
    text: str = ""
    consent: bool = False
    website: str = ""


EMPTY = Typed()


def read(posted: Mapping[str, object]) -> Typed:
    """The fields of a posted form; what is absent is empty."""

    def field(name: str) -> str:
        return str(posted.get(name, "")).replace("\x00", "")

    names = ("name", "email", "subject", "order_number", "text", "website")
    return Typed(**{name: field(name) for name in names}, consent=bool(field("consent")))


def check(typed: Typed, settings: Mapping[str, str], told: Words) -> dict[str, str]:
    """Each field that is wrong, with a sentence that says what to do; nothing when all is well."""
    wrong = {name: told["wrong_long"].format(n=most) for name, most in LONGEST.items() if len(getattr(typed, name)) > most}
    if not _is_address(typed.email):
        wrong["email"] = told["wrong_email"]
    if not typed.text.strip():
        wrong["text"] = told["wrong_text"]
    elif len(typed.text) > contact_form.LONGEST:
        wrong["text"] = told["wrong_long"].format(n=contact_form.LONGEST)
    subjects = form_settings.subjects(dict(settings))
    if subjects and typed.subject not in subjects:
        wrong["subject"] = told["wrong_subject"]
    if settings.get("consent_text") and not typed.consent:
        wrong["consent"] = told["wrong_consent"]
    return {name: wrong[name] for name in FIELDS if name in wrong}


def as_filled(typed: Typed, *, key: str, reference: str, files: tuple[AttachmentIn, ...], at: datetime) -> contact_form.Filled:
    """What is kept."""
    return contact_form.Filled(
        key=key,
        email=typed.email.strip(),
        name=addresses.clean_name(typed.name),
        subject=typed.subject.strip(),
        text=typed.text.strip(),
        at=at,
        order_number=" ".join(typed.order_number.split()),
        reference=reference,
        files=files,
        doubtful=bool(typed.website.strip()),
    )


def _is_address(email: str) -> bool:
    try:
        addresses.normalise(IdentityKind.EMAIL, email.strip(), region="")
    except Refusal:
        return False
    return True

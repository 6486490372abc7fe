"""A question as it was typed, the stamp of the page that it came from, and what is wrong with it, field by field. Never changes what was typed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from makegood.discussions.rules import asking
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import IdentityKind
from makegood.portal.talks import words
from makegood.portal.words import Words

QUICKEST_S, OLDEST_S = 3, 24 * 3600
_STAMP = "makegood.portal.talks.stamp"


@dataclass(frozen=True, slots=True)
class Typed:
    """Exactly what was typed. `website` is a field that people do not see: whatever fills it in is perhaps no person."""

    text: str = ""
    name: str = ""
    email: str = ""
    website: str = ""


NOTHING = Typed()


def read(posted: Mapping[str, object]) -> Typed:
    """The fields of a posted form; what is absent is empty."""
    return Typed(*(str(posted.get(name, "")).replace("\x00", "")[:20_000] for name in ("text", "name", "email", "website")))


def stamp(discussion_id: UUID) -> str:
    """For one form of one discussion: by its number a doubled click is one question, and its time says how quick somebody was."""
    return signing.TimestampSigner(salt=_STAMP).sign_object([discussion_id.hex, secrets.token_hex(16)])


def key_of(text: str, discussion_id: UUID, *, within_s: int = OLDEST_S) -> str:
    """The number of a stamp of this discussion that was written within so many seconds; '' for any other."""
    try:
        discussion, nonce = signing.TimestampSigner(salt=_STAMP).unsign_object(text, max_age=within_s)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(nonce) if discussion == discussion_id.hex else ""


def check(typed: Typed, told: Words) -> dict[str, str]:
    """Each field that is wrong, with a sentence that says what to do; nothing when all is well."""
    wrong: dict[str, str] = {}
    text, name = asking.clean(typed.text), asking.clean(typed.name)
    if len(text) < asking.SHORTEST:
        wrong["text"] = told["wrong_text_short"]
    elif len(text) > asking.LONGEST:
        wrong["text"] = told["wrong_text_long"].format(n=asking.LONGEST)
    if len(name) > asking.LONGEST_NAME:
        wrong["name"] = told["wrong_name_long"].format(n=asking.LONGEST_NAME)
    for field, value in (("text", text), ("name", name)):
        if field not in wrong and (found := _private(field, value)):
            wrong[field] = told["wrong_private"].format(what=words.what(found, told))
    if typed.email.strip() and not _is_address(typed.email):
        wrong["email"] = told["wrong_email"]
    return wrong


def _private(field: str, value: str) -> str:
    try:
        asking.refuse_private(field, value)
    except Refusal as refusal:
        return refusal.fields[field]
    return ""


def _is_address(email: str) -> bool:
    try:
        addresses.normalise(IdentityKind.EMAIL, email.strip(), region="")
    except Refusal:
        return False
    return True

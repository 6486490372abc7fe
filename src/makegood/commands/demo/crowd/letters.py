"""The crowd's letters and the team's answers to them, as envelopes and texts. Pure and seeded by the contact, so that one letter more changes no other."""

from datetime import datetime
from random import Random

from makegood.channels.types import Automatic, Envelope
from makegood.commands.demo.crowd import grammar, rhythm
from makegood.commands.demo.crowd.grammar import Letter
from makegood.commands.demo.crowd.people import Customer
from makegood.commands.demo.crowd.plan import Contact
from makegood.commands.demo.crowd.trade import GOODS
from makegood.commands.demo.days import ZONE

_ANSWERS = {
    "faulty": "answer_faulty",
    "broken": "answer_faulty",
    "wrong": "answer_faulty",
    "lost": "answer_wismo",
    "billing": "answer_refund",
    "praise": "answer_thanks",
    "post_complaint": "answer_post",
}
_DEAR = {"en": "Dear {first},", "de": "Guten Tag {first},", "fr": "Bonjour {first},", "es": "Hola {first}:"}


def chance_of(contact: Contact) -> Random:
    """The luck of one contact."""
    return Random(f"{contact.number}/{contact.who.email}")  # noqa: S311 - a story, no secret


def first_letter(contact: Contact, order: str, chance: Random) -> Envelope:
    """What they write, or post in public. `order` is the number of what it is about."""
    places = places_of(contact, order, chance)
    if contact.kind in rhythm.POSTED:
        return _post(contact, grammar.say(contact.kind, "en", places, chance), chance)
    letter = grammar.write(contact.kind, contact.who.hand, places, chance)
    return envelope(contact.who, letter, contact.at, f"crowd-{contact.number}", spam=contact.kind == "spam")


def further_letter(
    contact: Contact, kind: str, order: str, at: datetime, chance: Random, *, to: str, subject: str, member: str, nth: int
) -> Envelope:
    """What they write back to `to`, in the same conversation, with its beginning quoted below."""
    places = {**places_of(contact, order, chance), "member": member}
    local = at.astimezone(ZONE)
    wrote = grammar.names()[contact.who.language]["wrote"].format(day=f"{local:%d.%m.%Y}", who="Brightside Lights")
    letter = grammar.write(kind, contact.who.hand, places, chance, quoting=to, wrote=wrote)
    known = Letter(_answered(subject), letter.text, letter.visible)
    first = f"crowd-{contact.number}"
    return envelope(contact.who, known, at, f"{first}-{nth}", answers=first)


def away_note(contact: Contact, at: datetime, subject: str, chance: Random) -> Envelope:
    """What their mail program says while they are away."""
    letter = grammar.write("ooo", contact.who.hand, places_of(contact, "", chance), chance)
    first = f"crowd-{contact.number}"
    told = Letter(f"Automatic reply: {_answered(subject)}", letter.text, letter.visible)
    return envelope(contact.who, told, at, f"{first}-away", answers=first, automatic=Automatic.AUTO_REPLY)


def answer(contact: Contact, order: str, member: str, chance: Random, *, asks: bool = False) -> str:
    """What a member writes. In public nobody is named by more than the name under which they posted."""
    language = contact.who.language
    kind = "answer_ask" if asks else _ANSWERS.get(contact.kind, f"answer_{contact.kind}")
    if not grammar.knows(language, kind):
        kind = "answer_ask"
    first = member.split()[0]
    places = {**places_of(contact, order, chance), "member": first}
    said = grammar.say(kind, language, places, chance)
    if contact.kind in rhythm.POSTED:
        return said
    return f"{_DEAR[language].format(first=contact.who.first)}\n\n{said}\n\n{first}, Brightside Lights"


def envelope(
    who: Customer,
    letter: Letter,
    at: datetime,
    key: str,
    *,
    answers: str = "",
    spam: bool = False,
    automatic: Automatic | None = None,
) -> Envelope:
    return Envelope(
        external_id=f"{key}@mail",
        author=who.by_mail,
        text=letter.text,
        visible=letter.visible,
        sent_at=at,
        subject=letter.subject,
        thread_key=f"{key}@mail",
        thread_keys=(f"{answers}@mail",) if answers else (),
        automatic=automatic,
        spam_likely=spam,
    )


def places_of(contact: Contact, order: str, chance: Random) -> dict[str, str]:
    """What stands in the filled places of a letter of theirs."""
    language, names = contact.who.language, grammar.names()
    thing, other = names["things"][contact.thing][language], names["things"][contact.other][language]
    own = names[language]
    paid = contact.purchase.total if contact.purchase else GOODS[contact.thing].price_minor
    return {
        "order": order,
        "thing": thing[0],
        "things": thing[-1],
        "der": thing[-1],
        "other": other[0],
        "amount": f"£{paid // 100}.{paid % 100:02d}",
        "member": chance.choice(("Joe", "Mara", "Bea", "Tomasz", "Anneke")),
        "name": contact.who.first,
        **{name: grammar.choose(own[name], chance) for name in ("street", "place", "company", "weekday", "ago")},
    }


def _post(contact: Contact, text: str, chance: Random) -> Envelope:
    key = f"crowd-{contact.number}"
    account = contact.who.handle.partition(":")[2]
    return Envelope(
        external_id=f"{key}@posts",
        author=contact.who.by_account,
        text=text,
        visible=text,
        sent_at=contact.at,
        thread_key=f"{key}@posts",
        public=True,
        link=f"https://social.example/{account}/{key}",
        reach=round(chance.lognormvariate(5.6, 1.2)),
    )


def _answered(subject: str) -> str:
    return subject if subject[:3] == "Re:" else f"Re: {subject}"

"""The letters of a visit: an invitation for their calendar, what changes of it, the day-before reminder. Service words, through the gate; who cannot
be written to is visited all the same."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.channels import queries as channels
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.channels.types import AttachmentIn
from makegood.flows import own_page_links, speaking
from makegood.kernel import calendar
from makegood.kernel.actors import SYSTEM, Actor, ActorKind
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Identity, Person, Purpose
from makegood.visits import queries
from makegood.visits.rules import invitations
from makegood.visits.types import Invitation, ResourceKind, Visit, Where

_WHEN = {"en": "{weekday}, {day} {month}, {begins} to {ends}", "de": "{weekday}, {day}. {month}, {begins} bis {ends} Uhr"}
_SUMMARY = {"en": "{brand}: {about}", "de": "{brand}: {about}"}
_HELLO = {"en": ("Hello {name}", "Hello"), "de": ("Guten Tag {name}", "Guten Tag")}
_WORDS = {
    "en": {
        "booked": ("Our visit on {day}", ("{hello},\n\nwe will be there: {when}.\n{where}\n\nAbout: {about}\n{who}\nThe invitation for your calendar is with this letter. "
                   "If it does not suit you, another time is one click away on your page, or simply answer here.\n\n{brand}")),
        "ours": ("Your visit on {day}", ("{hello},\n\nwe expect you: {when}.\n{where}\n\nAbout: {about}\n{who}\nThe invitation for your calendar is with this letter. If it does "
                 "not suit you, another time is one click away on your page, or simply answer here.\n\n{brand}")),
        "moved": ("A new time: {day}", "{hello},\n\nthe visit has a new time: {when}.\n{where}\n\nAbout: {about}\n{who}\nYour calendar changes with this letter.\n\n{brand}"),
        "cancelled": ("The visit on {day} is cancelled", ("{hello},\n\nthe visit of {when} does not take place ({about}). Your calendar changes with this letter.\n\nIf you would "
                      "like another time, simply answer here.\n\n{brand}")),
        "reminder": ("Tomorrow: {about}", ("{hello},\n\na short reminder: {when}.\n{where}\n\nAbout: {about}\n{who}\nIf it does not suit you after all, another time is one "
                     "click away on your page, or simply answer here.\n\n{brand}")),
        "who": "{name} comes to you.", "at": "Where: {address}",
    },
    "de": {
        "booked": ("Unser Besuch am {day}", ("{hello},\n\nwir kommen zu Ihnen: {when}.\n{where}\n\nWorum es geht: {about}\n{who}\nDie Einladung für Ihren Kalender liegt bei. Passt es "
                   "nicht, wählen Sie auf Ihrer Seite mit einem Klick eine andere Zeit, oder antworten Sie einfach hier.\n\n{brand}")),
        "ours": ("Ihr Besuch am {day}", ("{hello},\n\nwir erwarten Sie: {when}.\n{where}\n\nWorum es geht: {about}\n{who}\nDie Einladung für Ihren Kalender liegt bei. Passt es "
                 "nicht, wählen Sie auf Ihrer Seite mit einem Klick eine andere Zeit, oder antworten Sie einfach hier.\n\n{brand}")),
        "moved": ("Eine neue Zeit: {day}", ("{hello},\n\nder Besuch hat eine neue Zeit: {when}.\n{where}\n\nWorum es geht: {about}\n{who}\nIhr Kalender ändert sich mit diesem "
                  "Brief.\n\n{brand}")),
        "cancelled": ("Der Besuch am {day} fällt aus", ("{hello},\n\nder Besuch von {when} findet nicht statt ({about}). Ihr Kalender ändert sich mit diesem Brief.\n\nMöchten Sie eine "
                      "andere Zeit, antworten Sie einfach hier.\n\n{brand}")),
        "reminder": ("Morgen: {about}", ("{hello},\n\neine kurze Erinnerung: {when}.\n{where}\n\nWorum es geht: {about}\n{who}\nPasst es doch nicht, wählen Sie auf Ihrer Seite mit "
                     "einem Klick eine andere Zeit, oder antworten Sie einfach hier.\n\n{brand}")),
        "who": "{name} kommt zu Ihnen.", "at": "Wo: {address}",
    },
}  # fmt: skip


def invite(visit: Visit, *, by: Actor, at: datetime) -> None:
    """The invitation, or after a change the new one. May be repeated: each sequence is said once."""
    kind = "moved" if visit.sequence else "booked" if visit.where is Where.THEIRS else "ours"
    _say(visit, kind, "REQUEST", by, at)


def cancel(visit: Visit, *, by: Actor, at: datetime) -> None:
    """That it does not take place."""
    _say(visit, "cancelled", "CANCEL", by, at)


def remind(visit: Visit, *, at: datetime) -> None:
    """The day before."""
    _say(visit, "reminder", "", SYSTEM, at)


def invitation(
    visit: Visit, *, method: str, to: Identity, organizer: str, person: Person, brand: Brand, at: datetime
) -> Invitation:
    """What their calendar is told."""
    language = _language(brand)
    return Invitation(
        method=method,
        uid=visit.uid,
        sequence=visit.sequence,
        from_at=visit.from_at,
        until_at=visit.until_at,
        stamped_at=at,
        summary=_SUMMARY[language].format(brand=brand.name, about=visit.about),
        description=visit.about,
        location=visit.address,
        organizer_name=brand.name,
        organizer=organizer,
        attendee_name=_name(person),
        attendee=to.value,
    )


def when_in_words(visit: Visit, *, zone: str, language: str) -> str:
    """“Tuesday, 3 March, 17:30 to 18:30”."""
    told = language if language in _WHEN else "en"
    begins, ends = (one.astimezone(ZoneInfo(zone)) for one in (visit.from_at, visit.until_at))
    return _WHEN[told].format(
        weekday=calendar.WEEKDAYS[told][begins.weekday()],
        day=begins.day,
        month=calendar.MONTHS[told][begins.month - 1],
        begins=f"{begins:%H:%M}",
        ends=f"{ends:%H:%M}",
    )


# ---------------------------------------------------------------------------------------------------------------------


def _say(visit: Visit, kind: str, method: str, by: Actor, at: datetime) -> None:
    """To their best mail address, where there is one and a mailbox of ours."""
    person = people.persons_of(identity_ids=[visit.identity_id])[visit.identity_id]
    mailbox, to = speaking.mail_channel(), speaking.mail_address(person)
    if mailbox is None or to is None:
        return
    brand = brands.current()
    subject, text = _letter(visit, kind, person, brand)
    files: tuple[AttachmentIn, ...] = ()
    if method:
        ours = channels.channel(channel_id=mailbox).address
        told = invitation(visit, method=method, to=to, organizer=ours, person=person, brand=brand, at=at)
        files = (AttachmentIn(invitations.FILE_NAME, invitations.media_type(method), invitations.write(told)),)
    speech = Speech(
        key=f"visit:{visit.id}:{visit.sequence}:{kind}",
        channel_id=mailbox,
        to_identity_id=to.id,
        purpose=Purpose.SERVICE,
        subject=subject,
        text=text,
        automatic=kind == "reminder",
        by_member_id=by.id if by.kind is ActorKind.MEMBER else None,
        attachments=files,
    )
    with suppress(Refusal):  # they do not want to be written to: the visit stands
        outgoing_id = outbox.queue(speech=speech, by=by, at=at)
        own_page_links.enclose(outgoing_id, at=at)


def _letter(visit: Visit, kind: str, person: Person, brand: Brand) -> tuple[str, str]:
    language = _language(brand)
    told, name = _WORDS[language], _name(person)
    subject, text = told[kind]
    resource = queries.resource(resource_id=visit.resource_id).told
    comes = resource.kind is ResourceKind.PERSON and visit.where is Where.THEIRS
    begins = visit.from_at.astimezone(ZoneInfo(brand.zone))
    named, plain = _HELLO[language]
    values = {
        "hello": named.format(name=name) if name else plain,
        "when": when_in_words(visit, zone=brand.zone, language=language),
        "day": f"{calendar.WEEKDAYS[language][begins.weekday()]}, {begins.day}{'.' if language == 'de' else ''} {calendar.MONTHS[language][begins.month - 1]}",
        "where": str(told["at"]).format(address=visit.address) if visit.address else "",
        "who": f"{str(told['who']).format(name=resource.name)}\n" if comes else "",
        "about": visit.about,
        "brand": brand.name,
    }
    return subject.format(**values), text.format(**values).replace("\n\n\n", "\n\n")


def _language(brand: Brand) -> str:
    return brand.language if brand.language in _WORDS else "en"


def _name(person: Person) -> str:
    return "" if "@" in person.name or person.name.startswith("+") else person.name

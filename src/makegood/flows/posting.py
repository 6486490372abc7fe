"""Cards and letters for the desk: what is to be printed today, the paper itself, what was posted. Each deed works inside the open brand transaction;
a refused one changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Brand, Member, Permission
from makegood.channels import queries as channels
from makegood.channels.actions import reaching
from makegood.channels.rules.gate import Never
from makegood.flows.guest_pages import OutOfSight
from makegood.gestures import queries as gestures
from makegood.gestures.types import CatalogueItem, GestureKind
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.letters import actions, rules, writing
from makegood.letters import queries as letters
from makegood.letters.types import MEDIUM, BatchId, Letter, LetterIn, LetterState, Page, Postal
from makegood.people import queries as people
from makegood.people.types import Person, PersonId
from makegood.platform import files as store

OWN_PAGE = "own_page"  # the kind of channel that holds the brand's colour
MOST_PHOTO = 12_000_000  # bytes
PHOTOS = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class Line:
    """A card in the list. `postal` is where it goes, None where nobody told us; `wait` says why it is not printed now; `missing` are signs in it that
    the font does not have."""

    letter: Letter
    name: str
    person_id: PersonId
    postal: Postal | None
    wait: str = ""
    missing: str = ""

    @property
    def ready(self) -> bool:
        return self.postal is not None and not self.wait and not self.missing


@dataclass(frozen=True, slots=True)
class PostDay:
    """What the page shows: to be printed by today, later, printed and not posted, and what is over. `cards` can be asked for."""

    due: tuple[Line, ...]
    later: tuple[Line, ...]
    printed: tuple[Line, ...]
    ended: tuple[Line, ...]
    cards: tuple[CatalogueItem, ...]
    today: date


def day(*, away: OutOfSight, at: datetime) -> PostDay:
    """Without people who are `away` for whoever looks. A fixed number of queries, whatever the number of cards."""

    def seen(found: Sequence[Letter]) -> list[Letter]:
        return away.without(found, lambda one: one.identity_id)

    today = brands.local_day(at)
    given = [one for one in gestures.catalogue() if one.active and one.kind in (GestureKind.SURPRISE, GestureKind.PRODUCT)]
    return PostDay(
        due=_lines(seen(letters.to_print(until=today)), at, asks=True),
        later=_lines(seen(letters.later(after=today)), at),
        printed=_lines(seen(letters.printed()), at),
        ended=_lines(seen(letters.ended()), at),
        cards=tuple(given),
        today=today,
    )


def ask(*, person_id: UUID, card: str, line: str, arrive_on: date | None, key: str, member: Member, at: datetime) -> Letter:
    """A member sets a card aside for somebody. Refuses what `letters.actions.ask` refuses."""
    brand_rules.require(member.role, Permission.GRANT)
    person = people.person(person_id=person_id)
    wanted = LetterIn(person.identities[0].id, card, line, f"member {key}", arrive_on=arrive_on)
    return actions.ask(letter=wanted, by=actors.member(member.id), at=at)


def reword(*, letter_id: UUID, line: str, member: Member) -> None:
    """The line that is theirs. Refuses signs that the font does not have, naming them."""
    brand_rules.require(member.role, Permission.ANSWER)
    if unknown := writing.missing(line):
        raise Refusal("letter_malformed", f"line: “{unknown}” cannot be printed. Leave it out.", {"line": "cannot be printed"})
    actions.reword(letter_id=letter_id, line=line, by=actors.member(member.id))


def note_address(*, letter_id: UUID, lines: Sequence[str], country: str, member: Member, at: datetime) -> None:
    """Where somebody gets post, as they told a member."""
    brand_rules.require(member.role, Permission.ANSWER)
    letter = letters.letter(letter_id=letter_id)
    postal = Postal(tuple(lines), country)
    actions.note_address(identity_id=letter.identity_id, postal=postal, source="member", by=actors.member(member.id), at=at)


def print_now(*, letter_ids: Sequence[UUID], key: str, member: Member, at: datetime) -> BatchId:
    """Prints these together. Refuses ("not_printable") where a line holds signs that the font does not have."""
    brand_rules.require(member.role, Permission.GRANT)
    for line in _lines([letters.letter(letter_id=one) for one in letter_ids], at):
        if line.missing:
            raise Refusal("not_printable", f"The card for {line.name} holds “{line.missing}”, which cannot be printed.")
    return actions.print_batch(letter_ids=letter_ids, key=key, by=actors.member(member.id), at=at)


def post(*, letter_ids: Sequence[UUID], tracking: str, photo: bytes, photo_type: str, member: Member, at: datetime) -> int:
    """They were posted. A photograph is kept as it came. Refuses ("bad_photo") what is no picture, and one that is too large."""
    brand_rules.require(member.role, Permission.ANSWER)
    if photo and (photo_type not in PHOTOS or len(photo) > MOST_PHOTO):
        raise Refusal("bad_photo", "photo: a JPEG, PNG or WebP picture of at most 12 MB.", {"photo": "no picture"})
    digest = store.keep(photo) if photo else ""
    return actions.post(
        letter_ids=letter_ids,
        tracking=tracking,
        photo=digest,
        photo_type=photo_type if photo else "",
        by=actors.member(member.id),
        at=at,
    )


def cancel(*, letter_id: UUID, because: str, member: Member, at: datetime) -> None:
    """It is not sent."""
    brand_rules.require(member.role, Permission.ANSWER)
    actions.cancel(letter_id=letter_id, because=because, by=actors.member(member.id), at=at)


def came_back(*, letter_id: UUID, because: str, member: Member, at: datetime) -> None:
    """The post brought it back."""
    brand_rules.require(member.role, Permission.ANSWER)
    actions.came_back(letter_id=letter_id, because=because, by=actors.member(member.id), at=at)


def photo_of(*, letter_id: UUID) -> tuple[bytes, str]:
    """The photograph that proves the posting, and its media type. Refuses ("no_photo")."""
    proof = letters.letter(letter_id=letter_id).proof
    if proof is None or not proof.photo:
        raise Refusal("no_photo", "Nobody took a picture of it.", {"letter_id": "no picture"})
    return store.read(proof.photo), proof.photo_type


def paper_of_batch(*, batch_id: UUID) -> bytes:
    """The sheets of a batch as they were printed: the same bytes whenever they are asked for, while nobody is renamed. Refuses ("no_such_batch")."""
    found = letters.of_batch(batch_id=batch_id)
    pages = _pages(found, {one.id: (one.name, one.postal) for one in found})
    return writing.pdf(pages, title=f"{brands.current().name} · {found[0].print_on.isoformat()}")


def paper_of_letter(*, letter_id: UUID) -> bytes:
    """How one card will look, as it stands now; as it was printed once it is. Refuses ("no_such_letter")."""
    letter = letters.letter(letter_id=letter_id)
    person = people.persons_of(identity_ids=[letter.identity_id])[letter.identity_id]
    known = letters.postals(identity_ids=[letter.identity_id]).get(letter.identity_id)
    as_is = (letter.name, letter.postal) if letter.postal else (person.name, known)
    return writing.pdf(_pages([letter], {letter.id: as_is}), title=person.name)


# ---------------------------------------------------------------------------------------------------------------------


def _pages(found: Sequence[Letter], where: Mapping[UUID, tuple[str, Postal | None]]) -> list[Page]:
    brand, colour = brands.current(), _colour()
    signers: dict[UUID, str] = {one.id: one.name for one in brands.members(former_too=True)}
    return [_page(one, *where[one.id], brand, colour, signers) for one in found]


def _page(letter: Letter, name: str, postal: Postal | None, brand: Brand, colour: str, signers: Mapping[UUID, str]) -> Page:
    language = letter.language or brand.language
    greeting, closing = rules.words(language, name)
    sent_on = (letter.printed_at or letter.asked_at).astimezone(ZoneInfo(brand.zone)).date()
    signed = signers.get(letter.edited_by, "") if letter.edited_by else ""
    return Page(
        sender=" · ".join(line for line in (brand.signature or brand.name).splitlines() if line.strip()),
        brand=brand.name,
        name=name,
        lines=rules.on_envelope(postal, home=brand.country) if postal else (),
        greeting=greeting,
        text=letter.line,
        closing=closing,
        signed=", ".join(one for one in (signed, brand.name) if one),
        place_and_day=rules.day_in_words(max(sent_on, letter.print_on), language),
        card=letter.card_name,
        colour=colour,
    )


def _colour() -> str:
    """The brand's, as its pages for people have it."""
    there = [one.id for one in channels.channels() if one.kind == OWN_PAGE]
    configs = channels.configs(channel_ids=set(there)) if there else {}
    return next((one.settings["colour"] for one in configs.values() if one.settings.get("colour")), "#8a3c1c")


def _lines(found: Sequence[Letter], at: datetime, *, asks: bool = False) -> tuple[Line, ...]:
    ids = [one.identity_id for one in found]
    persons, postals = people.persons_of(identity_ids=ids), letters.postals(identity_ids=ids)
    contacts = [_contact(one) for one in found]
    verdicts = reaching.look(contacts=contacts, at=at) if asks else [None] * len(found)
    return tuple(
        _line(one, persons[one.identity_id], one.postal or postals.get(one.identity_id), verdict, at)
        for one, verdict in zip(found, verdicts, strict=True)
    )


def _line(letter: Letter, person: Person, postal: Postal | None, verdict: object, at: datetime) -> Line:
    wait = ""
    if isinstance(verdict, Never):
        wait = verdict.sentence
    elif getattr(verdict, "after", at) > at:
        wait = str(getattr(verdict, "because", ""))
    missing = writing.missing(" ".join((letter.line, person.name, *(postal.lines if postal else ()))))
    return Line(letter, letter.name or person.name, person.id, postal, wait, missing if letter.state is LetterState.ASKED else "")


def _contact(one: Letter) -> reaching.Contact:
    return reaching.Contact(
        f"card:{one.key}", one.identity_id, MEDIUM, one.purpose, one.programme, one.priority, occasion=str(one.occasion_id or "")
    )

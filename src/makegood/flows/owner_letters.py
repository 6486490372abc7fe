"""The monthly letter to the owner: made once in the first night after the month, in the brand's zone, and mailed once to those of the team who chose so.

Nothing is sent inside a transaction. The letter names nobody: it is kept for good, and people may ask to be forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.channels import registry
from makegood.channels.types import ChannelConfig, OutgoingLetter
from makegood.config import environment
from makegood.flows import member_addresses, overview
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy, work
from makegood.platform.work import Item, Taken
from makegood.reports import actions, queries
from makegood.reports.rules import lettering
from makegood.reports.rules.lettering import Purse
from makegood.reports.types import Letter

MAIL = "owner_letter_mail"


@dataclass(frozen=True, slots=True)
class LetterPage:
    """All letters, the latest first, and the one that is shown, None where there is none yet. `gets` whether this member gets it by mail, `may` whether
    they may choose, `mailbox` whether there is one to send it by."""

    letters: tuple[Letter, ...]
    shown: Letter | None
    sent: int
    gets: bool
    may: bool
    mailbox: bool


def page(*, month: date | None, member: Member) -> LetterPage:
    """The letter about a month, or the latest one. Refuses ("no_such_letter")."""
    letters = queries.letters()
    shown = queries.letter(month=month) if month is not None else next(iter(letters), None)
    sent = queries.sent_to(letter_ids=[shown.id]).get(shown.id, 0) if shown else 0
    gets = member.id in queries.readers()
    return LetterPage(letters, shown, sent, gets, _may(member), member_addresses.mailbox() is not None)


def make_due(*, at: datetime) -> Letter | None:
    """Makes the letter about the last whole month where there is none and anything happened, and leaves work for each of those who get it by mail. May be
    repeated: a month has one letter."""
    today = brands.local_day(at)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if any(one.month == month for one in queries.letters()):
        return None
    year = overview.page(at=at)
    this = next((one for one in year.months if one.month == month), None)
    if this is None or not lettering.has_anything(this):
        return None
    before = year.months[year.months.index(this) - 1]
    sections = lettering.letter(
        this,
        before,
        currency=year.currency,
        purses=[Purse(one.name, one.left, one.limit) for one in year.purses],
        alarms=year.even.alarms if year.even else None,
        as_of=today,
    )
    made = actions.keep_letter(month=month, sections=sections, at=at)
    work.leave(MAIL, [Item(key=f"{made.id}:{member_id}", due_at=at) for member_id in sorted(queries.readers())])
    return made


def wish(*, member: Member, wanted: bool, at: datetime) -> None:
    """This member gets the letter by mail from now on, or no longer. Refuses whoever does not lead."""
    if not _may(member):
        raise Refusal("not_allowed", "The letter goes to those who lead the brand.", {"role": member.role})
    actions.wish(member_id=member.id, wanted=wanted, by=actors.member(member.id), at=at)


def mail(items: Sequence[Taken], at: datetime) -> None:
    """Mails one letter to one member, outside any transaction; nothing where it went, or where they do not want it any more."""
    (item,) = items
    letter_id, _, member_id = item.key.partition(":")
    with tenancy.brand(item.brand_id):
        letter = queries.letter_by_id(letter_id=UUID(letter_id))
        prepared = _prepared(letter, UUID(member_id), item.key) if letter else None
    if prepared is not None:
        registry.adapter(prepared[1].kind).send(prepared[0], channel=prepared[1])
    with tenancy.brand(item.brand_id):
        if prepared is not None and letter is not None:
            actions.note_sent(letter=letter, member_id=UUID(member_id), at=at)
        work.finish([item])


def as_text(letter: Letter) -> str:
    """The letter as plain words."""
    parts = [f"{one.about}\n\n" + "\n".join(one.sentences) for one in letter.sections]
    return "\n\n\n".join(parts) + "\n"


def _prepared(letter: Letter, member_id: UUID, key: str) -> tuple[OutgoingLetter, ChannelConfig] | None:
    member = next((one for one in brands.members() if one.id == member_id), None)
    found = member_addresses.mailbox()
    if found is None or member is None or not _may(member) or member_id not in queries.readers():
        return None
    if queries.was_sent(letter_id=letter.id, member_id=member_id):
        return None
    brand = brands.current()
    address = f"{environment.settings().base_url}/b/{brand.slug}/letters-to-owner/{letter.month:%Y-%m}/"
    mailed = OutgoingLetter(
        message_key=f"owner-letter:{key}",
        to=Address(IdentityKind.EMAIL, member.email, member.name),
        subject=f"{brand.name}: {lettering.name(letter.month)}",
        text=f"{as_text(letter)}\n--\nWith the figures behind it: {address}\n",
        automatic=True,
    )
    return mailed, found[0]


def _may(member: Member) -> bool:
    return member.active and brand_rules.may(member.role, Permission.SET_POLICY)

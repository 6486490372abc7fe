"""Who is told what became of their words, by which way and in which language, and who is not and why."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, senders
from makegood.flows import finding_checks, findings, findings_told
from makegood.flows.findings_told import Addressee, Plan
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Consent, IdentityId, IdentityKind, Purpose
from makegood.platform.work import Taken
from makegood.touchpoints import models, raised
from makegood.touchpoints.actions import finding_out
from makegood.touchpoints.rules import letters
from makegood.touchpoints.types import FindingId, FindingState, ToldState, VoiceIn, Watched
from tests import cast
from tests.touchpoints.raising import voice

TODAY = cast.AT.date()


@pytest.fixture
def mail(brightside: Brand) -> UUID:
    return connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)


def changed(mara: Member, voices: Sequence[VoiceIn]) -> FindingId:
    """A finding that ended in a change."""
    finding_id = finding_out.file(
        key="delivery", sentence="Say so.", voices=voices, owner_id=None, due_on=TODAY, today=TODAY, by=SYSTEM, at=cast.AT
    )
    finding_checks.changed(
        finding_id=finding_id, change="We say so first.", on=TODAY, check_on=None, watched=Watched.BROKEN, member=mara, at=cast.AT
    )
    return finding_id


def planned(finding_id: UUID) -> Plan:
    return findings_told.plan(finding=raised.finding(finding_id=finding_id), at=cast.AT)


def only(finding_id: UUID) -> Addressee:
    (one,) = planned(finding_id).addressees
    return one


def says_yes(finding_id: UUID, mara: Member, left_out: frozenset[UUID] = frozenset()) -> int:
    texts = planned(finding_id).letters
    return findings_told.tell(finding_id=finding_id, texts=texts, left_out=left_out, member=mara, at=cast.AT)


def leaves() -> None:
    ids = models.Telling.objects.values_list("id", flat=True)
    findings_told.say([Taken(one, one, findings_told.WORK, str(one), {}, 1, one) for one in ids], cast.later(minutes=1))


def withdraws(identity_id: UUID, *, channel: str = "webhook") -> None:
    no = Consent(IdentityId(identity_id), channel, Purpose.SERVICE, granted=False, source="a mail", text_version="1", at=cast.AT)
    noting.note_consent(consent=no, by=SYSTEM)


def test_who_wrote_in_private_is_told_there_and_who_is_left_out_is_not(mara: Member, mail: UUID) -> None:
    finding_id = changed(mara, [voice(mail, 0), voice(mail, 1)])
    first, second = planned(finding_id).addressees
    assert (first.name, first.by, first.will_be_told) == ("P0 Nobody", "webhook", True)
    assert says_yes(finding_id, mara, frozenset({second.identity_id})) == 1
    leaves()
    assert [one.told_at is not None for one in planned(finding_id).addressees] == [True, False]
    assert says_yes(finding_id, mara) == 1


def test_who_asked_us_not_to_write_is_not_told_whichever_address_they_said_it_at(mara: Member, mail: UUID) -> None:
    finding_id = changed(mara, [voice(mail, 0)])
    both = (Address(IdentityKind.EMAIL, "p0@example.org"), Address(IdentityKind.EMAIL, "p0@home.example"))
    recognising.recognise(sightings=[cast.seen(*both, strong=True)], at=cast.AT)
    other = recognising.recognise(sightings=[cast.seen(both[1])], at=cast.AT)[0].identity_id
    withdraws(other)
    assert only(finding_id).because == "They asked us not to write to them."
    assert says_yes(finding_id, mara) == 0


def test_what_is_withdrawn_after_the_yes_counts_when_it_leaves(mara: Member, mail: UUID) -> None:
    finding_id = changed(mara, [voice(mail, 0)])
    assert says_yes(finding_id, mara) == 1
    withdraws(only(finding_id).identity_id)
    leaves()
    (told,) = raised.tellings(finding_id=finding_id)
    assert (told.state, told.text, told.outgoing_id) == (ToldState.NOT_TOLD, "", None)
    assert told.because == "There is no private way to them any more."


def test_one_person_with_two_addresses_is_told_once(mara: Member, mail: UUID) -> None:
    voices = [voice(mail, 0), voice(mail, 1)]
    finding_id = changed(mara, voices)
    both = tuple(Address(IdentityKind.EMAIL, f"p{n}@example.org") for n in range(2))
    recognising.recognise(sightings=[cast.seen(*both, strong=True)], at=cast.AT)
    assert says_yes(finding_id, mara) == 1
    leaves()
    assert only(finding_id).told_at is not None
    assert says_yes(finding_id, mara) == 0


def test_a_company_and_words_that_were_thrown_away_tell_nobody(mara: Member, mail: UUID) -> None:
    first, second = voice(mail, 0), voice(mail, 1)
    finding_id = changed(mara, [first, second])
    noting.note_company(identity_id=first.identity_id, company=True, by=actors.member(mara.id), at=cast.AT)
    senders.put_away(message_ids=[second.message_id], why="trash", by=SYSTEM, at=cast.AT)
    found = {one.name: (one.because, one.quote) for one in planned(finding_id).addressees}
    assert found == {
        "P0 Nobody": ("A company speaks here, not a person.", "It came late, and nobody told me."),
        "P1 Nobody": ("What they wrote was put out of sight.", ""),
    }


def test_who_only_wrote_in_public_is_told_by_mail_where_we_know_an_address(mara: Member, mail: UUID) -> None:
    finding_id = changed(mara, [voice(mail, 0, public=True)])
    assert only(finding_id).because == ""
    assert says_yes(finding_id, mara) == 1
    leaves()
    (told,) = raised.tellings(finding_id=finding_id)
    assert told.outgoing_id is not None
    (letter,) = channels.messages(message_ids=[told.outgoing_id])
    assert (letter.public, letter.subject) == (False, "What came of what you told us")


def test_nothing_is_told_before_it_changed_and_an_agent_may_not(mara: Member, joe: Member, mail: UUID) -> None:
    finding_id = changed(mara, [voice(mail, 0)])
    with pytest.raises(Refusal, match="It takes a lead to approve this"):
        findings_told.tell(finding_id=finding_id, texts={}, left_out=frozenset(), member=joe, at=cast.AT)
    findings.move(finding_id=finding_id, to=FindingState.CHANGING, words="", member=mara, at=cast.AT)
    with pytest.raises(Refusal, match="Say first what changed"):
        findings_told.tell(finding_id=finding_id, texts={}, left_out=frozenset(), member=mara, at=cast.AT)
    assert raised.tellings(finding_id=finding_id) == ()


def test_the_letter_is_theirs_in_their_language_and_their_braces_fill_nothing() -> None:
    draft = letters.draft("de", change="Wir sagen es {vorher}.", brand="Brightside Lights")
    said = letters.filled(draft, name="Hanna", on=date(2026, 3, 1), quote="So {name} nicht", language="de")
    assert said.startswith("Guten Tag Hanna,\n\nam 1. März haben Sie uns geschrieben:\n\n„So {name} nicht“")
    assert "Wir sagen es (vorher)." in said
    assert [letters.language_of(told, brand=brand) for told, brand in (("de", "en"), ("fr", "de"), ("", "fr"))] == [
        "de",
        "de",
        "en",
    ]


@pytest.mark.parametrize(("text", "word"), [(" ", "missing"), ("x" * 4_001, "too long"), ("Dear {first_name}", "unknown place")])
def test_a_letter_that_cannot_be_filled_in_is_refused(text: str, word: str) -> None:
    with pytest.raises(Refusal) as refused:
        letters.check(text, field="letter_en")
    assert refused.value.fields == {"letter_en": word}

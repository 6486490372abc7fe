"""What a draft says, what a reader would miss in it, who must say yes, and which of several ways and addresses is taken."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from makegood.statements.rules import approving, checking, drafting, letters, once, when
from makegood.statements.rules.ways import Heard, Mailbox, Way, ways
from makegood.statements.types import CouponFact, Parts, Phase, SaleFact, StatementId, TalkFact, Told, ToldId, ToldState, Why
from tests import cast
from tests.statements.saying import FACTS

COUPON = CouponFact("£5 off your next order", cast.later(days=9), "Europe/London", "https://example.org/c")
SALE = SaleFact("Black Friday", cast.later(days=1, hours=9), "Europe/London")
TALK = TalkFact("Our engineers answer", cast.later(days=2), "Europe/London")
FULL = replace(FACTS, people=12_345, coupon=COUPON, sale=SALE, talk=TALK, next_word_at=cast.later(hours=2))


def test_a_draft_names_what_failed_from_when_to_when_what_is_done_and_when_we_say_more() -> None:
    said = drafting.draft(FULL, "en")
    assert said.title == "The checkout refused every payment"
    assert said.parts == Parts(
        sorry="We are sorry. The checkout refused every payment, and you had every right to count on us. That is not how we want to treat you.",
        what_happened="The checkout refused every payment from Monday, 2 March, 07:00 to 08:30 (London time). It works "
        "again. The reason: we changed a certificate and did not try it. It concerned about 12,345 people, whether they told us or not.",
        what_we_do="Everybody who wrote to us about it gets an answer from a person of our team. Whoever was affected gets £5 off your next order from "
        "us, until Wednesday, 11 March, 10:00 (London time). Take it here: https://example.org/c Black Friday goes on for you: until Tuesday, 3 March, "
        "19:00 (London time).",
        what_comes_next="By Monday, 2 March, 12:00 (London time) we tell you here how far we are. On Wednesday, 4 March, 10:00 (London time) we answer "
        "your questions in public: Our engineers answer. If it cost you more than we see here, answer us. We read everything.",
    )


def test_a_draft_in_german_is_whole_sentences_of_its_own() -> None:
    said = drafting.draft(replace(FULL, what="Die Kasse hat jede Zahlung abgelehnt", cause="", talk=None), "de-AT")
    assert said.parts.sorry.startswith("Es tut uns leid. Die Kasse hat jede Zahlung abgelehnt, und Sie hatten jedes Recht")
    assert "von Montag, 2. März, 07:00 bis 08:30 Uhr (Zeit von London)" in said.parts.what_happened
    assert "etwa 12.345 Menschen" in said.parts.what_happened
    assert said.parts.what_comes_next.startswith("Bis Montag, 2. März, 12:00 Uhr (Zeit von London) sagen wir Ihnen hier")


@pytest.mark.parametrize("language", when.LANGUAGES)
def test_a_full_draft_leaves_nothing_to_note(language: str) -> None:
    assert checking.notes(drafting.draft(FULL, language).parts, language) == ()


def test_what_went_on_past_midnight_names_both_days() -> None:
    said = drafting.draft(replace(FULL, ended_at=cast.later(days=1)), "en").parts.what_happened
    assert "from Monday, 2 March, 07:00 (London time) to Tuesday, 3 March, 10:00 (London time)." in said
    evening = (datetime(2008, 3, 20, 0, 5, tzinfo=UTC), datetime(2008, 3, 20, 5, 30, tzinfo=UTC))
    assert when.from_to(*evening, "UTC-6", "en") == ("Wednesday, 19 March, 18:05", "23:30 UTC-6")
    assert when.from_to(*evening, "Europe/Berlin", "de") == ("Donnerstag, 20. März, 01:05", "06:30 Uhr (Zeit von Berlin)")


def test_what_is_still_going_on_is_said_to_be() -> None:
    said = drafting.draft(replace(FACTS, ended_at=None, people=0, cause=""), "en").parts
    assert said.what_happened == (
        "The checkout refused every payment since Monday, 2 March, 07:00 (London time). It is not over yet: we are working on it now."
    )
    assert [one.code for one in checking.notes(said, "en")] == ["no_date"]


@pytest.mark.parametrize(
    ("parts", "language", "codes"),
    [
        (Parts("", "", "", ""), "en", ["no_sorry", "no_cause", "no_deed", "no_date"]),
        (
            Parts(
                "We apologise for any inconvenience.",
                "There was an issue with our shop yesterday.",
                "We fixed it for you all.",
                "More by 18:00.",
            ),
            "en",
            ["conditional", "empty_words", "hiding"],
        ),
        (
            Parts(
                "Entschuldigen Sie etwaige Unannehmlichkeiten.",
                "Es kam zu technischen Problemen im Shop.",
                "Wir schenken Ihnen den Versand.",
                "Morgen mehr.",
            ),
            "de",
            ["conditional", "empty_words", "empty_words", "hiding"],
        ),
        (
            Parts(
                "We are sorry.",
                "We refused a payment of tom@example.org today.",
                "We pay all of it back.",
                "We write again tomorrow.",
            ),
            "en",
            ["private"],
        ),
    ],
)
def test_what_is_missing_empty_hiding_or_private_is_noted(parts: Parts, language: str, codes: list[str]) -> None:
    assert [one.code for one in checking.notes(parts, language)] == codes


@pytest.mark.parametrize(
    ("people", "two_above", "needed"), [(0, 500, 1), (500, 500, 1), (501, 500, 2), (20_000, 500, 2), (501, 600, 1), (1, 0, 2)]
)
def test_what_more_people_read_than_the_policy_says_two_members_have_read_before(
    people: int, two_above: int, needed: int
) -> None:
    assert approving.needed(people, two_above=two_above) == needed
    mara, priya = uuid4(), uuid4()
    assert approving.is_enough([mara, mara], people, two_above=two_above) is (needed == 1)
    assert approving.is_enough([mara, priya], people, two_above=two_above)


def told(n: int, state: ToldState) -> Told:
    return Told(ToldId(UUID(int=n)), StatementId(UUID(int=0)), 0, UUID(int=100 + n), Why.AFFECTED, state, cast.AT)


def test_of_one_persons_addresses_one_that_was_told_stays_else_the_oldest_that_waits_tells() -> None:
    waiting = [told(3, ToldState.WAITING), told(2, ToldState.WAITING), told(1, ToldState.NOT_TOLD)]
    assert once.who_tells(waiting) == UUID(int=2)
    assert once.who_tells([*waiting, told(4, ToldState.TOLD)]) == UUID(int=4)
    assert [one.id for one in once.too_many([told(5, ToldState.TOLD), told(4, ToldState.TOLD), *waiting])] == [UUID(int=5)]


MAIL, CHAT, SKY = UUID(int=1), UUID(int=2), UUID(int=3)
ME, HANDLE, SECOND = UUID(int=11), UUID(int=12), UUID(int=13)
TALK_ID, MESSAGE = UUID(int=21), UUID(int=22)


def heard(channel: UUID, kind: str, identity: UUID, minutes: int, **more: bool) -> Heard:
    return Heard(channel, kind, identity, TALK_ID, MESSAGE, cast.later(minutes=minutes), **{"public": False, **more})


def found(*said: Heard, chosen: str = "", refused: str = "", tried: str = "", addresses: tuple[UUID, ...] = (ME,)) -> list[str]:
    """The ways as words, the best first."""
    got = ways(
        heard=said,
        addresses=addresses,
        mailbox=Mailbox(MAIL, "email"),
        begins={SKY: HANDLE},
        chosen=frozenset({chosen}),
        refused=frozenset({refused}),
        active=frozenset({MAIL, CHAT, SKY}),
        tried=frozenset({tried}),
    )
    return [f"{one.kind}{' in public' if one.public else ''}{' there' if one.conversation_id else ''}" for one in got]


def test_the_ways_are_what_they_chose_where_they_wrote_last_mail_a_message_and_last_in_public() -> None:
    chat, post = heard(CHAT, "webchat", HANDLE, 5), heard(SKY, "bluesky", HANDLE, 9, public=True)
    assert found(chat, post) == ["webchat there", "email", "bluesky", "bluesky in public there"]
    assert found(chat, post, chosen="email") == ["email", "webchat there", "bluesky", "bluesky in public there"]
    assert found(chat, post, chosen="bluesky") == ["bluesky", "webchat there", "email", "bluesky in public there"]
    assert found(chat, post, refused="email") == ["webchat there", "bluesky", "bluesky in public there"]


def test_a_letter_begins_a_talk_of_its_own_and_a_way_that_failed_is_not_tried_again() -> None:
    mail = heard(MAIL, "email", ME, 5, by_mail=True)
    assert found(mail) == ["email"]
    assert found(mail, tried=Way(MAIL, "email", ME).name) == []
    assert found(mail, addresses=(ME, SECOND), tried=f"{MAIL} {ME}") == ["email"]


def test_where_nothing_can_be_said_no_way_leads() -> None:
    counter = heard(CHAT, "counter", ME, 5, unanswered=True)
    form = heard(CHAT, "contact_form", ME, 5, answers_by_mail=True)
    assert found(counter, form) == ["email"]


@pytest.mark.parametrize("language", when.LANGUAGES)
def test_a_post_fits_the_smallest_network_and_an_update_is_cut_at_a_word(language: str) -> None:
    wording, link = drafting.draft(FULL, language), f"https://status.example.org/status/{'b' * 40}/12/"
    assert len(letters.post(wording, language, Phase.IDENTIFIED, link=link)) <= 300
    assert len(letters.answer_in_public(language, link=link)) <= 260
    cut = letters.post_of_update(wording, language, "word " * 200, link=link, most=300)
    assert len(cut) <= 300
    assert f"word… {link}" in cut


def test_an_end_in_an_offset_is_said_in_it_and_of_a_word_that_is_no_zone_in_utc() -> None:
    ends = datetime(2008, 3, 27, 6, 0, tzinfo=UTC)
    assert when.day_and_time(ends, "UTC-6", "en") == "Thursday, 27 March, 00:00 UTC-6"
    assert when.day_and_time(ends, "shop time", "de") == "Donnerstag, 27. März, 06:00 Uhr UTC"
    in_offset = replace(FULL, coupon=replace(COUPON, until=ends, zone="UTC-6"))
    assert "until Wednesday, 26 March, 23:59:59 UTC-6." in str(
        drafting.draft(in_offset, "en")
    )  # midnight belongs to no day that people know


def test_a_draft_says_what_is_given_in_its_own_language() -> None:
    coupon = replace(COUPON, worth="10 %, at most £20.00", otherwise=(("de", "10 %, höchstens £20.00"),))
    facts = replace(FULL, coupon=coupon)
    assert "10 %, at most £20.00 from us" in drafting.draft(facts, "en").parts.what_we_do
    assert "von uns 10 %, höchstens £20.00," in drafting.draft(facts, "de").parts.what_we_do


def test_the_title_and_the_cause_that_stand_in_the_other_language_are_named() -> None:
    facts = replace(FACTS, what="The checkout refused cards", cause="A certificate had run out")
    own, other = drafting.draft(facts, "en"), drafting.draft(facts, "de")
    assert [(one.part, one.sentence) for one in checking.untranslated(other, own)] == [
        ("title", "“The checkout refused cards” still stands here in the other language: say it anew."),
        ("what_happened", "“A certificate had run out” still stands here in the other language: say it anew."),
    ]
    said = drafting.draft(
        replace(facts, what="An der Kasse wurden Karten abgelehnt", cause="Ein Zertifikat war abgelaufen"), "de"
    )
    assert checking.untranslated(said, own) == ()

"""Seven days in which nobody can be reached, while people go on speaking there: mail (a folder whose numbers stay, and one that is numbered
anew), Bluesky and Mastodon. Then all of it comes back at once, and a ledger is kept of what was said and what was heard.

Real sockets: each place stands behind a line that is cut (`lines`). Mail is Dovecot and Postfix; the two networks are the stand-ins of their
channels' own tests. The clock is turned by hand.
"""

import html
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from makegood.brands import queries as brands
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.actions import connecting, waiting
from makegood.channels.adapters.bluesky import listening as bluesky_listening
from makegood.channels.adapters.bluesky import server as bluesky_sessions
from makegood.channels.adapters.mastodon import listening as mastodon_listening
from makegood.channels.adapters.mastodon import speaking as mastodon_speaking
from makegood.channels.messages import Failure, Message
from makegood.channels.types import Direction
from makegood.config import environment
from makegood.flows import desk_work, when
from makegood.kernel.actors import SYSTEM, member
from makegood.platform import jobs, tenancy
from makegood.watch import queries as watch
from tests import cast
from tests.channels import stand_in
from tests.channels.bluesky import standin as bluesky
from tests.channels.mastodon.server import TOKEN, MastodonServer
from tests.flows.post import Post, Scripted
from tests.peers.mailserver import Mailbox, MailServer
from tests.proofs.lines import Line

WEEK, STEP = timedelta(days=7), timedelta(hours=8)
EARLY, LATE = timedelta(days=1), timedelta(days=5)  # into the outage: when members answered
US = "brightside.example"


@dataclass(frozen=True)
class Said:
    """One thing that somebody said in one place."""

    token: str
    person: int
    at: datetime


@dataclass
class Ledger:
    """What was said, by place and token, and what may not be heard (gone before we came back)."""

    said: dict[str, dict[str, Said]] = field(default_factory=lambda: defaultdict(dict))
    gone: set[str] = field(default_factory=set)

    def expected(self, place: str) -> set[str]:
        return set(self.said[place]) - self.gone


class Mastodon(MastodonServer):
    """With the thread around a post, made of what each answers."""

    def _route(self, asked: stand_in.Asked) -> stand_in.Said:
        parts = asked.path.strip("/").split("/")
        if parts[-1] == "context" and parts[-2] in self.statuses:
            above: list[dict[str, Any]] = []
            one = self.statuses[parts[-2]]
            while (parent := one["in_reply_to_id"]) in self.statuses:
                one = self.statuses[parent]
                above.insert(0, one)
            return stand_in.Said({"ancestors": above, "descendants": []})
        return super()._route(asked)


@dataclass
class Campaign:
    """The places, their lines, and the brand that listens to them."""

    brand_id: UUID
    people: int
    during: int
    began: datetime
    lines: list[Line]
    mailboxes: dict[str, Mailbox]
    network: bluesky.StandIn
    mastodon: Mastodon
    mail: MailServer
    now: datetime
    ids: dict[str, UUID] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    answers: dict[str, dict[UUID, tuple[str, timedelta]]] = field(default_factory=lambda: defaultdict(dict))
    last: dict[tuple[str, int], Any] = field(default_factory=dict)
    mastodon_ids: int = 103_270_115_826_048_975

    # Speaking --------------------------------------------------------------------------------------------------------

    def everybody_speaks(self, number: int, at: datetime) -> None:
        """Each person says their thing of this number in each place, one after the other."""
        for person in range(self.people):
            moment = at + timedelta(minutes=person)
            for place in ("kept", "renumbered", "bluesky", "mastodon"):
                token = f"token-{place}-{person}-{number}-end"
                self.ledger.said[place][token] = Said(token, person, moment)
                words = f"My torch number {person} does not work, and nobody answers me. {token}"
                getattr(self, f"_by_{place}" if place in ("bluesky", "mastodon") else "_by_mail")(
                    place, person, number, moment, words
                )

    def _by_mail(self, place: str, person: int, number: int, at: datetime, words: str) -> None:
        names = [f"<{place}-{person}-{n}@example.org>" for n in range(number + 1)]
        above = f"In-Reply-To: {names[-2]}\r\nReferences: {' '.join(names[:-1])}\r\n" if number else ""
        raw = (
            f"From: Person {person} <{place}{person}@example.org>\r\nTo: {self.mailboxes[place].address}\r\n{above}"
            f"Subject: {'Re: ' if number else ''}Torch {person}\r\nMessage-ID: {names[-1]}\r\nDate: {format_datetime(at)}\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        ).encode()
        self._boxes[place].append("INBOX", None, None, raw)  # type: ignore[arg-type]

    def _by_bluesky(self, place: str, person: int, number: int, at: datetime, words: str) -> None:
        above = self.last.get((place, person), "")
        self.last[place, person] = self.network.post(
            f"person{person}.example", f"@{US} {words}", answers=above, mentions=(US,), at=at
        )

    def _by_mastodon(self, place: str, person: int, number: int, at: datetime, words: str) -> None:
        above = self.last.get((place, person))
        self.mastodon_ids += 1_000
        account = {"id": str(5_000 + person), "acct": f"person{person}@lamps.example", "display_name": f"Person {person}"}
        post = self.mastodon.mention(
            self.mastodon_ids,
            created_at=_stamp(at),
            account=account | {"followers_count": 3, "bot": False},
            in_reply_to_id=above and above["id"],
            in_reply_to_account_id=above and above["account"]["id"],
            content=f"<p>@brightside {html.escape(words)}</p>",
        )
        self.last[place, person] = post

    def some_take_back_and_change(self) -> None:
        """One mail of each box is deleted by another program, one new post of each network is taken back, and of what we had read before the
        outage one post is changed and one taken back."""
        for box in self._boxes.values():
            box.select("INBOX")
            one = str(self.people + 3)  # said during the outage
            box.store(one, "+FLAGS", r"(\Deleted)")
            raw = box.fetch(one, "(BODY.PEEK[])")[1][0][1]  # type: ignore[index]
            box.expunge()
            box.close()
            self.ledger.gone.add(raw.decode().rpartition(". ")[2].strip())
        lonely = self.people - 1
        self.network.delete(self.last["bluesky", lonely])
        self.ledger.gone.add(f"token-bluesky-{lonely}-{self.during}-end")
        post = self.last["mastodon", lonely]
        del self.mastodon.statuses[post["id"]]
        self.mastodon.notifications = [one for one in self.mastodon.notifications if one["id"] != post["id"]]
        self.ledger.gone.add(f"token-mastodon-{lonely}-{self.during}-end")
        first, second = (self._first_post(person) for person in (0, 1))
        self.mastodon.statuses[first]["edited_at"] = _stamp(self.began + WEEK / 2)
        self.mastodon.statuses[first]["content"] = "<p>@brightside It was the battery, after all.</p>"
        del self.mastodon.statuses[second]

    def _first_post(self, person: int) -> str:
        found = [one for one in self.mastodon.statuses.values() if one["account"]["id"] == str(5_000 + person)]
        return str(min(found, key=lambda one: int(one["id"]))["id"])

    # Listening and answering ----------------------------------------------------------------------------------------

    def turn_to(self, at: datetime) -> None:
        """All that is due at this instant, as a worker does it; pauses counted by the database's clock are over."""
        self.now = at
        Post(self.brand_id, Scripted(), self.ids["kept"]).lets_pauses_pass()
        for _ in range(2):
            jobs.do_all_due(self.brand_id, at=at, rounds=200)

    def members_answer(self, after: timedelta, people: Sequence[int]) -> None:
        """A member answers each of these people in each place."""
        with tenancy.brand(self.brand_id):
            mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        for place in self.ids:
            for person in people:
                with tenancy.brand(self.brand_id):
                    (case,) = cases.cases_of_conversation(conversation_id=self._heard(place)[person][0].conversation_id)
                    words = _words(person, place, after)
                    said = desk_work.answer(number=case.number, text=words, member=mara, at=self.now)
                self.answers[place][said] = (words, after)

    def _heard(self, place: str) -> dict[int, list[Message]]:
        found: dict[int, list[Message]] = defaultdict(list)
        for one in self.messages(place):
            for token, said in self.ledger.said[place].items():
                if token in one.text:
                    found[said.person].append(one)
        return found

    def messages(self, place: str) -> list[Message]:
        """What came in by one place, in the order in which a talk shows it."""
        with tenancy.brand(self.brand_id), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM channels_message WHERE channel_id = %s AND direction = 'in'", [self.ids[place]])
            return list(channels.messages(message_ids=[row[0] for row in cursor.fetchall()]))

    def sent_at(self, place: str) -> dict[str, datetime]:
        with tenancy.brand(self.brand_id), connection.cursor() as cursor:
            cursor.execute(
                "SELECT substring(text from 'token-[a-z]+-[0-9]+-[0-9]+-end'), sent_at FROM channels_message "
                "WHERE channel_id = %s AND direction = 'in'",
                [self.ids[place]],
            )
            return {token: at for token, at in cursor.fetchall() if token}

    def left(self, place: str) -> Counter[str]:
        """How often each of our answers stands in that place."""
        if place == "bluesky":
            ours = self.network.did(US)
            return Counter(one["record"]["text"] for uri, one in self.network.posts.items() if uri.split("/")[2] == ours)
        if place == "mastodon":
            ours_too = [one["content"] for one in self.mastodon.statuses.values() if one["account"]["id"] == "1"]
            return Counter(html.unescape(one)[3:-4].partition(" ")[2] for one in ours_too)
        words = [answer for answer, _ in self.answers[place].values()]
        mails = [mail.raw.decode("utf-8", "replace") for mail in self.mail.sent()]
        return Counter(one for one in words for mail in mails if one in mail)

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """One connection to each mailbox, for those who write into it."""
        with ExitStack() as stack:
            self._boxes = {place: stack.enter_context(box.connected()) for place, box in self.mailboxes.items()}
            yield


@contextmanager
def opened(brand_id: UUID, monkeypatch: pytest.MonkeyPatch, *, people: int, during: int) -> Iterator[Campaign]:
    """The places stand, and the brand has a channel to each, through a line."""
    when.connect()
    bluesky_sessions.forget_sessions()
    began = (datetime.now(UTC) - timedelta(days=8)).replace(microsecond=0)
    with ExitStack() as stack:
        mail = stack.enter_context(MailServer())
        network = stack.enter_context(bluesky.StandIn(now=began))
        mastodon = stack.enter_context(stand_in.standing(Mastodon(), monkeypatch))
        mastodon.limit_left = 10_000_000
        ports = (mail.imap_port, mail.smtp_port, int(network.host.rpartition(":")[2]), int(mastodon.url.rpartition(":")[2]))
        lines = [stack.enter_context(Line(port)) for port in ports]
        known = environment.settings()
        allowed = replace(known, http_allow=known.http_allow | {f"127.0.0.1:{line.port}" for line in lines})
        monkeypatch.setattr(environment, "settings", lambda: allowed)
        boxes = {"kept": mail.mailbox("help"), "renumbered": mail.mailbox("orders")}
        campaign = Campaign(brand_id, people, during, began, lines, boxes, network, mastodon, mail, began)
        _turn_adapters_clocks(campaign, monkeypatch)
        _connect(campaign)
        yield campaign


def _connect(campaign: Campaign) -> None:
    imap, smtp, skies, masts = (line.port for line in campaign.lines)
    by_mail = {"imap_port": str(imap), "smtp_port": str(smtp), "timeout_s": "10"}
    campaign.network.join(US, name="Brightside Lights")
    for person in range(campaign.people):
        campaign.network.join(f"person{person}.example", name=f"Person {person}")
    told: dict[str, tuple[str, str, dict[str, str]]] = {
        **{place: ("email", box.address, {**box.settings(), **by_mail}) for place, box in campaign.mailboxes.items()},
        "bluesky": ("bluesky", US, {"handle": US, "app_password": bluesky.PASSWORD, "service": f"http://127.0.0.1:{skies}"}),
        "mastodon": ("mastodon", "@brightside", {"base_url": f"http://127.0.0.1:{masts}", "access_token": TOKEN}),
    }
    with tenancy.brand(campaign.brand_id):
        for place, (kind, address, settings) in told.items():
            campaign.ids[place] = connecting.add_channel(
                kind=kind, name=place, address=address, settings=settings, by=SYSTEM, at=campaign.began - timedelta(days=1)
            )


def _turn_adapters_clocks(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    class Turned(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return campaign.now

    monkeypatch.setattr(mastodon_listening, "time", SimpleNamespace(time=lambda: campaign.now.timestamp()))
    monkeypatch.setattr(mastodon_speaking, "datetime", Turned)
    monkeypatch.setattr(bluesky_listening, "datetime", Turned)


def run(brand_id: UUID, monkeypatch: pytest.MonkeyPatch, *, people: int, during: int) -> str:
    """The whole campaign with all that must hold. Returns what was seen, in a sentence."""
    used = time.process_time()
    with opened(brand_id, monkeypatch, people=people, during=during) as campaign:
        with campaign.speaking():
            _before(campaign)
            _away(campaign)
            campaign.some_take_back_and_change()
        campaign.mailboxes["renumbered"].number_anew()
        _back(campaign)
        _check_heard(campaign)
        _check_left(campaign)
        heard = sum(len(campaign.ledger.expected(place)) for place in campaign.ids)
        left = sum(len(them) for them in campaign.answers.values())
        return f"{heard} items and {left} answers, {time.process_time() - used:.1f} s of CPU with the places themselves"


def _before(campaign: Campaign) -> None:
    campaign.turn_to(campaign.began - timedelta(minutes=campaign.people + 30))  # the first look finds nobody
    campaign.everybody_speaks(0, campaign.began - timedelta(minutes=campaign.people + 1))
    campaign.turn_to(campaign.began)
    for place in campaign.ids:
        assert len(campaign.sent_at(place)) == campaign.people, f"{place} was heard before the outage"


def _away(campaign: Campaign) -> None:
    for line in campaign.lines:
        line.cut()
    answered: set[timedelta] = set()
    numbers = iter(range(1, campaign.during + 1))
    apart = timedelta(minutes=WEEK // timedelta(minutes=1) // (campaign.during + 1))
    due = campaign.began + apart
    while campaign.now < campaign.began + WEEK:
        while due <= campaign.now and (number := next(numbers, None)) is not None:
            campaign.everybody_speaks(number, due)
            due += apart
        for after, people in ((EARLY, range(0, campaign.people, 2)), (LATE, range(1, campaign.people, 2))):
            if after not in answered and campaign.now >= campaign.began + after:
                answered.add(after)
                campaign.members_answer(after, people)
        campaign.turn_to(campaign.now + STEP)
    with tenancy.brand(campaign.brand_id):
        assert all("cannot be reached" in one.last_trouble or one.last_trouble for one in channels.channels())
    for number in numbers:
        campaign.everybody_speaks(number, due)
        due += apart


def _back(campaign: Campaign) -> None:
    for line in campaign.lines:
        line.mend()
    for minute in range(1, 40):
        campaign.turn_to(campaign.began + WEEK + STEP + timedelta(minutes=5 * minute))
        heard = all(campaign.ledger.expected(place) <= set(campaign.sent_at(place)) for place in campaign.ids)
        if heard and minute > 3:
            return


def _check_heard(campaign: Campaign) -> None:
    for place, channel_id in campaign.ids.items():
        messages, said = campaign.messages(place), campaign.ledger.said[place]
        tokens = Counter(token for one in messages for token in said if token in one.text)
        assert set(tokens) == campaign.ledger.expected(place), f"{place}: each item is there, and what was gone is not"
        assert set(tokens.values()) == {1}, f"{place}: each item is there once"
        assert {token: said[token].at for token in tokens} == campaign.sent_at(place), f"{place}: each with its own time"
        of_talks: dict[UUID, list[Said]] = defaultdict(list)
        for one in messages:
            of_talks[one.conversation_id] += [said[token] for token in said if token in one.text]
        assert len(of_talks) == campaign.people, f"{place}: one talk for each person"
        for talk in of_talks.values():
            assert talk == sorted(talk, key=lambda one: one.at), f"{place}: in the order in which it was said"
        with tenancy.brand(campaign.brand_id):
            held = cases.case_ids_of_conversations(conversation_ids=list(of_talks))
            assert sorted(len(ids) for ids in held.values()) == [1] * campaign.people, f"{place}: one case for each talk"
            assert len({one for ids in held.values() for one in ids}) == campaign.people, f"{place}: no case doubled"
            spells = watch.spells(channel_id=channel_id)
        assert any(one.ended_at is not None and one.ended_at - one.began_at >= timedelta(days=6) for one in spells), (
            f"{place}: its page says for how long it could not be heard"
        )
    notes = [one.visible for one in campaign.messages("mastodon") if "token" not in one.text]
    assert sorted(note.partition("\n")[2] or note for note in notes) == [
        "@brightside It was the battery, after all.",
        "[They took this post back.]",
    ], "what was changed and taken back of what we knew is heard"


def _check_left(campaign: Campaign) -> None:
    by = cast.NOBODY
    for place, answers in campaign.answers.items():
        left = campaign.left(place)
        with tenancy.brand(campaign.brand_id):
            stands = {one.id: one for one in channels.messages(message_ids=list(answers))}
            mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
            by = mara.id
        for answer, (words, after) in list(answers.items()):
            going = stands[answer].going
            assert going is not None
            if place == "mastodon" and words == _words(1, place, LATE):  # they took back what it answers
                assert (stands[answer].state, left[words]) == ("failed", 0)
                assert going.failed_because.startswith("The post that this answers is gone."), going
                del answers[answer]
            elif after == LATE:
                assert (stands[answer].state, left[words]) == ("sent", 1), f"{place}: it left once"
            else:
                assert (stands[answer].state, going.failure, left[words]) == ("failed", Failure.UNREACHED, 0), (
                    f"{place}: after three days a person is asked"
                )
                with tenancy.brand(campaign.brand_id):
                    waiting.try_again(outgoing_id=answer, by=member(by), at=campaign.now)
    campaign.turn_to(campaign.now + timedelta(minutes=5))
    campaign.turn_to(campaign.now + timedelta(minutes=5))
    for place, answers in campaign.answers.items():
        left = campaign.left(place)
        assert {words: left[words] for words, _ in answers.values()} == {words: 1 for words, _ in answers.values()}, place
        with tenancy.brand(campaign.brand_id):
            said = channels.messages(message_ids=list(answers))
            assert {one.state for one in said if one.direction is Direction.OUT} == {"sent"}


def _words(person: int, place: str, after: timedelta) -> str:
    return f"We are looking into your torch {person} now, {place}, {after.days}."


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""Hearing of what the status page says: asked for there, confirmed from the mailbox, told once, and ended by one request."""

import dataclasses
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.channels import models as channel_models
from makegood.channels import queries as channels
from makegood.config import environment
from makegood.flows import status_subscribing, telling_statement, unsubscribing
from makegood.kernel import actors
from makegood.platform import draining, jobs, tenancy, work
from makegood.statements import models, queries
from makegood.statements.actions import writing
from makegood.statements.types import Phase, ToldState
from tests import cast
from tests.statements.saying import begins, mailbox, published, rows, somebody


@dataclasses.dataclass
class Street:
    """A brand that is really there, and somebody before its status page."""

    brand_id: UUID
    slug: str
    mara: Member
    client: Client

    def asks(self, email: str = "ada@example.org", **more: str) -> int:
        where = f"/status/{self.slug}/subscribers/"
        status = self.client.post(where, {"email": email, "language": "en", **more}).status_code
        self.works(status_subscribing.ASKED)
        return int(status)

    def works(self, *kinds: str) -> None:
        """The worker does what is due of these kinds."""
        for kind in kinds:
            draining.drain(self.brand_id, jobs.known()[kind], at=cast.later(days=365))

    def letters(self) -> list[tuple[str, str, str]]:
        with tenancy.brand(self.brand_id):
            said = channel_models.Message.objects.filter(direction="out").order_by("id")
            return [(row.to[0]["value"], row.subject, row.text) for row in said]

    def hearers(self) -> int:
        with tenancy.brand(self.brand_id):
            return queries.how_many_subscribers()

    def confirms(self, n: int = 0) -> str:
        return str(self.client.post(path_in(self.letters()[n][2], "subscribers")).content.decode())

    def publishes(self) -> UUID:
        """Mara publishes, and whoever wants to hear is told."""
        with tenancy.brand(self.brand_id):
            statement_id = published(self.mara)
        self.works(telling_statement.SUBSCRIBERS, telling_statement.WORK)
        return statement_id


@pytest.fixture
def street(committed_brightside: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client) -> Street:
    told = dataclasses.replace(environment.settings(), home=tmp_path)
    monkeypatch.setattr(environment, "settings", lambda: told)
    with tenancy.brand(committed_brightside):
        mailbox()
        mara = next(one for one in brands.members() if one.name == "Mara Lindqvist")
        slug = brands.current().slug
    return Street(committed_brightside, slug, mara, client)


def path_in(letter: str, what: str) -> str:
    return str(re.findall(rf"(/status/[\w-]+/{what}/\S+)", letter)[0])


def test_one_letter_asks_and_only_a_press_on_its_button_confirms(street: Street) -> None:
    assert street.asks() == 200
    ((to, subject, letter),) = street.letters()
    assert (to, subject) == ("ada@example.org", "Shall we tell you what Brightside Lights’s status page says?")
    assert "Shall we write to you?" in street.client.get(path_in(letter, "subscribers")).content.decode()
    assert street.hearers() == 0
    assert "Good. We write to you." in street.confirms()
    assert "Good. We write to you." in street.confirms()
    assert street.hearers() == 1
    assert street.asks() == 200
    assert len(street.letters()) == 1  # who confirmed is asked no more


def test_a_subscriber_is_told_once_with_a_way_out_that_one_request_takes(street: Street) -> None:
    street.asks()
    street.confirms()
    statement_id = street.publishes()
    with tenancy.brand(street.brand_id):
        (row,) = rows(statement_id)
        assert row.outgoing_id is not None
        departure = channels.departure(outgoing_id=row.outgoing_id)
        assert departure is not None
    letter = unsubscribing.with_way_out(departure)
    stop = path_in(letter.text, "stop")
    assert letter.unsubscribe.endswith(stop)
    assert "No more of these letters?" in street.client.get(stop).content.decode()
    assert street.hearers() == 1
    assert street.client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert street.client.post(stop).status_code == 200
    assert street.hearers() == 0
    with tenancy.brand(street.brand_id):
        by = actors.member(street.mara.id)
        number = writing.update(statement_id=statement_id, phase=Phase.RESOLVED, words="Done.", by=by, at=cast.AT)
    street.works(telling_statement.SUBSCRIBERS, telling_statement.WORK)
    with tenancy.brand(street.brand_id):
        assert queries.told(statement_id=statement_id, nth=number).people == 0


def test_who_ended_it_before_it_left_is_not_told(street: Street) -> None:
    street.asks()
    street.confirms()
    with tenancy.brand(street.brand_id):
        statement_id = published(street.mara)
    street.works(telling_statement.SUBSCRIBERS)
    with tenancy.brand(street.brand_id):
        models.Subscriber.objects.update(ended_at=cast.AT)
    street.works(telling_statement.WORK)
    with tenancy.brand(street.brand_id):
        (row,) = rows(statement_id)
    assert (row.state, row.because) == (ToldState.NOT_TOLD, "They want to hear no more of what the status page says.")


def test_who_is_affected_and_wants_to_hear_is_told_once(street: Street) -> None:
    street.asks("p0@example.org")
    street.confirms()
    statement_id = street.publishes()
    with tenancy.brand(street.brand_id):
        assert begins(statement_id, street.mara, [somebody(0)]) == 0
    street.works(telling_statement.WORK)
    with tenancy.brand(street.brand_id):
        assert [row.state for row in rows(statement_id)] == [ToldState.TOLD]


def test_links_of_nobody_and_odd_addresses_lead_nowhere(street: Street) -> None:
    home = f"/status/{street.slug}/"
    assert street.client.get(f"{home}stop/abc").status_code == 404
    assert street.client.post(f"{home}subscribers/abc").status_code == 404
    answer = street.client.post(f"{home}subscribers/", {"email": "no address", "language": "de"})
    assert (answer.status_code, "Geben Sie eine Adresse an wie tom@example.org." in answer.content.decode()) == (422, True)
    assert street.client.get(f"{home}subscribers/").status_code == 303
    with tenancy.brand(street.brand_id):
        assert models.Subscriber.objects.count() == 0


def test_a_robot_that_fills_in_every_field_is_thanked_and_nothing_follows(street: Street) -> None:
    assert street.asks(website="https://example.org") == 200
    assert street.letters() == []


def test_nobody_fills_somebody_elses_mailbox_from_here(street: Street) -> None:
    for _ in range(4):
        assert street.asks() == 200
    assert len(street.letters()) == 3
    with tenancy.brand(street.brand_id):
        assert work.due_here(at=cast.later(days=365)) & {status_subscribing.ASKED} == frozenset()

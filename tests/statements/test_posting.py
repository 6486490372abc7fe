"""What is posted for everybody: once on each channel, what people answer to it is one conversation, and what fails is shown."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from makegood.brands.types import Brand, Member
from makegood.channels import models as channel_models
from makegood.channels import registry
from makegood.channels.actions import connecting, intake
from makegood.channels.adapters.webhook.adapter import WebhookAdapter
from makegood.channels.types import Abilities, Announcement, ChannelConfig, Envelope, SendReceipt
from makegood.flows import publishing
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal, Trouble
from makegood.people.types import Address, IdentityKind
from makegood.platform import work
from makegood.platform.work import Taken
from makegood.statements import queries
from makegood.statements.types import NoticeState, Phase, StatementState
from tests import cast
from tests.statements.saying import draft, published


class Square(WebhookAdapter):
    """A channel on which one can post for everybody."""

    abilities = Abilities(
        threads=True, attachments=False, public=True, private=True, max_length=300, reply_window_hours=None, announces=True
    )

    def __init__(self) -> None:
        self.said: list[Announcement] = []
        self.trouble: Exception | None = None

    def announce(self, said: Announcement, *, channel: ChannelConfig) -> SendReceipt:
        if self.trouble:
            raise self.trouble
        self.said.append(said)
        return SendReceipt("post-1", datetime.now(UTC))


@pytest.fixture
def square(monkeypatch: pytest.MonkeyPatch) -> Square:
    made = Square()
    monkeypatch.setitem(registry.ADAPTERS, "webhook", made)
    return made


@pytest.fixture
def channel(brightside: Brand) -> UUID:
    return connecting.add_channel(kind="webhook", name="The square", address="square", settings={}, by=SYSTEM, at=cast.AT)


@pytest.fixture(autouse=True)
def every_row_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test takes work up by hand: there is no row to finish."""
    monkeypatch.setattr(work, "finish", lambda items: None)


def makes(notice_id: UUID, brand: Brand, *, attempts: int = 1) -> None:
    publishing.make_post([Taken(notice_id, brand.id, publishing.POST, str(notice_id), {}, attempts, notice_id)], cast.AT)


def planned(statement_id: UUID) -> UUID:
    return queries.notices(statement_id=statement_id)[0].id


def test_it_is_posted_once_and_answers_to_it_are_one_conversation(
    mara: Member, brightside: Brand, square: Square, channel: UUID
) -> None:
    statement_id = published(mara)
    publishing.post(statement_id=statement_id, channel_ids=[channel], at=cast.AT)
    publishing.post(statement_id=statement_id, channel_ids=[channel], at=cast.AT)
    notice_id = planned(statement_id)
    makes(notice_id, brightside)
    makes(notice_id, brightside)
    assert [one.key for one in square.said] == [str(notice_id)]
    assert square.said[0].text.startswith("The checkout refused every payment. We are looking into it. We are sorry.")
    (notice,) = queries.notices(statement_id=statement_id)
    assert (notice.state, notice.external_id) == (NoticeState.POSTED, "post-1")
    answer = Envelope(
        external_id="a-1",
        author=Address(IdentityKind.HANDLE, "posts:ana"),
        text="Thank you for saying it.",
        visible="Thank you for saying it.",
        sent_at=cast.AT,
        thread_key="a-1",
        thread_keys=("post-1",),
        public=True,
    )
    intake.store_messages(channel_id=channel, envelopes=[answer], at=cast.AT)
    assert channel_models.Message.objects.get(external_id="a-1").conversation_id == notice.conversation_id


def test_an_answer_that_was_quicker_than_we_stands_in_the_same_conversation(
    mara: Member, brightside: Brand, square: Square, channel: UUID
) -> None:
    answer = Envelope(
        "a-1",
        Address(IdentityKind.HANDLE, "posts:ana"),
        "Ah.",
        "Ah.",
        cast.AT,
        thread_key="a-1",
        thread_keys=("post-1",),
        public=True,
    )
    intake.store_messages(channel_id=channel, envelopes=[answer], at=cast.AT)
    statement_id = published(mara)
    publishing.post(statement_id=statement_id, channel_ids=[channel], at=cast.AT)
    makes(planned(statement_id), brightside)
    (notice,) = queries.notices(statement_id=statement_id)
    assert channel_models.Message.objects.get(external_id="a-1").conversation_id == notice.conversation_id


def test_passing_trouble_is_tried_again_and_lasting_trouble_is_shown_and_can_be_tried_again(
    mara: Member, brightside: Brand, square: Square, channel: UUID
) -> None:
    statement_id = published(mara)
    publishing.post(statement_id=statement_id, channel_ids=[channel], at=cast.AT)
    notice_id = planned(statement_id)
    square.trouble = Trouble("The square is closed for the night.")
    with pytest.raises(Trouble):
        makes(notice_id, brightside)
    makes(notice_id, brightside, attempts=publishing.TRIES)
    (notice,) = queries.notices(statement_id=statement_id)
    assert (notice.state, notice.because) == (NoticeState.FAILED, "The square is closed for the night.")
    square.trouble = None
    publishing.post_again(notice_id=notice_id, at=cast.AT)
    makes(notice_id, brightside)
    assert queries.notices(statement_id=statement_id)[0].state is NoticeState.POSTED


def test_a_channel_that_cannot_carry_it_is_refused_by_name_and_nothing_is_published(mara: Member, channel: UUID) -> None:
    from makegood.kernel import actors
    from makegood.statements.actions import writing

    statement_id = draft()
    writing.approve(statement_id=statement_id, version=1, by=actors.member(mara.id), at=cast.AT)
    with pytest.raises(Refusal, match="The square: The square has no place"):
        publishing.publish(statement_id=statement_id, channel_ids=[channel], member=mara, at=cast.AT)
    assert queries.statement(statement_id=statement_id).state is StatementState.APPROVED
    assert queries.notices(statement_id=statement_id) == ()


def test_an_update_is_posted_as_it_was_written_cut_where_the_network_ends(mara: Member, square: Square, channel: UUID) -> None:
    statement_id = published(mara)
    words = "We changed the certificate back and tried it twice. " * 8
    publishing.update(
        statement_id=statement_id, phase=Phase.MONITORING, words=words, channel_ids=[channel], member=mara, at=cast.AT
    )
    (notice,) = queries.notices(statement_id=statement_id)
    assert len(notice.text) <= 300
    assert notice.text.startswith("The checkout refused every payment: We changed the certificate back")
    assert notice.text.endswith("/status/brightside/1/")

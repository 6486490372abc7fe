"""Many hands on one finding: filed once, moved once, and nobody is told twice."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.channels.actions import connecting
from makegood.flows import finding_checks, findings_told
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from makegood.touchpoints import raised
from makegood.touchpoints.actions import finding_out
from makegood.touchpoints.types import FindingState, ToldState, Watched
from tests import cast
from tests.cases import telling
from tests.races.test_budgets import THREADS, together
from tests.touchpoints.raising import voice

pytestmark = pytest.mark.races


@pytest.fixture
def brand(committed_brightside: UUID, django_db_blocker: DjangoDbBlocker) -> UUID:
    return committed_brightside


def test_what_makegood_files_itself_is_one_finding_with_everybodys_words(brand: UUID) -> None:
    with tenancy.brand(brand):
        channel = telling.web_channel()
        voices = [voice(channel, n) for n in range(THREADS)]

    def propose(n: int) -> UUID:
        return finding_out.propose(
            key="delivery", sentence="Late.", origin="leaving:delivery:late", voices=[voices[n]], owner_id=None,
            due_on=(cast.AT + timedelta(days=14)).date(), at=cast.AT,
        )  # fmt: skip

    filed = together(brand, THREADS, propose)
    assert len(set(filed)) == 1
    with tenancy.brand(brand):
        (finding,) = raised.findings(limit=5)
        assert finding.voices == THREADS
        assert [one.state for one in raised.steps(finding_id=finding.id)] == [FindingState.OPEN]


def test_two_dozen_leads_who_say_yes_at_once_tell_everybody_once(brand: UUID) -> None:
    with tenancy.brand(brand):
        mail = connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
        mara = next(member for member in brands.members() if member.name == "Mara Lindqvist")
        voices = [voice(mail, n) for n in range(5)]
        today = cast.AT.date()
        finding_id = finding_out.file(
            key="delivery", sentence="Say so.", voices=voices, owner_id=None, due_on=today, today=today, by=SYSTEM, at=cast.AT
        )
        finding_checks.changed(
            finding_id=finding_id, change="We do.", on=today, check_on=None, watched=Watched.BROKEN, member=mara, at=cast.AT
        )

    def say_yes(_n: int) -> int:
        found = raised.finding(finding_id=finding_id)
        texts = findings_told.plan(finding=found, at=cast.AT).letters or {"en": "-"}
        return findings_told.tell(finding_id=finding_id, texts=texts, left_out=frozenset(), member=mara, at=cast.AT)

    told = together(brand, THREADS, say_yes)
    assert sum(n for n in told if isinstance(n, int)) == 5
    from makegood.platform import jobs

    for _ in range(2):
        jobs.do_all_due(brand, at=cast.later(minutes=1))
    with tenancy.brand(brand):
        assert Counter(one.state for one in raised.tellings(finding_id=finding_id)) == {ToldState.TOLD: 5}
        said = channels.messages(
            message_ids=[one.outgoing_id for one in raised.tellings(finding_id=finding_id) if one.outgoing_id]
        )
    assert sorted(one.text.split(",")[0] for one in said) == [f"Dear P{n}" for n in range(5)]

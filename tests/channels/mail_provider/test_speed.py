"""How fast calls are read: 500 a second and core is the goal of every adapter. Counted in CPU time, so that a busy machine tells no lie."""

import time

from makegood.channels import registry
from tests import pace
from tests.channels.mail_provider import payloads
from tests.channels.mail_provider.test_calls import channel

CALLS, GOAL = 300, 500


def test_whole_mails_are_read_faster_than_five_hundred_a_second() -> None:
    adapter, at = registry.ADAPTERS["mail_provider"], channel("postmark")
    ((_key, raw),) = adapter.take(payloads.postmark_raw().call(), channel=at).items  # type: ignore[attr-defined]
    begun = time.process_time()
    for _ in range(CALLS):
        adapter.parse(raw, channel=at)
    used = time.process_time() - begun
    assert pace.within(used, CALLS / GOAL), f"{CALLS / used:.0f} calls a second and core"

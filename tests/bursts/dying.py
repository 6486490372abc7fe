"""A process that places what was said, or watches it, and kills itself with SIGKILL before its transaction is over. Its words: the brand, the border,
the instant, and the messages."""

import os
import signal
import sys
from datetime import datetime
from uuid import UUID


def main() -> int:
    from makegood.bursts import actions as bursts
    from makegood.bursts.types import Said
    from makegood.channels import queries as channels
    from makegood.platform import tenancy

    brand_id, border, at = UUID(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
    with tenancy.brand(brand_id):
        if border == "placed":
            told = channels.messages(message_ids=[UUID(one) for one in sys.argv[4:]])
            bursts.place(said=[Said(one.id, one.id, one.at) for one in told], at=at)
        else:
            assert len(bursts.tick(at=at)) == 1
        os.kill(os.getpid(), signal.SIGKILL)
    return 0


if __name__ == "__main__":
    sys.exit(main())

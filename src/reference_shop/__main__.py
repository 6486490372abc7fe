"""`python -m reference_shop --port 8070 --state shop.sqlite --secret whsec_… --tell http://127.0.0.1:8000/in/…`"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from reference_shop.shop import ReferenceShop, machine_now


def main() -> int:
    """Serves until it is asked to stop (Ctrl-C or SIGTERM)."""
    options = _options()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    told = {"state": options.state, "secrets": options.secret, "tell": options.tell, "port": options.port}
    with ReferenceShop(**told, now=_clock(options.clock)) as shop:
        sys.stdout.write(f"The reference shop is open at {shop.url}\n")
        sys.stdout.flush()
        done.wait()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="reference_shop", description="A small shop to try Makegood with.")
    parser.add_argument("--port", type=int, default=8070)
    parser.add_argument("--state", default="reference-shop.sqlite", help="the file that keeps orders and parcels")
    parser.add_argument("--secret", action="append", required=True, help="whsec_…; give it again for rotation")
    parser.add_argument("--tell", default="", help="Makegood's door for shops: http://…/in/<token>")
    parser.add_argument(
        "--clock", default="", help="a file with seconds to add to the clock: a demonstration's MAKEGOOD_HOME/clock-offset"
    )
    return parser.parse_args()


def _clock(file: str) -> Callable[[], datetime]:
    """The machine's clock, or the one that a demonstration turns."""

    def turned() -> datetime:
        path = Path(file)
        ahead = float(path.read_text() or 0) if path.exists() else 0.0
        return machine_now() + timedelta(seconds=ahead)

    return turned if file else machine_now


if __name__ == "__main__":
    sys.exit(main())

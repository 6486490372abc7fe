"""`python -m reference_shop --port 8070 --state shop.sqlite --secret whsec_… --tell http://127.0.0.1:8000/in/…`"""

import argparse
import signal
import sys
import threading

from reference_shop.shop import ReferenceShop


def main() -> int:
    """Serves until it is asked to stop (Ctrl-C or SIGTERM)."""
    options = _options()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with ReferenceShop(state=options.state, secrets=options.secret, tell=options.tell, port=options.port) as shop:
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
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

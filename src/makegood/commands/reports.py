"""`makegood reports recount`: counts every day of a brand anew from its sources, as the nights do for the last hundred days. Changes nothing else; may be
repeated, and stopped at any time: what was counted is kept."""

import argparse
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

from makegood.commands import asking

_STRETCH = 31  # days of one transaction


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    asking.brand_option(parts.add_parser("recount", help="count every day anew"))


def run(arguments: argparse.Namespace) -> int:
    with asking.database_and_brand(arguments.brand) as brand_id:
        from makegood.brands import queries as brands
        from makegood.flows import day_counts
        from makegood.platform import clock, tenancy
        from makegood.reports import actions as reports

        begun, changed = time.monotonic(), 0
        with tenancy.brand(brand_id):
            zone = brands.current().zone
            reports.begin(zone=zone, at=clock.now())
            day_counts.begin_nights(at=clock.now())
            since = day_counts.first_day(zone=zone)
        today = clock.now().astimezone(ZoneInfo(zone)).date()
        while since is not None and since <= today:
            until = min(since + timedelta(days=_STRETCH), today + timedelta(days=1))
            with tenancy.brand(brand_id):
                changed += day_counts.recount(since=since, until=until)
            since = until
        with tenancy.brand(brand_id):
            day_counts.note_evenness(at=clock.now())
    print(f"{changed:,} counts were otherwise and are right now ({time.monotonic() - begun:.0f} s).")
    return 0

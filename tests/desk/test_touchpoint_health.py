"""The year of a touchpoint on its page and as a file: the same numbers to the digit, what left the usual, and what drives it."""

import csv
import html
import re
from datetime import timedelta
from io import StringIO
from uuid import UUID

from makegood.flows import health_watch
from makegood.health import actions as health
from makegood.health.types import Seen, Signal
from makegood.platform import tenancy
from makegood.platform.work import Taken
from tests import cast
from tests.desk.conftest import Door

TODAY = cast.AT.date()


def broke(broken: int, ended: int, carrier: str) -> list[Seen]:
    return [Seen("delivery", Signal.PROMISE, int(n < broken), facets={"carrier": carrier}) for n in range(ended)]


def a_bad_week(brand_id: UUID) -> None:
    """Twenty-three quiet weeks of thirty promises a day, then six days in which two in three with Swiftline broke; answers of .5 and 1 in turns."""
    with tenancy.brand(brand_id):
        for ago in range(160, 0, -1):
            swift = 10 if ago <= 6 else ago % 2 * 2
            answer = Seen("delivery", Signal.SURVEY, 0, total=0.5 if ago // 7 % 2 else 1.0)
            seen = [*broke(swift, 15, "Swiftline"), *broke(ago % 2, 15, "Postwagen"), answer]
            health.put_day(on=TODAY - timedelta(days=ago), seen=seen)
        health_watch.look([Taken(cast.NOBODY, cast.NOBODY, "health_watch", "", {}, 1, cast.NOBODY)], cast.AT)


def words(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def rows_of(page: str) -> list[list[str]]:
    """Every table behind a picture, with the name of the picture in front of each row."""
    found = []
    for figure in re.findall(r"<figure class=.chart.>.*?</figure>", page, re.DOTALL):
        name = html.unescape(re.findall(r"<title>(.*?)</title>", figure)[0])
        body = figure.split("<tbody>")[1]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
            cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            found += [[name, *map(html.unescape, cells)]]
    return found


def test_the_page_says_what_left_the_usual_with_its_driver_and_the_file_says_the_same_to_the_digit(door: Door) -> None:
    a_bad_week(door.brand_id)
    joe = door.signed_in(cast.JOE["user_id"])
    page = joe.get(door.at("touchpoints/delivery/health/")).content.decode()
    said = words(page)
    assert "More broken promises than usual since 24 February (noticed on " in said
    assert "63 of 180, where about " in said
    assert "carrier Swiftline: 60 of 90, before " in said
    assert "It goes on." in said
    assert "Nobody was here, or nothing of it is known." in said
    told = joe.get(door.at("touchpoints/delivery/health.csv"))
    assert told["Content-Disposition"] == 'attachment; filename="delivery-health.csv"'
    header, *rows = csv.reader(StringIO(told.content.decode()))
    assert header == ["signal", "week to", "value", "n", "usual", "lower limit", "upper limit", "stands out"]
    assert rows == rows_of(page)
    assert len(rows) == 104
    last = next(row for row in reversed(rows) if row[0] == "Broken promises")
    assert last[1:4] == ["1 Mar 2026", "31 %", "210"]
    assert last[7] == "yes"


def test_the_list_shows_each_year_with_its_alarms_and_leads_there(door: Door) -> None:
    a_bad_week(door.brand_id)
    joe = door.signed_in(cast.JOE["user_id"])
    page = joe.get(door.at("touchpoints/")).content.decode()
    assert "Delivery, the year in weeks: In 1 week an alarm was going on." in html.unescape(page)
    assert "to 1 Mar 0 of 0 complained, 66 of 210 promises broke; alarm: broken promises" in html.unescape(page)
    assert door.at("touchpoints/delivery/health/") in page


def test_where_nothing_was_counted_the_page_says_so_and_an_unknown_place_is_not_found(door: Door) -> None:
    joe = door.signed_in(cast.JOE["user_id"])
    assert "Nothing has been counted yet." in words(joe.get(door.at("touchpoints/delivery/health/")).content.decode())
    assert joe.get(door.at("touchpoints/nowhere/health/")).status_code == 404

"""Rows as a file for a spreadsheet (RFC 4180), and the answer that hands it over. Presentation only."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

_FORMULA = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows below their header; no spreadsheet takes anything in them for a formula (ASVS 1.2.10)."""
    text = StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    written.writerow(header)
    written.writerows([plain(field) for field in row] for row in rows)
    return text.getvalue()


def answer(text: str, name: str) -> HttpResponse:
    """A file of this name, to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def plain(words: str) -> str:
    """As text."""
    return f"'{words}" if words[:1] and words[0] in _FORMULA else words

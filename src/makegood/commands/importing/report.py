"""The report of bad rows: a CSV file with file, line, field, reason and the row's own number. Never the personal words of the row.

What is in it always fits what is in the database: after a kill it is cut back to where the last batch left it.
"""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from makegood.commands.importing.shaping import Bad
from makegood.kernel.refusals import Refusal

_HEADER = ("file", "line", "field", "reason", "number")
_LIVE = ("=", "+", "-", "@", "\t", "\r")  # with these, table programs begin a formula


class Report:
    """Opened only when there is something to say."""

    def __init__(self, path: Path, *, size: int) -> None:
        """`size` bytes of it belong to what was taken in already; the rest is forgotten. 0 begins anew."""
        self.path = path.expanduser()
        self.size = size if self.path.exists() and self.path.stat().st_size >= size else 0
        if self.size == 0 and self.path.exists():
            self.path.unlink()

    def add(self, file: str, bad: Sequence[Bad]) -> int:
        """Writes them, safely on disk before it returns. → the bytes that the report has now. Refuses (`unwritable_report`)."""
        if not bad:
            return self.size
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        if not self.size:
            writer.writerow(_HEADER)
        writer.writerows([file, one.place, *(_safe(cell) for cell in (one.field, one.reason, one.number))] for one in bad)
        try:
            self.path.touch()
            with self.path.open("r+b") as report:
                report.truncate(self.size)
                report.seek(self.size)
                report.write(text.getvalue().encode())
                report.flush()
                os.fsync(report.fileno())
                self.size = report.tell()
        except OSError as trouble:
            sentence = f"report: {self.path} cannot be written ({trouble.strerror}). Name another file with --report."
            raise Refusal("unwritable_report", sentence, {"report": "cannot be written"}) from trouble
        return self.size


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_LIVE) else cell

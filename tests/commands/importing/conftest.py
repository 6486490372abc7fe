"""A brand that is really committed, and the command as somebody at a terminal types it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.commands import main as command


@dataclass
class Desk:
    """Where files lie and commands are typed. `says` and `complains` are what the last one said."""

    brand_id: UUID
    slug: str
    folder: Path
    capsys: pytest.CaptureFixture[str]
    says: str = ""
    complains: str = ""

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def takes_in(self, what: str, path: Path, *words: str) -> int:
        """Runs the import; its exit code."""
        report = [] if "--report" in words else ["--report", str(self.folder / "bad.csv")]
        code = command.main(["import", what, str(path), "--brand", self.slug, *report, *words])
        said = self.capsys.readouterr()
        self.says, self.complains = said.out, said.err
        return code

    def bad(self) -> list[str]:
        return (self.folder / "bad.csv").read_text().splitlines()[1:]

    def counts(self) -> dict[str, int]:
        """How many rows the brand has in each table that an import may write, and in those that it must leave alone."""
        from django.db import connection

        from makegood.platform import tenancy

        tables = (*WRITTEN, *LEFT_ALONE)
        with tenancy.brand(self.brand_id), connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
            return dict(cursor.fetchall())


WRITTEN = (
    "people_identity",
    "people_link",
    "people_fact",
    "people_consent",
    "orders_order",
    "orders_line",
    "orders_return",
    "orders_returnline",
    "orders_parcel",
    "orders_parcelevent",
    "channels_conversation",
    "channels_message",
    "understanding_reading",
    "platform_journal",
)
LEFT_ALONE = (
    "platform_work",
    "cases_case",
    "makegoods_makegood",
    "gestures_grant",
    "channels_outgoing",
    "channels_rawitem",
    "outcomes_praise",
)


@pytest.fixture
def desk(
    committed_brightside: UUID, django_db_blocker: DjangoDbBlocker, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Desk]:
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    with django_db_blocker.unblock():
        with tenancy.brand(committed_brightside):
            slug = brands.current().slug
        yield Desk(committed_brightside, slug, tmp_path, capsys)


Take = Callable[[str], int]

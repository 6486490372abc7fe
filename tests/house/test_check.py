"""What `make check` runs, where a mistake would be silent: fewer tests, and nobody notices."""

from pathlib import Path
from types import SimpleNamespace

from tests import conftest, debian

ROOT = Path(__file__).parent.parent.parent


def test_what_is_run_on_debians_postgresql_is_there_and_all_of_it_can_be_run_by_hand() -> None:
    assert [place for place in debian.DEPENDS if not (ROOT / place).exists()] == []
    recipes = (ROOT / "Makefile").read_text()
    assert "-m tests.debian $(WORKERS)\n" in recipes
    assert "-m tests.debian --depends\n" in recipes


def test_every_package_that_lays_sql_of_its_own_is_tried_on_debians_postgresql_too() -> None:
    laid = {path.parts[-3] for path in (ROOT / "src/makegood").glob("*/migrations/*.py") if "RunSQL(" in path.read_text()}
    packages = {place.split("/")[1] for place in debian.DEPENDS}
    elsewhere = {"visitors"}  # a table that is not logged: it is there once the migration is laid
    assert laid - packages - elsewhere == set()


def test_files_that_start_programs_come_first_and_every_test_keeps_its_file() -> None:
    def item(path: str, *markers: str) -> SimpleNamespace:
        return SimpleNamespace(path=Path(path), get_closest_marker=lambda name: name in markers or None)

    items = [item("a"), item("mail", "mailserver"), item("page"), item("page", "browser"), item("kill", "mailserver", "faults")]
    conftest.longest_first(items)  # type: ignore[arg-type]
    assert [str(one.path) for one in items] == ["kill", "page", "page", "mail", "a"]

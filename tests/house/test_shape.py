"""What the house looks like (HOUSE.md sections 1, 2 and 6), where imports alone cannot show it."""

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src"
PACKAGES = sorted(path.name for path in (SOURCE / "makegood").iterdir() if (path / "__init__.py").exists())
WITH_ROOMS = [
    p for p in PACKAGES if (SOURCE / "makegood" / p / "models.py").exists() and p not in ("platform", "views", "desk", "api")
]
LONGEST_FUNCTION, LONGEST_FILE = 60, 400


def sources() -> Iterator[Path]:
    yield from (
        path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and not path.parts[-2].endswith(".egg-info")
    )


def named(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def code_lines(node: ast.AST, lines: list[str]) -> int:
    """Lines of a function, its docstring not counted."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    doc = node.body[0] if ast.get_docstring(node) is not None else None
    return (node.end_lineno or 0) - node.lineno + 1 - ((doc.end_lineno or 0) - doc.lineno + 1 if doc else 0)


def doc_lines(tree: ast.Module) -> int:
    total = 0
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(node) is not None
        ):
            doc = node.body[0]
            total += (doc.end_lineno or 0) - doc.lineno + 1
    return total


def test_every_init_is_empty() -> None:
    full = [named(path) for path in SOURCE.rglob("__init__.py") if path.read_text().strip()]
    assert full == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(p) for p in sources() if p.name != "__init__.py" and not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []


def test_no_file_and_no_function_grew_past_its_room() -> None:
    too_long = []
    for path in sources():
        text = path.read_text()
        tree, lines = ast.parse(text), text.splitlines()
        if len(lines) - doc_lines(tree) > LONGEST_FILE:
            too_long.append(f"{named(path)}: {len(lines)} lines")
        functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
        too_long += [f"{named(path)}:{node.name}" for node in functions if code_lines(node, lines) > LONGEST_FUNCTION]
    assert too_long == []


def test_no_room_is_called_by_what_says_nothing() -> None:
    empty_words = re.compile(r"(utils?|helpers?|managers?|handlers?|common|misc)\.py$")
    assert [named(path) for path in SOURCE.rglob("*.py") if empty_words.search(path.name)] == []


def rules_sources() -> list[Path]:
    return [p for p in sources() if p.name == "rules.py" or "rules" in p.relative_to(SOURCE).parts]


def test_rules_know_neither_storage_nor_clock_nor_chance() -> None:
    forbidden = re.compile(r"^\s*(?:from|import) (?:django|random|secrets|time\b|os\b|httpx)", re.MULTILINE)
    clock = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|timezone\.now|clock\.now)\(")
    found = [named(p) for p in rules_sources() if forbidden.search(p.read_text()) or clock.search(p.read_text())]
    assert found == []


def test_only_doors_worker_and_flows_read_the_clock() -> None:
    allowed = ("platform/clock.py", "platform/jobs.py", "desk/", "portal/", "api/", "commands/", "flows/")
    reads = re.compile(r"\bclock\.now\(")
    found = [
        named(p) for p in sources() if reads.search(p.read_text()) and not named(p).removeprefix("makegood/").startswith(allowed)
    ]
    assert [name for name in found if name.startswith("makegood/")] == []


def test_no_float_comes_near_money() -> None:
    near = [
        SOURCE / "makegood/kernel/money.py",
        *(SOURCE / "makegood/gestures").rglob("*.py"),
        *(SOURCE / "makegood/coupons").rglob("*.py"),
        *(SOURCE / "makegood/orders").rglob("*.py"),
    ]
    found = []
    for path in near:
        for node in ast.walk(ast.parse(path.read_text())):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if is_float or (isinstance(node, ast.Name) and node.id == "float"):
                found.append(f"{named(path)}:{node.lineno}")
    allowed = ("makegood/orders/adapters",)  # timeouts in seconds
    assert [where for where in found if not where.startswith(allowed)] == []


def test_nobody_reaches_for_tables_by_name() -> None:
    reach = re.compile(r"get_model\(|models\.ForeignKey\(|models\.OneToOneField\(|models\.ManyToManyField\(")
    assert [named(p) for p in sources() if reach.search(p.read_text())] == []


def test_nothing_is_done_by_signal() -> None:
    assert [named(p) for p in sources() if re.search(r"django\.(?:db\.models\.signals|dispatch)", p.read_text())] == []


def test_the_import_rules_name_every_package_that_lives() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    rooms = set(rules["importlinter:contract:rooms"]["containers"].split())
    guarded = {name.removeprefix("importlinter:contract:models-of-") for name in rules.sections() if "models-of-" in name}
    assert rooms == {f"makegood.{name}" for name in WITH_ROOMS}
    assert guarded == {*WITH_ROOMS, "views"}


@pytest.mark.parametrize(
    "folder", ["src", "docs", "tests", "README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CHANGELOG.md", "CONTRIBUTING.md"]
)
def test_no_path_of_a_developers_machine_is_left(folder: str) -> None:
    places = [ROOT / folder] if (ROOT / folder).is_file() else list((ROOT / folder).rglob("*"))
    machine = re.compile(r"/work/(?:main|shared)|/root/|/home/\w+/")
    texts = [
        p for p in places if p.is_file() and p.suffix in (".py", ".md", ".toml", ".html", ".js", ".css", ".txt", ".cfg", ".ini")
    ]
    found = [str(p.relative_to(ROOT)) for p in texts if p != Path(__file__) and machine.search(p.read_text(errors="replace"))]
    assert found == []

"""Any file is found out for what it is; the guess is shown and confirmed; a wrong mapping is refused by the key that is wrong."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from makegood.commands.importing import documented, mapping, rows, sources
from makegood.commands.importing.mapping import Mapping
from makegood.kernel.refusals import Refusal
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from tests.commands.importing.conftest import Desk

NAMES = "Müller's Lampen für 5 €"
CSV = "Bestellnr;Datum;E-Mail;Artikelnr;Bezeichnung;Menge;Preis\n"
LINE = f"7;01.05.2024;uta@example.org;L-1;{NAMES};2;1.234,50\n"
OURS = '{"number": "%d", "placed_at": "2024-05-01T10:00:00Z", "currency": "GBP", "customer": {"email": "tom@example.org"}, "lines": [{"sku": "T", "title": "Torch", "quantity": 1, "unit_price_minor": 199}]}\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_encoding_delimiter_day_and_decimal_mark_are_found_out(desk: Desk, encoding: str) -> None:
    text = (CSV + LINE).replace("€", "\x81" if encoding == "latin-1" else "€")
    file = desk.file("b.csv", text.encode(encoding))
    assert desk.takes_in("orders", file, "--yes", "--currency", "EUR") == 0
    assert f"b.csv: CSV in {encoding}, parted by semicolon, about 1 rows" in desk.says
    with tenancy.brand(desk.brand_id):
        order = orders.order_by_number(number="7")
    assert order is not None
    assert (order.total.minor, order.lines[0].title) == (246_900, NAMES.replace("€", "\x81" if encoding == "latin-1" else "€"))


def test_days_that_may_be_months_are_asked_for(desk: Desk) -> None:
    file = desk.file("b.csv", CSV + LINE.replace("01.05.2024", "01/05/2024"))
    assert desk.takes_in("orders", file, "--yes") == 2
    assert "“01/05/2024” may be %d/%m/%Y or %m/%d/%Y." in desk.complains
    assert desk.counts()["orders_order"] == 0


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_and_several_at_once_come_in(desk: Desk, packed: Callable[[bytes], bytes]) -> None:
    for i in (1, 2):
        desk.file(f"p{i}.csv.packed", packed(f"email,name\nperson{i}@example.org,Person {i}\n".encode()))
    from makegood.commands import main as command

    assert command.main(["import", "people", str(desk.folder / "p*.packed"), "--brand", desk.slug, "--yes"]) == 0
    said = desk.capsys.readouterr().out
    assert said.count("1 rows: 1 person taken in.") == 2


def test_parquet_and_json_lines_say_the_same_as_csv(desk: Desk) -> None:
    table = pa.table(
        {"customer_id": [17850.0, 17851.0], "name": ["Ana", None], "since": pa.array([0, 86_400_000], pa.timestamp("ms", "UTC"))}
    )
    path = desk.folder / "p.parquet"
    pq.write_table(table, path)
    assert desk.takes_in("people", path, "--yes") == 0
    assert "p.parquet: Parquet, 2 rows" in desk.says
    lines = desk.file("p.jsonl", '{"customer_id": 17850, "contact": {"email": "ana@example.org"}}\nnonsense\n')
    words = desk.file("m.toml", 'what = "people"\n[columns]\ncustomer_number = "customer_id"\nemail = "contact.email"\n')
    assert desk.takes_in("people", lines, "--mapping", str(words)) == 3
    assert desk.bad() == ["p.jsonl,2,,is no JSON object,"]
    with tenancy.brand(desk.brand_id):
        ana = people.find_identity(address=Address(IdentityKind.EMAIL, "ana@example.org"))
        assert ana is not None
        assert people.person(person_id=ana.person_id).name == "Ana"


def test_the_shapes_of_our_doors_need_no_mapping(desk: Desk) -> None:
    file = desk.file("o.jsonl", OURS % 1 + OURS % 2 + (OURS % 3).replace('"T"', '""'))
    assert desk.takes_in("orders", file) == 3
    assert "3 rows: 1 person and 2 orders taken in." in desk.says
    assert [line.split(",")[:3] for line in desk.bad()] == [["o.jsonl", "3", "lines[0].sku"]]
    assert documented.is_ours(sources.look(file), "orders")


def test_a_guess_wants_a_yes_and_can_be_written_down_and_used(desk: Desk) -> None:
    file = desk.file("b.csv", CSV + LINE.replace("01.05", "21.05"))
    assert desk.takes_in("orders", file) == 2
    assert "Say --yes" in desk.complains
    assert ["number", "Bestellnr", "7"] in [line.split() for line in desk.says.splitlines()]
    assert desk.counts()["orders_order"] == 0
    written = desk.folder / "guess.toml"
    assert desk.takes_in("orders", file, "--currency", "EUR", "--write-mapping", str(written)) == 0
    found = mapping.read(written, what="orders", zone="UTC")
    assert (found.columns["unit_price"], found.amounts.decimal, found.times.formats) == ("Preis", ",", ("%d.%m.%Y",))
    assert desk.takes_in("orders", file, "--mapping", str(written)) == 0
    assert "1 order taken in" in desk.says


GOOD = 'what = "orders"\n[columns]\nnumber = "no"\nplaced_at = "day"\nunit_price = "price"\nemail = "who"\n[money]\ncurrency = "GBP"\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD + "[colums]\n", "colums"),
        (GOOD.replace("email", "e_mail"), "columns.e_mail"),
        (GOOD.replace('"who"', "7"), "columns.email"),
        (GOOD.replace('number = "no"\n', ""), "columns.number"),
        (GOOD.replace('"GBP"', '"pounds"'), "money.currency"),
        (GOOD.replace('[money]\ncurrency = "GBP"\n', ""), "money.currency"),
        (GOOD + 'decimal = ";"\n', "money.decimal"),
        (GOOD + '[times]\nzone = "London"\n', "times.zone"),
        (GOOD + '[times]\nwhole_days = ["sometime"]\n', "times.whole_days"),
        (GOOD + '[codes]\nPOST = "stamps"\n', "codes.POST"),
        (GOOD + '[status]\ngone = "away"\n', "status.gone"),
        (GOOD + '[returns]\nkind = "refund"\n', "returns.kind"),
        (GOOD + '[[skip]]\nbecause = "no"\n', "skip[0].where"),
        (GOOD + '[[join]]\nfile = "x"\n', "join[0].on"),
        (GOOD + "[orders]\nguests = 1\n", "orders.guests"),
        (GOOD.replace('"orders"', '"people"', 1), "what"),
        (GOOD + "[columns", "mapping"),
    ],
)
def test_a_wrong_mapping_is_refused_by_its_key(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(Refusal) as refused:
        mapping.read(path, what="orders", zone="UTC")
    assert list(refused.value.fields) == [key]
    assert refused.value.code == "bad_mapping"


def test_a_column_that_is_not_there_is_named(desk: Desk) -> None:
    file = desk.file("o.csv", "no,day,price\n1,2024-05-01,1.00\n")
    assert desk.takes_in("orders", file, "--mapping", str(desk.file("m.toml", GOOD))) == 2
    assert desk.complains == "makegood: mapping: columns.email: there is no column “who”. There are: day, no, price.\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [("none.csv", None), ("empty.csv", ""), ("cut.parquet", b"PAR1 and no more"), ("twice.csv", "a,a\n1,2\n")],
)
def test_a_file_that_is_none_is_refused(desk: Desk, name: str, content: str | bytes | None) -> None:
    path = desk.folder / name if content is None else desk.file(name, content)
    assert desk.takes_in("people", path, "--yes") == 2
    assert desk.complains.startswith("makegood: file: ")


def test_rows_are_read_again_from_any_row_on_in_any_format(tmp_path: Path) -> None:
    values = [f"v{i}\nover two lines" for i in range(25)]
    pq.write_table(pa.table({"a": values}), tmp_path / "f.parquet")
    (tmp_path / "f.csv").write_text("a,b\n" + "".join(f'"{value}",\n' for value in values))
    for name in ("f.parquet", "f.csv"):
        source = sources.look(tmp_path / name)
        for skip in (0, 7, 24, 25):
            batches = list(rows.batches(source, columns=["a"], skip=skip, size=4))
            assert [value for batch in batches for value in batch.columns["a"]] == values[skip:]
            assert [index for batch in batches for index in batch.index] == list(range(skip, 25))


def test_every_example_of_the_documentation_is_a_mapping() -> None:
    import re

    text = (Path(__file__).parents[3] / "docs" / "import.md").read_text()
    found = re.findall(r"<!-- mapping: (\w+) -->\n```toml\n(.*?)```", text, re.DOTALL)
    assert len(found) == 5
    import tomllib

    for name, example in found:
        told = tomllib.loads(example)
        assert isinstance(mapping.understand(told, what=told["what"], zone="UTC"), Mapping), name

"""A brand is set up by commands alone; each refuses what is malformed, names the field, and then changes nothing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood.commands import main as command
from makegood.config import environment
from reference_shop.shop import ReferenceShop
from tests.peers import mailserver

Told = tuple[int, str, str]
Run = Callable[..., Told]


@pytest.fixture
def run(django_db_setup: None, django_db_blocker: DjangoDbBlocker, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command: exit code, what it said, what it complained of."""

    def told(*words: str) -> Told:
        code = command.main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    with django_db_blocker.unblock():
        yield told


@pytest.fixture
def brand(committed_brightside: UUID) -> str:
    """The address of a brand that is there."""
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    with tenancy.brand(committed_brightside):
        return brands.current().slug


def founding(slug: str, **other: str) -> list[str]:
    told = {
        "slug": slug,
        "name": "Corner Lamps",
        "zone": "Europe/Berlin",
        "currency": "EUR",
        "language": "de",
        "open": "mon-sat 08:30-18:00",
        "holidays": "DE-BE",
        "owner-name": "Uta Kern",
        "owner-email": f"uta@{slug}.example",
    } | other
    return ["brand", "found", *(part for name, value in told.items() for part in (f"--{name}", value))]


def test_a_brand_is_founded_with_an_owner_who_can_come_in(run: Run) -> None:
    from makegood.brands import queries as brands
    from makegood.platform import tenancy

    slug = f"corner-{uuid4().hex[:8]}"
    code, said, _ = run(*founding(slug))
    assert code == 0
    assert f"/b/{slug}/" in said
    assert "Uta Kern signs in once with http://" in said
    brand_id = brands.brand_id_for_slug(slug=slug)
    assert brand_id is not None
    with tenancy.brand(brand_id):
        assert [(m.name, m.role) for m in brands.members()] == [("Uta Kern", "owner")]
        assert [one.weekday for one in brands.current().hours.openings] == [0, 1, 2, 3, 4, 5]
    assert f"{slug}  Corner Lamps" in run("brand", "list")[1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"zone": "Berlin"}, "zone"),
        ({"currency": "euro"}, "currency"),
        ({"open": "monday 9 to 5"}, "--open"),
        ({"open": "fri-mon 09:00-17:00"}, "--open"),
        ({"open": "mon 17:00-09:00"}, "openings"),
        ({"holidays": "XX"}, "holidays_country"),
        ({"owner-email": "uta"}, "email"),
        ({"first-reply": "0"}, "first_reply_minutes"),
    ],
)
def test_a_malformed_brand_is_refused_and_not_half_founded(run: Run, wrong: dict[str, str], field: str) -> None:
    from makegood.brands import queries as brands

    slug = f"corner-{uuid4().hex[:8]}"
    code, _, complaint = run(*founding(slug, **wrong))
    assert code == 2
    assert field in complaint
    assert brands.brand_id_for_slug(slug=slug) is None


def test_a_member_joins_and_gets_a_link(run: Run) -> None:
    brand = f"corner-{uuid4().hex[:8]}"
    run(*founding(brand))
    code, said, _ = run(
        "member", "add", "--brand", brand, "--name", "Nia Bloom", "--email", "nia@brightside.example", "--role", "viewer"
    )
    assert (code, "Nia Bloom is in the team as viewer" in said) == (0, True)
    assert "/enter/" in run("member", "link", "nia@brightside.example", "--brand", brand)[1]
    code, _, complaint = run(
        "member", "add", "--brand", brand, "--name", "Nia", "--email", "nia@brightside.example", "--role", "boss"
    )
    assert (code, complaint) == (2, "makegood: --role: “boss” is none of owner, lead, agent, viewer.\n")
    assert run("member", "link", "nobody@brightside.example", "--brand", brand)[0] == 2


def test_a_brand_that_is_not_there_is_refused(run: Run) -> None:
    assert run("member", "list", "--brand", "nowhere") == (2, "", "makegood: --brand: there is no brand “nowhere” here.\n")


def test_a_channel_and_its_door_are_opened(run: Run, brand: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n")
    told = ["channel", "add", "webhook", "--brand", brand, "--name", "Chat", "--address", "chat", "--set"]
    code, _, complaint = run(*told, "reply_url=nowhere", "--set-file", f"reply_secret={secret}")
    assert (code, "reply_url" in complaint) == (2, True)
    assert run(*told, "colour=red")[0] == 2
    assert run(*told, "reply_url")[2] == "makegood: --set: “reply_url” has no value; write --set name=value.\n"
    code, said, _ = run(*told, "reply_url=https://chat.example/in", "--set-file", f"reply_secret={secret}")
    assert (code, said) == (0, "Chat is connected. The worker listens to it from now on.\n")
    assert run("channel", "set", "Chat", "--brand", brand, "--set", "reply_url=https://chat.example/new")[0] == 0
    assert "Chat  webhook  chat  not listened to yet" in run("channel", "list", "--brand", brand)[1]

    code, said, _ = run("door", "open", "messages", "--brand", brand, "--channel", "Chat")
    assert code == 0
    address = said.split()[1]
    assert address.endswith("/messages")
    assert "secret   whsec_" in said
    assert run("door", "open", "messages", "--brand", brand, "--channel", "Post")[0] == 2
    assert (
        run("door", "open", "window", "--brand", brand)[2] == "makegood: kind: a door is for shop, messages, calls or signals.\n"
    )


def test_an_address_for_calls_says_what_signs_them(run: Run, brand: str, tmp_path: Path) -> None:
    for kind, settings in (("reviews", "site=stars"), ("webmention", "sites=brand.example")):
        code, _, trouble = run(
            "channel", "add", kind, "--brand", brand, "--name", kind, "--address", kind, "--set", settings, "--untried"
        )
        assert code == 0, trouble
    _, signed, _ = run("door", "open", "calls", "--brand", brand, "--channel", "reviews")
    assert [line.split()[0] for line in signed.splitlines()[:2]] == ["address", "secret"]
    assert signed.splitlines()[1].split()[1].startswith("whsec_")
    _, plain, _ = run("door", "open", "calls", "--brand", brand, "--channel", "webmention")
    assert plain.splitlines()[1:] == ["Give this address to whoever calls. Nothing has to be signed."]


def test_a_door_that_was_closed_leads_nowhere(run: Run, brand: str) -> None:
    from makegood.api import doors

    address = run("door", "open", "shop", "--brand", brand)[1].split()[1]
    token = address.rpartition("/")[2]
    assert doors.find(token=token, kind="shop") is not None
    assert run("door", "close", address, "--brand", brand)[0] == 0
    assert doors.find(token=token, kind="shop") is None
    assert run("door", "close", token, "--brand", brand)[0] == 2


def test_a_mailbox_that_is_malformed_is_refused_by_name(run: Run, brand: str) -> None:
    told = ["channel", "add", "email", "--brand", brand, "--name", "Mail", "--address", "help@shop.example"]
    code, _, complaint = run(*told, "--set", "imap_host=mail.shop.example", "--set", "imap_port=many", "--set", "imap_user=help")
    assert code == 2
    for field in ("imap_port", "imap_password", "smtp_host"):
        assert field in complaint


@pytest.mark.mailserver
@pytest.mark.skipif(bool(mailserver.why_not()), reason=mailserver.why_not() or "a mail server is here")
def test_a_mailbox_is_tried_before_it_is_kept(run: Run, brand: str, tmp_path: Path) -> None:
    with mailserver.MailServer(domain="brightside.example") as server:
        told = ["channel", "add", "email", "--brand", brand, "--name", "Mail", "--address", "help@brightside.example"]
        settings = server.mailbox("help").settings()
        password = tmp_path / "password"
        for name, value in settings.items():
            if name.endswith("password") and value:
                password.write_text(f"{value}\n")
                told += ["--set-file", f"{name}={password}"]
            else:
                told += ["--set", f"{name}={value}"]
        wrong = tmp_path / "wrong"
        wrong.write_text("another one")
        code, _, complaint = run(*[part.replace(str(password), str(wrong)) for part in told])
        assert (code, "refused" in complaint) == (1, True)
        code, said, _ = run(*told)
        assert (code, said.splitlines()) == (
            0,
            [
                "Listening works: nothing waits to be read.",
                "Speaking works: 127.0.0.1 let us in.",
                "Mail is connected. The worker listens to it from now on.",
            ],
        )
        assert server.mailbox("help").flags() == []


def test_a_shop_is_asked_before_it_is_kept(run: Run, brand: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ReferenceShop() as shop:
        monkeypatch.setenv("MAKEGOOD_HTTP_ALLOW", shop.url.removeprefix("http://"))
        environment.settings.cache_clear()
        right, other = tmp_path / "right", tmp_path / "other"
        right.write_text(shop.secrets[0])
        other.write_text("whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=")
        told = ["shop", "connect", "--brand", brand, "--url", shop.command_url, "--secret-file"]
        code, _, complaint = run(*told, str(other))
        assert (code, "does not accept our signature" in complaint) == (1, True)
        code, said, _ = run(*told, str(right))
        assert (code, "The shop answers and accepts our signature" in said) == (0, True)
        assert shop.command_count() == 0
    monkeypatch.undo()
    environment.settings.cache_clear()
    assert run(*told, str(tmp_path / "none"))[2].startswith("makegood: secret: ")


def test_the_policy_is_shown_changed_and_refused(run: Run, brand: str, tmp_path: Path) -> None:
    shown = run("policy", "show", "--brand", brand)[1]
    file = tmp_path / "policy.toml"
    file.write_text(shown.replace('first_reply                = "60 minutes"', 'first_reply                = "30 minutes"'))
    code, said, _ = run("policy", "set", str(file), "--brand", brand)
    assert (code, said.startswith("Policy 1 (")) == (0, True)
    file.write_text(shown.replace("60 minutes", "soon"))
    code, _, complaint = run("policy", "set", str(file), "--brand", brand)
    assert (code, "first_reply" in complaint) == (2, True)
    assert "30 minutes" in run("policy", "show", "--brand", brand)[1]


def test_the_purse_and_the_shelf_are_filled(run: Run, brand: str) -> None:
    assert run("budget", "list", "--brand", brand)[1].startswith("No budget is open")
    assert run("catalogue", "list", "--brand", brand)[1].startswith("Nothing can be given yet")
    assert run("budget", "refill", "5", "--brand", brand)[2] == "makegood: --name: there is none yet: makegood budget open.\n"

    assert run("budget", "open", "500.00", "--brand", brand)[1] == "“Kindness” is open: £500.00 of £500.00 left.\n"
    assert run("budget", "open", "900.00", "--brand", brand)[1] == "“Kindness” is open: £500.00 of £500.00 left.\n"
    for _ in range(2):
        assert run("budget", "refill", "20", "--key", "May", "--brand", brand)[1] == "“Kindness”: £520.00 of £520.00 left.\n"
    assert run("budget", "refill", "much", "--brand", brand)[0] == 2
    assert run("budget", "list", "--brand", brand)[1] == "“Kindness”: £520.00 of £520.00 left, £0.00 given, £0.00 set aside\n"

    sweets = [
        "catalogue",
        "add",
        "sweets",
        "--name",
        "A small bag of sweets",
        "--kind",
        "surprise",
        "--worth",
        "1.50",
        "--brand",
        brand,
    ]
    for _ in range(2):
        assert (
            run(*sweets, "--cost", "0.60", "--stock", "20")[1]
            == "A small bag of sweets can be given: it costs £0.60, 20 in stock.\n"
        )
    code, _said, complaint = run(*sweets, "--cost", "0.70")
    assert (code, complaint) == (2, "makegood: code: “sweets” is A small bag of sweets already. Choose another code.\n")
    assert run("catalogue", "stock", "sweets", "-3", "--brand", brand)[1] == "A small bag of sweets, 17 in stock.\n"
    assert run("catalogue", "stock", "sweets", "-30", "--brand", brand)[0] == 2
    assert (
        run("catalogue", "stock", "cards", "5", "--brand", brand)[2] == "makegood: code: there is no “cards” in the catalogue.\n"
    )
    assert (
        run("catalogue", "list", "--brand", brand)[1] == "sweets  A small bag of sweets: worth £1.50, costs £0.60, 17 in stock\n"
    )


def test_a_file_is_handed_to_a_channel_once_whatever_it_is_called(run: Run, brand: str, tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").write_text("id,at,stars,text\n1,2026-03-02,2,The torch is dim.\n")
    (tmp_path / "again.csv").write_text("id,at,stars,text\n1,2026-03-02,2,The torch is dim.\n")
    run(
        "channel", "add", "reviews", "--name", "Stars", "--address", "stars", "--set", "site=stars", "--untried", "--brand", brand
    )
    take = ("raw", "take", "--brand", brand, "--channel", "Stars")
    assert run(*take, str(tmp_path / "reviews.csv"))[1].startswith("1 of 1 taken.")
    assert run(*take, str(tmp_path / "again.csv"))[1].startswith("0 of 1 taken.")
    assert run(*take, str(tmp_path / "none.csv"))[0] == 2
    assert "there is no “Moons”" in run("raw", "take", "--brand", brand, "--channel", "Moons", str(tmp_path / "again.csv"))[2]


def test_what_could_not_be_read_is_listed_saved_and_read_again(
    run: Run, brand: str, committed_brightside: UUID, tmp_path: Path
) -> None:
    from makegood.channels import stuck
    from makegood.channels.actions import connecting, intake
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import jobs, tenancy
    from tests import cast

    with tenancy.brand(committed_brightside):
        channel = connecting.add_channel(kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=cast.AT)
        intake.store_raw(channel_id=channel, items=[("1", b"not json")], cursor="", at=cast.AT)
    jobs.do_all_due(committed_brightside, at=cast.AT)
    listed = run("raw", "list", "--brand", brand)[1]
    number = listed.split()[0]
    assert "Chat  8 bytes" in listed
    assert run("raw", "save", number, str(tmp_path / "raw"), "--brand", brand)[0] == 0
    assert (tmp_path / "raw").read_bytes() == b"not json"
    assert "file: " in run("raw", "save", number, str(tmp_path / "raw"), "--brand", brand)[2]
    assert run("raw", "save", "7", str(tmp_path / "seven"), "--brand", brand)[0] == 2
    assert run("raw", "read-again", "--brand", brand)[1].startswith("1 put back in the queue.")
    with tenancy.brand(committed_brightside):
        assert stuck.parked_raw() == ()
    assert run("raw", "read-again", number, "--brand", brand)[0] == 2
    assert run("raw", "list", "--brand", brand)[1].startswith("Nothing is parked")


def test_orders_are_imported_in_parts_and_once(run: Run, brand: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    order = {
        "placed_at": "2026-03-01T10:00:00Z",
        "currency": "GBP",
        "customer": {"email": "tom.arden@example.org"},
        "lines": [{"sku": "TORCH-01", "title": "Pocket torch", "quantity": 1, "unit_price_minor": 199}],
    }
    file.write_text(json.dumps({"orders": [{"number": str(n), **order} for n in range(1, 502)]}))
    code, said, _ = run("import", "orders", str(file), "--brand", brand)
    assert (code, "501 rows: 1 person and 501 orders taken in.\nNo bad rows.\n" in said) == (0, True)
    assert "nothing was changed now" in run("import", "orders", str(file), "--brand", brand)[1]
    file.write_text(json.dumps({"orders": [{"number": "9", **order, "currency": "pounds"}]}))
    report = tmp_path / "bad.csv"
    assert run("import", "orders", str(file), "--brand", brand, "--report", str(report))[0] == 3
    assert report.read_text().splitlines()[1].startswith("orders.json,1,currency,")
    file.write_text('{"orders": 5}')
    assert run("import", "orders", str(file), "--brand", brand)[2] == 'makegood: file: it must hold {"orders": […]} in JSON.\n'


def test_the_lists_are_made_anew(run: Run, brand: str) -> None:
    assert run("views", "rebuild", "--brand", brand) == (0, "0 rows made anew.\n", "")


def test_a_shop_of_another_kind_is_kept_with_its_settings_and_says_how_it_stands(run: Run, brand: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("a long password\n")
    told = ["shop", "connect", "--brand", brand, "--kind", "vendure", "--url", "https://shop.example/admin-api", "--untried"]
    told += ["--secret-file", str(file)]
    code, _, complaint = run(*told, "--set", "colour=red")
    assert (code, complaint.startswith("makegood: colour: is not a setting of this shop.")) == (2, True)
    assert "No shop is connected yet" in run("shop", "status", "--brand", brand)[2]
    code, said, _ = run(*told, "--set", "username=makegood", "--set", "channel=uk")
    assert (code, said) == (
        0,
        "The shop is connected. Its orders and parcels are looked for from now on: makegood shop status\n",
    )
    assert run("shop", "status", "--brand", brand)[1] == "Vendure at https://shop.example/admin-api\nNot looked into yet.\n"

"""More than forty malformed requests, settings and files through the real doors: each is refused with a sentence that names the field and
the way out, and the database is the same as before, in every table.

One row is one thing that somebody may get wrong. The rows of the machines' doors are those of tests/api; the others stand here.
"""

import html
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from makegood.commands import main as command
from makegood.config import environment
from makegood.gestures.actions import shelf
from makegood.gestures.types import GestureKind
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from tests import cast
from tests.api.conftest import Machine
from tests.api.test_malformed import EVENTS, MESSAGES, NO_JSON, ORDERS, line
from tests.api.told import EVENT, MESSAGE, ORDER
from tests.refusals.conftest import Place, Witness

# What somebody may get wrong -----------------------------------------------------------------------------------------

# (address on the desk, form, who sends it, status, field of the refusal, words of its sentence)
DESK: list[tuple[str, dict[str, str], str, int, str, str]] = [
    ("cases/1/answers/", {}, "owner", 422, "text", "text: write something first."),
    ("cases/1/answers/", {"text": " \r\n "}, "owner", 422, "text", "text: write something first."),
    ("cases/1/answers/", {"text": "x" * 100_001}, "owner", 422, "text", "text: "),
    ("cases/1/answers/", {"text": "I may not."}, "viewer", 422, "", "It takes an agent"),
    ("cases/99/answers/", {"text": "Hello"}, "owner", 404, "number", ""),
    ("cases/99999999999999999999/notes/", {"text": "Hello"}, "owner", 404, "number", ""),
    ("cases/1/notes/", {"text": "\x00"}, "owner", 422, "text", "Write something in the note first."),
    ("cases/1/owner/", {"member": "Mara"}, "owner", 422, "member", "member: choose somebody from the list."),
    ("cases/1/owner/", {"member": "{nobody}"}, "owner", 422, "member_id", "member_id: "),
    ("cases/1/owner/", {"member": "{viewer}"}, "owner", 422, "member_id", "cannot answer people here. Choose somebody who can."),
    (
        "cases/1/messages/{message_id}/reading/",
        {"correction": "mood:sunny"},
        "owner",
        422,
        "field",
        "no “mood” to correct. Choose one of: act, feeling,",
    ),
    (
        "cases/1/messages/{message_id}/reading/",
        {"correction": "feeling:sunny"},
        "owner",
        422,
        "now",
        "Choose from: negative, neutral, positive.",
    ),
    ("cases/1/messages/{nobody}/reading/", {"correction": "act:praise"}, "owner", 422, "message_id", "has not been read yet"),
    ("cases/1/makegoods/{nobody}/approval/", {}, "owner", 422, "makegood_id", "makegood_id: "),
    ("cases/1/makegoods/{makegood_id}/choice/", {"name": "the moon"}, "owner", 422, "", "is not open any more"),
    ("cases/1/makegoods/{makegood_id}/changes/", {"say.text": ""}, "owner", 422, "", "is not open any more"),
    ("cases/1/makegoods/{makegood_id}/refusal/", {"reason": " "}, "owner", 422, "reason", "reason: "),
    ("cases/1/steps/{nobody}/another-try/", {}, "owner", 422, "step_id", "step_id: "),
    ("cases/1/steps/{step_id}/by-hand/", {"outcome": ""}, "owner", 422, "outcome", "outcome: say how it was done."),
    ("promises/{promise_id}/ending/", {"because": " "}, "owner", 422, "because", "because: say why it no longer stands."),
    ("promises/{nobody}/ending/", {"kept": "yes"}, "owner", 422, "promise_id", "There is no such promise here."),
    ("people/{person_id}/links/{nobody}/undoing/", {}, "owner", 422, "link_id", "link_id: there is no such question."),
    ("who/{nobody}/confirmation/", {}, "owner", 422, "link_id", "link_id: there is no such question."),
    ("troubles/raw/{nobody}/reading/", {}, "owner", 422, "raw_id", "Nothing is parked under this number any more."),
    ("troubles/work/{nobody}/another-try/", {}, "owner", 422, "work_id", "Nothing is given up under this number any more."),
]

# (setting, value, words)
SETTINGS: list[tuple[str, str, str]] = [
    ("MAKEGOOD_PORT", "eighty", "is “eighty”: write a whole number from 1 to 65535."),
    ("MAKEGOOD_DEBUG", "perhaps", "is “perhaps”: write yes or no."),
    (
        "MAKEGOOD_BASE_URL",
        "care.example.org",
        "is “care.example.org”: write an address such as https://care.example.org, without a path.",
    ),
    ("MAKEGOOD_ALLOWED_HOSTS", "a.example,*", "holds “*”: write host names separated by commas."),
    ("MAKEGOOD_HTTP_ALLOW", "127.0.0.1", "holds “127.0.0.1”: write host:port, separated by commas."),
    ("MAKEGOOD_SECRET_KEY", "short", "has 5 characters: a secret needs at least 32 random ones."),
    ("MAKEGOOD_DATABASE_URL", "mysql://a", "must start with postgresql:// and name role, host and database."),
    ("MAKEGOOD_PROT", "8000", "is not a setting of Makegood: correct its name, or remove it."),
]

MAILBOX = (
    "channel add email --untried --name Post --address post@brightside.example --set imap_host=127.0.0.1 --set imap_tls=none "
    "--set imap_user=post --set-file imap_password={secret} --set smtp_host=127.0.0.1 --set smtp_tls=none"
)
FOUND = "brand found --slug brightside-two --name Two --zone Europe/London --currency GBP --owner-name Mara --owner-email m@example.org"
# (what is typed, words); {slug}, {secret}: an existing address and a file with a secret in it
COMMANDS: list[tuple[str, str]] = [
    (f"{MAILBOX} --set imap_port=70000", "Its port (imap_port): is not a port between 1 and 65535."),
    (
        f"{MAILBOX} --set smtp_port=0 --set largest_mb=-1",
        "(smtp_port): is not a port between 1 and 65535; Largest mail kept whole, in MB (largest_mb): is not a whole number from 1 to 200.",
    ),
    (f"{MAILBOX} --set colour=red", "colour: is not a setting of this channel"),
    (f"{MAILBOX} --set imap_port", "--set: “imap_port” has no value; write --set name=value."),
    (f"{MAILBOX} --brand nowhere", "--brand: there is no brand “nowhere” here."),
    ("channel add pigeon --untried --name Loft --address loft", "kind: "),
    ("channel set Nothing --untried", "--channel: there is no “Nothing”."),
    (f"{FOUND} --slug Two!", "slug: "),
    (f"{FOUND} --slug {{slug}}", "slug: "),
    (f"{FOUND} --zone Mars/Base", "zone: "),
    (f"{FOUND} --currency pounds", "currency: "),
    (f"{FOUND} --holidays Atlantis", "holidays_country: "),
    (f"{FOUND} --open never", "--open: “never” cannot be read. Write it like “mon-fri 09:00-17:00”."),
    (f"{FOUND} --first-reply 0", "first_reply_minutes: must be at least one minute."),
    (f"{FOUND} --owner-email mara", "email: "),
    ("member add --name Ann --email ann@example.org --role king", "--role: “king” is none of owner, lead, agent, viewer."),
    ("member link nobody@example.org", "email: nobody of this team has the address nobody@example.org."),
    ("shop connect --untried --url ftp://shop --secret-file {secret}", "secret"),
    ("shop connect --untried --url ftp://shop --secret-file {whsec}", "url: give the http or https address"),
    ("shop connect --untried --url https://shop.example", "secret: put it in a file and name that"),
    ("door open window", "kind: a door is for shop, messages, calls or signals."),
    ("door open messages", "channel_id: "),
    ("raw read-again 17", "number: “17” is none that `makegood raw list` shows."),
    (f"raw save {cast.NOBODY} /dev/null/x", "Nothing was kept under this number."),
]

# (name of the file, what is in it, command, words)
FILES: list[tuple[str, bytes, str, str]] = [
    ("empty.toml", b"", "policy set {file}", "The policy file is empty."),
    ("unknown.toml", b'[returns]\nnever_belo = "5.00"\n', "policy set {file}", "Did you mean never_below?"),
    ("below.toml", b'[returns]\nnever_below = "-5.00"\n', "policy set {file}", "returns.never_below: “-5.00” is not an amount"),
    ("percent.toml", b'[extras]\nall_together = "a lot"\n', "policy set {file}", "extras.all_together"),
    ("norule.toml", b'[[rule]]\nname = "A"\nwho = ["agent"]\n', "policy set {file}", "rule 1.give"),
    ("broken.toml", b"[surprises\n", "policy set {file}", "Line 1 of the policy file"),
    ("latin.toml", b"# caf\xe9\n", "policy set {file}", "is not text in UTF-8."),
    ("huge.toml", b"#" * 400_001, "policy set {file}", "is longer than 400,000 bytes."),
    ("letter.json", b"From: tom\n\nHello", "import orders {file}", "columns: the header does not show which column is number"),
    ("list.json", b'{"orders": {}}', "import orders {file}", 'file: it must hold {"orders": […]} in JSON.'),
]

# (file's name, its content, what it holds, the line of the report): rows of a history are refused one by one, and the file was taken
ROWS: list[tuple[str, object, str, str]] = [
    ("naive.json", {"orders": [{**ORDER, "placed_at": "2026-03-01"}]}, "orders", "placed_at"),
    ("state.json", {"events": [{**EVENT, "state": "lost"}]}, "parcels", "must be one of"),
]

# (what is put on the shelf otherwise than it should be, words)
ITEM: dict[str, Any] = {
    "code": "tea",
    "kind": GestureKind.SURPRISE,
    "name": "Tea",
    "face_value": Money(150, "GBP"),
    "real_cost": Money(60, "GBP"),
}
ITEMS: list[tuple[dict[str, Any], str]] = [
    ({"code": "Green Tea"}, "code: use 1 to 60 small letters, digits"),
    ({"name": ""}, "name: one line of 1 to 120 characters."),
    ({"kind": GestureKind.FIX}, "kind: what is owed and kind words need no place in the catalogue."),
    ({"real_cost": Money(-60, "GBP")}, "real_cost: an amount of GBP, not below zero."),
    ({"face_value": Money(150, "EUR")}, "face_value: an amount of GBP, not below zero."),
    ({"stock": -1}, "stock: a number from 0 on, or nothing where it is not counted."),
    ({"code": cast.SWEETS_CODE}, "Choose another code."),
]


# The doors -----------------------------------------------------------------------------------------------------------


def test_the_desk_refuses_and_keeps_what_it_had(place: Place, witness: Witness) -> None:
    wrong = []
    for path, form, who, status, field, words in DESK:
        known = {name: str(value) for name, value in place.ids.items()}
        filled = {name: value.format(**known) if value.startswith("{") else value for name, value in form.items()}
        answer = getattr(place, who).post(f"/b/{place.slug}/{path.format(**known)}", filled)
        what, said = f"{path} {str(form)[:60]}", spoken(answer.content.decode())
        wrong += complaints(what, answer.status_code, status, said, words, witness)
        refusal = answer.wsgi_request.refusal
        wrong += [f"{what}: names {refusal.fields}, not {field}"] if field and field not in refusal.fields else []
    assert not wrong, "\n".join(wrong)


def test_the_machines_doors_refuse_and_keep_what_they_had(place: Place, witness: Witness) -> None:
    def send(machine: Machine, to: str, body: Any, status: int, field: str, message: str) -> list[str]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        answered, problem = machine.send(raw, to=to)
        return complaints(f"{to} {field}", answered, status, problem["detail"], f"{field}: {message}", witness)

    wrong = []
    for row in (*ORDERS, (line(currency="EUR"), "orders[1].lines[1].currency", "is not a field that we know")):
        wrong += send(place.shop, "/orders", row[0], 422, row[1], row[2])
    for row in EVENTS:
        wrong += send(place.shop, "/parcels", row[0], 422, row[1], row[2])
    for row in MESSAGES:
        wrong += send(place.chat, "", row[0], 422, row[1], row[2])
    for raw, message in NO_JSON:
        wrong += send(place.shop, "/orders", raw, 400, "body", message)
    stranger = Machine(place.brand_id, place.chat.path, place.shop.secret)
    answered, problem = stranger.send({"messages": [MESSAGE]})
    wrong += complaints("another's secret", answered, 401, str(problem), "webhook-signature", witness)
    nowhere = Machine(place.brand_id, place.chat.path.replace("/in/", "/in/x"), place.chat.secret)
    answered, problem = nowhere.send({"messages": [MESSAGE]})
    wrong += complaints("a door that is none", answered, 404, str(problem), "", witness)
    assert not wrong, "\n".join(wrong)


def test_a_wrong_setting_stops_the_start(
    place: Place, witness: Witness, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = []
    for name, value, words in SETTINGS:
        with monkeypatch.context() as told:
            told.setattr(environment, "settings", lambda: environment.read(os.environ))
            told.setenv(name, value)
            code = command.main(["up"])
        said = capsys.readouterr()
        wrong += complaints(f"{name}={value}", code, 2, said.err, f"makegood: {name} {words}", witness)
    assert not wrong, "\n".join(wrong)


def test_the_commands_refuse_and_keep_what_they_had(
    place: Place, witness: Witness, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("hunter2")
    (tmp_path / "whsec").write_text(place.shop.secret)
    known = {"slug": place.slug, "secret": tmp_path / "secret", "whsec": tmp_path / "whsec"}
    run = at_the_keyboard(place, monkeypatch, capsys)
    wrong = []
    for typed, words in COMMANDS:
        code, said = run(typed.format(**known))
        assert "hunter2" not in said
        wrong += complaints(typed[-60:], code, 2, said, words, witness)
    assert not wrong, "\n".join(wrong)


def test_files_are_refused_and_nothing_of_them_is_kept(
    place: Place, witness: Witness, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = at_the_keyboard(place, monkeypatch, capsys)
    wrong = []
    for name, content, typed, words in FILES:
        (tmp_path / name).write_bytes(content)
        code, said = run(typed.format(file=tmp_path / name))
        wrong += complaints(name, code, 2, said, words, witness)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("name", "content", "what", "words"), ROWS, ids=[name for name, *_ in ROWS])
def test_a_row_of_a_history_that_is_refused_stands_in_the_report_and_nowhere_else(
    name: str,
    content: object,
    what: str,
    words: str,
    place: Place,
    witness: Witness,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / name).write_text(json.dumps(content))
    code, _ = at_the_keyboard(place, monkeypatch, capsys)(f"import {what} {tmp_path / name} --report {tmp_path / 'bad.csv'}")
    assert (code, witness.changed()) == (3, ["platform_taken_file"])
    assert words in (tmp_path / "bad.csv").read_text()


def test_what_nobody_could_give_is_not_put_on_the_shelf(place: Place, witness: Witness) -> None:
    wrong = []
    for changes, words in ITEMS:
        with pytest.raises(Refusal) as refused, tenancy.brand(place.brand_id):
            shelf.add_item(**{**ITEM, **changes}, by=SYSTEM, at=cast.AT)
        wrong += complaints(str(changes), 2, 2, refused.value.sentence, words, witness)
    assert not wrong, "\n".join(wrong)


# What keeps the above honest -----------------------------------------------------------------------------------------


def test_there_are_more_than_forty() -> None:
    here = len(DESK) + len(SETTINGS) + len(COMMANDS) + len(FILES) + len(ITEMS)
    assert here >= 40
    assert here + len(ORDERS) + len(EVENTS) + len(MESSAGES) + len(NO_JSON) >= 120


def test_the_witness_sees_the_smallest_change(place: Place, witness: Witness) -> None:
    assert witness.changed() == []
    assert place.owner.post(f"/b/{place.slug}/cases/1/notes/", {"text": "A note."}).status_code == 303
    changed = witness.changed()
    assert {"cases_note", "platform_journal"} <= set(changed), changed
    assert place.chat.send({"messages": [{**MESSAGE, "id": str(uuid4())}]})[0] == 202
    assert "channels_message" in witness.changed()


def complaints(what: str, code: int, wanted: int, said: str, words: str, witness: Witness) -> list[str]:
    """What is wrong with a refusal, in one line each: its code, its sentence, or what it left behind."""
    found = [f"{what}: answered {code} instead of {wanted}"] if code != wanted else []
    if words not in said:
        found.append(f"{what}: does not say “{words}” but “{said[-300:]}”")
    if changed := witness.changed():
        found.append(f"{what}: changed {', '.join(changed)}")
    return found


def spoken(page: str) -> str:
    """The refusal that a page shows."""
    found = re.search(r'role="alert"[^>]*>(.*?)</div>|<h1>Not done</h1>(.*?)</p>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[0])) if found else ""


def at_the_keyboard(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], tuple[int, str]]:
    """Types a command as whoever runs the house; the brand's name is added where none is given."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    def run(typed: str) -> tuple[int, str]:
        words = typed.split()
        if "--brand" not in words and words[0] != "brand":
            words += ["--brand", place.slug]
        code = command.main(words)
        return code, capsys.readouterr().err

    return run

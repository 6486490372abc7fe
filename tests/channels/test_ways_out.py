"""Every way out of the house, enumerated: whoever says something to somebody passes the gate, and a way that is new must be written down here."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import makegood
from makegood.brands.types import Brand
from makegood.channels import contacts, models, registry
from makegood.channels.actions import outbox, reaching
from makegood.channels.messages import Speech
from makegood.channels.rules.gate import Never
from makegood.channels.types import ChannelId
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Consent, IdentityKind, Purpose
from tests import cast

ROOT = Path(makegood.__file__).parent

HANDS_TO_AN_ADAPTER = {
    "flows/delivering.py": "what the gate let through, and nothing else: it takes rows of the outbox",
    "flows/channel_work.py": "a test letter, to the member who asks for it",
    "flows/after_hours.py": "an alarm, and the morning's note, to members of the team",
    "flows/members_by_mail.py": "what a person wrote, to a member of the team",
    "flows/owner_letters.py": "the month in plain words, to those of the team who chose so",
}
POSTS_FOR_EVERYBODY = {"flows/publishing.py": "words to nobody in particular: no consent to ask for"}
WRITES_OUTGOING_ROWS = {
    "channels/actions/outbox.py": "behind the gate",
    "channels/actions/past.py": "what another system sent long ago, as sent",
    "channels/actions/history.py": "what another system sent long ago, as sent",
    "commands/demo/crowd/keeping.py": "the demonstration's invented past, as sent",
    "commands/demo/crowd/evening.py": "the demonstration's invented past, as sent",
}
TALKS_TO_MAIL_SERVERS = {
    "channels/adapters/email/smtp.py": "the adapter's own",
    "channels/adapters/mail_provider/sending.py": "the adapter's own: it builds a mail for the provider's library",
    "config/settings.py": "how accounts' letters leave (a lost password), which go to members",
}


def sources() -> Iterator[tuple[str, ast.Module, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        text = path.read_text()
        yield path.relative_to(ROOT).as_posix(), ast.parse(text), text


def calls(tree: ast.Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def is_of_an_adapter(call: ast.Call) -> bool:
    """`registry.adapter(…).send(letter, channel=…)`, `speaks.announce(…, channel=…)`, by any name of the adapter."""
    return any(keyword.arg == "channel" for keyword in call.keywords)


def test_only_these_hand_a_letter_to_an_adapter_and_only_one_posts() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for name, tree, _text in sources():
        if name.startswith(("channels/adapters/", "channels/providers/")):
            continue
        for method in ("send", "announce"):
            if any(is_of_an_adapter(call) for call in calls(tree, method)):
                found[method].add(name)
    assert found == {"send": set(HANDS_TO_AN_ADAPTER), "announce": set(POSTS_FOR_EVERYBODY)}


def test_only_the_gate_makes_outgoing_rows() -> None:
    found = set()
    for name, tree, text in sources():
        inserts = any(
            isinstance(call.args[0], ast.Constant) and call.args[0].value == "channels_outgoing"
            for call in calls(tree, "insert", "copy")
            if call.args
        )
        if (
            inserts
            or "Outgoing.objects.create" in text
            or "Outgoing.objects.bulk_create" in text
            or "INSERT INTO channels_outgoing" in text
        ):
            found.add(name)
    assert found <= set(WRITES_OUTGOING_ROWS), found - set(WRITES_OUTGOING_ROWS)
    assert "channels/actions/outbox.py" in found


def test_in_the_outbox_every_row_was_let_through() -> None:
    """`_claim` writes what `let_through` answered: its rows are built from `gatekeeping.LetThrough` alone, which only the gate makes."""
    makers = {
        name
        for name, tree, _text in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("LetThrough")
    }
    assert makers == {"channels/actions/gatekeeping.py"}
    tree = ast.parse((ROOT / "channels/actions/gatekeeping.py").read_text())
    (function,) = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "let_through"]
    lines = [ast.unparse(one) for one in function.body]
    asked = next(place for place, line in enumerate(lines) if "may_we_speak" in line)
    assert "raise Refusal" in lines[asked + 1]
    assert all("LetThrough(" not in line for line in lines[: asked + 2])


def test_nobody_talks_to_a_mail_server_but_the_mail_adapter() -> None:
    found = {
        name for name, _tree, text in sources() if "import smtplib" in text or "django.core.mail" in text or "send_mail(" in text
    }
    assert found == set(TALKS_TO_MAIL_SERVERS)


def test_calls_and_cards_ask_the_same_gate() -> None:
    """Whoever plans a contact by hand goes through `reaching.weigh`."""
    asking = {name for name, _tree, text in sources() if "reaching.weigh(" in text}
    assert {"calls/actions.py", "letters/actions.py"} <= asking


SPEAKING = sorted(kind for kind in registry.ADAPTERS if not registry.unanswered(kind))


@pytest.mark.parametrize("kind", SPEAKING)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_by_no_kind_of_channel_anything_goes_to_who_said_no(brightside: Brand, kind: str, purpose: Purpose) -> None:
    channel = models.Channel.objects.create(kind=kind, name=kind, address="us@brightside.example", settings={})
    who = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id
    no = Consent(who, registry.consented_as(kind), purpose, False, "a mail", "", cast.AT)
    noting.note_consent(consent=no, by=SYSTEM)
    speech = Speech(f"{kind} {purpose}", ChannelId(channel.id), who, purpose, "Hello", "Hello Tom.")
    with pytest.raises(Refusal) as refused:
        outbox.queue(speech=speech, by=SYSTEM, at=cast.AT)
    assert refused.value.code == "consent_withdrawn"
    assert not models.Outgoing.objects.exists()
    assert [one.reason for one in contacts.suppressed()] == ["consent_withdrawn"]


@pytest.mark.parametrize("medium", [reaching.PHONE, reaching.POST])
def test_neither_by_telephone_nor_by_post(brightside: Brand, medium: str) -> None:
    tom = Address(IdentityKind.PHONE, cast.TOM_PHONE if hasattr(cast, "TOM_PHONE") else "+44 7700 900123", "Tom Arden")
    who = recognising.recognise(sightings=[cast.seen(tom)], at=cast.AT)[0].identity_id
    noting.note_consent(consent=Consent(who, medium, Purpose.SERVICE, False, "a call", "", cast.AT), by=SYSTEM)
    (verdict,) = reaching.weigh(contacts=[reaching.Contact("c1", who, medium, Purpose.SERVICE)], at=cast.AT)
    assert isinstance(verdict, Never)
    assert [one.medium for one in contacts.suppressed()] == [medium]

"""What was said long ago comes in both ways, stands at its own instant, is read, and triggers nothing."""

from datetime import UTC, datetime

from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.types import Direction, Envelope
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import jobs, tenancy
from makegood.views import queries as views
from tests.commands.importing.conftest import LEFT_ALONE, Desk

ANGRY = "The torch arrived broken and nobody answers. This is a disgrace, I want my money back!"
MAPPING = """what = "messages"
[columns]
id = "no"
at = "when"
text = "words"
direction = "way"
email = "who"
in_reply_to = "answers"
score = "stars"
[messages]
addresses = "customer"
"""
HEADER = "no,when,way,who,answers,stars,words\n"
TOM = "tom.arden@example.org"


def take_in(desk: Desk, rows: str, *words: str) -> int:
    return desk.takes_in(
        "messages", desk.file("words.csv", HEADER + rows), "--mapping", str(desk.file("m.toml", MAPPING)), *words
    )


def test_a_conversation_comes_in_from_both_sides_and_opens_nothing(desk: Desk) -> None:
    rows = f"""m1,2024-05-01T10:00:00Z,in,{TOM},,,"{ANGRY}"
m2,2024-05-01T11:00:00Z,out,,m1,,We are sorry. A new one is on its way.
m3,2024-05-02T09:00:00Z,in,{TOM},m2,,"Thank you, it shines."
r1,2024-06-01T09:00:00Z,in,ana@example.org,,1,
"""
    assert take_in(desk, rows) == 0
    assert "4 rows: 2 people and 4 messages taken in." in desk.says
    counts = desk.counts()
    assert {table: counts[table] for table in LEFT_ALONE} == dict.fromkeys(LEFT_ALONE, 0)
    assert (counts["channels_conversation"], counts["understanding_reading"]) == (2, 2)
    with tenancy.brand(desk.brand_id):
        tom = people.find_identity(address=Address(IdentityKind.EMAIL, TOM))
        ana = people.find_identity(address=Address(IdentityKind.EMAIL, "ana@example.org"))
        assert tom is not None
        assert ana is not None
        entries, _ = views.timeline(identity_ids=[tom.id])
        assert [(entry.at, entry.sentence, entry.detail) for entry in entries[:3]] == [
            (datetime(2024, 5, 2, 9, tzinfo=UTC), f"{TOM} wrote by Imported messages.", "Thank you, it shines."),
            (
                datetime(2024, 5, 1, 11, tzinfo=UTC),
                f"We wrote to {TOM} by Imported messages.",
                "We are sorry. A new one is on its way.",
            ),
            (datetime(2024, 5, 1, 10, tzinfo=UTC), f"{TOM} wrote by Imported messages.", ANGRY),
        ]
        (complaint,) = people.facts_of(identity_ids=[tom.id], kinds=["complained"])
        assert complaint.at == datetime(2024, 5, 1, 10, tzinfo=UTC)
        (review,) = people.facts_of(identity_ids=[ana.id], kinds=["reviewed"])
        assert review.value == {"score": 1, "best": 5, "public": False}
        assert views.timeline(identity_ids=[ana.id])[0][0].sentence == "ana@example.org reviewed us by Imported messages: 1 of 5."


def test_a_later_live_message_joins_the_persons_history(desk: Desk) -> None:
    assert take_in(desk, f'm1,2024-05-01T10:00:00Z,in,{TOM},,,"{ANGRY}"\n') == 0
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    with tenancy.brand(desk.brand_id):
        (channel,) = channels.channels()
        assert (channel.name, channel.address, channel.active) == ("Imported messages", "import:Imported messages", False)
        live = Envelope(
            "m9", Address(IdentityKind.EMAIL, TOM), "Hello again", "Hello again", at, thread_key="m9", thread_keys=("m1",)
        )
        (message_id,) = intake.store_messages(channel_id=channel.id, envelopes=[live], at=at)
    jobs.do_all_due(desk.brand_id, at=at)
    with tenancy.brand(desk.brand_id):
        (message,) = channels.messages(message_ids=[message_id])
        (first,) = [one for one in channels.conversation(conversation_id=message.conversation_id) if one.external_id == "m1"]
        assert first.direction is Direction.IN
        entries, _ = views.timeline(identity_ids=[message.identity_id or first.id])
    assert [entry.detail for entry in entries if entry.kind == "channels.MessageHeard"] == ["Hello again", ANGRY]


def test_without_times_rows_are_spread_over_the_stated_period_in_their_order(desk: Desk) -> None:
    mapping = desk.file(
        "t.toml",
        'what = "messages"\n[templates]\nid = "{no}"\nhandle = "twitter:c{no}"\n[turns]\ncolumns = ["said"]\n'
        'in = ["<cust__", "__cust>"]\nout = ["<rep__", "__rep>"]\n',
    )
    file = desk.file(
        "t.csv",
        "no,said\n" + "".join(f"{i},<cust__ __company__ late! __cust> <rep__  __cust__ sorry __rep>\n" for i in range(1, 5)),
    )
    assert desk.takes_in("messages", file, "--mapping", str(mapping)) == 2
    assert "--spread 2024-01-01..2024-12-31" in desk.complains
    assert desk.takes_in("messages", file, "--mapping", str(mapping), "--spread", "2024-01-01..2024-01-04") == 0
    assert "4 rows: 4 people and 8 messages taken in." in desk.says
    with tenancy.brand(desk.brand_id):
        who = people.find_identity(address=Address(IdentityKind.HANDLE, "twitter:c2"))
        assert who is not None
        entries, _ = views.timeline(identity_ids=[who.id])
    assert [(entry.at, entry.detail) for entry in entries[:2]] == [
        (datetime(2024, 1, 2, 12, 5, tzinfo=UTC), "__cust__ sorry"),
        (datetime(2024, 1, 2, 12, 0, tzinfo=UTC), "__company__ late!"),
    ]


def test_a_message_that_cannot_be_kept_is_named_and_the_others_stay(desk: Desk) -> None:
    rows = "m1,2024-05-01T10:00:00Z,in,no-address,,,Hello\nm2,soon,in,a@example.org,,,Hello\nm3,2024-05-01T10:00:00Z,sideways,a@example.org,,,Hello\n"
    rows += "m4,2024-05-01T10:00:00Z,in,a@example.org,,9,Hello\nm5,2024-05-01T10:00:00Z,in,a@example.org,,,\nm6,2024-05-01T10:00:00Z,in,a@example.org,,,Hello\n"
    assert take_in(desk, rows) == 3
    assert [line.split(",")[1:3] for line in desk.bad()] == [
        ["2", "email"],
        ["3", "at"],
        ["4", "direction"],
        ["5", "score"],
        ["6", "text"],
    ]
    assert "no-address" not in "".join(desk.bad())
    assert desk.counts()["channels_message"] == 1

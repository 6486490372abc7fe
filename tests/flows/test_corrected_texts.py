"""What members set right leaves as labelled lines; words only where the brand lets them, without what leads to anybody."""

import json
from pathlib import Path
from typing import Any

import pytest

from makegood.commands import asking
from makegood.commands.main import main
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests.flows.conftest import House
from tests.flows.test_leaving_and_buying import NELL
from tests.flows.test_rereading import correct, messages


def exported(house: House) -> list[dict[str, Any]]:
    from makegood.flows import corrected_texts

    with tenancy.brand(house.brand_id):
        return [json.loads(line) for line in corrected_texts.lines()]


def test_labels_leave_always_and_words_only_where_the_brand_lets_them(house: House) -> None:
    from makegood.understanding import actions as understanding

    house.hears("My torch arrived broken.\nCall +44 20 7946 0958.\nRegards,\nNell", by=NELL, subject="Nell’s torch")
    house.hears("Do you open on Sunday?", by=NELL, subject="Sunday")
    correct(house, messages(house)[0], "happened", "lost, late")
    (line,) = exported(house)
    assert "text" not in line
    assert (line["happened"], line["act"], line["corrected"]) == (["lost", "late"], "complaint", ["happened"])
    with tenancy.brand(house.brand_id):
        understanding.allow_training(texts=True, by=SYSTEM, at=house.now)
    (line,) = exported(house)
    assert line["text"] == "[NAME 1]’s torch\n\nMy torch arrived broken.\nCall [PHONE 1].\nRegards,\n[NAME 1]"
    assert line["lang"] == "en"


def test_the_command_writes_a_new_file_that_only_its_owner_reads(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asking, "open_brand", lambda _slug: tenancy.brand(house.brand_id))
    house.hears("My torch arrived broken.", by=NELL, subject="Torch")
    correct(house, messages(house)[0], "happened", "lost")
    file = tmp_path / "corrections.jsonl"
    assert main(["reader", "training", "on"]) == 0
    assert main(["reader", "corrections", "--to", str(file)]) == 0
    assert json.loads(file.read_text())["text"] == "Torch\n\nMy torch arrived broken."
    assert file.stat().st_mode & 0o777 == 0o600
    assert main(["reader", "corrections", "--to", str(file)]) == 2  # never over a file that is there
    assert "cannot be written" in capsys.readouterr().err
    assert main(["reader", "training", "off"]) == 0
    assert exported(house)[0].get("text") is None


def test_the_large_model_is_switched_on_shown_and_off_by_command(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asking, "open_brand", lambda _slug: tenancy.brand(house.brand_id))
    key = tmp_path / "key"
    key.write_text("very-secret\n")
    on = ["brand", "large-model", "on", "--url", "https://models.example.org/v1", "--model", "small-one", "--key-file", str(key)]
    assert (
        main([*on, "--unit", "usd", "--price-in", "0.15", "--price-out", "0.60", "--per-day", "0.50", "--per-month", "10"]) == 0
    )
    assert main(["brand", "large-model", "show"]) == 0
    shown = capsys.readouterr().out
    assert "0.00 USD of 0.50 USD" in shown
    assert "0.00 USD of 10.00 USD" in shown
    assert "very-secret" not in shown
    assert main([*on, "--per-day", "many", "--per-month", "10"]) == 2
    assert "per_day: “many” is no amount" in capsys.readouterr().err
    assert main(["brand", "large-model", "log"]) == 0
    assert main(["brand", "large-model", "off"]) == 0
    assert main(["brand", "large-model", "show"]) == 0
    assert capsys.readouterr().out.endswith("No large model is asked.\n")

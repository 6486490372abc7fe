"""`makegood reader corrections` and `makegood reader training`: what members set right, for the next training, and whether words may leave for it."""

import argparse
import os
from pathlib import Path

from makegood.commands import asking
from makegood.kernel.refusals import Refusal

PARTS = ("corrections", "training")


def add_parts(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parts of `makegood reader` that open the database."""
    writing = parts.add_parser("corrections", help="write what members set right, as labelled lines for `make train`")
    writing.add_argument("--to", required=True, metavar="FILE", help="a new file; JSON lines, docs/reading-guide.md says which")
    allowing = parts.add_parser("training", help="say whether the words of corrected messages may leave for training")
    allowing.add_argument("switch", choices=("on", "off"))
    for part in (writing, allowing):
        asking.brand_option(part)


def run(told: argparse.Namespace) -> int:
    with asking.open_brand(told.brand):
        return _write(Path(told.to).expanduser()) if told.part == "corrections" else _allow(texts=told.switch == "on")


def _write(file: Path) -> int:
    from makegood.flows import corrected_texts
    from makegood.understanding import queries as understanding

    count = 0
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            for line in corrected_texts.lines():
                out.write(line + "\n")
                count += 1
    except OSError as trouble:
        raise Refusal(
            "unwritable_file", f"to: {file} cannot be written ({trouble.strerror}).", {"to": "cannot be written"}
        ) from None
    print(f"{count:,} corrected messages are in {file.name}.")
    if count and not understanding.texts_may_leave():
        print(
            "Labels alone: the brand does not let words leave. `makegood reader training on` lets them, personal data replaced."
        )
    return 0


def _allow(*, texts: bool) -> int:
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock
    from makegood.understanding import actions as understanding

    understanding.allow_training(texts=texts, by=SYSTEM, at=clock.now())
    print(
        "The words of corrected messages may leave for training, personal data replaced."
        if texts
        else "No words leave for training."
    )
    return 0

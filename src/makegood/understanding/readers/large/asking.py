"""Asks a large model one question over the network, with a timeout. Never inside a transaction, never with anything but what it is handed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import http
from makegood.understanding.readers.large import answers, wording
from makegood.understanding.readers.large.answers import Answer
from makegood.understanding.rules.redaction import Redacted


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, of whom. `key` is a secret; '' for a server that wants none."""

    url: str
    model: str
    key: str
    timeout_s: int
    questions: tuple[str, ...]
    sent: Redacted

    def __repr__(self) -> str:
        return f"Asking({self.model!r}, {self.questions!r})"  # neither the key nor the words

    def body(self) -> bytes:
        return wording.body(model=self.model, text=self.sent.text, questions=self.questions)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: an answer (perhaps an empty one), or a trouble in a sentence. `lasting` where asking again cannot help;
    `retry_after_s` where the other side says when."""

    answer: Answer | None
    took_ms: int
    trouble: str = ""
    lasting: bool = False
    retry_after_s: float | None = None


def ask(asking: Asking) -> Outcome:
    """One question, asked once. Whatever goes wrong out there is an outcome, never an error."""
    began = time.monotonic()

    def outcome(answer: Answer | None, trouble: str = "", *, lasting: bool = False, wait_s: float | None = None) -> Outcome:
        return Outcome(answer, round((time.monotonic() - began) * 1000), trouble, lasting, wait_s)

    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {asking.key}"} if asking.key else {})
    try:
        came = http.request(
            "POST", wording.address(asking.url), headers=headers, content=asking.body(), timeout_s=float(asking.timeout_s)
        )
    except Trouble as trouble:
        return outcome(None, trouble.sentence, lasting=trouble.lasting)
    except Refusal as refusal:
        return outcome(None, refusal.sentence, lasting=True)
    if came.status != 200:
        lasting = 400 <= came.status < 500 and came.status not in (408, 425, 429)
        return outcome(None, _why(came.status), lasting=lasting, wait_s=_wait(came))
    return outcome(answers.read(came.content, questions=_known(asking.questions), sent=asking.sent))


def _known(questions: Sequence[str]) -> list[str]:
    return [one for one in questions if one in wording.LABELS]


def _why(status: int) -> str:
    if status in (401, 403):
        return f"It answered {status}: the key is not accepted."
    return f"It answered {status}: too many questions for now." if status == 429 else f"It answered {status}."


def _wait(came: http.Answer) -> float | None:
    said = next((value for name, value in came.headers.items() if name.lower() == "retry-after"), "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 8 else None

"""The two ways in which work ends without being a bug: a rule said no, or the outside failed.

Never raise either for a mistake of ours: a bug is any other exception, and it propagates.
"""

from collections.abc import Mapping


class Refusal(Exception):
    """A rule said no. Nothing was changed, and it is not logged as an error.

    `code` is stable and for machines (`budget_spent`), `sentence` is for a person and says the way out,
    `fields` names each input that was wrong and why.
    """

    def __init__(self, code: str, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.fields: dict[str, str] = dict(fields or {})


class Trouble(Exception):
    """The outside failed: a mail server, a shop, a network.

    Passing trouble (`lasting=False`) is tried again with growing pauses; lasting trouble is shown to a person.
    `retry_after_s` (seconds) is the outside's own wish, where it stated one.
    """

    def __init__(self, sentence: str, *, lasting: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.lasting = lasting
        self.retry_after_s = retry_after_s

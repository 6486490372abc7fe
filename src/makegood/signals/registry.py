"""The forms in which monitoring systems tell us that something is down. A new one is a file under adapters/ and one line here."""

from collections.abc import Callable

from makegood.kernel.refusals import Refusal
from makegood.signals.adapters import pingdom, plain, prometheus
from makegood.signals.types import Word

Reader = Callable[..., list[Word]]  # (body, *, source) → words

_READERS: dict[str, tuple[str, Reader]] = {
    plain.NAME: ("Monitoring", plain.read),
    prometheus.NAME: ("Alertmanager", prometheus.read),
    pingdom.NAME: ("Pingdom", pingdom.read),
}


def names() -> tuple[str, ...]:
    return tuple(_READERS)


def read(form: str, body: bytes) -> list[Word]:
    """The words in a body of this form. Refuses ("no_such_form") an unknown form, and what the form's reader refuses."""
    if form not in _READERS:
        sentence = f"form: there is no “{form[:40]}”. There are: {', '.join(_READERS)}."
        raise Refusal("no_such_form", sentence, {"form": "unknown"})
    source, reader = _READERS[form]
    return reader(body, source=source)

"""Which messages may be like others in a way that helps somebody: words of those who were let down or ask for something. Pure."""

from makegood.understanding.types import LET_DOWN, UNSURE, Act, Reading

_ACTS = (*LET_DOWN, Act.REQUEST)


def is_worth(reading: Reading | None, *, opened_a_case: bool) -> bool:
    """A complaint, a farewell or a request, as far as we can tell; and whatever a case began with."""
    if opened_a_case:
        return True
    if reading is None:
        return False
    act = reading.act
    return (act.best if act.label == UNSURE else act.label) in _ACTS

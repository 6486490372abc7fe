"""From which state an incident may come into which, and what a member may write of it. Pure."""

from datetime import datetime

from makegood.incidents.types import Fault, Incident, State
from makegood.kernel.refusals import Refusal

TITLE_LENGTH, BECAUSE_LENGTH, SUPPLIER_LENGTH, CAUSE_LENGTH = 200, 400, 120, 4_000

_STANDS = {
    State.CANDIDATE: "waits to be confirmed",
    State.OPEN: "is confirmed and goes on",
    State.OVER: "is over",
    State.DISMISSED: "was dismissed: it is none",
}


def changes(now: State, wanted: State, *, out_of: tuple[State, ...], number: int) -> bool:
    """Whether this is a change at all. Refuses ("incident_settled") what it cannot become out of where it is, saying how it stands: two members
    judge at once, and the second one is told what the first one said."""
    if now is wanted:
        return False
    if now not in out_of:
        raise Refusal("incident_settled", f"Incident {number} {_STANDS[now]}. Look at it again.", {"state": now.value})
    return True


def is_confirmed(one: Incident) -> None:
    """Refuses ("incident_not_open") where nobody has confirmed it, or somebody said that it is none."""
    if not one.is_confirmed:
        raise Refusal(
            "incident_not_open",
            f"Incident {one.number} {_STANDS[one.state]}. Confirm it first.",
            {"incident_id": one.state.value},
        )


def check_title(title: str) -> str:
    """The title on one line. Refuses ("incident_malformed") an empty one and one of more than 200 characters."""
    return _words(title, "title", TITLE_LENGTH, "Say in a few words what happens to people")


def check_because(because: str) -> str:
    """A reason on one line. Refuses ("incident_malformed") none, and one of more than 400 characters."""
    return _words(because, "because", BECAUSE_LENGTH, "Say why in a few words")


def check_fault(fault: Fault, supplier: str) -> str:
    """The supplier's name, '' where it is not a supplier's fault. Refuses ("incident_malformed") a supplier without a name."""
    if fault is not Fault.SUPPLIER:
        return ""
    return _words(supplier, "supplier", SUPPLIER_LENGTH, "Name the supplier whose fault it was")


def check_span(began_at: datetime, ended_at: datetime | None, *, at: datetime) -> None:
    """Refuses ("incident_malformed") an end before the beginning, and what lies in the future."""
    if began_at > at:
        raise _malformed("began_at", "it cannot have begun in the future. Give the time at which people first felt it")
    if ended_at is not None and (ended_at < began_at or ended_at > at):
        raise _malformed("ended_at", "it ends after it began, and not in the future. Leave it empty while it goes on")


def _words(told: str, field: str, most: int, way_out: str) -> str:
    clean = " ".join(told.replace("\x00", "").split())
    if not clean:
        raise _malformed(field, way_out)
    if len(clean) > most:
        raise _malformed(field, f"at most {most} characters")
    return clean


def _malformed(field: str, why: str) -> Refusal:
    return Refusal("incident_malformed", f"{field}: {why}.", {field: why})

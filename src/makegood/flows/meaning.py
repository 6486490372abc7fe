"""What a reading means for a case: the act and harm that it is opened with, whether an answer is waited for, who may leave. Pure: values in,
values out. One place for the flows, the past and the demonstration, so that all hear alike."""

from makegood.understanding.rules import guards
from makegood.understanding.types import LET_DOWN, WANTING, Act, Asked, Happened, Leaving, Reading

UNSURE = "unsure"
SURE_OF_HARM = 0.35  # from this chance on the harm that is named was the right one six times in ten; a likeliest one below it is for a member
SURE_OF_CALL = 0.5  # that they ask for one rather than not: a letter promises it, and of many we know no number
_ASKING = (Act.QUESTION, Act.REQUEST, Act.BUYING)
_OWED = (*LET_DOWN, Act.REQUEST)
_GOING = (Leaving.RISK, Leaving.YES)


def act(reading: Reading) -> str:
    """What they want, guessed where we are not sure; but what only might be praise or information is looked at by a person, and so are kind
    words that may be meant otherwise."""
    said = reading.act
    if guards.is_doubted_praise(reading):
        return UNSURE
    return said.label if said.label != UNSURE else said.best if said.best in WANTING else UNSURE


def is_let_down(reading: Reading) -> bool:
    """A complaint, or the complaint of somebody who goes, of which we are sure."""
    return reading.act.label in LET_DOWN


def may_be_put_right(reading: Reading) -> bool:
    """Something went wrong, and they complain of it or ask for something, as far as we can tell: worth a proposal, which a member decides on."""
    return bool(reading.happened) and act(reading) in _OWED


def surely_to_be_put_right(reading: Reading) -> bool:
    """The same where we are sure of what they want and of what happened: only then may a policy let it happen by itself."""
    sure = any(finding.probability >= SURE_OF_HARM for finding in reading.happened)
    return sure and reading.act.label in _OWED


def harms(reading: Reading, *, least: float = 0.0) -> tuple[str, ...]:
    """What went wrong, likeliest first, as far as it is so likely. Somebody who goes was let down by something, also where they do not say by what."""
    told = tuple(finding.label for finding in reading.happened if finding.probability >= least)
    return told or ((str(Happened.OTHER),) if reading.act.label == Act.LEAVING else ())


def harm(reading: Reading) -> str:
    """The likeliest of the harms; '' where there is none."""
    return next(iter(harms(reading)), "")


def asks_something(reading: Reading) -> bool:
    """Whether an answer is waited for: something is asked, requested, or to be bought."""
    return bool(reading.asked) or act(reading) in _ASKING


def asked(reading: Reading) -> tuple[str, ...]:
    """What they ask for, as a plan goes by it: a call only where they ask for one more likely than not. Below that a member sees it and decides."""
    return tuple(str(one.label) for one in reading.asked if one.label != Asked.CALL or one.probability > SURE_OF_CALL)


def is_same(one: Reading, other: Reading) -> bool:
    """Whether everything that is concluded from them is alike."""
    return _concluded(one) == _concluded(other)


def _concluded(reading: Reading) -> tuple[object, ...]:
    sure = (is_let_down(reading), surely_to_be_put_right(reading), guards.may_thank(reading), reading.spam)
    labels = (reading.urgency.label, reading.feeling.label, reading.leaving.label, reading.advocacy.label, reading.unsure_about)
    told = tuple(finding.label for finding in reading.asked)
    return act(reading), harms(reading), told, asked(reading), reading.named, *sure, *labels


def leaving(reading: Reading) -> str:
    """ "risk" or "yes" where they say that they may go, or go; '' where they do not."""
    if reading.leaving.label in _GOING:
        return reading.leaving.label
    return str(Leaving.YES) if reading.act.label == Act.LEAVING else ""

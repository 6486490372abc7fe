"""When kind words may be taken at their word by a machine. Pure; never more willing than the reading is sure."""

from makegood.understanding.types import LET_DOWN, Act, Feeling, Reading

MOST_COMPLAINING = 0.05  # chance that the writer is let down after all, above which a person reads the kind words first
BY_LARGE_MODEL = "large"
BY_GLANCE = "glance"  # the tier of a reading that is made again when there is time
BY_MEMBER = "member"  # the tier of a reading whose act a member set right


def may_thank(reading: Reading) -> bool:
    """Whether these words are surely kind, so that they may be credited and passed on with thanks by themselves.

    Never where the chance of a complaint is above .05 or the feeling is not a happy one: irony and mixed feelings are read by a person. Where a
    reader did not tell that chance it counts as unsure: then only praise passes that the house's own reader is sure of (above its threshold)
    and that tells of nothing that went wrong. A large model's word never passes; a member's that it is praise is enough by itself.
    """
    if reading.act.label != Act.PRAISE:
        return False
    if reading.tier == BY_MEMBER:
        return True
    if reading.tier == BY_LARGE_MODEL or reading.feeling.label != Feeling.POSITIVE:
        return False
    return not reading.happened if reading.complains is None else reading.complains <= MOST_COMPLAINING


def is_doubted_praise(reading: Reading) -> bool:
    """Praise that a person has to look at before anybody is thanked for it."""
    return reading.act.label == Act.PRAISE and not may_thank(reading)


def complains_after(act: str) -> float:
    """The chance of a complaint once a member said what a message is."""
    return 1.0 if act in LET_DOWN else 0.0

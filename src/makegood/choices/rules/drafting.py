"""The letter that says no well: thanks for asking, what we would not want to spoil, two or three other ways, and how to choose. Whole texts in
English and German with named places; a member reads and changes it before it leaves. Pure."""

from collections.abc import Sequence

from makegood.choices.types import AlternativeIn

_LETTERS = {
    "en": """{greeting}

thank you for asking, and for telling us what would help: {request}.

What we care about here is this: {standard}. Doing exactly what you ask would cost you that, so we thought about what would serve you better:

{ways}

Which one would you like? You can choose on your page with us, or simply answer “the first one” or “the second one, please”. If none of them is right, tell us, and we think again.

{signature}""",
    "de": """{greeting}

danke, dass Sie gefragt und uns gesagt haben, was Ihnen helfen würde: {request}.

Worauf es uns hier ankommt: {standard}. Genau das ginge Ihnen verloren, wenn wir es so machten. Darum haben wir überlegt, was Ihnen besser dient:

{ways}

Was möchten Sie? Sie können auf Ihrer Seite bei uns wählen oder einfach antworten: „das Erste“ oder „das Zweite, bitte“. Wenn nichts davon passt, sagen Sie es uns, und wir denken noch einmal nach.

{signature}""",
}
_SUBJECTS = {"en": "What you asked us for", "de": "Ihre Bitte an uns"}


def letter(
    *, language: str, greeting: str, request: str, standard: str, alternatives: Sequence[AlternativeIn], signature: str
) -> str:
    """The letter as plain text. A language that we do not have is answered in English."""
    ways = "\n\n".join(_way(number, one) for number, one in enumerate(alternatives, 1))
    return _LETTERS[_known(language)].format(
        greeting=greeting, request=_inside(request), standard=_inside(standard), ways=ways, signature=signature
    )


def subject(language: str) -> str:
    """Where they wrote none that could be answered."""
    return _SUBJECTS[_known(language)]


def _way(number: int, one: AlternativeIn) -> str:
    """A numbered line with what it keeps of their wish; what it keeps of the standard is for the team."""
    title = one.title.strip()
    return f"{number}. {_ended(title)}{f' {_ended(one.keeps_wish.strip())}' if one.keeps_wish.strip() else ''}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _inside(words: str) -> str:
    """As it stands inside a sentence: without its own end."""
    return " ".join(words.split()).rstrip(".!")


def _known(language: str) -> str:
    return language[:2].casefold() if language[:2].casefold() in _LETTERS else "en"

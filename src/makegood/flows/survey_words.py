"""The letters of surveys, in English and German. Their link stands for a place that is filled when the letter leaves: what the desk shows holds no link
by which a member could answer for somebody.
"""

from makegood.surveys.rules import saying
from makegood.surveys.types import After, Invitation, Survey

PLACE = {"en": "[their own link stands here]", "de": "[hier steht der eigene Link]"}
_WORDS = {
    "en": {
        "hello_name": "Hello {name},",
        "hello": "Hello,",
        "subject_order": "One question about your order {about}",
        "subject": "One question",
        "asks": "one question: {question}",
        "how": "The answer is given on this page, with one button:",
        "why": "It helps us to do better, and changes nothing about what you are owed. If you would rather not be asked, the page has a button for that, too.",
        "again": "we asked you something and have not heard from you; this is the only reminder. {question}",
        "answered": "My answer to “{question}”: {score} of {most}.",
    },
    "de": {
        "hello_name": "Guten Tag {name},",
        "hello": "Guten Tag,",
        "subject_order": "Eine Frage zu Ihrer Bestellung {about}",
        "subject": "Eine Frage",
        "asks": "eine Frage: {question}",
        "how": "Die Antwort geben Sie auf dieser Seite mit einem Knopf:",
        "why": "Sie hilft uns, besser zu werden, und ändert nichts an dem, was Ihnen zusteht. Wenn Sie lieber nicht gefragt werden, hat die Seite auch dafür einen Knopf.",
        "again": "wir haben Sie etwas gefragt und noch nichts gehört; das ist die einzige Erinnerung. {question}",
        "answered": "Meine Antwort auf „{question}“: {score} von {most}.",
    },
}


def spoken(language: str, brand_language: str) -> str:
    """The language of ours that fits somebody best: theirs, else the brand's, else English."""
    return next((one for one in (language[:2], brand_language[:2]) if one in _WORDS), "en")


def letter(survey: Survey, one: Invitation, *, name: str, language: str, brand: str, again: bool = False) -> tuple[str, str]:
    """Subject and words, with the place of the link. `again`: the reminder."""
    told = _WORDS[language]
    question = saying.question(survey.told, language=language, about=one.about, brand=brand)
    subject = told["subject_order"] if survey.told.after is After.DELIVERY and one.about else told["subject"]
    hello = told["hello_name"].format(name=name) if name else told["hello"]
    asks = told["again" if again else "asks"].format(question=question)
    text = f"{hello}\n\n{asks}\n\n{told['how']}\n{PLACE[language]}\n\n{told['why']}\n\n{brand}"
    return subject.format(about=one.about), text


def in_words(language: str, *, question: str, score: int, most: int) -> str:
    """An answer without words, as it stands on their timeline."""
    return _WORDS[language]["answered"].format(question=question, score=score, most=most)


def with_link(text: str, link: str) -> str:
    """The letter as it leaves."""
    for place in PLACE.values():
        text = text.replace(place, link)
    return text


def has_place(text: str) -> bool:
    """Whether a link belongs into these words."""
    return any(place in text for place in PLACE.values())

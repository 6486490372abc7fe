"""The box in which somebody writes on their own page: its fields, what is wrong with them in their language, and its files. For parts."""

from makegood.channels.adapters.own_page import message
from makegood.channels.types import AttachmentIn
from makegood.kernel.refusals import Refusal
from makegood.portal import taken_files
from makegood.portal.mine.seam import NotSo, Posted
from makegood.portal.words import Words

EN: Words = {
    "text": "Your message",
    "files": "Photos or files",
    "files_help": "Up to 5, together 15 MB.",
    "send": "Send",
    "sent": "Thank you, we have it. A person reads it and answers you by e‑mail; the answer stands here as well.",
    "wrong_text": "Write something first.",
    "wrong_long": "At most {n} characters.",
    "wrong_files_many": "At most 5 files.",
    "wrong_files_large": "Together at most 15 MB. Send a smaller picture, or a link.",
    "not_here": "This is not here any more. Write it under “Something else”.",
}
DE: Words = {
    "text": "Ihre Nachricht",
    "files": "Fotos oder Dateien",
    "files_help": "Bis zu 5, zusammen 15 MB.",
    "send": "Senden",
    "sent": "Danke, es ist angekommen. Ein Mensch liest es und antwortet Ihnen per E‑Mail; die Antwort steht dann auch hier.",
    "wrong_text": "Schreiben Sie zuerst etwas.",
    "wrong_long": "Höchstens {n} Zeichen.",
    "wrong_files_many": "Höchstens 5 Dateien.",
    "wrong_files_large": "Zusammen höchstens 15 MB. Schicken Sie ein kleineres Bild oder einen Link.",
    "not_here": "Das ist nicht mehr hier. Schreiben Sie es unter „Etwas anderes“.",
}


def read(posted: Posted, told: Words, *, needed: bool = True) -> tuple[str, tuple[AttachmentIn, ...]]:
    """The words and the files. Raises NotSo, naming each field that is wrong; without words or files only where they are `needed`."""
    text, wrong = posted.get("text").strip(), {}
    files: tuple[AttachmentIn, ...] = ()
    try:
        files = taken_files.read(posted.files, room=message.FILES)
    except Refusal as no:
        wrong["files"] = told["wrong_files_many" if no.code == "too_many_files" else "wrong_files_large"]
    if len(text) > message.LONGEST:
        wrong["text"] = told["wrong_long"].format(n=message.LONGEST)
    elif needed and not text and not files and not wrong:
        wrong["text"] = told["wrong_text"]
    if wrong:
        raise NotSo("bad_message", next(iter(wrong.values())), wrong)
    return text, files

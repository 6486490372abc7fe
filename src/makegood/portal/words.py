"""What the hosted pages and the mails of the portal say, in the languages that we have. The chat window carries its own.

A visitor's own language comes first, then the channel's, then the brand's, then English. Holds no decision.
"""

from collections.abc import Sequence

Words = dict[str, str]

EN: Words = {
    "language": "en",
    "write_to": "Write to {brand}",
    "intro": "Tell us what is on your mind. A person reads it and answers by e‑mail.",
    "name": "Your name",
    "email": "Your e-mail address",
    "email_help": "We answer there, and use it for nothing else.",
    "subject": "What is it about?",
    "choose": "Please choose",
    "order_number": "Order number",
    "optional": "if you like",
    "text": "Your message",
    "files": "Photos or files",
    "files_help": "Up to 5, together 15 MB.",
    "send": "Send",
    "leave_empty": "Please leave this field empty",
    "thanks": "Thank you, we have it.",
    "hears": "You hear from us by {when}.",
    "where": "We answer to {email}. Look into your spam folder too, in case it gets lost.",
    "reference": "Your reference is {reference}. Name it if you call.",
    "zone": "Times are those of {zone}.",
    "wrong_some": "Something is missing. Everything that you typed is still here.",
    "files_again": "Please choose your files once more: browsers forget them.",
    "wrong_email": "Give an address like tom@example.org.",
    "wrong_text": "Write what it is about.",
    "wrong_long": "At most {n} characters.",
    "wrong_subject": "Choose one of these.",
    "wrong_consent": "Tick this box, or write to us by e-mail.",
    "wrong_files_many": "At most 5 files.",
    "wrong_files_large": "Together at most 15 MB. Send us a smaller picture, or a link.",
    "too_quick": "That was quick. Look it over once more and press Send.",
    "too_old": "This page was open for very long. Press Send once more.",
    "too_many": "Many messages came from where you are. Wait ten minutes, then press Send again. Everything you typed is still here.",
    "too_large": "That was too much at once. Go back: your words are still there. Then send smaller files.",
    "not_from_here": "This form cannot be sent from that page. Open it at its own address and send it there.",
    "another": "Write something else",
    "required": "needed",
    "within_minutes": "within {n} minutes",
    "within_an_hour": "within an hour",
    "within_hours": "within {n} hours",
    "within_days": "within {n} days",
    "today": "today",
    "tomorrow": "tomorrow",
    "clock": "at {hour}:{minute:02d}",
    "day": "{weekday}, {day} {month},",
    "chat_with": "Chat with {brand}",
    "chat_intro": "Press the button below and write. You can close this page at any time: your chat stays in this browser.",
    "private_with": "{brand}, in private",
    "private_intro": "What you write here is read by you and by {brand}, and by nobody else. Tell us your order number, or the address that you "
    "ordered with, so that we know that it is you.",
    "private_over": "This link has ended.",
    "private_over_intro": "It was good for two weeks. Write to {brand} in the usual chat, and say where you wrote to us.",
    "private_usual": "To the chat",
    "no_script": "The chat needs JavaScript. Without it, write to us by e-mail.",
    "transcript": "Your chat with {brand}",
    "you": "You",
}
DE: Words = {
    "language": "de",
    "write_to": "Schreiben Sie {brand}",
    "intro": "Sagen Sie uns, worum es geht. Ein Mensch liest es und antwortet per E‑Mail.",
    "name": "Ihr Name",
    "email": "Ihre E-Mail-Adresse",
    "email_help": "Dorthin antworten wir, und nutzen sie für nichts anderes.",
    "subject": "Worum geht es?",
    "choose": "Bitte wählen",
    "order_number": "Bestellnummer",
    "optional": "wenn Sie mögen",
    "text": "Ihre Nachricht",
    "files": "Fotos oder Dateien",
    "files_help": "Bis zu 5, zusammen 15 MB.",
    "send": "Senden",
    "leave_empty": "Bitte lassen Sie dieses Feld leer",
    "thanks": "Danke, es ist angekommen.",
    "hears": "Sie hören von uns bis {when}.",
    "where": "Wir antworten an {email}. Sehen Sie auch im Spam-Ordner nach, falls es verloren geht.",
    "reference": "Ihr Zeichen ist {reference}. Nennen Sie es, wenn Sie anrufen.",
    "zone": "Zeiten gelten für {zone}.",
    "wrong_some": "Es fehlt noch etwas. Alles, was Sie getippt haben, ist noch da.",
    "files_again": "Bitte wählen Sie Ihre Dateien noch einmal: Browser vergessen sie.",
    "wrong_email": "Geben Sie eine Adresse an wie tom@example.org.",
    "wrong_text": "Schreiben Sie, worum es geht.",
    "wrong_long": "Höchstens {n} Zeichen.",
    "wrong_subject": "Wählen Sie eines davon.",
    "wrong_consent": "Setzen Sie dieses Häkchen, oder schreiben Sie uns per E-Mail.",
    "wrong_files_many": "Höchstens 5 Dateien.",
    "wrong_files_large": "Zusammen höchstens 15 MB. Schicken Sie ein kleineres Bild oder einen Link.",
    "too_quick": "Das ging schnell. Sehen Sie es noch einmal durch und drücken Sie Senden.",
    "too_old": "Diese Seite war sehr lange offen. Drücken Sie noch einmal Senden.",
    "too_many": "Von dort, wo Sie sind, kamen viele Nachrichten. Warten Sie zehn Minuten und drücken Sie dann noch einmal Senden. "
    "Alles, was Sie getippt haben, ist noch da.",
    "too_large": "Das war zu viel auf einmal. Gehen Sie zurück: Ihre Worte sind noch da. Schicken Sie dann kleinere Dateien.",
    "not_from_here": "Von jener Seite kann dieses Formular nicht gesendet werden. Öffnen Sie es an seiner eigenen Adresse.",
    "another": "Noch etwas schreiben",
    "required": "nötig",
    "within_minutes": "innerhalb von {n} Minuten",
    "within_an_hour": "innerhalb einer Stunde",
    "within_hours": "innerhalb von {n} Stunden",
    "within_days": "innerhalb von {n} Tagen",
    "today": "heute",
    "tomorrow": "morgen",
    "clock": "um {hour}:{minute:02d} Uhr",
    "day": "{weekday}, {day}. {month},",
    "chat_with": "Chat mit {brand}",
    "chat_intro": "Drücken Sie unten auf den Knopf und schreiben Sie. Sie können diese Seite jederzeit schließen: "
    "Ihr Chat bleibt in diesem Browser.",
    "private_with": "{brand}, unter uns",
    "private_intro": "Was Sie hier schreiben, lesen nur Sie und {brand}, sonst niemand. Nennen Sie uns Ihre Bestellnummer oder die Adresse, mit der "
    "Sie bestellt haben, damit wir wissen, dass Sie es sind.",
    "private_over": "Dieser Link ist abgelaufen.",
    "private_over_intro": "Er galt zwei Wochen. Schreiben Sie {brand} im gewohnten Chat, und sagen Sie, wo Sie uns geschrieben haben.",
    "private_usual": "Zum Chat",
    "no_script": "Der Chat braucht JavaScript. Ohne es schreiben Sie uns bitte per E-Mail.",
    "transcript": "Ihr Chat mit {brand}",
    "you": "Sie",
}
BY_LANGUAGE = {"en": EN, "de": DE}


def choose(*wishes: str) -> Words:
    """The words of the first language that we have: wishes like “de-AT” or “fr”, in the order of their weight; else English."""
    return next((BY_LANGUAGE[wish[:2].lower()] for wish in wishes if wish[:2].lower() in BY_LANGUAGE), EN)


def wishes(accept_language: str) -> Sequence[str]:
    """The languages of a browser's header (RFC 9110, 12.5.4), the wished-for first; what cannot be read is left out."""
    found = []
    for place, part in enumerate(accept_language[:500].split(",")[:20]):
        language, _, weight = part.strip().partition(";q=")
        try:
            found.append((-float(weight or 1), place, language.strip()))
        except ValueError:
            continue
    return [language for weight, _, language in sorted(found) if weight < 0]

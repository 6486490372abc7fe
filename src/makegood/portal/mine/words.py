"""What somebody's own page says around its parts, in the languages that we have. A part brings its own words. Holds no decision."""

from makegood.portal.words import Words

EN: Words = {
    "language": "en",
    "title": "Your page with {brand}",
    "hello": "Hello {name}",
    "hello_nobody": "Hello",
    "for": "This page is for whoever reads the mail of {address}. Please do not pass its address on.",
    "nothing": "There is nothing here yet. Once you write to us or buy from us, you see here what becomes of it.",
    "preview": "This is how they see their page. Nothing can be pressed here.",
    "optional": "if you like",
    "required": "needed",
    "over": "This link has ended.",
    "over_more": "Links to your page end after a while, so that nobody finds an old one. We send you a new one to the address that it belonged to.",
    "over_button": "Send me a new link",
    "ask": "Your page with {brand}",
    "ask_more": "What you wrote to us, where it stands, and what we promised you. Tell us your address, and we send you a link; there is no password.",
    "email": "Your e-mail address",
    "ask_button": "Send me a link",
    "on_its_way": "A new link is on its way to the address that the old one belonged to. Look into your spam folder too.",
    "perhaps_on_its_way": "If we know this address, a link is on its way to it. Look into your spam folder too. At most three go to one address a day.",
    "wrong_email": "Give an address like tom@example.org.",
    "too_many": "That was a lot at once. Wait ten minutes, then try again. Nothing is lost.",
    "too_large": "That was too much at once. Send smaller files.",
    "not_done": "That cannot be done any more: something changed meanwhile. Look at the page once more.",
    "files_again": "Please choose your files once more: browsers forget them.",
    "today": "today",
    "tomorrow": "tomorrow",
    "yesterday": "yesterday",
    "on_day": "on {day}",
    "day": "{weekday}, {day} {month}",
    "day_year": "{day} {month} {year}",
    "hour": "{hour}:{minute:02d}",
    "clock": "{day} at {hour}:{minute:02d}",
}
DE: Words = {
    "language": "de",
    "title": "Ihre Seite bei {brand}",
    "hello": "Guten Tag, {name}",
    "hello_nobody": "Guten Tag",
    "for": "Diese Seite ist für alle, die die Post an {address} lesen. Bitte geben Sie ihre Adresse nicht weiter.",
    "nothing": "Hier ist noch nichts. Sobald Sie uns schreiben oder bei uns kaufen, sehen Sie hier, was daraus wird.",
    "preview": "So sehen sie ihre Seite. Hier lässt sich nichts drücken.",
    "optional": "wenn Sie mögen",
    "required": "nötig",
    "over": "Dieser Link ist abgelaufen.",
    "over_more": "Links zu Ihrer Seite enden nach einer Weile, damit niemand einen alten findet. Wir schicken Ihnen einen neuen an die Adresse, zu der dieser gehörte.",
    "over_button": "Schicken Sie mir einen neuen Link",
    "ask": "Ihre Seite bei {brand}",
    "ask_more": "Was Sie uns geschrieben haben, wie es damit steht, und was wir Ihnen versprochen haben. Nennen Sie uns Ihre Adresse, und wir schicken Ihnen einen Link; "
    "ein Passwort gibt es nicht.",
    "email": "Ihre E-Mail-Adresse",
    "ask_button": "Schicken Sie mir einen Link",
    "on_its_way": "Ein neuer Link ist unterwegs an die Adresse, zu der der alte gehörte. Sehen Sie auch im Spam-Ordner nach.",
    "perhaps_on_its_way": "Wenn wir diese Adresse kennen, ist ein Link dorthin unterwegs. Sehen Sie auch im Spam-Ordner nach. An eine Adresse gehen höchstens drei am Tag.",
    "wrong_email": "Geben Sie eine Adresse an wie tom@example.org.",
    "too_many": "Das war viel auf einmal. Warten Sie zehn Minuten und versuchen Sie es noch einmal. Nichts geht verloren.",
    "too_large": "Das war zu viel auf einmal. Schicken Sie kleinere Dateien.",
    "not_done": "Das geht nicht mehr: inzwischen hat sich etwas geändert. Sehen Sie sich die Seite noch einmal an.",
    "files_again": "Bitte wählen Sie Ihre Dateien noch einmal: Browser vergessen sie.",
    "today": "heute",
    "tomorrow": "morgen",
    "yesterday": "gestern",
    "on_day": "am {day}",
    "day": "{weekday}, {day}. {month}",
    "day_year": "{day}. {month} {year}",
    "hour": "{hour}:{minute:02d} Uhr",
    "clock": "{day} um {hour}:{minute:02d} Uhr",
}
_BY_LANGUAGE = {"en": EN, "de": DE}


def common(language: str) -> Words:
    """The words around all parts."""
    return _BY_LANGUAGE.get(language, EN)

"""A first draft of a statement from what is known: whole sentences, warm and plain, which somebody then makes their own. Pure.

Says what failed by its name, hides nobody behind “there were”, and promises nothing that was not handed in.
"""

from collections.abc import Mapping

from makegood.statements.rules import when
from makegood.statements.types import FactsForDraft, Parts, Wording

_EN = {
    "sorry": "We are sorry. {what}, and you had every right to count on us. That is not how we want to treat you.",
    "since": "{what} since {began}. It is not over yet: we are working on it now.",
    "over": "{what} from {began} to {ended}. It works again.",
    "cause": "The reason: {cause}",
    "people": "It concerned about {people} people, whether they told us or not.",
    "answers": "Everybody who wrote to us about it gets an answer from a person of our team.",
    "coupon": "Whoever was affected gets {worth} from us, until {until}. You need not ask for it twice.",
    "coupon_link": "Whoever was affected gets {worth} from us, until {until}. Take it here: {link}",
    "sale": "{name} goes on for you: until {until}.",
    "next": "By {next} we tell you here how far we are.",
    "next_unknown": "We go on telling you here until it is put right, and then what we changed so that it does not happen again.",
    "talk": "On {starts} we answer your questions in public: {title}.",
    "talk_link": "On {starts} we answer your questions in public: {title}. {link}",
    "reply": "If it cost you more than we see here, answer us. We read everything.",
}
_DE = {
    "sorry": "Es tut uns leid. {what}, und Sie hatten jedes Recht, sich auf uns zu verlassen. So wollen wir mit Ihnen nicht umgehen.",
    "since": "{what}, seit {began}. Es ist noch nicht vorbei: wir arbeiten gerade daran.",
    "over": "{what}, von {began} bis {ended}. Es funktioniert wieder.",
    "cause": "Der Grund: {cause}",
    "people": "Es betraf etwa {people} Menschen, ob sie uns davon geschrieben haben oder nicht.",
    "answers": "Wer uns dazu geschrieben hat, bekommt eine Antwort von einem Menschen aus unserem Team.",
    "coupon": "Wer betroffen war, bekommt von uns {worth}, bis {until}. Sie müssen nicht zweimal darum bitten.",
    "coupon_link": "Wer betroffen war, bekommt von uns {worth}, bis {until}. Hier holen Sie es sich: {link}",
    "sale": "{name} geht für Sie weiter: bis {until}.",
    "next": "Bis {next} sagen wir Ihnen hier, wie weit wir sind.",
    "next_unknown": "Wir sagen Ihnen hier weiter Bescheid, bis es in Ordnung gebracht ist, und dann, was wir geändert haben, damit es nicht wieder geschieht.",
    "talk": "Am {starts} beantworten wir Ihre Fragen öffentlich: {title}.",
    "talk_link": "Am {starts} beantworten wir Ihre Fragen öffentlich: {title}. {link}",
    "reply": "Wenn es Sie mehr gekostet hat, als wir hier sehen, antworten Sie uns. Wir lesen alles.",
}
_SENTENCES: Mapping[str, Mapping[str, str]] = {"en": _EN, "de": _DE}


def draft(facts: FactsForDraft, language: str) -> Wording:
    """The statement in one language of the house. `facts.what` stands in it as it is: in another language than its own somebody must say it anew."""
    language = when.known(language)
    told = _SENTENCES[language]
    what = facts.what.strip().rstrip(".!")
    parts = Parts(
        sorry=told["sorry"].format(what=what),
        what_happened=_what_happened(facts, what, told, language),
        what_we_do=_what_we_do(facts, told, language),
        what_comes_next=_what_comes_next(facts, told, language),
    )
    return Wording(title=what, parts=parts)


def _what_happened(facts: FactsForDraft, what: str, told: Mapping[str, str], language: str) -> str:
    if facts.ended_at is None:
        said = [told["since"].format(what=what, began=when.day_and_time(facts.began_at, facts.zone, language))]
    else:
        began, ended = when.from_to(facts.began_at, facts.ended_at, facts.zone, language)
        said = [told["over"].format(what=what, began=began, ended=ended)]
    if facts.cause.strip():
        said.append(told["cause"].format(cause=_sentence(facts.cause)))
    if facts.people:
        said.append(told["people"].format(people=_number(facts.people, language)))
    return " ".join(said)


def _what_we_do(facts: FactsForDraft, told: Mapping[str, str], language: str) -> str:
    said = [told["answers"]]
    if facts.coupon is not None:
        until = when.end(facts.coupon.until, facts.coupon.zone, language)
        name = "coupon_link" if facts.coupon.link else "coupon"
        said.append(told[name].format(worth=facts.coupon.worth_in(language), until=until, link=facts.coupon.link))
    if facts.sale is not None:
        until = when.end(facts.sale.until, facts.sale.zone, language)
        said.append(told["sale"].format(name=facts.sale.name, until=until))
    return " ".join(said)


def _what_comes_next(facts: FactsForDraft, told: Mapping[str, str], language: str) -> str:
    if facts.next_word_at is None:
        said = [told["next_unknown"]]
    else:
        said = [told["next"].format(next=when.day_and_time(facts.next_word_at, facts.zone, language))]
    if facts.talk is not None:
        starts = when.day_and_time(facts.talk.starts_at, facts.talk.zone, language)
        name = "talk_link" if facts.talk.link else "talk"
        said.append(told[name].format(starts=starts, title=facts.talk.title, link=facts.talk.link))
    return " ".join([*said, told["reply"]])


def _sentence(text: str) -> str:
    clean = text.strip()
    return clean if clean.endswith((".", "!", "?")) else f"{clean}."


def _number(number: int, language: str) -> str:
    return f"{number:,}".replace(",", "." if language == "de" else ",")

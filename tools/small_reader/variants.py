"""The same text as others might have written it, so that joins learn what must not matter: slips of the key, emoji, points, moods. Never changes
what is told. Other slips and frames than those of tests/understanding/otherwise.toml, which only judges."""

import random
import re

from reader_data import SEED

DRAWN, EACH = 2, 1  # ways that are drawn for a text, and how many of them are taken, so that more never change the first
_EMOJI = ("😀", "😠", "😢", "👍", "👎", "😤", "🥲", "❤️", "🤦", "😞", "✨", "🙄")
_BEFORE = {
    "en": ("Hiya,", "Hello to whoever reads this.", "I hope your day goes well.", "Excuse me for writing.", "Right.", "For crying out loud.", "Honestly."),
    "de": ("Schönen guten Tag,", "ich hoffe, Sie hatten ein gutes Wochenende.", "Entschuldigen Sie die Störung.", "So.", "Sagt mal!"),
    "es": ("Muy buenas,", "espero que estén todos bien.", "Perdonen la molestia.", "A ver.", "Oigan."),
    "fr": ("Bonjour à tous,", "j'espère que tout va bien chez vous.", "Excusez-moi de vous déranger.", "Alors.", "Non mais."),
    "pt": ("Oi pessoal,", "espero que esteja tudo bem com vocês.", "Desculpem incomodar.", "Então.", "Olha só."),
}  # fmt: skip
_AFTER = {
    "en": ("Many thanks for any help.", "Have a lovely day.", "Looking forward to hearing from you.", "Unbelievable.", "What a shambles.", "Sort it out."),
    "de": ("Danke für Ihre Hilfe.", "Einen schönen Tag noch.", "Das kann doch nicht wahr sein.", "Unglaublich."),
    "es": ("Gracias por su ayuda.", "Que tengan buen día.", "Es increíble.", "Vaya tela."),
    "fr": ("Merci pour votre aide.", "Bonne fin de journée.", "C'est incroyable.", "N'importe quoi."),
    "pt": ("Obrigado pela ajuda.", "Tenham um bom dia.", "É inacreditável.", "Que absurdo."),
}  # fmt: skip
_GENTLE = {"en": (3, 3), "de": (3, 2), "es": (3, 2), "fr": (3, 2), "pt": (3, 2)}  # how many of each, from the first, are kind
_KEYS = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "y", "s": "d", "r": "t", "l": "k", "u": "i"}


def variants(text: str, language: str, let_down: bool, seed: int = SEED) -> list[str]:
    """EACH texts, always the same for a text."""
    chance = random.Random(f"{seed} {text}")  # noqa: S311
    ways = [_slips, _slips, _emoji, _points, lambda one, draw: _framed(one, language, let_down, draw)]
    return [way(text, chance) for way in chance.sample(ways, DRAWN)[:EACH]]


def _slips(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    for i in chance.sample(long, min(len(long), max(1, len(words) // 7))):
        words[i] = _slip(words[i], chance)
    return " ".join(words)


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return chance.choice((
        word[:at] + word[at + 1 :], word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :], word[:at] + word[at] + word[at:],
        word[:at] + _KEYS.get(word[at], word[at]) + word[at + 1 :],
    ))  # fmt: skip


def _emoji(text: str, chance: random.Random) -> str:
    return f"{text} {chance.choice(_EMOJI) * chance.choice((1, 1, 2))}"


def _points(text: str, chance: random.Random) -> str:
    return chance.choice(
        (re.sub("[.,]", "", text), f"{text.rstrip('.!')}!!", text.replace(". ", "\n"), f"{text.rstrip('.!')}...")
    )


def _framed(text: str, language: str, let_down: bool, chance: random.Random) -> str:
    language = language if language in _BEFORE else "en"
    before, after = (
        each[language] if let_down else each[language][:kind]
        for each, kind in zip((_BEFORE, _AFTER), _GENTLE[language], strict=True)
    )
    return chance.choice((f"{chance.choice(before)} {text}", f"{text} {chance.choice(after)}"))

"""A text is written plainly before anything learned looks at it: who signs, how politely and in which spelling says nothing of what is meant."""

import pytest

from makegood.understanding.readers.first.reader import look
from makegood.understanding.readers.first.spelling import folded, plainly, unframed

LAMP = "My lamp is broken. Please send another."


@pytest.mark.parametrize(
    "said",
    [
        f"Dear Sir/Madam, {LAMP} Kindly do the needful at the earliest.",
        f"Good morning, I hope you are well. {LAMP} Thank you very much for your time. Kind regards",
        f"{LAMP}\n\nNguyễn Thị Lan",
        f"{LAMP}\n\nJoão da Silva",
        f"{LAMP}\n\nTom",
    ],
)
def test_greetings_leave_takings_and_names_are_left_out(said: str) -> None:
    assert plainly(said) == LAMP


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"Good morning, I hope you are well. {LAMP} Thanks in advance. Kind regards", f"Good morning, {LAMP} Kind regards"),
        (
            "Guten Morgen, ich hoffe, es geht Ihnen gut. Die Lampe ist kaputt. Vielen Dank für Ihre Mühe.\n\nTom",
            "Guten Morgen, Die Lampe ist kaputt.\n\nTom",
        ),
        ("I hope, the new one is well made.", "I hope, the new one is well made."),
        ("Thank you very much for your time.", "Thank you very much for your time."),
        ("", ""),
    ],
)
def test_thanks_and_wishes_by_custom_are_left_out_whatever_comma_divides_them(said: str, meant: str) -> None:
    assert unframed(said) == meant
    assert unframed(meant) == meant


def test_what_signs_off_without_a_name_stays() -> None:
    assert plainly(f"{LAMP}\n\nHelp").endswith("Help")


def test_a_text_that_only_greets_is_kept_as_it_is() -> None:
    assert plainly("Good morning") == "Good morning"
    assert plainly("") == ""


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("I can't log in, it isnae working!!!", "I can not log in, it is not working!"),
        ("u charged me £45.50 twice", "you charged me $00 twice"),
        ("45 quid gone", "$00 gone"),
        ("I've been waitin' for days", "I have been waiting for days"),
        ("vc mandou errado", "você mandou errado"),
    ],
)
def test_there_is_one_spelling_for_what_has_several(said: str, plain: str) -> None:
    assert plainly(said) == plain
    assert plainly(plain) == plain


def test_letters_lose_their_marks() -> None:
    assert folded("Não, GRÜSSE, Straße, déjà") == "nao, grusse, strasse, deja"


@pytest.mark.parametrize(
    ("text", "language", "harm"),
    [
        ("Bonjour, ma lampe est arrivée cassée, pouvez-vous la remplacer ?", "fr", "faulty"),
        ("Je n'ai jamais reçu ma commande", "fr", "late"),
        ("O produto veio errado, quero meu dinheiro de volta", "pt", "wrong_item"),
        ("nao recebi o produto ate agora", "pt", "late"),
        ("La lámpara no funciona, ¿pueden enviarme otra?", "es", "faulty"),
        ("La lampara llego rota", "es", "faulty"),
    ],
)
def test_the_tables_name_harms_in_three_more_languages_with_and_without_accents(text: str, language: str, harm: str) -> None:
    found = look(text)
    assert (found.language, harm in found.hits) == (language, True)


@pytest.mark.parametrize(
    "text",
    [
        "Rien de cassé, merci !",
        "não tenho do que reclamar, tudo perfeito",
        "Ninguna rota, todo perfecto, gracias",
        "aucun défaut, je recommande",
    ],
)
def test_a_harm_that_is_denied_is_none(text: str) -> None:
    assert not look(text).harmed

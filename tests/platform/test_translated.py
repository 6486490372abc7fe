"""Fixed sentences of templates, looked for once in each language: what Django's own tag says, and never another language's."""

import pytest
from django.template import Context, Template
from django.utils import translation

PAGE = """{% load i18n %}{% translate "January" %}|{% trans "March" %}|{% translate "50% off & more" %}|{% translate word %}|{% translate "March" as kept %}{{ kept }}"""


def _said(language: str, page: Template, word: str) -> str:
    with translation.override(language):
        return page.render(Context({"word": word}))


@pytest.mark.parametrize("other", ["de", "en"])
def test_a_page_says_in_each_language_what_it_says_there_however_often_and_after_whichever(other: str) -> None:
    page = Template(PAGE)
    with translation.override("de"):
        january, march = translation.gettext("January"), translation.gettext("March")
    assert january != "January"
    for _ in range(2):
        assert _said("en", page, "<b>") == "January|March|50% off & more|&lt;b&gt;|March"
        assert _said("de", page, "January") == f"{january}|{march}|50% off & more|{january}|{march}"
        assert _said(other, page, "March").split("|")[3] == (march if other == "de" else "March")

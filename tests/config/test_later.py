"""What a page's process loads before its first page: not what few ever ask for."""

import os
import subprocess
import sys

from django.test import Client
from django.urls import resolve, reverse

_LOADED = """
import sys, django
django.setup()
from django.urls import resolve, reverse
reverse("account_login"), resolve("/accounts/login/")
print(*sorted({"makegood.api.v1.urls", "ninja", "httpx", "holidays", "anymail", "feedparser"} & set(sys.modules)))
resolve("/api/v1/people")
print("ninja" in sys.modules)
"""


def test_a_page_is_found_and_linked_to_without_loading_the_api_or_what_only_some_channels_need() -> None:
    told = os.environ | {"DJANGO_SETTINGS_MODULE": "makegood.config.settings"}
    said = subprocess.run([sys.executable, "-c", _LOADED], env=told, capture_output=True, text=True, check=False)
    assert said.stdout.splitlines() == ["", "True"], said.stderr


def test_an_address_that_is_loaded_later_is_there_for_the_first_who_asks() -> None:
    assert resolve("/api/v1/people").namespace == "api-v1"
    assert reverse("api-v1:openapi") == "/api/v1/openapi.json"


def test_a_wrong_address_below_it_is_a_problem_and_no_page(client: Client) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")

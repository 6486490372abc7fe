"""Runs django-helpdesk in a process and a virtual environment of its own; benchmarks/beside_helpdesk.py starts it.

    python django_helpdesk_side.py prepare|read|count DATABASE_JSON FOLDER

`read` calls its own documented way in, what `manage.py get_email` calls, on a queue of the kind “local directory”. One mail that it cannot
bear ends its run over the folder; that mail is then put aside and the run begun again in the same process, so that it pays no second start.
Its acknowledgements are off (their templates are taken away), since ours writes none. Uses nothing of Makegood.
"""

import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import django
from django.conf import settings
from django.urls import include, path

APPS = ["auth", "contenttypes", "sessions", "sites", "admin", "messages", "staticfiles", "humanize"]


def configure(database: dict[str, str], folder: Path) -> None:
    settings.configure(
        SECRET_KEY="benchmark-only-" + "x" * 40,
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS), "rest_framework", "helpdesk"],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", **database}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MEDIA_ROOT=str(folder.parent / "helpdesk-media"),
        MEDIA_URL="/media/",
        STATIC_URL="/static/",
        ROOT_URLCONF=_urls(),
        SITE_ID=1,
        USE_TZ=True,
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        LOGGING_CONFIG=None,
    )
    django.setup()


def _urls() -> str:
    """Its pages where its own instructions put them, in a module made here."""
    module = ModuleType("benchmark_urls")
    module.__getattr__ = lambda name: [path("helpdesk/", include("helpdesk.urls"))] if name == "urlpatterns" else _missing(name)
    sys.modules[module.__name__] = module
    return module.__name__


def _missing(name: str) -> NoReturn:
    raise AttributeError(name)


def prepare(folder: Path) -> dict[str, object]:
    from django.core.management import call_command
    from helpdesk.models import EmailTemplate, Queue

    call_command("migrate", verbosity=0)
    EmailTemplate.objects.all().delete()
    Queue.objects.create(
        title="Help",
        slug="help",
        email_address="help@brightside.example",
        allow_email_submission=True,
        email_box_type="local",
        email_box_local_dir=str(folder),
        email_box_interval=0,
        logging_type="none",
    )
    return {}


def read(folder: Path) -> dict[str, object]:
    """Until the folder is empty. The files are read in the order of their names, which is that of their dates."""
    from helpdesk import email as reading

    listed = os.listdir
    reading.os.listdir = lambda path: sorted(listed(path))
    failed = folder.parent / "helpdesk-failed"
    failed.mkdir(exist_ok=True)
    while left := sorted(listed(folder)):
        reading.process_email(quiet=True)
        still = set(listed(folder))
        if first := next((name for name in left if name in still), None):
            (folder / first).rename(failed / first)
    return {"failed": len(listed(failed))}


def count(folder: Path) -> dict[str, object]:
    from helpdesk.models import FollowUp, Ticket

    said = list(FollowUp.objects.exclude(message_id=None).values_list("message_id", "ticket_id"))
    return {"tickets": Ticket.objects.count(), "followups": FollowUp.objects.count(), "placed": dict(said)}


def main() -> None:
    part, database, folder = sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3])
    configure(database, folder)
    print(json.dumps({"prepare": prepare, "read": read, "count": count}[part](folder)))


if __name__ == "__main__":
    main()

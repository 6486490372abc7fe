"""Gathers the packages' static files into the data folder, only when one of them has changed."""

import hashlib

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from makegood.config import environment


def gather() -> bool:
    """True when something had to be gathered. May be repeated; a killed attempt is done again by the next."""
    root = environment.settings().static_root
    stamp, now = root / "gathered", _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    stamp.write_text(now)
    return True


def _fingerprint() -> str:
    """Of every file's name, size and time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(f"{name}\0{storage.size(name)}\0{storage.get_modified_time(name).timestamp()}\n".encode())
    return digest.hexdigest()

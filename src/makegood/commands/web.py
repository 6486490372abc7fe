"""`makegood web`: pages and API over WSGI. Each worker is one process with four threads."""

import argparse
import gc
from importlib import import_module

from django.conf import settings
from granian.constants import Interfaces

from makegood.commands import ground, serving
from makegood.config import environment, later

THREADS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    serving.may_be_alone(parser)


def run(arguments: argparse.Namespace) -> int:
    with ground.database():
        told = environment.settings()
        import_module(settings.ROOT_URLCONF)  # once, before the workers are forked
        if told.web_workers > 1:
            later.load()  # so that they share it
        gc.collect()
        gc.freeze()  # what is loaded stays: nobody looks through it for garbage at every request
        target = "makegood.config.wsgi.application"
        serving.serve(
            target=target,
            interface=Interfaces.WSGI,
            port=told.port,
            workers=told.web_workers,
            threads=THREADS,
            afterwards=_load_the_rest,
            alone=arguments.alone and told.web_workers == 1,
        )
    return 0


def _load_the_rest() -> None:
    later.load()
    gc.freeze()

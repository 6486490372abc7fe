"""`makegood web`: pages and API over WSGI. Each worker is one process with four threads."""

import argparse

from granian.constants import Interfaces

from makegood.commands import ground, parent, serving
from makegood.config import environment

THREADS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parent.add_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    parent.end_with(arguments.parent)
    with ground.database():
        told = environment.settings()
        target = "makegood.config.wsgi.application"
        serving.serve(target=target, interface=Interfaces.WSGI, port=told.port, workers=told.web_workers, threads=THREADS)
    return 0

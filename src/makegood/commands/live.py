"""`makegood live`: the open streams of the desk over ASGI, one process for all of them."""

import argparse
from importlib.util import find_spec

from granian.constants import Interfaces

from makegood.commands import ground, parent, serving
from makegood.config import environment

TARGET = "makegood.desk.live.app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parent.add_argument(parser)


def exists() -> bool:
    return find_spec("makegood.desk.live") is not None


def run(arguments: argparse.Namespace) -> int:
    parent.end_with(arguments.parent)
    with ground.database():
        serving.serve(target=TARGET, interface=Interfaces.ASGI, port=environment.settings().live_port)
    return 0

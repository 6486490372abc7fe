"""`makegood live`: the open streams of the desk over ASGI, one process for all of them."""

import argparse
from importlib.util import find_spec

from granian.constants import Interfaces

from makegood.commands import ground, serving
from makegood.config import environment

TARGET = "makegood.desk.live.app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def exists() -> bool:
    return find_spec("makegood.desk.live") is not None


def run(_: argparse.Namespace) -> int:
    with ground.database():
        serving.serve(target=TARGET, interface=Interfaces.ASGI, port=environment.settings().live_port)
    return 0

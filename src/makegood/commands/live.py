"""`makegood live`: the open streams of the desk and of chat windows over ASGI, one process for all of them."""

import argparse

from granian.constants import Interfaces

from makegood.commands import ground, serving
from makegood.config import environment

TARGET = "makegood.commands.streams.app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(_: argparse.Namespace) -> int:
    with ground.database():
        port = environment.settings().live_port
        serving.serve(target=TARGET, interface=Interfaces.ASGI, port=port, patience_s=3)  # streams never end by themselves
    return 0

"""`makegood live`: the open streams of the desk and of chat windows over ASGI, one process for all of them."""

import argparse

from granian.constants import Interfaces

from makegood.commands import ground, serving
from makegood.config import environment

TARGET = "makegood.commands.streams.app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    serving.may_be_alone(parser)


def run(arguments: argparse.Namespace) -> int:
    with ground.database():
        port = environment.settings().live_port
        # Streams never end by themselves: patience for three seconds.
        serving.serve(target=TARGET, interface=Interfaces.ASGI, port=port, patience_s=3, alone=arguments.alone)
    return 0

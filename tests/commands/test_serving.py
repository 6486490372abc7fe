"""A server's workers end when they are told to, however young they are."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from benchmarks import ground
from tests.commands.test_doctor import free_port

SERVER = """
import os, signal, sys, time
from granian.constants import Interfaces
from makegood.commands import serving

def newborn():
    print("born", flush=True)
    while signal.SIGTERM not in signal.sigpending():
        time.sleep(0.01)

os.register_at_fork(after_in_child=newborn)
serving.serve(target="nowhere.at_all", interface=Interfaces.ASGI, port=int(sys.argv[1]), patience_s=5)
"""


def test_a_worker_that_is_told_to_end_while_it_is_born_ends_at_once_and_need_not_be_killed(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(free_port())],
        env=os.environ | {"MAKEGOOD_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "born\n"
        server.send_signal(signal.SIGTERM)
        assert server.stdout.read() == ""
        assert server.wait() == 0
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


ALONE = """
import sys
from granian.constants import Interfaces
from makegood.commands import serving

serving.serve(target="which_process.app", interface=Interfaces.WSGI, port=int(sys.argv[1]), alone=True)
print("served", flush=True)
"""
WHICH_PROCESS = """
import os

def app(environment, start):
    start("200 OK", [])
    return [str(os.getpid()).encode()]
"""


def test_one_that_is_alone_serves_by_itself_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "which_process.py").write_text(WHICH_PROCESS)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", ALONE, str(port)],
        env=os.environ | {"MAKEGOOD_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        ground.served(f"http://127.0.0.1:{port}/")
        with urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert int(answer.read()) == server.pid
        server.send_signal(signal.SIGTERM)
        assert server.stdout is not None
        assert server.stdout.read() == "served\n"
        assert server.wait() == 0
    finally:
        server.kill()
        server.wait()
        if server.stdout:
            server.stdout.close()

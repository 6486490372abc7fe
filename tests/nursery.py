"""Bears processes of the product for tests: loads it once and forks, as `makegood up` bears its children (commands/family).

    with Nursery(environment) as nursery:
        worker = nursery.bear("makegood.commands.main", "worker", log=folder / "worker.log")
        worker.kill()
        nursery.bear("makegood.commands.main", "worker", log=folder / "worker.log")

A process that loads everything for itself takes seconds of a processor before it does anything, and a test that kills twenty of them waits for
twenty. One that is borne here is what a fresh one is: a session, signals and files of its own, no thread and no connection of its parent's, the
exit code of its `main()`. Only for processes whose start is not what is tested. Whatever was borne is ended with the nursery, also when whoever asked
for it is gone without a word.
"""

import gc
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parent.parent
_LOADED = (
    "makegood.commands.main",
    "makegood.commands.web",
    "makegood.commands.live",
    "makegood.commands.worker",
    "makegood.commands.up",
)
_FLOWS = "makegood.flows.worker"
_PATIENCE_S = 150.0  # loading takes three seconds, and a minute where ten others want the same two cores
_ENDINGS = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Born:
    """One process: what of `subprocess.Popen` its tests use, with the same meaning."""

    pid: int
    returncode: int | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        with self._changed:
            if not self._changed.wait_for(lambda: self.returncode is not None, timeout):
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
            assert self.returncode is not None
            return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def ended(self, code: int) -> None:
        with self._changed:
            self.returncode = code
            self._changed.notify_all()


class Nursery:
    """Begins to load at once, beside whatever is done meanwhile; the first birth waits for it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        told = {
            **environment,
            "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=told,
            cwd=ROOT,
            text=True,
            start_new_session=True,
        )
        self._changed = threading.Condition()
        self._turn = threading.Lock()
        self._newborn: Born | None = None
        self._living: dict[int, Born] = {}
        self._ears = threading.Thread(target=self._listen, name="nursery", daemon=True)
        self._ears.start()

    def bear(self, module: str, *words: str, log: Path, said: Path | None = None, told: Path | None = None) -> Born:
        """A process that runs `main()` of a module with these words behind its name. It writes at the end of `log`; what it prints goes to
        `said` instead and what it reads comes from `told` where these are named."""
        order = {"module": module, "words": words, "log": str(log), "said": str(said or log), "told": str(told or os.devnull)}
        log.touch()
        with self._turn:
            self._newborn = None
            with suppress(BrokenPipeError):
                self._say(order)
            with self._changed:
                if (
                    not self._changed.wait_for(lambda: self._newborn or not self._ears.is_alive(), _PATIENCE_S)
                    or self._newborn is None
                ):
                    raise RuntimeError(f"Nothing is borne: the nursery ended with {self._process.poll()}.")
                return self._newborn

    def close(self) -> None:
        """Ends whatever it bore and still lives."""
        with suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._process.wait(30)
        self._ears.join(5)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _say(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            heard = json.loads(line)
            with self._changed:
                if "code" in heard:
                    self._living.pop(heard["pid"]).ended(heard["code"])
                else:
                    self._newborn = self._living[heard["pid"]] = Born(heard["pid"])
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()


# In the nursery's own process ---------------------------------------------------------------------------------------------------


class _Mother:
    """Forks for each line that it reads, and tells of each birth and each end on the handle `mouth`."""

    def __init__(self, mouth: int) -> None:
        self._mouth = mouth
        self._living: set[int] = set()
        self._bell, self._ring = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._ring, warn_on_full_buffer=False)

    def live(self) -> None:
        """Until its standard input ends; then everybody is ended."""
        left = b""
        with selectors.DefaultSelector() as looking:
            looking.register(0, selectors.EVENT_READ)
            looking.register(self._bell, selectors.EVENT_READ)
            while True:
                for key, _ in looking.select():
                    heard = os.read(key.fd, 65_536)
                    if key.fd == self._bell:
                        self._reap()
                    elif heard:
                        *lines, left = (left + heard).split(b"\n")
                        for line in lines:
                            self._bear(json.loads(line))
                    else:
                        self._end()
                        return

    def _bear(self, order: dict[str, Any]) -> None:
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            for handle in (self._mouth, self._bell, self._ring):
                os.close(handle)
            _be_born(order)
        self._living.add(pid)
        self._tell(pid=pid)

    def _reap(self) -> None:
        while self._living:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._living.discard(pid)
            self._tell(pid=pid, code=os.waitstatus_to_exitcode(status))

    def _tell(self, **words: int) -> None:
        with suppress(BrokenPipeError):
            os.write(self._mouth, json.dumps(words).encode() + b"\n")

    def _end(self) -> None:
        for pid in self._living:
            for kill in (os.killpg, os.kill):
                with suppress(ProcessLookupError, PermissionError):
                    kill(pid, signal.SIGKILL)
        for pid in self._living:
            os.waitpid(pid, 0)


def _be_born(order: dict[str, Any]) -> None:
    """The whole life of a child; never returns."""
    code = 1
    try:
        os.setsid()
        for number in (signal.SIGCHLD, *_ENDINGS):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        for handle, path, how in ((0, order["told"], os.O_RDONLY), (1, order["said"], flags), (2, order["log"], flags)):
            opened = os.open(path, how, 0o600)
            os.dup2(opened, handle)
            os.close(opened)
        sys.stdin, sys.stdout, sys.stderr = (open(handle, mode, closefd=False) for handle, mode in ((0, "r"), (1, "w"), (2, "w")))  # noqa: SIM115
        sys.argv = [order["module"], *order["words"]]
        code = import_module(order["module"]).main() or 0
    except SystemExit as said:
        code = said.code if isinstance(said.code, int) else bool(said.code)
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def main() -> None:
    mouth = os.dup(1)
    os.set_inheritable(mouth, False)
    os.dup2(2, 1)  # what loading prints is no birth
    gc.disable()  # while nearly all that is made stays
    import django
    from django.conf import settings

    django.setup()
    for module in (*_LOADED, _FLOWS, settings.ROOT_URLCONF):
        import_module(module)
    gc.collect()
    gc.freeze()  # what is loaded stays where it is, in memory that all children share
    gc.enable()
    _Mother(mouth).live()


if __name__ == "__main__":
    main()

"""Where the time of in-process work goes: CPU of this process and of its database connection, by named stage, each without those inside it.

Wraps functions where their callers look them up, and puts them back. Reads the kernel's own account of both processes; Linux only.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from django.db import connection

REST = "everything else"


class Stages:
    """Seconds by stage: `python[name]` and `database[name]`."""

    def __init__(self) -> None:
        self.python: dict[str, float] = defaultdict(float)
        self.database: dict[str, float] = defaultdict(float)
        self._stack = [REST]
        self._python, self._database = 0.0, 0.0

    @contextmanager
    def measuring(self, wanted: Mapping[str, list[tuple[Any, str]]]) -> Iterator[None]:
        """Counts while it is open. `wanted`: stage → (module, function name)."""
        before = [(module, name, getattr(module, name)) for places in wanted.values() for module, name in places]
        for stage, places in wanted.items():
            for module, name in places:
                setattr(module, name, self._counted(stage, getattr(module, name)))
        connection.ensure_connection()
        self._python, self._database = time.process_time(), _of_database()
        try:
            yield
        finally:
            self._note()
            for module, name, function in before:
                setattr(module, name, function)

    def _counted(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def inner(*given: Any, **named: Any) -> Any:
            self._note()
            self._stack.append(stage)
            try:
                return function(*given, **named)
            finally:
                self._note()
                self._stack.pop()

        return inner

    def _note(self) -> None:
        python, database = time.process_time(), _of_database()
        self.python[self._stack[-1]] += python - self._python
        self.database[self._stack[-1]] += max(0.0, database - self._database)
        self._python, self._database = python, database


def _of_database() -> float:
    """CPU seconds of the process at the other end of this thread's connection."""
    connection.ensure_connection()
    run = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return int(run) / 1e9

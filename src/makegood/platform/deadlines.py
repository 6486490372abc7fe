"""One deadline for a whole request, from looking for the other side to the last byte of its answer.

The usual time limits of a client hold for each single read: whoever sends one byte now and then keeps it waiting for ever. Knows nothing
of HTTP, stores nothing.
"""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore


class Deadline(httpcore.NetworkBackend):
    """The network, until `seconds` from now; then every step ends with a timeout of httpcore's."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline takes its place
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self.left(httpcore.ConnectTimeout)
        found = self._inner.connect_tcp(host, port, timeout=left, local_address=local_address, socket_options=socket_options)
        return _Stream(found, self)

    def left(self, over: type[Exception]) -> float:
        """Seconds that are left; raises `over` when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise over("the time for this request is over")
        return left


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, timeout=self._deadline.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, timeout=self._deadline.left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

"""Whom a mail server's certificate must be vouched for by: the machine's own authorities, which are read once. Never trusts anybody else.

Reading them takes a processor some hundredths of a second, longer than a letter takes to be handed over.
"""

import ssl
from functools import cache


@cache
def authorities() -> ssl.SSLContext:
    """For any number of connections, also at once; read when the first server with TLS is spoken to. Names are checked."""
    return ssl.create_default_context()

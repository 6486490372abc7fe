"""The ASGI entry of the live process: streams for visitors' chat windows below /live/chat/, all others for members of the desk.

One switchboard, and so one listening connection, for both.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from django.utils.module_loading import import_string

from makegood.config import environment
from makegood.platform.streams import Receive, Scope, Send, Switchboard

CHAT = "/live/chat/"
_switchboard = Switchboard(lambda: environment.settings().database_url)
_desk = import_string("makegood.desk.live.LiveApp")(_switchboard)
_chat = import_string("makegood.portal.live.ChatApp")(_switchboard)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Whichever serves this address; the process's own life is the desk's."""
    await (_chat if str(scope.get("path", "")).startswith(CHAT) else _desk)(scope, receive, send)

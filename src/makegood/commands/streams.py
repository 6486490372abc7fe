"""The ASGI entry of the live process: streams for visitors' chat windows below /live/chat/, for readers of live discussions below /live/talks/, all
others for members of the desk.

One switchboard, and so one listening connection, for all of them.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from django.utils.module_loading import import_string

from makegood.config import environment
from makegood.platform.streams import Receive, Scope, Send, Switchboard

_switchboard = Switchboard(lambda: environment.settings().database_url)
_desk = import_string("makegood.desk.live.LiveApp")(_switchboard)
_portal = {
    "/live/chat/": import_string("makegood.portal.live.ChatApp")(_switchboard),
    "/live/talks/": import_string("makegood.portal.live.DiscussionApp")(_switchboard),
}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Whichever serves this address; the process's own life is the desk's."""
    path = str(scope.get("path", ""))
    await next((one for prefix, one in _portal.items() if path.startswith(prefix)), _desk)(scope, receive, send)
